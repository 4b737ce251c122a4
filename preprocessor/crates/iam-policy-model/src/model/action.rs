//! An action of a statement, looked up.

use crate::iam::{Action, ActionNames, Iam, Service};
use crate::placeholder;
use spanned_text::Part as _;
use spanned_text::tree::Str;

/// One pattern of `Action` or `NotAction`.
#[derive(Debug)]
pub struct ActionPattern<'p> {
    /// As written.
    pub text: &'p Str<'p>,
    /// Where the part after the prefix begins in it.
    name: u32,
    /// Whether it is in `NotAction`.
    pub negated: bool,
    /// What it names.
    pub resolved: Resolved<'p>,
}

impl<'p> ActionPattern<'p> {
    /// The part after the prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        let text = self.text.as_str();
        text.part(self.name as usize..)
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

/// Looks up one action after another. Most statements list actions of one service, so the last
/// service is at hand.
pub(super) struct Resolver<'p> {
    iam: Iam<'p>,
    last: Option<Last<'p>>,
}

struct Last<'p> {
    /// As it was written.
    prefix: &'p str,
    service: Service<'p>,
    actions: ActionNames<'p>,
}

impl<'p> Resolver<'p> {
    pub(super) fn new(iam: Iam<'p>) -> Self {
        Self { iam, last: None }
    }

    pub(super) fn pattern(&mut self, text: &'p Str<'p>, negated: bool) -> ActionPattern<'p> {
        let written = text.as_str();
        let colon = match &self.last {
            Some(last) if last.is_of(written) => Some(last.prefix.len()),
            _ => memchr::memchr(b':', written.as_bytes()),
        };
        let name = colon.map_or(written.len(), |colon| colon + 1);
        ActionPattern {
            text,
            name: u32::try_from(name).unwrap_or(u32::MAX),
            negated,
            resolved: self.resolve(text, written, colon),
        }
    }

    fn resolve(
        &mut self,
        text: &'p Str<'p>,
        written: &'p str,
        colon: Option<usize>,
    ) -> Resolved<'p> {
        let classes = text.classes();
        if written == "*" {
            return Resolved::Everything;
        }
        if classes.has_opening() && placeholder::is_within(written) {
            return Resolved::Placeholder;
        }
        let parts = colon.and_then(|colon| written.split_at_checked(colon));
        let Some((prefix, name)) = parts.map(|(prefix, rest)| (prefix, rest.get(1..))) else {
            return Resolved::Malformed;
        };
        let Some(name) = name.filter(|name| !prefix.is_empty() && !name.is_empty()) else {
            return Resolved::Malformed;
        };
        let last = match &self.last {
            Some(last) if last.prefix == prefix => last,
            _ => {
                if classes.has_wildcard() && prefix.contains(['*', '?']) {
                    return Resolved::AnyService;
                }
                let Some(found) = self.find(prefix) else {
                    return Resolved::UnknownService;
                };
                self.last.insert(found)
            }
        };
        if classes.has_wildcard() {
            return Resolved::Pattern(last.service);
        }
        last.actions
            .find(name)
            .map_or(Resolved::Unknown(last.service), Resolved::One)
    }

    fn find(&self, prefix: &'p str) -> Option<Last<'p>> {
        let service = self.iam.service(prefix)?;
        Some(Last {
            prefix,
            service,
            actions: service.action_names()?,
        })
    }
}

impl Last<'_> {
    /// Whether an action is of this service, in the same case.
    fn is_of(&self, action: &str) -> bool {
        let (action, prefix) = (action.as_bytes(), self.prefix.as_bytes());
        action.get(prefix.len()) == Some(&b':') && action.starts_with(prefix)
    }
}
