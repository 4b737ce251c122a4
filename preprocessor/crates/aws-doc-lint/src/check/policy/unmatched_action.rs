//! `policy/unmatched-action`

use std::collections::HashSet;

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::arn::Fit;
use iam_policy_model::iam::{AccessLevel, Action, Iam};
use iam_policy_model::model::{Features, Policy, PolicyType, Resolved, Statement};
use iam_policy_model::placeholder;
use spanned_text::Part as _;

rule! {
    /// An action of a statement can be used on none of the statement's resources.
    ///
    /// A statement lists actions and resources apart, and each action applies to those resources only whose type it
    /// accepts. `s3:ListBucket` is used on a bucket, not on the objects in it: with
    /// `arn:aws:s3:::amzn-s3-demo-bucket/*` alone it is not allowed at all. Where *no* action fits a resource,
    /// `policy/resource-mismatch` says so.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": ["s3:ListBucket", "s3:GetObject"],
    ///       "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"
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
    ///       "Action": ["s3:ListBucket", "s3:GetObject"],
    ///       "Resource": ["arn:aws:s3:::amzn-s3-demo-bucket", "arn:aws:s3:::amzn-s3-demo-bucket/*"]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
    "policy/unmatched-action", Warning
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for policy in &snippet.policies {
        for statement in &policy.statements {
            if is_judged(policy, statement) {
                look(statement, policy, facts.iam(), sink);
            }
        }
    }
}

/// Whether all that a statement is about is written out.
fn is_judged(policy: &Policy<'_>, statement: &Statement<'_>) -> bool {
    let is_clear = statement.features.contains(Features::ARN)
        && !statement.features.contains(Features::ODD_ITEM)
        && statement.resource.is_some()
        && statement.action.is_some()
        && statement.not_action.is_none();
    // Resources of other policies are those that the policy is attached to.
    let is_of_s3 = || {
        let mut actions = statement.actions.iter();
        actions.all(|one| one.text.as_str().starts_with("s3:"))
    };
    is_clear
        && match policy.kind {
            PolicyType::Identity | PolicyType::Boundary | PolicyType::ServiceControl => true,
            PolicyType::Resource => is_of_s3(),
            PolicyType::Trust | PolicyType::ResourceControl => false,
        }
}

fn look(statement: &Statement<'_>, policy: &Policy<'_>, iam: Iam<'_>, sink: &mut Sink<'_>) {
    // A single action fits, or `policy/resource-mismatch` reports it. Only buckets are told apart here.
    let names_objects = || {
        let mut arns = statement.resource_arns.iter().map(|one| &one.arn);
        arns.any(|arn| in_bucket(arn.service().text, arn.resource().text))
    };
    let mut patterns = statement.actions.iter();
    let is_named = patterns.any(|one| matches!(one.resolved, Resolved::One(_)));
    if !is_named || (statement.actions.len() == 1 && !names_objects()) {
        return;
    }
    let mut kinds = HashSet::new();
    let mut read = 0;
    for resource in statement.resource_arns.iter().filter(|one| !one.negated) {
        let (service, text) = (resource.arn.service().text, resource.arn.resource().text);
        let is_open = |text: &str| text.starts_with('*') || placeholder::leading(text).is_some();
        if is_open(service)
            || service.contains(['*', '?'])
            || (is_open(text) && !in_bucket(service, text))
        {
            return;
        }
        read += 1;
        let formats = iam.arn_formats(service, text).filter(|format| {
            // The name of a bucket has no slash.
            !(format.resource() == "${BucketName}" && in_bucket(service, text))
        });
        // An ARN of S3 without Region and account is that of a bucket or of objects, and of nothing else.
        let arn = &resource.arn;
        let is_strict =
            service == "s3" && arn.region().text.is_empty() && arn.account().text.is_empty();
        let least = if is_strict {
            Fit::Whole
        } else {
            Fit::RegionMissing
        };
        let fitting = formats.filter(|format| Fit::of(*format, arn) >= least);
        kinds.extend(fitting.map(|format| format.kind().id()));
    }
    // What is not an ARN may be anything.
    if read < statement.resources().count() {
        return;
    }
    let matches = |action: Action<'_>| action.resources().any(|kind| kinds.contains(&kind.id()));
    let is_certain = |action: Action<'_>| {
        action.is_described()
            && action.access_level() != Some(AccessLevel::Tagging)
            && !action.is_wildcard_only()
    };
    let named = || {
        statement
            .actions
            .iter()
            .filter_map(|pattern| match pattern.resolved {
                Resolved::One(action) => Some((pattern, action)),
                _ => None,
            })
    };
    // Where nothing fits, `policy/resource-mismatch` reports the resources.
    let is_told = !named().any(|(_, action)| matches(action))
        && !statement.resource_arns.iter().any(|one| one.is_accepted);
    if is_told {
        return;
    }
    let is_missing = |text: &str| {
        // What another statement says of the action is not missing here.
        let mut others = policy.statements.iter();
        !others.any(|other| {
            !std::ptr::eq(other, statement)
                && other.allows() == statement.allows()
                && other.covers_action(text)
        })
    };
    let unmatched: Vec<_> = named()
        .filter(|(_, action)| is_certain(*action) && !matches(*action))
        .filter(|(pattern, _)| is_missing(pattern.text.as_str()))
        .collect();
    // Who lists all actions of a service hears of the first.
    let (shown, more) = match unmatched.as_slice() {
        [first, rest @ ..] if rest.len() >= MANY => (std::slice::from_ref(first), rest.len()),
        all => (all, 0),
    };
    for (pattern, action) in shown {
        let text = pattern.text.as_str();
        let formats = action.resources().flat_map(|kind| kind.arn_formats());
        // The plainest are the likeliest: a bucket before an access point.
        let mut formats: Vec<&str> = formats.collect();
        formats.sort_by_key(|format| format.len());
        let shown = formats.iter().take(2).map(|format| format!("`{format}`"));
        let shown: Vec<String> = shown.collect();
        let message = format!("`{text}` is used on none of the statement's resources");
        let finding = Finding::new(pattern.text.range_of(0..text.len()), message);
        let finding = match more {
            0 => finding,
            more => finding.note(format!("neither are {more} other actions of the statement")),
        };
        sink.push(if shown.is_empty() {
            finding
        } else {
            finding.help(format!("add a resource of the form {}", shown.join(" or ")))
        });
    }
}

/// As many actions more are not reported one by one.
const MANY: usize = 5;

/// Whether the resource part of an ARN of S3 names objects: it has a slash behind the bucket.
fn in_bucket(service: &str, resource: &str) -> bool {
    if service != "s3" {
        return false;
    }
    let mut rest = resource;
    while let Some(first) = rest.chars().next() {
        // A slash within a placeholder is not one of the ARN's.
        let length = placeholder::leading(rest).unwrap_or(first.len_utf8());
        if first == '/' {
            return true;
        }
        rest = rest.part(length..);
    }
    false
}
