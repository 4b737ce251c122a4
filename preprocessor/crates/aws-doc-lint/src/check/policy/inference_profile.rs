//! `policy/inference-profile`

mod destinations;

use super::MOST_PAIRS;
use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::arn::Arn;
use iam_policy_model::glob::{covers, covers_ignoring_case};
use iam_policy_model::model::{Features, Statement};
use iam_policy_model::placeholder;
use spanned_text::tree::Str;

rule! {
    /// A policy allows an inference profile, but not the models that it calls.
    ///
    /// A call through an inference profile is authorized twice: on the profile in the Region where the call is
    /// made, and on the foundation model in *every* Region that the profile may choose. With the profile
    /// alone each call fails with `AccessDeniedException`, and with the model in one Region, calls fail as
    /// often as the profile chooses another.
    ///
    /// A `global.` profile is authorized on the model's ARN without a Region as well,
    /// `arn:aws:bedrock:::foundation-model/…`.
    ///
    /// With the lists of Bedrock itself among the book's facts (`mdbook-aws refresh` brings them), the check names
    /// the models that are missing Region by Region, and reports models that are called through a profile only where
    /// no profile is allowed.
    ///
    /// Of an application inference profile, whose ARN does not tell its model, the check asks for any model, as a
    /// hint.
    ///
    /// The condition key `bedrock:InferenceProfileArn` keeps the models from being called other than through
    /// the profile.
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
    ///       "Resource": "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0"
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
    ///       "Resource": [
    ///         "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0",
    ///         "arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0"
    ///       ]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Prerequisites for inference profiles](https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html)
    "policy/inference-profile", Error
}

/// How the ids of profiles begin that AWS defines: the geography, and a dot.
const GEOGRAPHIES: [&str; 8] = [
    "us.", "eu.", "apac.", "au.", "jp.", "in.", "us-gov.", "global.",
];

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    if !snippet.features.contains(Features::BEDROCK) {
        return;
    }
    for policy in &snippet.policies {
        let allows = |statement: &&Statement<'_>| {
            statement.features.contains(Features::BEDROCK)
                && statement.allows() == Some(true)
                && statement.not_action.is_none()
                && statement
                    .actions
                    .iter()
                    .any(|action| is_invoke(action.text.as_str()))
        };
        let invoking: Vec<_> = policy.statements.iter().filter(allows).collect();
        // Resources that are not listed are unknown.
        if invoking
            .iter()
            .any(|statement| statement.not_resource.is_some())
        {
            continue;
        }
        let resources = invoking.iter().flat_map(|statement| statement.resources());
        let resources = resources.count();
        let few = resources.saturating_mul(resources) <= MOST_PAIRS;
        for statement in invoking.iter().filter(|_| few) {
            for resource in statement.resources() {
                look(resource, &invoking, facts, sink);
            }
        }
        models_alone(&invoking, facts, sink);
    }
}

fn is_invoke(pattern: &str) -> bool {
    covers_ignoring_case(pattern, "bedrock:InvokeModel")
        || covers_ignoring_case(pattern, "bedrock:InvokeModelWithResponseStream")
}

