//! `policy/redundant`

use super::PolicySnippet;
use super::glob::{covers, covers_ignoring_case};
use super::model::{Policy, Statement};
use super::operator::{Comparison, Family};
use super::placeholder;
use crate::check::rule::{Finding, Sink, rule};
use crate::document::tree::{Member, Node, Str, Value};
use crate::facts::Facts;
use crate::facts::iam::hash_ignoring_case;

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
    "policy/redundant", Advice, Policy(check), aws: ["REDUNDANT_ACTION", "REDUNDANT_RESOURCE", "REDUNDANT_STATEMENT", "REDUNDANT_CONDITION_VALUE_NUM"]
}

fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for policy in &snippet.policies {
        for statement in &policy.statements {
            if statement.action.is_some() && statement.not_action.is_some() {
                continue;
            }
            let lower = |byte: u8| byte.to_ascii_lowercase();
            let actions: Vec<_> = statement.actions.iter().map(|one| one.text).collect();
            let id = "REDUNDANT_ACTION";
            look(&actions, lower, covers_ignoring_case, id, sink);
            let id = "REDUNDANT_RESOURCE";
            let resources: Vec<_> = statement.resources().collect();
            look(&resources, |byte| byte, covers, id, sink);
            for line in &statement.conditions {
                let is_order = line.operator.is_some_and(|operator| {
                    operator.family == Family::Numeric && operator.comparison != Comparison::Equals
                });
                if is_order && let Some([_, second, ..]) = line.node.as_array() {
                    sink.push(
                        Finding::new(
                            second.range.clone(),
                            "of several numbers only the widest counts",
                        )
                        .aws("REDUNDANT_CONDITION_VALUE_NUM"),
                    );
                }
            }
        }
        statements(policy, sink);
    }
}

fn look(
    texts: &[&Str<'_>],
    fold: fn(u8) -> u8,
    covers: fn(&str, &str) -> bool,
    id: &'static str,
    sink: &mut Sink<'_>,
) {
    if texts.len() < 2 {
        return;
    }
    twice(texts, fold, id, sink);
    let is_pattern =
        |text: &&&Str<'_>| memchr::memchr2(b'*', b'?', text.as_str().as_bytes()).is_some();
    let patterns: Vec<&Str<'_>> = texts.iter().filter(is_pattern).copied().collect();
    if patterns.is_empty() {
        return;
    }
    // Most texts differ from a pattern before its first wildcard.
    let heads: Vec<&[u8]> = patterns
        .iter()
        .map(|pattern| {
            let head = pattern.as_str().split(['*', '?']).next();
            head.unwrap_or_default().as_bytes()
        })
        .collect();
    for text in texts {
        let begins = |head: &[u8]| {
            let start = text.as_str().as_bytes().get(..head.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(head))
        };
        let near = patterns.iter().zip(&heads);
        let mut near = near
            .filter(|(_, head)| begins(head))
            .map(|(pattern, _)| pattern);
        let cover = near.find(|pattern| {
            !std::ptr::eq(**pattern, *text)
                && !placeholder::is_within(pattern.as_str())
                && covers(pattern.as_str(), text.as_str())
                && !covers(text.as_str(), pattern.as_str())
        });
        if let Some(cover) = cover {
            push(
                text,
                cover,
                "is covered by another pattern of the list",
                id,
                sink,
            );
        }
    }
}

/// Tells of each text that another before it equals. A hash table of their places, each with one
/// added, keeps long lists fast.
fn twice(texts: &[&Str<'_>], fold: fn(u8) -> u8, id: &'static str, sink: &mut Sink<'_>) {
    let alike = |one: &str, other: &str| {
        one.len() == other.len() && one.bytes().map(fold).eq(other.bytes().map(fold))
    };
    let size = (texts.len() * 2).next_power_of_two();
    let mut slots = vec![0_usize; size];
    for (number, text) in (1..).zip(texts) {
        let hash = hash_ignoring_case(text.as_str().as_bytes());
        let mut at = (hash >> 32) as usize & (size - 1);
        while let Some(slot) = slots.get_mut(at) {
            match slot.checked_sub(1).and_then(|place| texts.get(place)) {
                None => {
                    *slot = number;
                    break;
                }
                Some(first) if alike(first.as_str(), text.as_str()) => {
                    push(text, first, "stands here twice", id, sink);
                    break;
                }
                Some(_) => at = (at + 1) & (size - 1),
            }
        }
    }
}

fn push(text: &Str<'_>, by: &Str<'_>, what: &str, id: &'static str, sink: &mut Sink<'_>) {
    let value = text.as_str();
    sink.push(
        Finding::new(text.range_of(0..value.len()), format!("`{value}` {what}"))
            .label(by.range.clone(), "this one covers it")
            .aws(id),
    );
}

/// Statements that are alike but for their `Sid`.
fn statements(policy: &Policy<'_>, sink: &mut Sink<'_>) {
    let list: Vec<_> = policy.statements.iter().collect();
    for (index, statement) in list.iter().enumerate() {
        let same = list
            .iter()
            .take(index)
            .find(|other| alike(other, statement));
        if let Some(first) = same {
            let start = statement.node.range.start;
            sink.push(
                Finding::new(start..start + 1, "another statement says the same")
                    .label(
                        first.node.range.start..first.node.range.start + 1,
                        "the other one",
                    )
                    .aws("REDUNDANT_STATEMENT"),
            );
        }
    }
}

fn alike(one: &Statement<'_>, other: &Statement<'_>) -> bool {
    let same = |one: Option<&Member<'_>>, other: Option<&Member<'_>>| match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => same_value(&one.value, &other.value),
        _ => false,
    };
    one.actions.len() == other.actions.len()
        && same(one.action, other.action)
        && same(one.not_action, other.not_action)
        && same(one.resource, other.resource)
        && same(one.not_resource, other.not_resource)
        && same(one.effect, other.effect)
        && same(one.principal, other.principal)
        && same(one.not_principal, other.not_principal)
        && same(one.condition, other.condition)
}

fn same_value(one: &Node<'_>, other: &Node<'_>) -> bool {
    match (&one.value, &other.value) {
        (Value::String(one), Value::String(other)) => one.as_str() == other.as_str(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| same_value(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| {
                    one.key.as_str() == other.key.as_str() && same_value(&one.value, &other.value)
                })
        }
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Number(one), Value::Number(other)) => one == other,
        _ => false,
    }
}
