//! What Bedrock's own lists say of profiles: to which Regions each may send a call, and which models
//! are called through a profile only.
//!
//! Only profiles whose Regions are known count: from Bedrock itself or, of some of those that are built
//! in, from AWS's model cards.

use std::collections::BTreeSet;

use aws_doc_facts::models::{Models, Profile};
use iam_policy_model::arn::Arn;
use iam_policy_model::glob::covers;
use iam_policy_model::placeholder;

/// The ARNs of the models that a call of this profile may need and that no resource allows; `None`
/// when the Regions of the profile are not known.
pub(super) fn missing(profile: &Arn<'_>, allowed: &[&str], models: &Models) -> Option<Vec<String>> {
    let id = profile.resource().text.strip_prefix("inference-profile/")?;
    let known = models.profiles.iter().find(|one| one.id == id)?;
    let destinations = known.regions.get(profile.region().text)?;
    if destinations.is_empty() {
        return None;
    }
    let model = model_of(known);
    let partition = profile.partition().text;
    let needed = destinations.iter().map(|region| {
        (
            region,
            format!("arn:{partition}:bedrock:{region}::foundation-model/{model}"),
        )
    });
    let open = |region: &str, text: &str| {
        Arn::parse(text).is_ok_and(|arn| {
            let of = arn.resource().text.strip_prefix("foundation-model/");
            let fits_region =
                arn.region().text == region || placeholder::is_within(arn.region().text);
            let fits_model =
                of.is_some_and(|of| of == model || placeholder::is_text(of) || covers(of, model));
            fits_region && fits_model
        })
    };
    let missing = needed.filter(|(region, needed)| {
        !allowed
            .iter()
            .any(|text| covers(text, needed) || open(region, text))
    });
    Some(missing.map(|(_, needed)| needed).collect())
}

/// The model that a profile leads to: what the list says, or the ID without the geography.
fn model_of(profile: &Profile) -> &str {
    let model = profile.model.as_deref();
    model.unwrap_or_else(|| {
        let id = profile.id.as_str();
        id.split_once('.').map_or(id, |(_, model)| model)
    })
}

/// The profiles through which a model is called in the Region of its ARN, where it is never called by
/// its own ID; `None` where it is, or where that is not known.
pub(super) fn only_through<'m>(model: &Arn<'_>, models: &'m Models) -> Option<BTreeSet<&'m str>> {
    let id = model.resource().text.strip_prefix("foundation-model/")?;
    let region = model.region().text;
    let ways = models.get(id)?.regions.get(region)?;
    if !ways.is_empty() {
        return None;
    }
    let profiles: BTreeSet<&str> = models
        .profiles
        .iter()
        .filter(|profile| model_of(profile) == id && profile.regions.contains_key(region))
        .map(|profile| profile.id.as_str())
        .collect();
    (!profiles.is_empty()).then_some(profiles)
}
