//! The models and inference profiles of each Region, by Amazon Bedrock itself.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::sync::Arc;

use aws_config::Region;
use aws_sdk_bedrock::Client;
use aws_sdk_bedrock::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrock::types::{
    FoundationModelSummary, InferenceProfileSummary, InferenceProfileType,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::display::DisplayErrorContext;

use super::{BoxFuture, FactSet, FetchContext, Source, SourceData, origin};
use crate::error::{FetchError, FetchErrorKind};
use crate::http::error_kind;
use crate::identity::service_error_kind;
use aws_doc_facts::models::{Model, Profile};
use aws_doc_facts::{Models, Provenance};
use iam_policy_model::Arn;

/// `bedrock:ListFoundationModels` and `bedrock:ListInferenceProfiles` in every Region of the
/// configured Region's partition that is known to offer Bedrock, all at once.
///
/// It shows what the account can see. Profiles that the account made itself are left out, and of
/// ARNs, which hold account numbers, only Region and model are kept.
#[derive(Debug)]
pub(crate) struct Bedrock;

/// The key of the source.
pub const KEY: &str = "bedrock";

/// The most pages of profiles that are fetched in a Region.
const MOST_PAGES: usize = 50;

/// What one Region offers.
#[derive(Debug, Default)]
struct Offer {
    models: Vec<FoundationModelSummary>,
    profiles: Vec<InferenceProfileSummary>,
}

async fn ask(client: &Client, region: &str) -> Result<Offer, FetchError> {
    let models = async {
        let answer = client.list_foundation_models().send().await;
        let answer =
            answer.map_err(|error| fault("bedrock:ListFoundationModels", region, &error))?;
        Ok::<_, FetchError>(answer.model_summaries.unwrap_or_default())
    };
    let profiles = async {
        let pages = client
            .list_inference_profiles()
            .type_equals(InferenceProfileType::SystemDefined)
            .into_paginator()
            .send();
        let mut pages = pages;
        let mut all = Vec::new();
        for _ in 0..MOST_PAGES {
            match pages.next().await {
                Some(Ok(page)) => all.extend(page.inference_profile_summaries.unwrap_or_default()),
                Some(Err(error)) => {
                    return Err(fault("bedrock:ListInferenceProfiles", region, &error));
                }
                None => return Ok(all),
            }
        }
        let operation = format!("bedrock:ListInferenceProfiles in {region}");
        let endless = FetchErrorKind::Malformed("its pages do not end".to_owned());
        Err(FetchError::new(operation, endless))
    };
    let (models, profiles) = tokio::try_join!(models, profiles)?;
    if models.is_empty() {
        let operation = format!("bedrock:ListFoundationModels in {region}");
        let empty = FetchErrorKind::Implausible("it lists no model".to_owned());
        return Err(FetchError::new(operation, empty));
    }
    Ok(Offer { models, profiles })
}

/// The answer of `bedrock:GetFoundationModelAvailability` for a model in a Region, in AWS's words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Availability {
    /// The model ID.
    pub model: String,
    /// The Region.
    pub region: String,
    /// Whether the agreement for the model is in place, as `AVAILABLE`; none is needed where AWS
    /// says nothing.
    pub agreement: Option<String>,
    /// Whether the account may invoke it, as `AUTHORIZED`.
    pub authorization: String,
    /// Whether the account is entitled to it, as `AVAILABLE`.
    pub entitlement: String,
    /// Whether it is offered in the Region, as `AVAILABLE`.
    pub in_region: String,
}

