//! `inference/misplaced-id`

use crate::inference_id::{self, InferenceId, Role};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::Part as _;

rule! {
    /// The ARN of a foundation model has the ID of a profile, or the other way round.
    ///
    /// The ID of an inference profile begins with a geography, as `us.anthropic.…` does; that of a model does not. An
    /// ARN with the wrong one names nothing, and a policy with it allows nothing.
    ///
    /// ## Fails
    ///
    /// ````text
    /// arn:aws:bedrock:us-east-1::foundation-model/us.amazon.nova-lite-v1:0
    /// ````
    ///
    /// ## Passes
    ///
    /// ````text
    /// arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0
    /// arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0
    /// ````
    ///
    /// ## References
    ///
    /// - [Prerequisites for inference profiles](https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html)
    "inference/misplaced-id", Error
}

pub(crate) fn check(name: &InferenceId<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let models = facts.models();
    match name.role {
        Role::FoundationModel => {
            let model = name
                .id
                .strip_prefix("global.")
                .or_else(|| Some(inference_id::geography(name.id)?.1))
                .filter(|model| inference_id::has_provider(model, models));
            let Some(model) = model else { return };
            let prefix = name.id.len() - model.len();
            let range = name.range.start..name.range.start + prefix;
            let written = name.id.part(..prefix);
            sink.push(
                Finding::new(
                    range.clone(),
                    format!("`{written}` belongs to a profile; no model has such an ID"),
                )
                .help(format!("write `foundation-model/{model}`"))
                .unsafe_fix("leave the geography out", vec![(range, String::new())]),
            );
        }
        Role::InferenceProfile if inference_id::has_provider(name.id, models) => {
            let id = name.id;
            let mut known = models.profiles.iter().filter(|profile| {
                let rest = profile.id.strip_suffix(id);
                rest.is_some_and(|geography| geography.ends_with('.'))
            });
            let named: Vec<String> = known
                .by_ref()
                .take(4)
                .map(|it| format!("`{}`", it.id))
                .collect();
            let finding = Finding::new(
                name.range.clone(),
                "this is the ID of a model; that of a profile begins with its geography",
            );
            sink.push(if named.is_empty() {
                finding.help(format!("write it as in `us.{id}`"))
            } else {
                finding.help(format!("its profiles are {}", named.join(", ")))
            });
        }
        _ => {}
    }
}
