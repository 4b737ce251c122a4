//! `policy/redundant`

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::MOST_PAIRS;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::glob::{covers, covers_ignoring_case};
use iam_policy_model::model::{ActionPattern, Policy, Resolved, Statement};
use iam_policy_model::operator::{Comparison, Family};
use iam_policy_model::placeholder;
use iam_policy_model::repeated::repeated;
use spanned_text::Part as _;
use spanned_text::tree::{Node, Str, Value};

rule! {
    /// Part of a statement says what another part says already.
    ///
    /// An action or resource that another pattern of the same list covers changes nothing, and hides how
    /// much the statement allows.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": ["bedrock:InvokeModel*", "bedrock:InvokeModelWithResponseStream"],
    ///       "Resource": "arn:aws:bedrock:*::foundation-model/*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Passes
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel*",
    ///       "Resource": "arn:aws:bedrock:*::foundation-model/*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM Access Analyzer policy check reference](https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html)
    "policy/redundant", Hint, aws: ["REDUNDANT_ACTION", "REDUNDANT_RESOURCE", "REDUNDANT_STATEMENT", "REDUNDANT_CONDITION_VALUE_NUM"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for policy in &snippet.policies {
        for statement in &policy.statements {
            if statement.action.is_some() && statement.not_action.is_some() {
                continue;
            }
            actions(statement, sink);
            resources(statement, sink);
            for line in &statement.conditions {
                let is_order = line.operator.is_some_and(|operator| {
                    operator.family == Family::Numeric && operator.comparison != Comparison::Equals
                });
                if is_order && let Some([_, second, ..]) = line.node.as_array() {
                    sink.push(
                        Finding::new(second.range(), "of several numbers only the widest counts")
                            .aws("REDUNDANT_CONDITION_VALUE_NUM"),
                    );
                }
            }
        }
        statements(policy, sink);
    }
}

fn actions(statement: &Statement<'_>, sink: &mut Sink<'_>) {
    let list = &statement.actions;
    if list.len() < 2 {
        return;
    }
    let id = "REDUNDANT_ACTION";
    if has_twins(list) {
        let texts: Vec<_> = list.iter().map(|one| one.text).collect();
        twice(&texts, |byte| byte.to_ascii_lowercase(), id, sink);
    }
    if list.iter().any(|one| one.text.classes().has_wildcard()) {
        let texts = || list.iter().map(|one| one.text);
        covered(texts, true, id, sink);
    }
}

/// Whether two of the actions may be alike; known ones are distinguished by number.
fn has_twins(list: &[ActionPattern<'_>]) -> bool {
    let number = |one: &ActionPattern<'_>| match one.resolved {
        Resolved::One(action) => Some(action.id()),
        _ => None,
    };
    let known = || list.iter().filter_map(number);
    if list.len() - known().count() > 1 {
        return true;
    }
    // Many lists are in the order of the names.
    if known().is_sorted_by(|one, next| one < next) {
        return false;
    }
    let mut known: Vec<_> = known().collect();
    known.sort_unstable();
    !known.is_sorted_by(|one, next| one < next)
}

fn resources(statement: &Statement<'_>, sink: &mut Sink<'_>) {
    let texts = || statement.resources();
    if texts().nth(1).is_none() {
        return;
    }
    let id = "REDUNDANT_RESOURCE";
    let list: Vec<_> = texts().collect();
    twice(&list, |byte| byte, id, sink);
    covered(texts, false, id, sink);
}

/// Reports each text that a pattern of the list covers.
fn covered<'s, T: Iterator<Item = &'s Str<'s>>>(
    texts: impl Fn() -> T,
    ignores_case: bool,
    id: &'static str,
    sink: &mut Sink<'_>,
) {
    let covers = if ignores_case {
        covers_ignoring_case
    } else {
        covers
    };
    let patterns = texts().filter(|text| text.classes().has_wildcard());
    let patterns: Vec<_> = patterns
        .map(|text| (Literals::of(text.as_str(), ignores_case), text))
        .collect();
    if patterns.is_empty() || patterns.len().saturating_mul(texts().count()) > MOST_PAIRS {
        return;
    }
    for text in texts() {
        let value = text.as_str();
        let mut others = patterns
            .iter()
            .filter(|(_, pattern)| !std::ptr::eq(*pattern, text));
        let cover = others.find(|(literals, pattern)| {
            literals.are_in(value)
                && covers(pattern.as_str(), value)
                && !covers(value, pattern.as_str())
                && !(pattern.classes().has_opening() && placeholder::is_within(pattern.as_str()))
        });
        if let Some((_, cover)) = cover {
            let what = "is covered by another pattern of the list";
            push(text, cover, what, id, sink);
        }
    }
}

/// Texts that a pattern has in it: most of what it does not cover lacks one of them.
struct Literals<'t> {
    /// What precedes the first wildcard.
    head: &'t [u8],
    /// The last bytes of the head, if there are so many, [folded](fold).
    last: Option<u64>,
    /// The last text between wildcards or after them; nothing where letter case does not count.
    piece: &'t [u8],
}

