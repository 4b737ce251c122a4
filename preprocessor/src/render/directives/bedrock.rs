//! What the tables of models and of inference profiles have in common: one list, which Bedrock itself or
//! somebody else has made.

use super::Source;
use aws_doc_facts::{Facts, Models};

/// Where the list comes from.
pub(super) fn source(facts: &Facts) -> Option<Source<'_>> {
    let models = facts.models();
    Some(Source::refreshed(&models.provenance, models.retrieved()))
}

/// The sentence above a table with so many rows of `what`, which says whose list it is.
pub(super) fn heading(count: usize, what: &str, models: &Models) -> String {
    match models.is_first_hand() {
        true => format!("**{count} {what}, by Amazon Bedrock itself, as one account sees them.**"),
        false => format!("**{count} {what}, by a list that is not AWS's.**"),
    }
}

/// The codes of Regions in one field of a data file.
pub(super) fn region_field<'r>(regions: impl Iterator<Item = &'r String>) -> String {
    let codes: Vec<&str> = regions.map(String::as_str).collect();
    codes.join(" ")
}
