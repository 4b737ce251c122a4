//! `policy/malformed-arn`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::arn::{Arn, NotArn};
use iam_policy_model::model::{Features, ResourceArn, Statement};
use iam_policy_model::operator::Family;
use iam_policy_model::placeholder;
use spanned_text::tree::Str;

rule! {
    /// A resource is neither `*` nor an ARN.
    ///
    /// An ARN has six fields with colons between them: `arn:partition:service:region:account:resource`.
    /// Region and account may be empty, but their colons stay.
    ///
    /// A single word, as in `"Resource": "my-bucket"`, is only a hint: documentation writes so what the reader
    /// is to fill in. In the policy of an API, API Gateway also takes `execute-api:/*` and its like.
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
    ///       "Resource": "arn:aws:bedrock:us-east-1:foundation-model/amazon.nova-lite-v1"
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
    ///       "Resource": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Amazon Resource Names (ARNs)](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html)
    /// - [IAM JSON policy elements: Resource](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html)
    "policy/malformed-arn", Error, aws: ["INVALID_ARN_PREFIX", "MISSING_ARN_FIELD", "INVALID_ARN_SERVICE_CASE"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let those = Features::ARN | Features::ODD_RESOURCE | Features::CONDITION | Features::PRINCIPAL;
    for statement in snippet.statements_with(those) {
        for (text, arn) in statement.arns() {
            service_case(text, &arn, facts, sink);
        }
        wildcard_service(statement, sink);
        for resource in &statement.resource_arns {
            no_service(resource, sink);
            colon_too_many(resource, sink);
        }
        let is_odd = statement.features.contains(Features::ODD_RESOURCE);
        let resources = statement.resources().chain(statement.not_resources());
        for resource in resources.filter(|_| is_odd) {
            let text = resource.as_str();
            if text.is_empty() {
                let finding = Finding::new(resource.range(), "the resource is empty")
                    .severity(Severity::Warning)
                    .help("write `*` or an ARN; IAM refuses the policy as written");
                sink.push(finding.aws("INVALID_ARN_PREFIX"));
                continue;
            }
            if text.trim_matches('*').is_empty()
                || placeholder::leading(text).is_some()
                || (is_short_form(text) && (has_principal(statement) || snippet.is_cut()))
            {
                continue;
            }
            look(resource, text, sink);
        }
        for line in &statement.conditions {
            let is_arn = line.operator.is_some_and(|one| one.family == Family::Arn);
            for text in line.texts().filter(|_| is_arn) {
                let value = text.as_str();
                if !value.trim_matches('*').is_empty() && placeholder::leading(value).is_none() {
                    compared(text, value, sink);
                }
            }
        }
    }
}

/// Whether a resource is written as API Gateway takes it in the policy of an API, where it puts the
/// rest of the ARN before it, as the reference of `AWS::ApiGateway::RestApi` says.
fn is_short_form(text: &str) -> bool {
    text.starts_with("execute-api:")
}

fn has_principal(statement: &Statement<'_>) -> bool {
    statement.principal.is_some() || statement.not_principal.is_some()
}

/// A value that an ARN operator compares with: compared field by field, so it needs all six.
fn compared(text: &Str<'_>, value: &str, sink: &mut Sink<'_>) {
    let range = text.range_of(0..value.len());
    match Arn::parse(value) {
        Ok(_) => {}
        // `*` in the place of several fields.
        Err(_)
            if value.starts_with('*')
                || placeholder::is_text(value)
                || placeholder::is_prose(value) => {}
        Err(NotArn::Prefix) => {
            let finding = Finding::new(
                range,
                "an ARN operator compares with ARNs, which begin with `arn:`",
            );
            sink.push(finding.aws("INVALID_ARN_PREFIX"));
        }
        Err(NotArn::Fields(count)) => {
            let message = format!("the ARN has {count} of six fields, so it is equal to none");
            let finding = Finding::new(range, message).severity(Severity::Warning);
            sink.push(finding.aws("MISSING_ARN_FIELD"));
        }
    }
}

fn service_case(text: &Str<'_>, arn: &Arn<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let service = arn.service().text;
    if service.bytes().any(|byte| byte.is_ascii_uppercase())
        && facts.iam().service(service).is_some()
    {
        let range = text.range_of(arn.service().range());
        let right = service.to_ascii_lowercase();
        sink.push(
            Finding::new(
                range.clone(),
                "the service in an ARN is written in lower case",
            )
            .aws("INVALID_ARN_SERVICE_CASE")
            .unsafe_fix(format!("write `{right}`"), vec![(range, right)]),
        );
    }
}

/// IAM takes no wildcard for the service of a resource. Policies of resources name no others, so those
/// are left alone.
fn wildcard_service(statement: &Statement<'_>, sink: &mut Sink<'_>) {
    if has_principal(statement) {
        return;
    }
    for resource in &statement.resource_arns {
        let service = resource.arn.service();
        if !service.text.contains(['*', '?']) || placeholder::is_within(service.text) {
            continue;
        }
        let range = resource.text.range_of(service.range());
        let finding = Finding::new(range, "IAM refuses a wildcard in the service of an ARN");
        sink.push(
            finding
                .help("name the service, or write `*` alone for every resource")
                .without_aws(),
        );
    }
}

/// No name of a bucket begins with a colon.
fn colon_too_many(read: &ResourceArn<'_>, sink: &mut Sink<'_>) {
    let resource = read.arn.resource();
    if resource.text.starts_with(':') && read.arn.service().text == "s3" {
        let colon = read.text.range_of(resource.start..resource.start + 1);
        sink.push(
            Finding::new(colon.clone(), "the ARN has a colon too many")
                .help("the form is `arn:aws:s3:::BUCKET/KEY`")
                .unsafe_fix("take it out", vec![(colon, String::new())])
                .without_aws(),
        );
    }
}

/// Letters and hyphens.
fn is_plain_word(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphabetic() || b"-_".contains(&byte))
}