/// Bytes that are compared at once, ignoring the bit that distinguishes upper from lower case.
fn fold(bytes: [u8; 8]) -> u64 {
    u64::from_le_bytes(bytes) | 0x2020_2020_2020_2020
}

impl<'t> Literals<'t> {
    fn of(pattern: &'t str, ignores_case: bool) -> Self {
        let bytes = pattern.as_bytes();
        let end = memchr::memchr2(b'*', b'?', bytes).unwrap_or(bytes.len());
        let head = bytes.part(..end);
        let mut pieces = bytes.rsplit(|byte| matches!(byte, b'*' | b'?'));
        let piece = pieces.find(|piece| !piece.is_empty()).unwrap_or(&[]);
        Self {
            head,
            last: head.last_chunk().map(|last| fold(*last)),
            piece: if ignores_case { &[] } else { piece },
        }
    }

    /// Whether a text may be covered by the pattern, as far as these show.
    fn are_in(&self, text: &str) -> bool {
        let Some(start) = text.as_bytes().get(..self.head.len()) else {
            return false;
        };
        let last = start.last_chunk().map(|last| fold(*last));
        last == self.last
            && start.eq_ignore_ascii_case(self.head)
            && memchr::memmem::find(text.as_bytes(), self.piece).is_some()
    }
}

fn twice(texts: &[&Str<'_>], fold: fn(u8) -> u8, id: &'static str, sink: &mut Sink<'_>) {
    for (text, first) in repeated(texts, fold) {
        push(text, first, "is here twice", id, sink);
    }
}

fn push(text: &Str<'_>, by: &Str<'_>, what: &str, id: &'static str, sink: &mut Sink<'_>) {
    let value = text.as_str();
    sink.push(
        Finding::new(text.range_of(0..value.len()), format!("`{value}` {what}"))
            .label(by.range(), "this one covers it")
            .aws(id),
    );
}

/// Statements that are alike but for their `Sid`.
fn statements(policy: &Policy<'_>, sink: &mut Sink<'_>) {
    // Of two outcomes of a condition one is there.
    let is_sure = |one: &&Statement<'_>| !one.is_conditional;
    let mut seen: HashMap<String, &Statement<'_>> = HashMap::new();
    for statement in policy.statements.iter().filter(is_sure) {
        let mut same = None;
        if let Some(key) = key(statement) {
            match seen.entry(key) {
                Entry::Occupied(first) if first.get().features == statement.features => {
                    same = Some(*first.get());
                }
                Entry::Occupied(_) => {}
                Entry::Vacant(place) => {
                    place.insert(statement);
                }
            }
        }
        if let Some(first) = same {
            let start = statement.node.range().start;
            sink.push(
                Finding::new(start..start + 1, "another statement says the same")
                    .label(
                        first.node.range().start..first.node.range().start + 1,
                        "the other one",
                    )
                    .aws("REDUNDANT_STATEMENT"),
            );
        }
    }
}

/// What a statement says but for its `Sid`, the same for those that say the same; `None` for one whose
/// values are not all known.
fn key(statement: &Statement<'_>) -> Option<String> {
    let mut key = format!("{}", statement.actions.len());
    for member in [
        statement.action,
        statement.not_action,
        statement.resource,
        statement.not_resource,
        statement.effect,
        statement.principal,
        statement.not_principal,
        statement.condition,
    ] {
        key.push('\0');
        if let Some(member) = member {
            add_value(&mut key, &member.value)?;
        }
    }
    Some(key)
}

/// Adds a value in a form that no other value has.
fn add_value(key: &mut String, node: &Node<'_>) -> Option<()> {
    match &node.value {
        Value::String(text) => add_text(key, 's', text.as_str()),
        Value::Number(text) => add_text(key, 'n', text),
        Value::Bool(value) => key.push(if *value { 't' } else { 'f' }),
        Value::Array(items) => {
            key.push('[');
            for item in items {
                add_value(key, item)?;
            }
            key.push(']');
        }
        Value::Object(members) => {
            key.push('{');
            for member in members {
                add_text(key, 'k', member.key.as_str());
                add_value(key, &member.value)?;
            }
            key.push('}');
        }
        Value::Null | Value::Unknown(_) => return None,
    }
    Some(())
}

fn add_text(key: &mut String, kind: char, text: &str) {
    key.push_str(&format!("{kind}{}:{text}", text.len()));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is looked at first rules out nothing that a pattern covers.
        #[test]
        fn what_is_covered_has_the_literals(
            outer in "[abAB*?:]{1,12}",
            inner in "[abAB*?:]{0,16}",
        ) {
            if covers(&outer, &inner) {
                prop_assert!(Literals::of(&outer, false).are_in(&inner));
            }
            if covers_ignoring_case(&outer, &inner) {
                prop_assert!(Literals::of(&outer, true).are_in(&inner));
            }
        }
    }
}
