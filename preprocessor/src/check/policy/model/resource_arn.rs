//! An ARN of a statement, compared with the formats of resources.

use super::action::{ActionPattern, Resolved};
use crate::check::policy::arn::{Arn, Fit};
use crate::document::tree::Str;
use crate::facts::iam::{ArnFormat, Iam};

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
pub(super) fn accepted_kinds(actions: &[ActionPattern<'_>]) -> Vec<usize> {
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
    pub(super) fn read(
        text: &'p Str<'p>,
        negated: bool,
        arn: Arn<'p>,
        kinds: &[usize],
        iam: Iam<'p>,
    ) -> Self {
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