/// The service in an ARN must be there.
fn no_service(resource: &ResourceArn<'_>, sink: &mut Sink<'_>) {
    let service = resource.arn.service();
    if service.text.is_empty() && !resource.arn.partition().text.is_empty() {
        let range = resource.text.range_of(service.start - 1..service.start + 1);
        let finding = Finding::new(range, "the ARN names no service");
        let help = "the third field is the service, as in `arn:aws:s3:::…`";
        sink.push(finding.help(help).without_aws());
    }
}

fn look(resource: &Str<'_>, text: &str, sink: &mut Sink<'_>) {
    let whole = || resource.range_of(0..text.len());
    match Arn::parse(text) {
        Ok(_) => {}
        Err(NotArn::Prefix)
            if placeholder::is_prose(text)
                || placeholder::is_name_of_arn(text)
                || (placeholder::is_text(text) && !text.contains(':')) => {}
        // It may be a name to fill in, as well as one in place of the ARN.
        Err(NotArn::Prefix) if is_plain_word(text) => {
            let finding = Finding::new(whole(), "this is not an ARN, only a name")
                .severity(Severity::Hint)
                .note("if it is meant as written, IAM refuses the policy")
                .help("write the whole ARN, or mark what is to be filled in, as in `<name>`");
            sink.push(finding.aws("INVALID_ARN_PREFIX"));
        }
        Err(NotArn::Prefix) => {
            let finding = Finding::new(
                whole(),
                "a resource is `*` or an ARN, which begins with `arn:`",
            );
            let finding = finding.aws("INVALID_ARN_PREFIX");
            // The principal, which distinguishes an API's policy from others, may be what is missing.
            sink.push(if is_short_form(text) {
                finding.severity(Severity::Warning)
            } else {
                finding
            });
        }
        // Placeholders may hold several fields, and `*` at the end can match colons.
        Err(NotArn::Fields(_)) if placeholder::is_within(&text.replace("${aws:", "")) => {}
        // A path is in the last field only, so that a colon is missing before it.
        Err(NotArn::Fields(count)) if text.ends_with('*') && !text.contains('/') => {
            let message = format!("the ARN has {count} of six fields");
            sink.push(
                Finding::new(whole(), message)
                    .severity(Severity::Warning)
                    .note(
                        "the `*` at its end matches the rest, but AWS advises to write all fields",
                    )
                    .aws("MISSING_ARN_FIELD"),
            );
        }
        Err(NotArn::Fields(count)) => {
            sink.push(
                Finding::new(whole(), format!("the ARN has {count} of six fields"))
                    .help("the form is `arn:partition:service:region:account:resource`; empty fields keep their colons")
                    .aws("MISSING_ARN_FIELD"),
            );
        }
    }
}
