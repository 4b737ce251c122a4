//! `policy/invalid-principal`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::arn::Arn;
use iam_policy_model::model::{Features, Principal, is_function};
use iam_policy_model::placeholder;
use spanned_text::Cut as _;
use spanned_text::tree::{Str, Value};

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
    "policy/invalid-principal", Error, aws: ["INVALID_PRINCIPAL_FORMAT", "INVALID_PRINCIPAL_KEY", "UNSUPPORTED_WILDCARD_IN_PRINCIPAL", "INVALID_ROLE_REFERENCE", "INVALID_USER_REFERENCE", "INVALID_SERVICE_PRINCIPAL_FORMAT"]
}

const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
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
            let is_known = !is_function(&member.value);
            for kind in member.value.members().iter().filter(|_| is_known) {
                let name = kind.key.as_str();
                if !KINDS.contains(&name) && !placeholder::is_within(name) {
                    let range = kind.key.range_of(0..name.len());
                    let finding = Finding::new(
                        range.clone(),
                        format!("there is no type of principal `{name}`"),
                    )
                    .aws("INVALID_PRINCIPAL_KEY");
                    sink.push(match nearest(name, KINDS, 3) {
                        Some(right) => finding.suggest(range, right),
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
    let kind = principal.kind.map(Str::as_str);
    if text == "*" {
        if kind == Some("Service") {
            sink.push(
                Finding::new(range(), "a service is named, `*` is not a service")
                    .severity(Severity::Warning)
                    .aws("UNSUPPORTED_WILDCARD_IN_PRINCIPAL"),
            );
        }
        return;
    }
    let is_id = kind == Some("AWS") && is_unique_id(text);
    let is_open = placeholder::is_text(text) || placeholder::is_prose(text);
    if (is_open && !is_id) || placeholder::is_emphasized(text) {
        return;
    }
    match kind {
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

/// Whether it is the unique id of a role or a user, and not one of documentation's.
fn is_unique_id(text: &str) -> bool {
    let (is_role, is_user) = (text.starts_with("AROA"), text.starts_with("AIDA"));
    let mut bytes = text.bytes();
    (is_role || is_user)
        && text.len() >= 16
        && bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && !text.contains("EXAMPLE")
        && !text.contains("XXX")
}

fn aws(whole: &Str<'_>, text: &str, sink: &mut Sink<'_>) {
    let range = whole.range_of(0..text.len());
    if is_unique_id(text) {
        let id = if text.starts_with("AROA") {
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
            } else if ["iam", "sts"].contains(&arn.service().text) {
                resource(whole, &arn, sink);
            } else if !placeholder::is_text(arn.service().text) {
                let range = whole.range_of(arn.service().range());
                let message = "principals are ARNs of `iam` or `sts`";
                sink.push(Finding::new(range, message).aws("INVALID_PRINCIPAL_FORMAT"));
            }
        }
        Err(_) if text.contains(['*', '?']) => {
            let finding = Finding::new(range, "a wildcard means all principals or none");
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
                    .help("a service is named under `Service`")
                    .aws("INVALID_PRINCIPAL_FORMAT")
            } else {
                finding.aws("INVALID_PRINCIPAL_FORMAT")
            });
        }
        // A placeholder for an account.
        Err(_) => {}
    }
}

/// The types of principals in ARNs of `iam` and `sts`.
const TYPES: [&str; 5] = ["root", "user", "role", "assumed-role", "federated-user"];

/// The last field of a principal's ARN: who of the account it is.
fn resource(whole: &Str<'_>, arn: &Arn<'_>, sink: &mut Sink<'_>) {
    let text = arn.resource().text;
    // `arn:aws:iam:::111122223333:root`
    let account = text.before(':');
    if arn.account().text.is_empty()
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && account.len() < text.len()
    {
        let colon = whole.range_of(arn.resource().start - 1..arn.resource().start);
        sink.push(
            Finding::new(colon.clone(), "the ARN has a colon too many")
                .unsafe_fix("take it out", vec![(colon, String::new())])
                .aws("INVALID_PRINCIPAL_FORMAT"),
        );
        return;
    }
    let kind = text.before('/');
    if TYPES.contains(&kind) || placeholder::is_text(kind) {
        return;
    }
    let range = whole.range_of(arn.resource().start..arn.resource().start + kind.len());
    if kind == "group" {
        let finding = Finding::new(range, "a group is not a principal");
        sink.push(
            finding
                .help("name its users, or a role that they may assume")
                .aws("INVALID_PRINCIPAL_FORMAT"),
        );
    } else if let Some(right) = nearest(kind, TYPES, if kind.len() > 4 { 2 } else { 1 }) {
        sink.push(
            Finding::new(
                range.clone(),
                format!("there is no type of principal `{kind}`"),
            )
            .suggest(range, right)
            .aws("INVALID_PRINCIPAL_FORMAT"),
        );
    }
}

/// The end of a service's name that was misspelt: its length, and how it should be.
fn nearest_suffix(text: &str) -> Option<(usize, &'static str)> {
    let (_, domain) = text.split_once('.')?;
    // Behind the name there may be a Region.
    let domain = match domain.split_once('.') {
        Some((region, rest)) if rest.contains('.') && region.contains('-') => rest,
        _ => domain,
    };
    let right = [
        "amazonaws.com",
        "amazonaws.com.cn",
        "amazon.com",
        "aws.internal",
        "alexa.com",
        "amazonaws.eu",
    ];
    let is_right = |right: &&str| {
        let before = domain.strip_suffix(*right);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    if right.iter().any(is_right) {
        return None;
    }
    let near = nearest(domain, ["amazonaws.com"], 3)?;
    Some((domain.len(), near))
}
