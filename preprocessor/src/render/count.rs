//! `{{#aws count regions}}`: a number in the middle of a sentence, so that prose cannot go stale.

use std::ops::Range;

use super::DirectiveError;
use super::options::{self, Word};
use aws_doc_facts::Facts;
use aws_doc_lint::suggest::nearest;

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The public Regions with Bedrock, of one partition or of all.
    Regions(Option<String>),
    /// The models.
    Models,
    /// The inference profiles.
    Profiles,
}

const NAMES: [&str; 3] = ["regions", "models", "profiles"];

impl What {
    pub(super) fn parse<'a>(
        directive: Range<usize>,
        mut words: impl Iterator<Item = Word<'a>>,
    ) -> Result<Self, DirectiveError> {
        let all = || format!("it takes one of {}", NAMES.join(", "));
        let Some((range, name)) = words.next() else {
            return Err(DirectiveError {
                range: directive,
                message: "`count` does not say of what".to_owned(),
                help: all(),
            });
        };
        match name {
            "regions" => {
                let [partition] = options::read("count regions", words, ["partition"])?;
                Ok(Self::Regions(partition))
            }
            "models" => options::none("count models", words).map(|()| Self::Models),
            "profiles" => options::none("count profiles", words).map(|()| Self::Profiles),
            name => Err(DirectiveError {
                range,
                message: format!("`count` cannot count `{name}`"),
                help: match nearest(name, NAMES, 3) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => all(),
                },
            }),
        }
    }

    /// The number.
    #[must_use]
    pub fn count(&self, facts: &Facts) -> usize {
        match self {
            Self::Regions(partition) => facts
                .regions()
                .with_bedrock()
                .filter(|region| partition.is_none() || region.partition == *partition)
                .count(),
            Self::Models => facts.models().models.len(),
            Self::Profiles => facts.models().profiles.len(),
        }
    }
}
