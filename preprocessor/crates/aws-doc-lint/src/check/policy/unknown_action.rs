//! `policy/unknown-action`

use super::malformed_action::has_two_colons;
use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::iam::Service;
use iam_policy_model::model::{Features, Resolved};
use iam_policy_model::placeholder;
use spanned_text::Cut as _;

rule! {
    /// A service has no action of this name.
    ///
    /// IAM takes the policy, but the statement does not apply to what was meant: an `Allow` grants nothing,
    /// a `Deny` denies nothing. The name of an API operation is often not the name of the action that
    /// authorizes it; where we know that action, the message names it.
    ///
    /// A name that is near to none may be newer than the data that is built in, or retired: then it is a
    /// warning.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModle",
    ///       "Resource": "*"
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
    ///       "Resource": "arn:aws:bedrock:us-east-1::foundation-model/*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
    "policy/unknown-action", Error, aws: ["INVALID_ACTION"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let those = Features::UNKNOWN_ACTION | Features::ACTION_PATTERN;
    for statement in snippet.statements_with(those) {
        for action in &statement.actions {
            if matches!(action.resolved, Resolved::One(_)) || has_two_colons(action) {
                continue;
            }
            let text = action.text.as_str();
            let name = action.name();
            let start = text.len() - name.len();
            let range = action.text.range_of(start..text.len());
            match action.resolved {
                Resolved::Pattern(service)
                    if service.is_unlisted() || service.actions_matching(name).next().is_some() => {
                }
                // What AWS added since the data was built in is known all the same.
                Resolved::Unknown(service) | Resolved::Pattern(service)
                    if facts.actions().has(service.prefix(), name) => {}
                Resolved::Unknown(service) if !placeholder::is_text(name) => {
                    let prefix = action.text.range_of(0..service.prefix().len());
                    let other = other_service(service, name, facts);
                    sink.push(match other {
                        Some(right) => of_other_service(prefix, service, name, right),
                        None => unknown(range, service, name),
                    });
                }
                Resolved::Pattern(service) => {
                    let message = format!("no action of `{}` matches `{name}`", service.prefix());
                    // No id of AWS's is known for a pattern without a match.
                    let finding = Finding::new(range, message)
                        .severity(Severity::Warning)
                        .without_aws();
                    let stem = name.before(['*', '?']);
                    sink.push(match nearest_beginning(service, stem) {
                        Some(right) => finding
                            .severity(Severity::Error)
                            .did_you_mean(&format!("{right}*")),
                        None => finding,
                    });
                }
                _ => {}
            }
        }
    }
}

/// The service whose prefix is a slip away from this one, and which has the action that this one has
/// not: `sts` for `ts:AssumeRole`.
fn other_service<'f>(service: Service<'_>, name: &str, facts: &'f Facts) -> Option<&'f str> {
    let prefix = service.prefix();
    let services = facts.iam().services().filter(|one| {
        let has = |other: &Service<'_>| {
            let mut actions = other.actions();
            actions.any(|action| action.name().eq_ignore_ascii_case(name))
        };
        is_slip(prefix, one.prefix()) && has(one)
    });
    nearest(prefix, services.map(|one| one.prefix()), 1)
}

/// Whether a letter too many or too few, two swapped, or in a longer prefix another one, makes `written` of
/// `right`.
fn is_slip(written: &str, right: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<_> = text.bytes().collect();
        letters.sort_unstable();
        letters
    };
    written != right
        && match written.len().abs_diff(right.len()) {
            0 => right.len() >= 3 || letters(written) == letters(right),
            difference => difference == 1,
        }
}

fn of_other_service(
    range: std::ops::Range<usize>,
    service: Service<'_>,
    name: &str,
    right: &str,
) -> Finding {
    let message = format!(
        "`{}` has no action `{name}`, but `{right}` has",
        service.prefix()
    );
    Finding::new(range.clone(), message).suggest_in(range, right, &format!("{right}:{name}"))
}

