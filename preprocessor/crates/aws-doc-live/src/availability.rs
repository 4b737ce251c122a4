//! Whether an account may use the models. Bedrock is called only on request: it takes a call for
//! each model in each Region, and the answers are private to the account. None is stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_config::Region;
use aws_sdk_bedrock::Client;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::Config;
use super::error::{FetchError, FetchErrorKind};
use super::http::Http;
use super::identity::Identity;
use super::source::bedrock;
pub use super::source::bedrock::Availability;
use aws_doc_facts::Models;

/// How many calls to a Region run at a time, so that it does not throttle them.
const AT_A_TIME: usize = 4;

/// Calls Bedrock for every model of `models` in each of its Regions, or only in those of `only` if
/// it names any. Returns by the deadline of `config`; failed calls come second.
///
/// # Errors
/// When there are no credentials, or the network cannot be set up.
pub fn ask(
    config: &Config,
    models: &Models,
    only: &[String],
) -> Result<(Vec<Availability>, Vec<FetchError>), FetchError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            let why = FetchErrorKind::Setup(format!("no runtime could be started: {error}"));
            FetchError::new("setting up the network", why)
        })?;
    let asked = runtime.block_on(ask_all(config, models, only));
    runtime.shutdown_background();
    asked
}

async fn ask_all(
    config: &Config,
    models: &Models,
    only: &[String],
) -> Result<(Vec<Availability>, Vec<FetchError>), FetchError> {
    let deadline = Instant::now() + config.deadline;
    let http = Http::new(deadline, config.ca_bundle.as_deref())?;
    let identity = Identity::configured(&http).await;
    let sdk = identity.config(bedrock::AVAILABILITY)?;
    if !config.bearer_token {
        let fault = |kind| FetchError::new(bedrock::AVAILABILITY, kind);
        identity.credentials(&http).await.map_err(fault)?;
    }
    let mut by_region: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
    for model in &models.models {
        for region in model.regions.keys() {
            if only.is_empty() || only.contains(region) {
                by_region.entry(region).or_default().push(&model.id);
            }
        }
    }
    let mut tasks = JoinSet::new();
    for (region, ids) in by_region {
        let config = aws_sdk_bedrock::config::Builder::from(sdk)
            .region(Region::new(region.clone()))
            .build();
        let client = Client::from_conf(config);
        let turns = Arc::new(Semaphore::new(AT_A_TIME));
        for id in ids {
            let (client, turns) = (client.clone(), Arc::clone(&turns));
            let (region, id) = (region.clone(), id.clone());
            tasks.spawn(async move {
                let answer = async {
                    // The semaphore is never closed.
                    let _turn = turns.acquire().await;
                    bedrock::availability(&client, &region, &id).await
                };
                let late = || {
                    let operation = format!("{} for {id} in {region}", bedrock::AVAILABILITY);
                    Err(FetchError::new(operation, FetchErrorKind::TimedOut))
                };
                tokio::time::timeout_at(deadline, answer)
                    .await
                    .unwrap_or_else(|_| late())
            });
        }
    }
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    while let Some(done) = tasks.join_next().await {
        match done {
            Ok(Ok(availability)) => found.push(availability),
            Ok(Err(fault)) => faults.push(fault),
            Err(_) => {}
        }
    }
    found.sort_by(|a, b| (&a.model, &a.region).cmp(&(&b.model, &b.region)));
    faults.sort_by(|a, b| a.operation.cmp(&b.operation));
    Ok((found, faults))
}

/// For a terminal: the models that the account cannot use, and what is missing in which Regions.
#[must_use]
pub fn human(found: &[Availability]) -> String {
    let mut lacking: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for it in found {
        let missing = it.missing();
        if !missing.is_empty() {
            let regions = lacking.entry((&it.model, missing.join(", "))).or_default();
            regions.push(&it.region);
        }
    }
    let mut out = format!("asked about {} models in their Regions", found.len());
    if lacking.is_empty() {
        out.push_str(": the account may use all of them\n");
        return out;
    }
    out.push_str("; not for this account:\n");
    for ((model, missing), regions) in lacking {
        let line = format!("  {model}: {missing} in {}\n", regions.join(", "));
        out.extend(line.chars().filter(|c| *c == '\n' || !c.is_control()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(model: &str, region: &str, agreement: Option<&str>, authorization: &str) -> Availability {
        Availability {
            model: model.to_owned(),
            region: region.to_owned(),
            agreement: agreement.map(str::to_owned),
            authorization: authorization.to_owned(),
            entitlement: "AVAILABLE".to_owned(),
            in_region: "AVAILABLE".to_owned(),
        }
    }

    #[test]
    fn what_is_missing_is_told_once_for_all_its_regions() {
        let all = [
            of("a", "us-east-1", Some("AVAILABLE"), "AUTHORIZED"),
            of("b", "us-east-1", None, "AUTHORIZED"),
            of(
                "c\u{1b}[31m",
                "eu-west-1",
                Some("PENDING"),
                "NOT_AUTHORIZED",
            ),
            of(
                "c\u{1b}[31m",
                "us-east-1",
                Some("PENDING"),
                "NOT_AUTHORIZED",
            ),
        ];
        let text = human(&all);
        assert_eq!(
            text,
            "asked about 4 models in their Regions; not for this account:\n  c[31m: authorization \
             NOT_AUTHORIZED, agreement PENDING in eu-west-1, us-east-1\n"
        );
        assert!(human(&all[..2]).ends_with("the account may use all of them\n"));
    }
}
