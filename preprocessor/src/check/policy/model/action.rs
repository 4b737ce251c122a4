//! An action of a statement, looked up.

use crate::check::policy::placeholder;
use crate::document::tree::Str;
use crate::facts::iam::{Action, Iam, Service};

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
    pub(super) fn find(
        text: &'p str,
        iam: Iam<'p>,
        last: &mut Option<(&'p str, Service<'p>)>,
    ) -> Self {
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
