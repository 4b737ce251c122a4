//! `{{#aws count regions}}`: a number in the middle of a sentence, so that prose cannot go stale.

use super::options::{self, Words};
use super::{Context, Directive, Table, error};
use aws_doc_lint::document::directive::DirectiveError;
use aws_doc_lint::suggest::nearest;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "count",
    usage: "count regions",
    doc: "the number alone, for prose; also of `models` and `profiles`",
    parse,
};

enum Count {
    /// The public Regions with Bedrock, of one partition or of all.
    Regions(Option<String>),
    /// The models.
    Models,
    /// The inference profiles.
    Profiles,
}

const NAMES: [&str; 3] = ["regions", "models", "profiles"];

fn parse(mut words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let all = || format!("it takes one of {}", NAMES.join(", "));
    let Some((range, name)) = words.next() else {
        return Err(error(
            words.name(),
            "`count` does not say what to count",
            all(),
        ));
    };
    let count = match name {
        "regions" => {
            let [partition] = options::read("count regions", words, ["partition"])?;
            Count::Regions(partition)
        }
        "models" => {
            options::none("count models", words)?;
            Count::Models
        }
        "profiles" => {
            options::none("count profiles", words)?;
            Count::Profiles
        }
        name => {
            let help =
                nearest(name, NAMES, 3).map_or_else(all, |near| format!("did you mean `{near}`?"));
            return Err(error(range, format!("`count` cannot count `{name}`"), help));
        }
    };
    Ok(Box::new(count))
}

impl Table for Count {
    fn body(&self, context: &Context<'_>) -> String {
        let facts = context.facts;
        let count = match self {
            Self::Regions(partition) => facts
                .regions()
                .with_bedrock()
                .filter(|region| partition.is_none() || region.partition == *partition)
                .count(),
            Self::Models => facts.models().models.len(),
            Self::Profiles => facts.models().profiles.len(),
        };
        count.to_string()
    }
}
