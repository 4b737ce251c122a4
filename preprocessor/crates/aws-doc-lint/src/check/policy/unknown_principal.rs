//! `policy/unknown-principal`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::model::Features;
use iam_policy_model::placeholder;
use spanned_text::tree::Str;

rule! {
    /// The name of a service principal is a slip away from one that exists.
    ///
    /// IAM refuses a trust policy with a service that it does not know ("Invalid principal in policy"). In a
    /// condition on `iam:PassedToService` or `iam:AWSServiceName` such a name matches nothing.
    ///
    /// AWS publishes no list of all service principals. So only names that are near to a known one are reported.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Principal": { "Service": "lamda.amazonaws.com" },
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
    ///       "Principal": { "Service": "lambda.amazonaws.com" },
    ///       "Action": "sts:AssumeRole"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS service principals](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services)
    "policy/unknown-principal", Error
}

/// Condition keys whose values are names of services.
const KEYS: [&str; 5] = [
    "iam:PassedToService",
    "iam:AWSServiceName",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
];

/// How the names of services end.
const SUFFIXES: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let those = Features::PRINCIPAL | Features::CONDITION;
    for statement in snippet.statements_with(those) {
        let principals = statement.principals().into_iter();
        let services = principals
            .filter(|one| one.kind.is_some_and(|kind| kind.as_str() == "Service"))
            .map(|one| one.text);
        let lines = statement.conditions.iter().filter(|line| {
            let key = line.key.as_str();
            KEYS.iter().any(|one| one.eq_ignore_ascii_case(key))
        });
        for text in services.chain(lines.flat_map(|line| line.texts())) {
            look(text, facts, sink);
        }
    }
}

fn look(text: &Str<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let value = text.as_str();
    if placeholder::is_text(value) || value.contains(['*', '?', ' ', '/', ':']) {
        return;
    }
    let suffix = SUFFIXES.iter().find(|suffix| value.ends_with(**suffix));
    let Some(name) = suffix.and_then(|suffix| value.strip_suffix(suffix)) else {
        return;
    };
    // Some services have a principal for each Region.
    let (name, start) = without_region(name, facts);
    let known = facts.service_principals();
    let is_known = |name: &str, suffix: &str| known.has(&format!("{name}{suffix}"));
    if suffix == Some(&".amazon.com") {
        // A few principals end so; the name of no other service does.
        if !is_known(name, ".amazon.com") && is_known(name, ".amazonaws.com") {
            let end = start + name.len();
            let range = text.range_of(end + 1..value.len());
            sink.push(
                Finding::new(
                    range.clone(),
                    "the name of a service ends in `amazonaws.com`",
                )
                .help(format!("write `{name}.amazonaws.com`"))
                .unsafe_fix(
                    "write `amazonaws.com`",
                    vec![(range, "amazonaws.com".to_owned())],
                ),
            );
        }
        return;
    }
    let is_service = |name: &str| facts.iam().service(name).is_some();
    if is_known(name, ".amazonaws.com") || is_known(name, ".amazonaws.com.cn") || is_service(name) {
        return;
    }
    let names = known
        .iter()
        .filter_map(|one| one.strip_suffix(".amazonaws.com"));
    let prefixes = facts.iam().services().map(|service| service.prefix());
    let limit = match name.len() {
        0..=3 => return,
        4..=9 => 1,
        _ => 2,
    };
    let Some(right) = nearest(name, names.chain(prefixes), limit) else {
        return;
    };
    // One more label or number makes another name: `events` and `events2`.
    let letters = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if name.get(..letters(name)) == right.get(..letters(right)) {
        return;
    }
    let range = text.range_of(start..start + name.len());
    let message = format!("no service is known as the principal `{value}`");
    sink.push(Finding::new(range.clone(), message).suggest_in(
        range,
        right,
        &format!("{right}.amazonaws.com"),
    ));
}

/// The name without a Region in it, and where it begins.
fn without_region<'n>(name: &'n str, facts: &Facts) -> (&'n str, usize) {
    let is_region = |label: &str| facts.regions().get(label).is_some();
    if let Some((rest, region)) = name.rsplit_once('.')
        && is_region(region)
    {
        return (rest, 0);
    }
    match name.split_once('.') {
        Some((region, rest)) if is_region(region) => (rest, region.len() + 1),
        _ => (name, 0),
    }
}
