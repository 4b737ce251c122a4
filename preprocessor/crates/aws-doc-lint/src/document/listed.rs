//! The values of a choice that facts list.

use crate::document::choice::{Allowed, Choice, Choices, Listed, Value};
use aws_doc_facts::Facts;

/// The choices with the values that the facts list for them.
#[must_use]
pub fn resolve(choices: &Choices, facts: &Facts) -> Choices {
    let resolved = choices.iter().map(|choice| Choice {
        allowed: match &choice.allowed {
            Allowed::Listed(listed) => Allowed::Values(values(listed, facts)),
            other => other.clone(),
        },
        ..choice.clone()
    });
    Choices::new(resolved.collect())
}

fn values(listed: &Listed, facts: &Facts) -> Vec<Value> {
    let made_by = |provider: &Option<String>, id: &str| {
        provider
            .as_deref()
            .is_none_or(|wanted| id.split('.').next() == Some(wanted))
    };
    match listed {
        Listed::Regions { partition } => facts
            .regions()
            .with_bedrock()
            .filter(|region| partition.is_none() || region.partition == *partition)
            .map(|region| Value {
                text: region.code.clone(),
                label: region.name.clone(),
            })
            .collect(),
        Listed::Models { provider } => facts
            .models()
            .models
            .iter()
            .filter(|model| made_by(provider, &model.id))
            .map(|model| Value {
                text: model.id.clone(),
                label: model.name.clone(),
            })
            .collect(),
        Listed::Profiles { provider } => facts
            .models()
            .profiles
            .iter()
            .filter(|profile| {
                let model = profile.model.as_deref();
                model.is_some_and(|model| made_by(provider, model)) || provider.is_none()
            })
            .map(|profile| Value {
                text: profile.id.clone(),
                label: profile.name.clone(),
            })
            .collect(),
    }
}
