//! `policy/invalid-principal`

use super::PolicySnippet;
use super::arn::Arn;
use super::model::{Features, Principal, is_function};
use super::placeholder;
use crate::check::rule::{Finding, Sink, rule};
use crate::diagnostic::Severity;
use crate::document::tree::{Str, Value};
use crate::facts::Facts;
use crate::facts::nearest::nearest;

rule! {
    /// A principal is not of a form that AWS takes.
    ///
    /// `Principal` is `"*"` or an object whose keys are `AWS`, `Service`, `Federated` and `CanonicalUser`. An AWS
    /// principal is an account, or the ARN of a user, role or session; a wildcard is either all of it or
    /// none of it.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Principal": { "Services": "ec2.amazonaws.com" },
    ///       "Action": "sts:AssumeRole"
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
    ///       "Principal": { "Service": "ec2.amazonaws.com" },
    ///       "Action": "sts:AssumeRole"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Principal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html)
    "policy/invalid-principal", Error, Policy(check), aws: ["INVALID_PRINCIPAL_FORMAT", "INVALID_PRINCIPAL_KEY", "UNSUPPORTED_WILDCARD_IN_PRINCIPAL", "INVALID_ROLE_REFERENCE", "INVALID_USER_REFERENCE", "INVALID_SERVICE_PRINCIPAL_FORMAT"]
}

const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::PRINCIPAL) {
        // A line that was passed over may have been what makes an object of it.
        for member in [statement.principal, statement.not_principal]
            .into_iter()
            .flatten()
            .filter(|_| !snippet.is_cut())
        {
            if !matches!(
                member.value.value,
                Value::String(_) | Value::Object(_) | Value::Unknown(_)
            ) {
                let message = format!(
                    "a principal is `\"*\"` or an object, not {}",
                    member.value.type_name()
                );
                sink.push(
                    Finding::new(member.value.range(), message).aws("INVALID_PRINCIPAL_FORMAT"),
                );
            }
            for kind in member
                .value
                .as_object()
                .filter(|_| !is_function(&member.value))
                .unwrap_or_default()
            {
                let name = kind.key.as_str();
                if !KINDS.contains(&name) && !placeholder::is_within(name) {
                    let range = kind.key.range_of(0..name.len());
                    let finding = Finding::new(
                        range.clone(),
                        format!("there is no type of principal `{name}`"),
                    )
                    .aws("INVALID_PRINCIPAL_KEY");
                    sink.push(match nearest(name, KINDS, 3) {
                        Some(right) => finding.help(format!("did you mean `{right}`?")).unsafe_fix(
                            format!("write `{right}`"),
                            vec![(range, right.to_owned())],
                        ),
                        None => finding.help(format!("the types are {}", KINDS.join(", "))),
                    });
                }
            }
        }
        for principal in statement.principals() {
            look(&principal, sink);
        }
    }
}

fn look(principal: &Principal<'_>, sink: &mut Sink<'_>) {
    let text = principal.text.as_str();
    let range = || principal.text.range_of(0..text.len());
    let is_open = placeholder::is_text(text) || placeholder::is_prose(text);
    if text == "*" || is_open || placeholder::is_emphasized(text) {
        return;
    }
    match principal.kind.map(Str::as_str) {
        None => {
            let finding = Finding::new(range(), "without a type a principal is `\"*\"`");
            sink.push(
                finding
                    .help("write `{ \"AWS\": … }`")
                    .aws("INVALID_PRINCIPAL_FORMAT"),
            );
        }
        Some("AWS") => aws(principal.text, text, sink),
        Some("Service") => {
            if text.contains(['*', '?']) {
                let finding = Finding::new(range(), "the name of a service has no wildcard");
                sink.push(finding.aws("UNSUPPORTED_WILDCARD_IN_PRINCIPAL"));
            } else if !text.contains('.') || text.contains(['/', ':', ' ']) {
                let finding = Finding::new(range(), "a service has the form `NAME.amazonaws.com`");
                sink.push(finding.aws("INVALID_SERVICE_PRINCIPAL_FORMAT"));
            } else if let Some(right) = nearest_suffix(text) {
                let start = text.len() - right.0;
                let range = principal.text.range_of(start..text.len());
                sink.push(
                    Finding::new(
                        range.clone(),
                        format!("the name of a service ends in `{}`", right.1),
                    )
                    .unsafe_fix(
                        format!("write `{}`", right.1),
                        vec![(range, right.1.to_owned())],
                    )
                    .aws("INVALID_SERVICE_PRINCIPAL_FORMAT"),
                );
            }
        }
        _ => {}
    }
}

fn aws(whole: &Str<'_>, text: &str, sink: &mut Sink<'_>) {
    let range = whole.range_of(0..text.len());
    let unique = |prefix: &str| {
        text.starts_with(prefix)
            && text.len() >= 16
            && text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    if unique("AROA") || unique("AIDA") {
        let id = if unique("AROA") {
            "INVALID_ROLE_REFERENCE"
        } else {
            "INVALID_USER_REFERENCE"
        };
        sink.push(
            Finding::new(
                range,
                "this is the unique id of a principal that was deleted",
            )
            .severity(Severity::Warning)
            .help("write the ARN of the principal")
            .aws(id),
        );
        return;
    }
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return;
    }
    match Arn::parse(text) {
        Ok(arn) => {
            if let Some(at) = text.find(['*', '?']) {
                sink.push(
                    Finding::new(
                        whole.range_of(at..at + 1),
                        "a principal's ARN has no wildcards",
                    )
                    .help("name it whole, or use `\"*\"` with a condition on `aws:PrincipalArn`")
                    .aws("UNSUPPORTED_WILDCARD_IN_PRINCIPAL"),
                );
            } else if !["iam", "sts"].contains(&arn.service().text)
                && !placeholder::is_text(arn.service().text)
            {
                let range = whole.range_of(arn.service().range());
                let message = "principals are ARNs of `iam` or `sts`";
                sink.push(Finding::new(range, message).aws("INVALID_PRINCIPAL_FORMAT"));
            }
        }
        Err(_) if text.contains(['*', '?']) => {
            let finding = Finding::new(range, "a wildcard stands for all principals or for none");
            sink.push(finding.aws("UNSUPPORTED_WILDCARD_IN_PRINCIPAL"));
        }
        Err(_)
            if text.contains("arn:") || text.contains(':') || text.ends_with(".amazonaws.com") =>
        {
            let finding = Finding::new(
                range,
                "an AWS principal is an account or an ARN of six fields",
            );
            sink.push(if text.ends_with(".amazonaws.com") {
                finding
                    .help("a service stands under `Service`")
                    .aws("INVALID_PRINCIPAL_FORMAT")
            } else {
                finding.aws("INVALID_PRINCIPAL_FORMAT")
            });
        }
        // A word that stands for an account.
        Err(_) => {}
    }
}

/// The end of a service's name that was misspelt: its length, and how it should be.
fn nearest_suffix(text: &str) -> Option<(usize, &'static str)> {
    let (_, domain) = text.split_once('.')?;
    let right = [
        "amazonaws.com",
        "amazonaws.com.cn",
        "amazon.com",
        "aws.internal",
        "alexa.com",
        "amazonaws.eu",
    ];
    if right.iter().any(|right| domain.ends_with(right)) {
        return None;
    }
    let near = nearest(domain, ["amazonaws.com"], 3)?;
    Some((domain.len(), near))
}
