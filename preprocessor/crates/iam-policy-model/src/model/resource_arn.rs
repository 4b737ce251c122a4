//! An ARN of a statement, compared with the formats of resources.

use super::action::{ActionPattern, Resolved};
use crate::arn::{Arn, Fit};
use crate::iam::{ArnFormat, Iam};
use spanned_text::tree::Str;

/// An ARN of `Resource` or `NotResource`.
#[derive(Debug)]
pub struct ResourceArn<'p> {
    /// As written.
    pub text: &'p Str<'p>,
    /// Whether it is in `NotResource`.
    pub negated: bool,
    /// Its fields.
    pub arn: Arn<'p>,
    /// Whether an action that the statement names accepts resources with such ARNs.
    pub is_accepted: bool,
    /// Whether it fits a format in whole, of whichever service the resources are.
    pub is_whole: bool,
    /// The formats that it fits in part or in whole; none where it fits one in whole that is accepted,
    /// since no more is looked for then.
    pub fits: Vec<(ArnFormat<'p>, Fit)>,
}

/// The types of resource that the actions of a statement accept, patterns left out.
pub(super) struct Accepted {
    /// A bit for each [number](crate::iam::ResourceType::id).
    bits: Vec<u64>,
}

impl Accepted {
    pub(super) fn of(actions: &[ActionPattern<'_>]) -> Self {
        let mut bits = Vec::new();
        let named = actions.iter().filter_map(|pattern| match pattern.resolved {
            Resolved::One(action) => Some(action),
            _ => None,
        });
        for kind in named.flat_map(|action| action.resources()) {
            let (word, bit) = (kind.id() / 64, kind.id() % 64);
            if word >= bits.len() {
                bits.resize(word + 1, 0);
            }
            if let Some(word) = bits.get_mut(word) {
                *word |= 1 << bit;
            }
        }
        Self { bits }
    }

    fn holds(&self, format: ArnFormat<'_>) -> bool {
        let id = format.kind().id();
        let word = self.bits.get(id / 64);
        word.is_some_and(|word| word >> (id % 64) & 1 == 1)
    }
}

impl<'p> ResourceArn<'p> {
    pub(super) fn read(
        text: &'p Str<'p>,
        negated: bool,
        arn: Arn<'p>,
        accepted: &Accepted,
        iam: Iam<'p>,
    ) -> Self {
        // Most resources are of a type that an action accepts; the others are compared with all formats.
        let resource = arn.resource().text;
        let mut formats = iam.arn_formats_of(arn.service().text);
        let is_plain = formats.any(|format| {
            accepted.holds(format)
                && format.begins_like(resource)
                && Fit::of(format, &arn) == Fit::Whole
        });
        let mut fits = Vec::new();
        if !is_plain {
            let all = iam
                .arn_formats(arn.service().text, resource)
                .map(|format| (format, Fit::of(format, &arn)));
            fits.extend(all.filter(|(_, fit)| *fit != Fit::Nothing));
        }
        Self {
            text,
            negated,
            arn,
            is_accepted: is_plain || fits.iter().any(|(format, _)| accepted.holds(*format)),
            is_whole: is_plain || fits.iter().any(|(_, fit)| *fit == Fit::Whole),
            fits,
        }
    }
}
