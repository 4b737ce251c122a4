//! `policy/resource-mismatch`

use super::MOST_PAIRS;
use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::arn::{Arn, Fit};
use iam_policy_model::iam::{AccessLevel, Action};
use iam_policy_model::meant_service::meant_service;
use iam_policy_model::model::{Features, Resolved, ResourceArn, Statement};
use iam_policy_model::placeholder;
use spanned_text::Cut as _;

rule! {
    /// No action of a statement can be used on a resource that it names.
    ///
    /// Every action accepts certain types of resource, or only `*`. A resource of another type has no effect
    /// in the statement, and when it is the only one, the statement has none: an agent's ARN lets nobody
    /// invoke a model. It is an error when no resource of the statement fits any of its actions and all are
    /// of one service; otherwise a warning, since AWS's data has gaps where services work together.
    ///
    /// An action that accepts several types needs *one of* them.
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
    ///       "Resource": "arn:aws:bedrock:us-east-1:111122223333:agent/AGENT12345"
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
    /// - [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
    "policy/resource-mismatch", Error
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::ARN) {
        // What is not listed is all that is not mentioned; nothing can be said of that.
        if statement.resource.is_none() || statement.not_action.is_some() {
            continue;
        }
        look(statement, facts, sink);
    }
}

fn look(statement: &Statement<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let (resources, actions) = (statement.resource_arns.len(), statement.actions.len());
    if resources.saturating_mul(actions) > MOST_PAIRS {
        return;
    }
    let mut misfits = Vec::new();
    let mut fitting = 0;
    let mut specific = 0;
    for resource in &statement.resource_arns {
        let is_specific = resource.is_accepted || is_of_service(&resource.arn);
        if resource.negated || !is_specific || resource.arn.resource().text == "*" {
            continue;
        }
        specific += 1;
        match accepts(statement, resource) {
            Some(true) => fitting += 1,
            // What fits nothing at all is reported elsewhere.
            Some(false) if is_known(resource, facts) => {
                misfits.push((resource.text, resource.arn));
            }
            Some(false) => {}
            None => return,
        }
    }
    if misfits.is_empty() {
        return;
    }
    // `*` and what else is not an ARN, or says little of the resource, may mean anything.
    fitting += statement.resources().count() - specific;
    let star_only = statement.actions.iter().all(|one| {
        one.actions()
            .is_some_and(|mut actions| actions.all(Action::is_wildcard_only))
    });
    for (resource, arn) in misfits {
        let range = resource.range_of(arn.resource().range());
        // An ARN that only fits a format without a word of its own may be of another service.
        let mut own = facts
            .iam()
            .arn_formats(arn.service().text, arn.resource().text);
        let is_named =
            own.any(|one| !one.resource().starts_with('$') && Fit::of(one, &arn) == Fit::Whole);
        let meant = meant_service(statement, &arn, facts.iam()).filter(|_| !is_named);
        let finding = if let Some(right) = meant {
            let range = resource.range_of(arn.service().range());
            let name = arn.service().text;
            let message = format!("the ARN is of `{name}`, the actions are of `{right}`");
            Finding::new(range.clone(), message).suggest(range, right)
        } else if star_only {
            let which = if statement.actions.len() == 1 {
                "the action accepts"
            } else {
                "the actions accept"
            };
            Finding::new(range, format!("{which} only `\"Resource\": \"*\"`"))
        } else {
            let named = statement
                .actions
                .iter()
                .map(|one| format!("`{}`", one.text.as_str()));
            let named: Vec<_> = named.take(3).collect();
            let more = if statement.actions.len() > 3 {
                " …"
            } else {
                ""
            };
            let message = format!(
                "no action of the statement is used on this type of resource ({}{more})",
                named.join(", ")
            );
            let finding = Finding::new(range, message);
            match accepted(statement) {
                Some(formats) => finding.help(format!("accepted are {formats}")),
                None => finding,
            }
        };
        let certain = fitting == 0 && !star_only && is_certain(statement, &arn, facts);
        sink.push(if certain {
            finding
        } else {
            finding.severity(Severity::Warning)
        });
    }
}

/// Whether AWS's data can be trusted in this: actions of one service on its own resources. It has
/// gaps where services work together and for tags.
fn is_certain(statement: &Statement<'_>, arn: &Arn<'_>, facts: &Facts) -> bool {
    let kind = arn.resource().text.before(['/', ':']);
    let has_kind = !kind.contains(['*', '?']) && kind.len() < arn.resource().text.len();
    // A format that is nothing but a variable fits any text.
    let is_named = || {
        let mut formats = facts
            .iam()
            .arn_formats(arn.service().text, arn.resource().text);
        formats.any(|format| format.resource().starts_with(kind))
    };
    // The name that belongs after a slash may be left out.
    has_kind
        && !arn.resource().text.ends_with('/')
        && is_named()
        && statement
            .actions
            .iter()
            .all(|pattern| match pattern.resolved {
                Resolved::One(action) => {
                    action
                        .access_level()
                        .is_some_and(|level| level != AccessLevel::Tagging)
                        && !action.is_wildcard_only()
                        && pattern.text.as_str().split(':').next() == Some(arn.service().text)
                }
                _ => false,
            })
}

/// Whether the ARN says of which service the resource is.
fn is_of_service(arn: &Arn<'_>) -> bool {
    let service = arn.service().text;
    !service.contains(['*', '?']) && !placeholder::is_text(service)
}

/// Whether an action of the statement accepts the resource; `None` when that is not known. A wrong
/// Region or account is reported elsewhere.
fn accepts(statement: &Statement<'_>, resource: &ResourceArn<'_>) -> Option<bool> {
    if resource.is_accepted {
        return Some(true);
    }
    let kinds = || resource.fits.iter().map(|(format, _)| format.kind().id());
    let takes = |action: Action<'_>| {
        let mut accepted = action.resources();
        accepted.any(|one| kinds().any(|kind| kind == one.id()))
    };
    for pattern in &statement.actions {
        // An unknown action may accept anything, save that services are distinguished.
        for action in pattern.actions()? {
            if action.is_unlisted() {
                return None;
            }
            if takes(action) {
                return Some(true);
            }
        }
    }
    Some(false)
}

/// Whether the ARN is one of the service that it names.
fn is_known(resource: &ResourceArn<'_>, facts: &Facts) -> bool {
    let service = facts.iam().service(resource.arn.service().text);
    service.is_some_and(|service| {
        let mut fits = resource.fits.iter();
        fits.any(|(format, fit)| service.has(format.kind()) && *fit == Fit::Whole)
    })
}

/// The first ARN formats that the first action accepts.
fn accepted(statement: &Statement<'_>) -> Option<String> {
    let action = statement.actions.first()?.actions()?.next()?;
    let formats = action.resources().flat_map(|kind| kind.arn_formats());
    let shown: Vec<_> = formats
        .take(3)
        .map(|format| format!("`{format}`"))
        .collect();
    (!shown.is_empty()).then(|| shown.join(", "))
}