impl Availability {
    /// What keeps the account from using the model; empty if nothing does.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let part = |what: &str, state: &str, good: &str| {
            (state != good).then(|| format!("{what} {state}"))
        };
        [
            part("Region", &self.in_region, "AVAILABLE"),
            part("authorization", &self.authorization, "AUTHORIZED"),
            part("entitlement", &self.entitlement, "AVAILABLE"),
            self.agreement
                .as_deref()
                .and_then(|state| part("agreement", state, "AVAILABLE")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The action that [`availability`] calls.
pub(crate) const AVAILABILITY: &str = "bedrock:GetFoundationModelAvailability";

/// Whether the account may use a model in the Region of `client`.
pub(crate) async fn availability(
    client: &Client,
    region: &str,
    model: &str,
) -> Result<Availability, FetchError> {
    let answer = client
        .get_foundation_model_availability()
        .model_id(model)
        .send()
        .await
        .map_err(|error| {
            let mut fault = fault(AVAILABILITY, region, &error);
            fault.operation = format!("{AVAILABILITY} for {model} in {region}");
            fault
        })?;
    Ok(Availability {
        // The ID in the request: that in the answer lacks the version.
        model: model.to_owned(),
        region: region.to_owned(),
        agreement: answer
            .agreement_availability()
            .map(|it| it.status().as_str().to_owned()),
        authorization: answer.authorization_status().as_str().to_owned(),
        entitlement: answer.entitlement_availability().as_str().to_owned(),
        in_region: answer.region_availability().as_str().to_owned(),
    })
}

fn fault<E, R>(action: &str, region: &str, error: &SdkError<E, R>) -> FetchError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug,
{
    let kind = match error {
        SdkError::TimeoutError(_) => FetchErrorKind::TimedOut,
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            Some(error) => dispatch(error),
            None => FetchErrorKind::Unreachable("the request was not sent".to_owned()),
        },
        SdkError::ConstructionFailure(_) => {
            let chain = DisplayErrorContext(error).to_string().to_ascii_lowercase();
            if chain.contains("expired") {
                FetchErrorKind::Expired
            } else {
                FetchErrorKind::NoCredentials("none are available".to_owned())
            }
        }
        SdkError::ServiceError(service) => {
            let error = service.err();
            service_error_kind(
                error.code().unwrap_or_default(),
                error.message().unwrap_or_default(),
            )
            .unwrap_or_else(|| FetchErrorKind::Malformed("an error without a code".to_owned()))
        }
        _ => FetchErrorKind::Malformed("not an answer of the expected form".to_owned()),
    };
    FetchError::new(format!("{action} in {region}"), kind)
}

/// The SDK looks for credentials while it sends, so that their absence looks like a failure to
/// send.
fn dispatch(error: &ConnectorError) -> FetchErrorKind {
    let chain = DisplayErrorContext(error).to_string();
    if chain.contains("Credentials") || chain.contains("identity") {
        if chain.to_ascii_lowercase().contains("expired") {
            return FetchErrorKind::Expired;
        }
        return FetchErrorKind::NoCredentials("none are available".to_owned());
    }
    error_kind(error)
}

/// The day of a point in time, in UTC.
fn day_of(time: &DateTime) -> Option<String> {
    let text = time.fmt(Format::DateTime).ok()?;
    text.split_once('T').map(|(day, _)| day.to_owned())
}

/// Adds what a Region offers.
fn add(models: &mut ModelsById, region: &str, offer: Offer, day: &str) {
    models.asked.insert(region.to_owned(), day.to_owned());
    for summary in offer.models {
        let model = models.models.entry(summary.model_id.clone()).or_default();
        model.id = summary.model_id;
        model.name = summary.model_name.or(model.name.take());
        model.provider = summary.provider_name.or(model.provider.take());
        if let Some(lifecycle) = summary.model_lifecycle {
            model.status = Some(lifecycle.status.as_str().to_owned());
            let end = lifecycle.end_of_life_time.as_ref().and_then(day_of);
            model.end_of_life = end.or(model.end_of_life.take());
        }
        let ways = summary.inference_types_supported.unwrap_or_default();
        let ways = ways.iter().map(|way| way.as_str().to_owned());
        model.regions.insert(region.to_owned(), ways.collect());
    }
    for summary in offer.profiles {
        if summary.r#type != InferenceProfileType::SystemDefined {
            continue;
        }
        let id = summary.inference_profile_id;
        let profile = models.profiles.entry(id.clone()).or_default();
        profile.id = id;
        profile.name = Some(summary.inference_profile_name);
        let arns = summary
            .models
            .iter()
            .filter_map(|it| it.model_arn.as_deref());
        let mut destinations = BTreeSet::new();
        for (destination, model) in arns.filter_map(model_arn) {
            profile.model = Some(model.to_owned());
            if !destination.is_empty() {
                destinations.insert(destination.to_owned());
            }
        }
        profile.regions.insert(region.to_owned(), destinations);
    }
}

/// The Region, which may be empty, and the model of `arn:aws:bedrock:us-east-1::foundation-model/ID`.
fn model_arn(arn: &str) -> Option<(&str, &str)> {
    let arn = Arn::parse(arn).ok()?;
    let model = arn.resource().text.strip_prefix("foundation-model/")?;
    Some((arn.region().text, model))
}