/// A model that is called through a profile only, where no profile is allowed.
fn models_alone(invoking: &[&Statement<'_>], facts: &Facts, sink: &mut Sink<'_>) {
    let resources = || invoking.iter().flat_map(|statement| statement.resources());
    let of_profile = |text: &str| {
        text.contains("inference-profile")
            || !text.starts_with("arn:")
            || Arn::parse(text).map_or(true, |arn| {
                arn.resource().text.starts_with(['*', '?'])
                    || placeholder::leading(arn.resource().text).is_some()
            })
    };
    let by_profile = invoking
        .iter()
        .flat_map(|statement| &statement.conditions)
        .any(|line| {
            line.key
                .as_str()
                .eq_ignore_ascii_case("bedrock:InferenceProfileArn")
        });
    if by_profile || resources().any(|text| of_profile(text.as_str())) {
        return;
    }
    for resource in resources() {
        let Ok(arn) = Arn::parse(resource.as_str()) else {
            continue;
        };
        if arn.service().text != "bedrock" {
            continue;
        }
        if let Some(profiles) = destinations::only_through(&arn, facts.models()) {
            let named: Vec<_> = profiles.iter().map(|id| format!("`{id}`")).collect();
            let region = arn.region().text;
            sink.push(
                Finding::new(
                    resource.range_of(arn.resource().range()),
                    format!("in `{region}` this model is called through an inference profile only"),
                )
                .severity(Severity::Warning)
                .help(format!("allow a profile too: {}", named.join(", "))),
            );
        }
    }
}

fn look(resource: &Str<'_>, invoking: &[&Statement<'_>], facts: &Facts, sink: &mut Sink<'_>) {
    let Ok(arn) = Arn::parse(resource.as_str()) else {
        return;
    };
    if arn.service().text != "bedrock" {
        return;
    }
    if arn
        .resource()
        .text
        .starts_with("application-inference-profile/")
    {
        return application(resource, &arn, invoking, sink);
    }
    let Some(profile) = arn.resource().text.strip_prefix("inference-profile/") else {
        return;
    };
    let allowed: Vec<&str> = invoking
        .iter()
        .flat_map(|statement| statement.resources())
        .map(Str::as_str)
        .collect();
    let geography = GEOGRAPHIES
        .iter()
        .find(|geography| profile.starts_with(**geography));
    let missing = destinations::missing(&arn, &allowed, facts.models());
    if let Some(missing) = &missing
        && missing.is_empty()
    {
        let model = geography.and_then(|geography| profile.strip_prefix(*geography));
        return check_global(
            resource,
            &arn,
            geography,
            model.unwrap_or("*"),
            invoking,
            sink,
        );
    }
    let model = geography.and_then(|geography| profile.strip_prefix(*geography));
    let model = model
        .filter(|model| !placeholder::is_text(model))
        .unwrap_or("*");
    let partition = arn.partition().text;
    let mut regions = Vec::new();
    for allowed in invoking.iter().flat_map(|statement| statement.resources()) {
        let text = allowed.as_str();
        if covers(
            text,
            &format!("arn:{partition}:bedrock:us-east-1::foundation-model/{model}"),
        ) {
            // A pattern that spans the Region.
            if Arn::parse(text).map_or(true, |arn| arn.region().text.contains('*')) {
                return check_global(resource, &arn, geography, model, invoking, sink);
            }
        }
        let Ok(other) = Arn::parse(text) else {
            continue;
        };
        let Some(of) = other.resource().text.strip_prefix("foundation-model/") else {
            if other.service().text == "bedrock" && other.resource().text == "*" {
                regions.push(other.region().text);
            }
            continue;
        };
        if model == "*" || placeholder::is_text(of) || covers(of, model) || covers(model, of) {
            regions.push(other.region().text);
        }
    }
    let range = resource.range_of(arn.resource().range());
    let needed = match &missing {
        Some(missing) => {
            let named: Vec<_> = missing.iter().map(|arn| format!("`{arn}`")).collect();
            named.join(", ")
        }
        None => format!("`arn:{partition}:bedrock:*::foundation-model/{model}`"),
    };
    let routed: Vec<_> = regions.iter().filter(|region| !region.is_empty()).collect();
    let several = routed.len() > 1
        || routed
            .iter()
            .any(|region| region.contains(['*', '?']) || placeholder::is_region(region));
    if routed.is_empty() {
        sink.push(
            Finding::new(
                range,
                "the profile is allowed, but none of the models that it calls",
            )
            .note(
                "a call needs the model to be allowed in every Region that the profile may choose",
            )
            .help(format!("allow {needed} too")),
        );
    } else if missing.is_some() {
        sink.push(
            Finding::new(
                range,
                "the profile may choose Regions where its model is not allowed",
            )
            .severity(Severity::Warning)
            .help(format!("allow {needed} too")),
        );
    } else if !several && geography.is_some_and(|geography| *geography != "global.") {
        let only = routed.first().map_or("", |region| region);
        sink.push(
            Finding::new(range, format!("the profile may choose other Regions than `{only}`, where its model is not allowed"))
                .severity(Severity::Warning)
                .help(format!("allow {needed}, or name every Region of the profile")),
        );
    } else {
        check_global(resource, &arn, geography, model, invoking, sink);
    }
}

/// A profile of the account's own: which model it calls is not in its ARN.
fn application(
    resource: &Str<'_>,
    arn: &Arn<'_>,
    invoking: &[&Statement<'_>],
    sink: &mut Sink<'_>,
) {
    let is_open = |text: &str| text.starts_with(['*', '?']) || placeholder::leading(text).is_some();
    let names_models = |text: &str| {
        // Anything but an ARN may mean any model.
        Arn::parse(text).map_or(true, |arn| {
            let (service, resource) = (arn.service().text, arn.resource().text);
            let is_model = resource.starts_with("foundation-model") || is_open(resource);
            is_open(service) || (service == "bedrock" && is_model)
        })
    };
    let mut resources = invoking.iter().flat_map(|statement| statement.resources());
    if resources.any(|text| names_models(text.as_str())) {
        return;
    }
    let partition = arn.partition().text;
    sink.push(
        Finding::new(
            resource.range_of(arn.resource().range()),
            "the profile is allowed, but none of the models that it calls",
        )
        // Its models may be those of another policy, which its id does not show.
        .severity(Severity::Hint)
        .note("a call needs the model to be allowed in every Region that the profile may choose")
        .help(format!(
            "allow the profile's model too, as in `arn:{partition}:bedrock:*::foundation-model/MODEL`"
        )),
    );
}

/// A `global.` profile needs the ARN of the model without a Region.
fn check_global(
    resource: &Str<'_>,
    arn: &Arn<'_>,
    geography: Option<&&str>,
    model: &str,
    invoking: &[&Statement<'_>],
    sink: &mut Sink<'_>,
) {
    if geography != Some(&"global.") || model == "*" {
        return;
    }
    let needed = format!(
        "arn:{}:bedrock:::foundation-model/{model}",
        arn.partition().text
    );
    let mut allowed = invoking.iter().flat_map(|statement| statement.resources());
    if !allowed.any(|text| covers(text.as_str(), &needed) || covers(&needed, text.as_str())) {
        sink.push(
            Finding::new(
                resource.range_of(arn.resource().range()),
                "a `global.` profile needs the model's ARN without a Region too",
            )
            .severity(Severity::Warning)
            .help(format!("allow `{needed}` too")),
        );
    }
}
