//! A statement: its elements, and its conditions by line.

use super::action::{ActionPattern, Resolved};
use super::resource_arn::{ResourceArn, accepted_kinds};
use crate::check::policy::arn::Arn;
use crate::check::policy::operator::Operator;
use crate::document::tree::{Member, Node, Str, Value};
use crate::facts::Facts;
use crate::facts::iam::{ConditionKey, Iam};

/// A statement. Of an element that stands there twice the first is taken.
#[derive(Debug)]
pub struct Statement<'p> {
    /// The object.
    pub node: &'p Node<'p>,
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
    /// Every ARN: of the resources, the principals, and of what conditions compare with.
    pub arns: Vec<(&'p Str<'p>, Arn<'p>)>,
}

impl<'p> Statement<'p> {
    /// Reads a statement; `None` when the node is no object.
    pub(super) fn read(node: &'p Node<'p>, facts: &'p Facts) -> Option<Self> {
        let mut one = Self {
            node,
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
            arns: Vec::new(),
        };
        for member in node.as_object()? {
            let name = member.key.as_str();
            let place = if name.eq_ignore_ascii_case("Sid") {
                &mut one.sid
            } else if name.eq_ignore_ascii_case("Effect") {
                &mut one.effect
            } else if name.eq_ignore_ascii_case("Principal") {
                &mut one.principal
            } else if name.eq_ignore_ascii_case("NotPrincipal") {
                &mut one.not_principal
            } else if name.eq_ignore_ascii_case("Action") {
                &mut one.action
            } else if name.eq_ignore_ascii_case("NotAction") {
                &mut one.not_action
            } else if name.eq_ignore_ascii_case("Resource") {
                &mut one.resource
            } else if name.eq_ignore_ascii_case("NotResource") {
                &mut one.not_resource
            } else if name.eq_ignore_ascii_case("Condition") {
                &mut one.condition
            } else {
                continue;
            };
            if place.is_none() {
                *place = Some(member);
            }
        }
        let iam = facts.iam();
        let mut last = None;
        for (member, negated) in [(one.action, false), (one.not_action, true)] {
            let Some(member) = member else { continue };
            let texts = Strings::of(&member.value);
            one.actions.reserve(texts.size_hint().1.unwrap_or_default());
            for text in texts {
                let resolved = Resolved::find(text.as_str(), iam, &mut last);
                one.actions.push(ActionPattern {
                    text,
                    negated,
                    resolved,
                });
            }
        }
        if let Some(condition) = one.condition {
            one.conditions = ConditionLine::all(&condition.value, iam);
        }
        let mut kinds = None;
        for (member, negated) in [(one.resource, false), (one.not_resource, true)] {
            let Some(member) = member else { continue };
            for text in Strings::of(&member.value) {
                let Ok(arn) = Arn::parse(&text.value) else {
                    continue;
                };
                let kinds = kinds.get_or_insert_with(|| accepted_kinds(&one.actions));
                let read = ResourceArn::read(text, negated, arn, kinds, iam);
                one.resource_arns.push(read);
            }
        }
        let resources = one.resource_arns.iter().map(|one| (one.text, one.arn));
        let principals = one.principals().into_iter().map(|principal| principal.text);
        let compared = one.conditions.iter().flat_map(ConditionLine::texts);
        let others = principals.chain(compared);
        let others = others.filter_map(|text| Some((text, Arn::parse(&text.value).ok()?)));
        one.arns = resources.chain(others).collect();
        Some(one)
    }

    /// Whether the effect is `Allow`; `None` when it is neither or missing.
    #[must_use]
    pub fn allows(&self) -> Option<bool> {
        match self.effect?.value.as_string()?.as_str() {
            text if text.eq_ignore_ascii_case("Allow") => Some(true),
            text if text.eq_ignore_ascii_case("Deny") => Some(false),
            _ => None,
        }
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

    /// The principals of `Principal` or `NotPrincipal`.
    #[must_use]
    pub fn principals(&self) -> Vec<Principal<'p>> {
        let element = self.principal.or(self.not_principal);
        let Some(value) = element.map(|member| &member.value) else {
            return Vec::new();
        };
        match &value.value {
            Value::String(text) => vec![Principal { kind: None, text }],
            Value::Object(members) => members
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

/// The strings of an element that holds one or a list of them.
#[derive(Clone, Debug)]
pub struct Strings<'p> {
    one: Option<&'p Str<'p>>,
    list: std::slice::Iter<'p, Node<'p>>,
}

impl<'p> Strings<'p> {
    /// The strings that the node is or holds.
    #[must_use]
    pub fn of(node: &'p Node<'p>) -> Self {
        Self {
            one: text_of(node),
            list: node.as_array().unwrap_or_default().iter(),
        }
    }
}

impl<'p> Iterator for Strings<'p> {
    type Item = &'p Str<'p>;

    fn next(&mut self) -> Option<Self::Item> {
        self.one
            .take()
            .or_else(|| self.list.by_ref().find_map(text_of))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let most = usize::from(self.one.is_some()) + self.list.len();
        (0, Some(most))
    }
}

/// The text of a string, or of CloudFormation's `Fn::Sub`, whose `${…}` are placeholders.
fn text_of<'p>(node: &'p Node<'p>) -> Option<&'p Str<'p>> {
    let Value::Object(members) = &node.value else {
        return node.as_string();
    };
    let [only] = members.as_slice() else {
        return None;
    };
    let value = Some(&only.value).filter(|_| only.key.as_str() == "Fn::Sub")?;
    value
        .as_string()
        .or_else(|| value.as_array()?.first()?.as_string())
}

/// Whether the node is a function of CloudFormation, whose value is not known here.
#[must_use]
pub fn is_function(node: &Node<'_>) -> bool {
    matches!(node.as_object(), Some([only])
        if only.key.as_str().starts_with("Fn::") || only.key.as_str() == "Ref")
}

/// One principal.
#[derive(Clone, Copy, Debug)]
pub struct Principal<'p> {
    /// `AWS`, `Service`, `Federated` or `CanonicalUser`; `None` when the element is one string.
    pub kind: Option<&'p Str<'p>>,
    /// Its name.
    pub text: &'p Str<'p>,
}

/// One key under one operator.
#[derive(Debug)]
pub struct ConditionLine<'p> {
    /// The operator as it stands there.
    pub operator_text: &'p Str<'p>,
    /// The operator, if there is one of this name.
    pub operator: Option<Operator>,
    /// The key as it stands there.
    pub key: &'p Str<'p>,
    /// What is known of the key.
    pub known: Option<ConditionKey<'p>>,
    /// The value or list of values.
    pub node: &'p Node<'p>,
}

impl<'p> ConditionLine<'p> {
    fn all(condition: &'p Node<'p>, iam: Iam<'p>) -> Vec<Self> {
        let mut lines = Vec::new();
        for block in condition.as_object().unwrap_or_default() {
            let operator = Operator::parse(block.key.as_str());
            for member in block.value.as_object().unwrap_or_default() {
                lines.push(Self {
                    operator_text: &block.key,
                    operator,
                    key: &member.key,
                    known: iam.key(member.key.as_str()),
                    node: &member.value,
                });
            }
        }
        lines
    }

    /// The value, or each of the list.
    pub fn values(&self) -> impl Iterator<Item = &'p Node<'p>> + use<'p> {
        let list = self.node.as_array();
        list.unwrap_or_default()
            .iter()
            .chain(list.is_none().then_some(self.node))
    }

    /// The values that are strings.
    pub fn texts(&self) -> Strings<'p> {
        Strings::of(self.node)
    }
}
