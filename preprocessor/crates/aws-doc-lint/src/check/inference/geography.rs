//! `inference/geography`

use crate::diagnostic::Severity;
use crate::inference_id::{self, InferenceId, Misplaced, Role};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// An inference profile is called from a Region outside of its geography.
    ///
    /// The ID of a profile begins with the geography in which it may be called: `us.`, `eu.`, `apac.`, `jp.`, `au.`.
    /// In a Region of another geography Bedrock answers that the model identifier is invalid. A profile that
    /// begins with `global.` can be called from every Region that offers it.
    ///
    /// Looked at are commands with `--region`, the ARNs of profiles, and samples that set one Region and show profiles of
    /// one geography. Where the facts list the Regions of a profile, one that is missing there is a warning.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws bedrock get-inference-profile --region eu-central-1 \
    ///   --inference-profile-identifier us.amazon.nova-lite-v1:0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws bedrock get-inference-profile --region eu-central-1 \
    ///   --inference-profile-identifier eu.amazon.nova-lite-v1:0
    /// ```
    ///
    /// ## References
    ///
    /// - [Supported Regions and models for inference profiles](https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html)
    "inference/geography", Error
}

pub(crate) fn check(name: &InferenceId<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let Role::CalledFrom { region, range } = &name.role else {
        return;
    };
    let Some(why) = inference_id::misplaced(name.id, region, facts) else {
        return;
    };
    let (message, severity, help) = match why {
        Misplaced::Geography(others) => {
            let ids: Vec<String> = others.iter().map(|other| format!("`{other}.`")).collect();
            (
                format!("`{}` cannot be called from `{region}`", name.id),
                Severity::Error,
                format!(
                    "there, the IDs of profiles begin with {} or `global.`",
                    ids.join(", ")
                ),
            )
        }
        Misplaced::Listed(regions) => {
            let codes: Vec<String> = regions.iter().map(|code| format!("`{code}`")).collect();
            (
                format!("`{}` is not known to be offered in `{region}`", name.id),
                Severity::Warning,
                format!("it is called from {}", codes.join(", ")),
            )
        }
    };
    sink.push(
        Finding::new(name.range.clone(), message)
            .severity(severity)
            .label(range.clone(), "the Region of the call")
            .help(help),
    );
}
