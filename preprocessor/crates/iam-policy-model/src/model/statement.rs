//! A statement and its elements.

use super::action::{ActionPattern, Resolver};
use super::condition::ConditionLine;
use super::element::Element;
use super::features::Features;
use super::resource_arn::{Accepted, ResourceArn};
use super::strings::Strings;
use super::template::{is_function, known_members};
use crate::arn::Arn;
use crate::iam::Iam;
use spanned_text::tree::{Member, Node, Str, Value};

/// A statement. Of an element that is there twice, the first counts.
#[derive(Debug)]
pub struct Statement<'p> {
    /// The object.
    pub node: &'p Node<'p>,
    /// Whether it is there in one outcome of an `Fn::If` only.
    pub is_conditional: bool,
    /// `Sid`
    pub sid: Option<&'p Member<'p>>,
    /// `Effect`
    pub effect: Option<&'p Member<'p>>,
    /// `Principal`
    pub principal: Option<&'p Member<'p>>,
    /// `NotPrincipal`
    pub not_principal: Option<&'p Member<'p>>,
    /// `Action`
    pub action: Option<&'p Member<'p>>,
    /// `NotAction`
    pub not_action: Option<&'p Member<'p>>,
    /// `Resource`
    pub resource: Option<&'p Member<'p>>,
    /// `NotResource`
    pub not_resource: Option<&'p Member<'p>>,
    /// `Condition`
    pub condition: Option<&'p Member<'p>>,
    /// The patterns of `Action` and `NotAction`.
    pub actions: Vec<ActionPattern<'p>>,
    /// The lines of `Condition`.
    pub conditions: Vec<ConditionLine<'p>>,
    /// The ARNs of `Resource` and `NotResource`.
    pub resource_arns: Vec<ResourceArn<'p>>,
    /// The other ARNs: of the principals, and of what conditions compare with.
    pub other_arns: Vec<(&'p Str<'p>, Arn<'p>)>,
    /// What it holds at least once.
    pub features: Features,
    allows: Option<bool>,
}

impl<'p> Statement<'p> {
    /// Reads the statements of an element `Statement`: one, a list, or those between which
    /// CloudFormation's `Fn::If` chooses.
    pub(super) fn read_all(node: &'p Node<'p>, iam: Iam<'p>, found: &mut Vec<Self>) {
        if is_function(node) {
            let first = found.len();
            let call = node.as_object().and_then(<[_]>::first);
            let call = call.filter(|call| call.key.as_str() == "Fn::If");
            let arguments = call.map_or(&[][..], |call| call.value.items());
            for branch in arguments.iter().skip(1) {
                Self::read_all(branch, iam, found);
            }
            for statement in found.iter_mut().skip(first) {
                statement.is_conditional = true;
            }
        } else if let Some(items) = node.as_array() {
            found.reserve(items.len());
            for item in items {
                Self::read_all(item, iam, found);
            }
        } else {
            found.extend(Self::read(node, iam));
        }
    }

    /// Reads a statement; `None` when the node is not an object.
    fn read(node: &'p Node<'p>, iam: Iam<'p>) -> Option<Self> {
        let mut one = Self {
            node,
            is_conditional: false,
            sid: None,
            effect: None,
            principal: None,
            not_principal: None,
            action: None,
            not_action: None,
            resource: None,
            not_resource: None,
            condition: None,
            actions: Vec::new(),
            conditions: Vec::new(),
            resource_arns: Vec::new(),
            other_arns: Vec::new(),
            features: Features::empty(),
            allows: None,
        };
        for member in node.as_object()? {
            let (element, is_exact) = Element::of(member.key.as_str());
            if !is_exact {
                one.features |= Features::ODD_ELEMENT;
            }
            let place = match element {
                None => continue,
                Some(Element::Sid) => &mut one.sid,
                Some(Element::Effect) => &mut one.effect,
                Some(Element::Principal) => &mut one.principal,
                Some(Element::NotPrincipal) => &mut one.not_principal,
                Some(Element::Action) => &mut one.action,
                Some(Element::NotAction) => &mut one.not_action,
                Some(Element::Resource) => &mut one.resource,
                Some(Element::NotResource) => &mut one.not_resource,
                Some(Element::Condition) => &mut one.condition,
            };
            match place {
                None => *place = Some(member),
                Some(_) => one.features |= Features::TWICE,
            }
        }
        one.allows = match one.effect.and_then(|effect| effect.value.as_string()) {
            Some(text) if text.as_str().eq_ignore_ascii_case("Allow") => Some(true),
            Some(text) if text.as_str().eq_ignore_ascii_case("Deny") => Some(false),
            _ => None,
        };

        one.read_actions(iam);
        one.read_conditions(iam);
        one.read_resources(iam);
        one.read_principals();
        Some(one)
    }

    fn read_actions(&mut self, iam: Iam<'p>) {
        let mut resolver = Resolver::new(iam);
        for (member, negated) in [(self.action, false), (self.not_action, true)] {
            let Some(member) = member else { continue };
            let texts = Strings::of(&member.value);
            self.actions.reserve(texts.items());
            let before = self.actions.len();
            for text in texts.clone() {
                let pattern = resolver.pattern(text, negated);
                self.features |= Features::of_action(text, &pattern.resolved);
                self.actions.push(pattern);
            }
            if self.actions.len() - before != texts.items() {
                self.features |= Features::ODD_ITEM;
            }
        }
        if self.not_action.is_some() {
            self.features |= Features::NOT_ACTION;
        }
    }

