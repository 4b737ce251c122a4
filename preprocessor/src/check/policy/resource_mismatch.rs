//! `policy/resource-mismatch`

use super::PolicySnippet;
use super::arn::{Arn, Fit};
use super::model::{Resolved, Statement};
use super::placeholder;
use crate::check::rule::{Finding, Sink, rule};
use crate::diagnostic::Severity;
use crate::document::tree::Str;
use crate::facts::Facts;
use crate::facts::iam::{AccessLevel, Action, ArnFormat};

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
    "policy/resource-mismatch", Error, Policy(check)
}

fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet
        .policies
        .iter()
        .flat_map(|policy| &policy.statements)
    {
        // What is not listed is all that is not mentioned; nothing can be said of that.
        if statement.resource.is_none() || statement.not_action.is_some() {
            continue;
        }
        look(statement, facts, sink);
    }
}

fn look(statement: &Statement<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let mut misfits = Vec::new();
    let mut fitting = 0;
    for resource in statement.resources() {
        let Some(arn) = specific(resource) else {
            fitting += 1;
            continue;
        };
        match accepts(statement, &arn, facts) {
            Some(true) => fitting += 1,
            // What fits nothing at all is told of elsewhere.
            Some(false) if is_known(&arn, facts) => misfits.push((resource, arn)),
            Some(false) => {}
            None => return,
        }
    }
    let star_only = statement.actions.iter().all(|one| {
        one.actions()
            .is_some_and(|mut actions| actions.all(Action::is_wildcard_only))
    });
    for (resource, arn) in misfits {
        let range = resource.range_of(arn.resource.range());
        let finding = if star_only {
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
    let kind = arn
        .resource
        .text
        .split(['/', ':'])
        .next()
        .unwrap_or_default();
    let has_kind = !kind.contains(['*', '?']) && kind.len() < arn.resource.text.len();
    // A format that is nothing but a variable fits any text.
    let is_named = || {
        let mut formats = facts.iam().arn_formats(arn.service.text, arn.resource.text);
        formats.any(|format| format.resource().starts_with(kind))
    };
    has_kind
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
                        && pattern.text.as_str().split(':').next() == Some(arn.service.text)
                }
                _ => false,
            })
}

/// The ARN, when it says enough of the resource.
fn specific<'p>(resource: &'p Str<'p>) -> Option<Arn<'p>> {
    let arn = Arn::parse(resource.as_str()).ok()?;
    let service = arn.service.text;
    let open =
        service.contains(['*', '?']) || placeholder::is_text(service) || arn.resource.text == "*";
    (!open).then_some(arn)
}

/// Whether an action of the statement accepts the resource; `None` when that is not known.
fn accepts(statement: &Statement<'_>, arn: &Arn<'_>, facts: &Facts) -> Option<bool> {
    // A wrong Region or account is told of elsewhere.
    let formats = || facts.iam().arn_formats(arn.service.text, arn.resource.text);
    let fits = |format: &ArnFormat<'_>| Fit::of(*format, arn) != Fit::Nothing;
    // Most statements name their actions and resources that these accept; patterns take longer.
    let known = || {
        statement
            .actions
            .iter()
            .filter_map(|pattern| match pattern.resolved {
                Resolved::One(action) => Some(action),
                _ => None,
            })
    };
    let is_of = |action: Action<'_>, kind: usize| action.resources().any(|one| one.id() == kind);
    let is_accepted = |format: &ArnFormat<'_>| {
        let kind = format.kind().id();
        known().any(|action| is_of(action, kind))
    };
    if formats().any(|format| is_accepted(&format) && fits(&format)) {
        return Some(true);
    }
    let kinds: Vec<usize> = formats()
        .filter(fits)
        .map(|format| format.kind().id())
        .collect();
    for pattern in &statement.actions {
        // An unknown action may accept anything, save that services are told apart.
        for action in pattern.actions()? {
            if action.is_unlisted() {
                return None;
            }
            if kinds.iter().any(|kind| is_of(action, *kind)) {
                return Some(true);
            }
        }
    }
    Some(false)
}

/// Whether the ARN is one of the service that it names.
fn is_known(arn: &Arn<'_>, facts: &Facts) -> bool {
    let iam = facts.iam();
    iam.service(arn.service.text).is_some_and(|service| {
        let mut formats = iam.arn_formats(arn.service.text, arn.resource.text);
        formats.any(|format| service.has(format.kind()) && Fit::of(format, arn) == Fit::Whole)
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
