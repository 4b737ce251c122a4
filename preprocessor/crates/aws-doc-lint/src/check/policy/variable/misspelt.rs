//! What was meant as a policy variable: `${aws:usernmae}`, `{aws:username}`, `$(aws:username)`.

use std::ops::Range;

use crate::suggest::nearest;
use aws_doc_facts::Facts;
use spanned_text::Part as _;

/// Variables of the Serverless Framework, which writes them in the same form and prefix.
const OF_TEMPLATES: [&str; 4] = ["accountId", "region", "partition", "stackName"];

/// The condition key that a name between `${` and `}` most likely means, and the part of the name
/// that is misspelt; `None` when it may as well be a variable of a template.
pub(super) fn key(name: &str, facts: &Facts) -> Option<(Range<usize>, String)> {
    let trimmed = name.trim();
    let iam = facts.iam();
    let start = name.find(trimmed)?;
    let whole = start..start + trimmed.len();
    let Some((prefix, rest)) = trimmed.split_once(':') else {
        // The colon was forgotten, or is another character.
        let rest = trimmed.strip_prefix("aws")?;
        let rest = rest.strip_prefix(['.', '/', '-', '_']).unwrap_or(rest);
        let right = iam.key(&format!("aws:{rest}"))?;
        return Some((whole, with_tag(right.name(), rest)));
    };
    if rest.is_empty() || rest.starts_with(':') || !prefix.bytes().all(is_of_prefix) {
        return None;
    }
    let head = rest.split('/').next()?;
    if prefix.eq_ignore_ascii_case("aws") {
        if OF_TEMPLATES.contains(&head) {
            return None;
        }
        let keys = iam.keys().filter_map(|one| one.name().strip_prefix("aws:"));
        let heads = keys.filter_map(|one| one.split('/').next());
        let limit = if head.len() > 6 { 2 } else { 1 };
        let right = nearest(head, heads, limit)?;
        let at = whole.start + prefix.len() + 1;
        let tag = rest.part(head.len()..);
        return Some((at..at + head.len(), format!("aws:{right}{tag}")));
    }
    // `asw:username`: the key shows what the prefix should be.
    let is_global = iam.service(prefix).is_none() && iam.key(&format!("aws:{rest}")).is_some();
    (is_global && nearest(prefix, ["aws"], 1).is_some()).then(|| {
        let range = whole.start..whole.start + prefix.len();
        (range, format!("aws:{rest}"))
    })
}

fn is_of_prefix(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// The key as AWS writes it, with the name of its tag as it is written here.
fn with_tag(known: &str, rest: &str) -> String {
    match (known.split_once("/${"), rest.split_once('/')) {
        (Some((known, _)), Some((_, tag))) => format!("{known}/{tag}"),
        _ => known.to_owned(),
    }
}

/// Global condition keys in brackets that make no variable, and the variable that each means.
pub(super) fn brackets(text: &str, facts: &Facts) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for (open, close) in [("{aws:", '}'), ("$(aws:", ')')] {
        for (at, _) in text.match_indices(open) {
            let before = text.part(..at);
            // `${…}` is a variable, `#{…}` and `{{…}}` are of templates.
            if open.starts_with('{') && before.ends_with(['$', '#', '{', '!']) {
                continue;
            }
            let name_at = at + open.len() - "aws:".len();
            let inside = text.part(name_at..);
            let Some(name) = inside.find(close).and_then(|end| inside.get(..end)) else {
                continue;
            };
            if facts.iam().key(name).is_some() {
                found.push((at..name_at + name.len() + 1, format!("${{{name}}}")));
            }
        }
    }
    found
}