    fn read_conditions(&mut self, iam: Iam<'p>) {
        let Some(condition) = self.condition else {
            return;
        };
        self.features |= Features::CONDITION;
        self.conditions = ConditionLine::all(&condition.value, iam);
        for line in &self.conditions {
            if line.known.is_none() {
                self.features |= Features::UNKNOWN_KEY;
            }
            for text in line.texts() {
                if text.classes().has_variable_sign() {
                    self.features |= Features::VARIABLE_SIGN;
                }
                if let Ok(arn) = Arn::parse(text.as_str()) {
                    self.other_arns.push((text, arn));
                }
            }
        }
    }

    fn read_resources(&mut self, iam: Iam<'p>) {
        let mut accepted = None;
        for (member, negated) in [(self.resource, false), (self.not_resource, true)] {
            let Some(member) = member else { continue };
            let texts = Strings::of(&member.value);
            self.resource_arns.reserve(texts.items());
            let mut count = 0;
            for text in texts.clone() {
                count += 1;
                if text.classes().has_variable_sign() {
                    self.features |= Features::VARIABLE_SIGN;
                }
                match Arn::parse(text.as_str()) {
                    Ok(arn) => {
                        let accepted = accepted.get_or_insert_with(|| Accepted::of(&self.actions));
                        let read = ResourceArn::read(text, negated, arn, accepted, iam);
                        self.resource_arns.push(read);
                    }
                    Err(_) if text.as_str() == "*" => {}
                    Err(_) => self.features |= Features::ODD_RESOURCE,
                }
            }
            if count != texts.items() {
                self.features |= Features::ODD_ITEM;
            }
        }
        if !self.resource_arns.is_empty() {
            self.features |= Features::ARN;
        }
    }

    fn read_principals(&mut self) {
        if self.principal.or(self.not_principal).is_some() {
            self.features |= Features::PRINCIPAL;
            for principal in self.principals() {
                if principal.text.classes().has_variable_sign() {
                    self.features |= Features::VARIABLE_SIGN;
                }
                if let Ok(arn) = Arn::parse(principal.text.as_str()) {
                    self.other_arns.push((principal.text, arn));
                }
            }
        }
        if !self.other_arns.is_empty() {
            self.features |= Features::ARN;
        }
    }

    /// Every ARN: of the resources, the principals, and of what conditions compare with.
    pub fn arns(&self) -> impl Iterator<Item = (&'p Str<'p>, Arn<'p>)> {
        let resources = self.resource_arns.iter().map(|one| (one.text, one.arn));
        resources.chain(self.other_arns.iter().copied())
    }

    /// Whether the effect is `Allow`; `None` when it is neither or missing.
    #[must_use]
    pub fn allows(&self) -> Option<bool> {
        self.allows
    }

    /// The texts of `Resource`.
    pub fn resources(&self) -> impl Iterator<Item = &'p Str<'p>> + use<'p> {
        self.resource
            .map(|member| Strings::of(&member.value))
            .into_iter()
            .flatten()
    }

    /// The texts of `NotResource`.
    pub fn not_resources(&self) -> impl Iterator<Item = &'p Str<'p>> + use<'p> {
        self.not_resource
            .map(|member| Strings::of(&member.value))
            .into_iter()
            .flatten()
    }

    /// Whether it is about every resource, `*`, without a condition.
    #[must_use]
    pub fn is_unlimited(&self) -> bool {
        self.condition.is_none() && self.resources().any(|resource| resource.as_str() == "*")
    }

    /// The principals of `Principal` or `NotPrincipal`.
    #[must_use]
    pub fn principals(&self) -> Vec<Principal<'p>> {
        let element = self.principal.or(self.not_principal);
        let Some(value) = element.map(|member| &member.value) else {
            return Vec::new();
        };
        match &value.value {
            Value::String(text) => vec![Principal { kind: None, text }],
            Value::Object(_) => known_members(value)
                .iter()
                .flat_map(|member| {
                    let texts = Strings::of(&member.value);
                    texts.map(|text| Principal {
                        kind: Some(&member.key),
                        text,
                    })
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The blocks of `Condition`, each an operator with what it compares.
    #[must_use]
    pub fn condition_blocks(&self) -> &'p [Member<'p>] {
        self.condition
            .map_or(&[], |member| known_members(&member.value))
    }

    /// Whether a pattern of `Action` matches this action, or `NotAction` leaves it in.
    #[must_use]
    pub fn covers_action(&self, wanted: &str) -> bool {
        let listed = |negated| {
            let mut patterns = self
                .actions
                .iter()
                .filter(move |one| one.negated == negated);
            patterns.any(|one| super::super::glob::covers_ignoring_case(one.text.as_str(), wanted))
        };
        if self.not_action.is_some() {
            !listed(true)
        } else {
            listed(false)
        }
    }
}

/// One principal.
#[derive(Clone, Copy, Debug)]
pub struct Principal<'p> {
    /// `AWS`, `Service`, `Federated` or `CanonicalUser`; `None` when the element is one string.
    pub kind: Option<&'p Str<'p>>,
    /// Its name.
    pub text: &'p Str<'p>,
}
