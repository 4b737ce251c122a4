//! `policy/unsupported-condition-key`

use super::MOST_PAIRS;
use super::unknown_condition_key::is_of_device;
use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{PolicyType, Resolved, Statement};
use iam_policy_model::operator::Family;
use spanned_text::Cut as _;

rule! {
    /// No action of a statement carries a condition key.
    ///
    /// The key belongs to a service, but to none of the actions of the statement nor to the resources they
    /// are used on. No such request carries it, so the condition is always false, or, with `Not` or
    /// `IfExists`, always true.
    ///
    /// The tags of a resource or of a request are carried by most services, but not by all: those that never
    /// send them are named as a hint, since the statement neither allows nor denies their actions.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "*",
    ///       "Condition": { "StringEquals": { "s3:prefix": "docs/" } }
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
    ///       "Action": "s3:ListBucket",
    ///       "Resource": "*",
    ///       "Condition": { "StringEquals": { "s3:prefix": "docs/" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
    "policy/unsupported-condition-key", Warning, aws: ["UNSUPPORTED_ACTION_FOR_CONDITION_KEY", "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for policy in snippet
        .policies
        .iter()
        .filter(|policy| policy.kind != PolicyType::Trust)
    {
        for statement in &policy.statements {
            if statement.conditions.is_empty()
                || statement.not_action.is_some()
                || statement.actions.is_empty()
            {
                continue;
            }
            let (conditions, actions) = (statement.conditions.len(), statement.actions.len());
            if conditions.saturating_mul(actions) > MOST_PAIRS {
                continue;
            }
            tags(statement, facts, sink);
            for line in &statement.conditions {
                let Some(known) = line.known.filter(|known| !known.is_global()) else {
                    continue;
                };
                // The tags of what is asked for can be named for every service.
                let name = known.name();
                // What an identity provider says of a user stays with the session.
                let prefix = name.before(':');
                if prefix == "sts" || facts.iam().service(prefix).is_none() {
                    continue;
                }
                if name.strip_prefix("iot:").is_some_and(is_of_device) {
                    continue;
                }
                if name.starts_with("aws:")
                    || line.operator.is_some_and(|one| one.family == Family::Null)
                {
                    continue;
                }
                let carried = statement
                    .actions
                    .iter()
                    .any(|pattern| match pattern.resolved {
                        Resolved::One(action) => !action.is_described() || action.knows_key(known),
                        Resolved::Pattern(service) => {
                            service.is_unlisted()
                                || service
                                    .actions_matching(pattern.name())
                                    .any(|action| !action.is_described() || action.knows_key(known))
                        }
                        _ => true,
                    });
                if carried {
                    continue;
                }
                let text = line.key.as_str();
                let range = line.key.range_of(0..text.len());
                let message = format!("no action of the statement carries the key `{name}`");
                let conditions = line
                    .operator
                    .is_some_and(|one| one.if_exists || one.negated);
                let finding = Finding::new(range, message).note(if conditions {
                    "the condition is always true"
                } else {
                    "the condition is never true"
                });
                sink.push(finding.aws("UNSUPPORTED_ACTION_FOR_CONDITION_KEY"));
            }
        }
    }
}

/// Conditions on tags that a service of the statement's actions never sends.
fn tags(statement: &Statement<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for line in &statement.conditions {
        let text = line.key.as_str();
        let stems = ["aws:ResourceTag/", "aws:RequestTag/"];
        let stem = stems.into_iter().find(|stem| {
            let head = text.get(..stem.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(stem))
        });
        let is_met_by_tags = line
            .operator
            .is_some_and(|one| !one.negated && !one.if_exists && one.family != Family::Null);
        let Some(stem) = stem.filter(|_| is_met_by_tags) else {
            continue;
        };
        let mut without = Vec::new();
        for pattern in &statement.actions {
            let prefix = pattern.text.as_str().before(':');
            let service = match pattern.resolved {
                Resolved::Pattern(_) | Resolved::One(_) => facts.iam().service(prefix),
                _ => None,
            };
            let Some(service) = service else {
                return;
            };
            let sends =
                service.is_unlisted() || service.keys().any(|key| key.name().starts_with(stem));
            if !sends && !without.contains(&service.prefix()) {
                without.push(service.prefix());
            }
        }
        let allows = statement.allows() == Some(true);
        if without.is_empty() {
            continue;
        }
        let names: Vec<_> = without.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(", ");
        let message = format!("requests to {names} never carry this key");
        let (effect, id) = if allows {
            (
                "allows",
                "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            )
        } else {
            (
                "denies",
                "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            )
        };
        sink.push(
            Finding::new(line.key.range_of(0..text.len()), message)
                .severity(Severity::Hint)
                .note(format!("the statement {effect} nothing of them"))
                .aws(id),
        );
    }
}