fn unknown(range: std::ops::Range<usize>, service: Service<'_>, name: &str) -> Finding {
    let prefix = service.prefix();
    let finding = Finding::new(range.clone(), format!("`{prefix}` has no action `{name}`"));
    let operation = OPERATIONS
        .iter()
        .find(|(of, operation, _)| *of == prefix && operation.eq_ignore_ascii_case(name));
    if let Some((_, operation, action)) = operation {
        return finding
            .note(format!(
                "`{operation}` is an API operation; the action `{action}` authorizes it"
            ))
            .unsafe_fix(
                format!("write `{action}`"),
                vec![(range, (*action).to_owned())],
            );
    }
    if service.is_unlisted() {
        return finding
            .severity(Severity::Warning)
            .note("the service is retired or not documented");
    }
    let limit = if name.len() > 6 { 2 } else { 1 };
    match nearest(name, service.actions().map(|one| one.name()), limit) {
        Some(right) => finding.suggest(range, right),
        None if !with_words(service, name).is_empty() => {
            let near: Vec<_> = with_words(service, name)
                .iter()
                .map(|right| format!("`{right}`"))
                .collect();
            let verb = if near.len() == 1 { "is" } else { "are" };
            finding
                .severity(Severity::Warning)
                .note("it may be retired, or newer than the list of actions that is built in")
                .help(format!("there {verb} {}", near.join(", ")))
        }
        None => {
            let far = nearest(
                name,
                service.actions().map(|one| one.name()),
                name.len() / 3,
            );
            let finding = finding
                .severity(Severity::Warning)
                .note("it may be retired, or newer than the list of actions that is built in");
            match far {
                Some(right) => finding.help(format!("the nearest name is `{right}`")),
                None => finding,
            }
        }
    }
}

/// The actions that have all words of a name in this order, and more: `ListFoundationModels` for
/// `ListModels`. None where they are too many to know which is meant.
fn with_words<'f>(service: Service<'f>, name: &str) -> Vec<&'f str> {
    let wanted = words(name);
    let has_words = |right: &&str| {
        let mut rest = words(right).into_iter();
        wanted.len() > 1 && wanted.iter().all(|word| rest.any(|one| one == *word))
    };
    let names = service.actions().map(|action| action.name());
    let found: Vec<_> = names.filter(has_words).take(5).collect();
    if found.len() < 5 { found } else { Vec::new() }
}

/// The words of a name in camel case.
fn words(name: &str) -> Vec<&str> {
    let starts = name
        .char_indices()
        .filter(|(at, one)| *at > 0 && one.is_ascii_uppercase());
    let starts: Vec<_> = starts.map(|(at, _)| at).chain([name.len()]).collect();
    let mut from = 0;
    let mut words = Vec::with_capacity(starts.len());
    for to in starts {
        words.extend(name.get(from..to));
        from = to;
    }
    words
}

/// Operations of the API that are not actions, and the action that authorizes each: service,
/// operation, action.
const OPERATIONS: [(&str, &str, &str); 13] = [
    ("bedrock", "Converse", "InvokeModel"),
    ("bedrock", "ConverseStream", "InvokeModelWithResponseStream"),
    ("bedrock", "StartAsyncInvoke", "InvokeModel"),
    ("s3", "ListObjects", "ListBucket"),
    ("s3", "ListObjectsV2", "ListBucket"),
    ("s3", "HeadBucket", "ListBucket"),
    ("s3", "HeadObject", "GetObject"),
    ("s3", "ListBuckets", "ListAllMyBuckets"),
    ("s3", "DeleteObjects", "DeleteObject"),
    ("s3", "CreateMultipartUpload", "PutObject"),
    ("s3", "UploadPart", "PutObject"),
    ("s3", "CompleteMultipartUpload", "PutObject"),
    ("lambda", "Invoke", "InvokeFunction"),
];

/// The beginning of an action's name that a misspelt beginning most likely means.
fn nearest_beginning<'f>(service: Service<'f>, stem: &str) -> Option<&'f str> {
    // Short beginnings are near to many.
    let limit = match stem.len() {
        0..=2 => return None,
        3..=7 => 1,
        _ => 2,
    };
    let stems = service
        .actions()
        .filter_map(|action| action.name().get(..stem.len()));
    nearest(stem, stems, limit)
}
