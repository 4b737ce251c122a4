//! A statement: its elements, its actions looked up, its conditions by line.

use crate::check::policy::arn::{Arn, Fit};
use crate::check::policy::operator::Operator;
use crate::check::policy::placeholder;
use crate::document::tree::{Member, Node, Str, Value};
use crate::facts::Facts;
use crate::facts::iam::{Action, ArnFormat, ConditionKey, Iam, Service};

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

/// An ARN of `Resource` or `NotResource`.
#[derive(Debug)]
pub struct ResourceArn<'p> {
    /// As it stands there.
    pub text: &'p Str<'p>,
    /// Whether it stands in `NotResource`.
    pub negated: bool,
    /// Its fields.
    pub arn: Arn<'p>,
    /// Whether an action that the statement names accepts resources with such ARNs.
    pub is_accepted: bool,
    /// The formats that it fits in part or in whole, of whichever service the resources are; where
    /// it fits one in whole that is accepted, this one only.
    pub fits: Vec<(ArnFormat<'p>, Fit)>,
}

/// The types of resource that the actions accept, patterns left out, as sorted
/// [numbers](crate::facts::iam::ResourceType::id).
fn accepted_kinds(actions: &[ActionPattern<'_>]) -> Vec<usize> {
    let named = actions.iter().filter_map(|pattern| match pattern.resolved {
        Resolved::One(action) => Some(action),
        _ => None,
    });
    let mut kinds: Vec<usize> = named
        .flat_map(|action| action.resources().map(|kind| kind.id()))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

impl<'p> ResourceArn<'p> {
    fn read(text: &'p Str<'p>, negated: bool, arn: Arn<'p>, kinds: &[usize], iam: Iam<'p>) -> Self {
        let is_of_kinds = |format: &ArnFormat<'_>| kinds.binary_search(&format.kind().id()).is_ok();
        let formats = || iam.arn_formats(arn.service.text, arn.resource.text);
        // Most resources are such that an action accepts; the rest is compared with all formats.
        let mut accepted = formats().filter(is_of_kinds);
        let fits: Vec<_> = match accepted.find(|format| Fit::of(*format, &arn) == Fit::Whole) {
            Some(format) => vec![(format, Fit::Whole)],
            None => formats()
                .map(|format| (format, Fit::of(format, &arn)))
                .filter(|(_, fit)| *fit != Fit::Nothing)
                .collect(),
        };
        Self {
            text,
            negated,
            arn,
            is_accepted: fits.iter().any(|(format, _)| is_of_kinds(format)),
            fits,
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

/// One pattern of `Action` or `NotAction`.
#[derive(Debug)]
pub struct ActionPattern<'p> {
    /// As it stands there.
    pub text: &'p Str<'p>,
    /// Whether it stands in `NotAction`.
    pub negated: bool,
    /// What it names.
    pub resolved: Resolved<'p>,
}

impl<'p> ActionPattern<'p> {
    /// The part behind the prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text
            .as_str()
            .split_once(':')
            .map_or("", |(_, name)| name)
    }

    /// The actions that are known to be meant; `None` when not all of them are known.
    #[must_use]
    pub fn actions(&self) -> Option<impl Iterator<Item = Action<'p>>> {
        let (one, service) = match self.resolved {
            Resolved::One(action) => (Some(action), None),
            Resolved::Pattern(service) => (None, Some(service)),
            _ => return None,
        };
        let matching = service.map(|service| service.actions_matching(self.name()));
        Some(one.into_iter().chain(matching.into_iter().flatten()))
    }
}

/// What the text of an action names.
#[derive(Clone, Copy, Debug)]
pub enum Resolved<'p> {
    /// `*`
    Everything,
    /// A text to be filled in.
    Placeholder,
    /// A text without a colon, or with nothing on one side of it.
    Malformed,
    /// A wildcard in the prefix of the service.
    AnyService,
    /// A prefix that no service has.
    UnknownService,
    /// A service, but no action of this name.
    Unknown(Service<'p>),
    /// An action.
    One(Action<'p>),
    /// A service and a pattern for its actions.
    Pattern(Service<'p>),
}

impl<'p> Resolved<'p> {
    /// `last` is the service found before, with its prefix as it was written.
    fn find(text: &'p str, iam: Iam<'p>, last: &mut Option<(&'p str, Service<'p>)>) -> Self {
        const OPENS: u8 = 1;
        const WILDCARD: u8 = 2;
        if text == "*" {
            return Self::Everything;
        }
        // Most actions are plain names; one look at their bytes tells. `…` begins with 0xE2.
        let seen = text.bytes().fold(0, |seen, byte| match byte {
            b'<' | b'$' | b'{' | b'[' | 0xE2 => seen | OPENS,
            b'*' | b'?' => seen | WILDCARD,
            _ => seen,
        });
        if seen & OPENS != 0 && placeholder::is_within(text) {
            return Self::Placeholder;
        }
        let Some((prefix, name)) = text.split_once(':') else {
            return Self::Malformed;
        };
        if prefix.is_empty() || name.is_empty() {
            return Self::Malformed;
        }
        if seen & WILDCARD != 0 && prefix.contains(['*', '?']) {
            return Self::AnyService;
        }
        // Most statements list actions of one service.
        let service = match last {
            Some((written, service)) if *written == prefix => Some(*service),
            _ => iam.service(prefix),
        };
        let Some(service) = service else {
            return Self::UnknownService;
        };
        *last = Some((prefix, service));
        if seen & WILDCARD != 0 {
            return Self::Pattern(service);
        }
        service
            .action(name)
            .map_or(Self::Unknown(service), Self::One)
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