#[derive(Default)]
struct ModelsById {
    models: BTreeMap<String, Model>,
    profiles: BTreeMap<String, Profile>,
    asked: BTreeMap<String, String>,
}

impl Source for Bedrock {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Amazon Bedrock's own lists, as one account sees them"
    }

    fn needs_credentials(&self) -> bool {
        true
    }

    fn fetch(&self, context: Arc<FetchContext>) -> BoxFuture {
        Box::pin(async move {
            let config = context.identity.config("bedrock:ListFoundationModels")?;
            // A bearer token comes before all other credentials; without one, say once that there
            // are none instead of once for each Region.
            if !context.bearer_token
                && let Err(kind) = context.identity.credentials(&context.http).await
            {
                return Err(FetchError::new("bedrock:ListFoundationModels", kind));
            }
            let home = context.identity.region();
            let partition = context
                .regions
                .get(home)
                .and_then(|it| it.partition.clone());
            let partition = partition.unwrap_or_else(|| "aws".to_owned());
            let mut tasks = tokio::task::JoinSet::new();
            for region in context.regions.with_bedrock() {
                if region.partition.as_ref() != Some(&partition) {
                    continue;
                }
                let code = region.code.clone();
                let config = aws_sdk_bedrock::config::Builder::from(config)
                    .region(Region::new(code.clone()))
                    .build();
                let client = Client::from_conf(config);
                let deadline = context.http.deadline();
                tasks.spawn(async move {
                    let offer = match tokio::time::timeout_at(deadline, ask(&client, &code)).await {
                        Ok(offer) => offer,
                        Err(_) => {
                            let operation = format!("bedrock:ListFoundationModels in {code}");
                            Err(FetchError::new(operation, FetchErrorKind::TimedOut))
                        }
                    };
                    (code, offer)
                });
            }
            let mut gathered = ModelsById::default();
            let mut gaps = Vec::new();
            let mut offers = BTreeMap::new();
            while let Some(done) = tasks.join_next().await {
                if let Ok((code, offer)) = done {
                    offers.insert(code, offer);
                }
            }
            for (code, offer) in offers {
                match offer {
                    Ok(offer) => add(&mut gathered, &code, offer, &context.today),
                    Err(fault) => gaps.push((code, fault)),
                }
            }
            if gathered.asked.is_empty() {
                // All fail alike; the configured Region speaks for them.
                let none = FetchError::new(
                    "bedrock:ListFoundationModels",
                    FetchErrorKind::Setup("no Region of the partition is known".to_owned()),
                );
                let own = gaps.iter().position(|(code, _)| code == home);
                let first = gaps.into_iter().nth(own.unwrap_or(0));
                return Err(first.map_or(none, |(_, fault)| fault));
            }
            let gaps = gaps.into_iter().map(|(code, mut fault)| {
                // An opt-in Region answers like this to an account that has not opted in, while
                // others know the credentials.
                let opt_in = context.regions.get(&code).and_then(|it| it.opt_in);
                if fault.kind == FetchErrorKind::Unrecognized && opt_in == Some(true) {
                    fault.kind = FetchErrorKind::NotOptedIn;
                }
                fault
            });
            let gaps = gaps.collect();
            let mut models = Models {
                models: gathered.models.into_values().collect(),
                profiles: gathered.profiles.into_values().collect(),
                asked: gathered.asked,
                provenance: Provenance::default(),
            };
            let text = models.to_json();
            let origin = origin(&Self, "2023-04-20".to_owned(), &context, text.as_bytes());
            models.provenance = Provenance {
                set: "models".to_owned(),
                sha256: aws_doc_facts::provenance::sha256(text.as_bytes()),
                sources: vec![origin],
            };
            Ok(SourceData {
                facts: FactSet::Models(models),
                gaps,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_gives_region_and_model() {
        assert_eq!(
            model_arn("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"),
            Some(("us-east-1", "amazon.nova-lite-v1:0"))
        );
        assert_eq!(
            model_arn("arn:aws:bedrock:::foundation-model/x"),
            Some(("", "x"))
        );
        assert_eq!(model_arn("arn:aws:bedrock"), None);
        assert_eq!(
            model_arn("arn:aws:bedrock:us-east-1:111122223333:custom-model/x"),
            None
        );
    }
}
