//! `policy/unknown-resource`

use super::MOST_PAIRS;
use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::arn::{Arn, Fit};
use iam_policy_model::iam::Service;
use iam_policy_model::meant_service::meant_service;
use iam_policy_model::model::{Features, ResourceArn, Statement};
use iam_policy_model::placeholder;
use spanned_text::Cut as _;
use spanned_text::tree::Str;

rule! {
    /// A resource fits none of the ARN formats of its service.
    ///
    /// The statement applies to nothing by such a resource. The service of the ARN may be misspelt, the
    /// type of the resource may not exist, or a field is filled that the type leaves empty, or empty where
    /// it must be filled: a foundation model of Bedrock belongs to no account, an IAM role to no Region.
    ///
    /// ARNs that fit no format, but look like none of these, get a warning: AWS's list of formats has gaps.
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
    ///       "Resource": "arn:aws:bedrock:us-east-1:111122223333:foundation-model/amazon.nova-lite-v1:0"
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
    /// - [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
    "policy/unknown-resource", Error, aws: ["INVALID_ARN_RESOURCE", "INVALID_SERVICE", "ARN_ACCOUNT_NOT_ALLOWED", "ARN_REGION_NOT_ALLOWED", "MISSING_ARN_REGION", "MISSING_ARN_ACCOUNT"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let those = Features::ARN | Features::CONDITION | Features::PRINCIPAL;
    for statement in snippet.statements_with(those) {
        let pairs = statement
            .resource_arns
            .len()
            .saturating_mul(statement.actions.len());
        let few = pairs <= MOST_PAIRS;
        for resource in statement.resource_arns.iter().filter(|_| few) {
            if let Some(finding) = look(statement, resource, facts) {
                sink.push(finding);
            }
        }
        // In other places only the service is looked at; the AWS principals have a check.
        let providers = statement.principals().into_iter();
        let providers =
            providers.filter(|one| one.kind.is_some_and(|kind| kind.as_str() == "Federated"));
        let providers = providers.map(|one| one.text);
        let compared = statement.conditions.iter().flat_map(|line| line.texts());
        for text in providers.chain(compared) {
            let Ok(arn) = Arn::parse(text.as_str()) else {
                continue;
            };
            let name = arn.service().text;
            let is_open =
                name.is_empty() || name.contains(['*', '?']) || placeholder::is_text(name);
            if !is_open && facts.iam().service(name).is_none() {
                unknown_service(text, &arn, facts)
                    .into_iter()
                    .for_each(|finding| sink.push(finding));
            }
        }
    }
}

fn look(statement: &Statement<'_>, read: &ResourceArn<'_>, facts: &Facts) -> Option<Finding> {
    let (resource, arn) = (read.text, &read.arn);
    // Several services use each other's ARNs.
    if read.is_whole {
        return None;
    }
    let name = arn.service().text;
    if name.contains(['*', '?']) || placeholder::is_text(name) || name.is_empty() {
        return None;
    }
    let Some(service) = facts.iam().service(name) else {
        return unknown_service(resource, arn, facts);
    };
    service.resources().next()?;
    if let Some(right) = meant_service(statement, arn, facts.iam()) {
        let range = resource.range_of(arn.service().range());
        let message = format!("the ARN is of `{name}`, the actions are of `{right}`");
        return Some(
            Finding::new(range.clone(), message)
                .suggest(range, right)
                .without_aws(),
        );
    }
    // The best fit of all formats of its own shows what is wrong.
    let own = read
        .fits
        .iter()
        .filter(|(format, _)| service.has(format.kind()));
    let best = own.map(|(_, fit)| *fit).max().unwrap_or(Fit::Nothing);
    let field = |field: &iam_policy_model::arn::Field<'_>| resource.range_of(field.range());
    let beside =
        |field: &iam_policy_model::arn::Field<'_>| resource.range_of(field.start..field.start + 1);
    Some(match best {
        Fit::AccountTooMuch => Finding::new(
            field(&arn.account()),
            "resources of this type belong to no account",
        )
        .help("leave the account empty: two colons in a row")
        .unsafe_fix(
            "leave the account empty",
            vec![(field(&arn.account()), String::new())],
        )
        .severity(if placeholder::is_account(arn.account().text) {
            Severity::Warning
        } else {
            Severity::Error
        })
        .aws("ARN_ACCOUNT_NOT_ALLOWED"),
        Fit::RegionTooMuch => Finding::new(
            field(&arn.region()),
            "resources of this type belong to no Region",
        )
        .help("leave the Region empty: two colons in a row")
        .unsafe_fix(
            "leave the Region empty",
            vec![(field(&arn.region()), String::new())],
        )
        .aws("ARN_REGION_NOT_ALLOWED"),
        Fit::AccountMissing => Finding::new(
            beside(&arn.account()),
            "resources of this type belong to an account",
        )
        .help("write the account's twelve digits, or `*`")
        // Resources that AWS itself owns have none.
        .severity(Severity::Warning)
        .aws("MISSING_ARN_ACCOUNT"),
        // The one type that has an ARN with a Region and one without, for `global.` profiles.
        Fit::RegionMissing
            if name == "bedrock" && arn.resource().text.starts_with("foundation-model/") =>
        {
            return None;
        }
        // Amazon Quick Sight's own guide writes its users so, which sign in to the account.
        Fit::RegionMissing if name == "quicksight" => return None,
        Fit::RegionMissing => Finding::new(
            beside(&arn.region()),
            "resources of this type belong to a Region",
        )
        .help("write the Region, or `*`")
        .aws("MISSING_ARN_REGION"),
        Fit::Nothing | Fit::Whole => return no_such_type(resource, arn, service),
    })
}

fn no_such_type(resource: &Str<'_>, arn: &Arn<'_>, service: Service<'_>) -> Option<Finding> {
    let text = arn.resource().text;
    let kind = text.before([':', '/', '*', '?']);
    if placeholder::is_within(kind) || service.is_unlisted() {
        return None;
    }
    let formats = service.resources().flat_map(|one| one.arn_formats());
    let resources = formats
        .filter_map(|format| Arn::parse(format).ok())
        .map(|arn| arn.resource().text);
    let kinds = resources.filter_map(|resource| resource.split([':', '/']).next());
    let kinds = kinds.filter(|kind| !kind.contains("${") && !kind.is_empty());
    let right = nearest(kind, kinds, 2).filter(|right| *right != kind && kind.len() > 2);
    let range = if kind.is_empty() {
        arn.resource().range()
    } else {
        arn.resource().start..arn.resource().start + kind.len()
    };
    let range = resource.range_of(range);
    let message = format!(
        "`{}` fits no type of resource of `{}`",
        text,
        service.prefix()
    );
    let finding = Finding::new(range.clone(), message).aws("INVALID_ARN_RESOURCE");
    Some(match right {
        Some(right) => finding.suggest(range, right),
        // IAM refuses a policy for its own resources of other types.
        None if service.prefix() == "iam" && !placeholder::is_text(kind) => finding,
        None => finding.severity(Severity::Warning),
    })
}

fn unknown_service(resource: &Str<'_>, arn: &Arn<'_>, facts: &Facts) -> Option<Finding> {
    let name = arn.service().text;
    let iam = facts.iam();
    if is_borrowed(arn, facts) {
        return None;
    }
    let limit = if name.len() > 4 { 2 } else { 1 };
    let lower = name.to_ascii_lowercase();
    let range = resource.range_of(arn.service().range());
    let message = format!("no service is called `{name}` in ARNs");
    let finding = Finding::new(range.clone(), message).aws("INVALID_SERVICE");
    match nearest(&lower, iam.services().map(|one| one.prefix()), limit) {
        Some(right) => Some(finding.suggest(range, right)),
        None if placeholder::is_service(name) => None,
        None => Some(finding.severity(Severity::Warning)),
    }
}

/// Whether any service has resources whose ARNs carry the name of this one and fit.
fn is_borrowed(arn: &Arn<'_>, facts: &Facts) -> bool {
    let mut formats = facts
        .iam()
        .arn_formats(arn.service().text, arn.resource().text);
    formats.any(|format| Fit::of(format, arn) == Fit::Whole)
}
