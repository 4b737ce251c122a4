//! `policy/unknown-condition-key`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::model::Features;
use iam_policy_model::placeholder;
use spanned_text::Cut as _;
use spanned_text::tree::Str;

rule! {
    /// A condition key does not exist.
    ///
    /// No request carries the key. Most operators are then false: an `Allow` never applies. Those with `Not`
    /// and `IfExists` are true: a condition that was to restrict restricts nothing.
    ///
    /// Keys of services that are in no list we have get a warning, since AWS's data has gaps.
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
    ///       "Condition": { "StringEquals": { "aws:RequestRegion": "us-east-1" } }
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
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "*",
    ///       "Condition": { "StringEquals": { "aws:RequestedRegion": "us-east-1" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS global condition context keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html)
    /// - [Basic AWS IoT Core policy variables](https://docs.aws.amazon.com/iot/latest/developerguide/basic-policy-variables.html)
    /// - [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
    "policy/unknown-condition-key", Error, aws: ["INVALID_GLOBAL_CONDITION_KEY", "INVALID_SERVICE_CONDITION_KEY", "INVALID_CONDITION_KEY_FORMAT", "INVALID_SERVICE", "MISSING_TAG_KEY_IN_CONDITION", "UNSUPPORTED_GLOBAL_CONDITION_KEY"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::CONDITION) {
        for line in statement
            .conditions
            .iter()
            .filter(|line| line.known.is_none())
        {
            let text = line.key.as_str();
            // `"key": "value"` shows the form of a condition; the trusted provider may be a word to fill in.
            let prefix = text.before(':');
            let is_of_provider = statement.principals().iter().any(|one| {
                let name = one.text.as_str().rsplit(":oidc-provider/").next();
                one.kind.is_some_and(|kind| kind.as_str() == "Federated") && name == Some(prefix)
            });
            if !placeholder::is_text(text) && text != "key" && !is_of_provider {
                look(line.key, text, facts, sink);
            }
        }
        for line in &statement.conditions {
            let text = line.key.as_str();
            if text.eq_ignore_ascii_case("aws:ARN") {
                sink.push(
                    Finding::new(line.key.range_of(0..text.len()), "`aws:ARN` is not a key that requests carry")
                        .help("`aws:PrincipalArn` is the caller, `aws:SourceArn` the resource on whose behalf a service calls")
                        .aws("UNSUPPORTED_GLOBAL_CONDITION_KEY"),
                );
            }
        }
    }
}

fn look(key: &Str<'_>, text: &str, facts: &Facts, sink: &mut Sink<'_>) {
    if text.eq_ignore_ascii_case("aws:ARN") {
        return;
    }
    let range = key.range_of(0..text.len());
    let Some((prefix, name)) = text
        .split_once(':')
        .filter(|(a, b)| !a.is_empty() && !b.is_empty())
    else {
        sink.push(
            Finding::new(range, format!("`{text}` is not of the form `prefix:name`"))
                .help("condition keys begin with `aws:` or the prefix of a service")
                .aws("INVALID_CONDITION_KEY_FORMAT"),
        );
        return;
    };
    if prefix.eq_ignore_ascii_case("iot") && is_of_device(name) {
        return;
    }
    let iam = facts.iam();
    // `aws:RequestTag` and `aws:ResourceTag/` lack the name of the tag.
    let stem = text.trim_end_matches('/');
    let template = iam.key(&format!("{stem}/x")).filter(|one| {
        let before = one.name().split_once("/${").map(|(before, _)| before);
        before.is_some_and(|before| before.eq_ignore_ascii_case(stem))
    });
    if let Some(template) = template {
        sink.push(
            Finding::new(range, format!("`{text}` lacks the name of the tag"))
                .help(format!("the form is `{}`", template.name()))
                .aws("MISSING_TAG_KEY_IN_CONDITION"),
        );
        return;
    }
    let is_global = prefix.eq_ignore_ascii_case("aws");
    if !is_global && iam.service(prefix).is_none() {
        return unknown_prefix(key, prefix, facts, sink);
    }
    let start = prefix.len() + 1;
    let range = key.range_of(start..text.len());
    let (of, id) = if is_global {
        (
            "AWS has no global".to_owned(),
            "INVALID_GLOBAL_CONDITION_KEY",
        )
    } else {
        (
            format!("`{}` has no", prefix),
            "INVALID_SERVICE_CONDITION_KEY",
        )
    };
    let finding = Finding::new(range.clone(), format!("{of} condition key `{name}`")).aws(id);
    // A tag's name is free: only the part before the slash can be misspelt.
    let (head, tail) = match name.split_once('/') {
        Some((head, tail)) => (head, Some(tail)),
        None => (name, None),
    };
    let candidates = iam.keys_of(prefix).filter_map(|one| {
        let (_, known) = one.name().split_once(':')?;
        match (known.split_once("/${"), tail) {
            (Some((known, _)), Some(_)) => Some(known),
            (None, None) => Some(known),
            _ => None,
        }
    });
    let limit = if head.len() > 6 { 3 } else { 1 };
    sink.push(match nearest(head, candidates, limit) {
        Some(right) => {
            let right = tail.map_or(right.to_owned(), |tail| format!("{right}/{tail}"));
            finding.suggest_in(range, &right, &format!("{prefix}:{right}"))
        }
        None => finding
            .severity(Severity::Warning)
            .note("it may be retired, or newer than the list of keys that is built in"),
    });
}

/// Whether a key of `iot` describes the device that connects. Policies of AWS IoT Core know such keys, which
/// IAM's lists do not have.
#[must_use]
pub(crate) fn is_of_device(name: &str) -> bool {
    let names = ["ClientId", "DomainName"];
    let groups = ["Connection.Thing.", "Certificate."];
    names.contains(&name) || groups.iter().any(|group| name.starts_with(group))
}

/// A key of neither `aws` nor a service: of an identity provider, or a misspelt service.
fn unknown_prefix(key: &Str<'_>, prefix: &str, facts: &Facts, sink: &mut Sink<'_>) {
    // Keys of OpenID Connect begin with the provider's host.
    let known = facts.iam().keys_of(prefix).next().is_some();
    if known || prefix.contains(['.', '/', '*']) {
        return;
    }
    let prefixes = facts.iam().services().map(|one| one.prefix());
    let limit = if prefix.len() > 4 { 2 } else { 1 };
    let range = key.range_of(0..prefix.len());
    let finding = Finding::new(
        range.clone(),
        format!("no condition key begins with `{prefix}:`"),
    )
    .aws("INVALID_SERVICE");
    sink.push(
        match nearest(prefix, prefixes.chain(["aws", "saml"]), limit) {
            Some(right) => finding.suggest_in(range, right, &format!("{right}:")),
            None => finding.severity(Severity::Warning),
        },
    );
}
