//! The sources, one module each: `parse` reads an answer, and the source fetches it.

mod account;
pub(crate) mod bedrock;
mod ec2;
mod price_list;
mod regional_table;
mod service_reference;
mod ssm;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use bedrock::KEY as BEDROCK;

use super::endpoints::Endpoints;
use super::error::{FetchError, FetchErrorKind};
use super::http::{Http, operation};
use super::identity::Identity;
use aws_doc_facts::provenance::Origin;
use aws_doc_facts::regions::ListedRegion;
use aws_doc_facts::{Actions, Models, Partitions, Regions};

/// The facts in an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FactSet {
    /// Regions.
    Regions(Regions),
    /// IAM actions.
    Actions(Actions),
    /// Models and profiles.
    Models(Models),
}

/// The data that a source answered with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceData {
    /// The facts.
    pub facts: FactSet,
    /// What is missing from them: the Regions that did not answer.
    pub gaps: Vec<FetchError>,
}

impl SourceData {
    fn whole(facts: FactSet) -> Self {
        Self {
            facts,
            gaps: Vec::new(),
        }
    }
}

/// The shared context of all fetches.
#[derive(Debug, Clone)]
pub struct FetchContext {
    /// The HTTP client.
    pub(crate) http: Http,
    /// The URLs of the sources.
    pub(crate) endpoints: Endpoints,
    /// Today's date, `YYYY-MM-DD`.
    pub(crate) today: String,
    /// The Regions that are known so far.
    pub(crate) regions: Regions,
    /// The partitions, for the addresses of services.
    pub(crate) partitions: Partitions,
    /// The credentials, for sources that need them.
    pub(crate) identity: Identity,
    /// Whether `AWS_BEARER_TOKEN_BEDROCK` is set, which Bedrock takes instead of other credentials.
    pub(crate) bearer_token: bool,
}

/// The future of a fetch.
pub type BoxFuture = Pin<Box<dyn Future<Output = Result<SourceData, FetchError>> + Send>>;

/// Where facts come from.
pub trait Source: Sync {
    /// The key by which facts name the source.
    fn key(&self) -> &'static str;

    /// The name of the source, for people.
    fn title(&self) -> &'static str;

    /// Whether it needs credentials.
    fn needs_credentials(&self) -> bool;

    /// Fetches its data.
    fn fetch(&self, context: Arc<FetchContext>) -> BoxFuture;
}

/// All sources. The only list of them.
pub const SOURCES: &[&dyn Source] = &[
    &regional_table::RegionalTable,
    &price_list::PriceList,
    &service_reference::ServiceReference,
    &ssm::Ssm,
    &account::Account,
    &bedrock::Bedrock,
];

/// The source with this key.
#[must_use]
pub fn find(key: &str) -> Option<&'static dyn Source> {
    SOURCES.iter().copied().find(|source| source.key() == key)
}

/// Reads an answer: its version, and the Regions that it lists.
type ParseRegions = fn(&[u8]) -> Result<(String, Vec<ListedRegion>), FetchErrorKind>;

/// The Regions that a public address lists, as `parse` reads its answer.
async fn listed_regions(
    source: &dyn Source,
    url: &str,
    context: &FetchContext,
    parse: ParseRegions,
) -> Result<SourceData, FetchError> {
    let body = context.http.get(url).await?;
    let (version, listed) = parse(&body).map_err(|it| FetchError::new(operation(url), it))?;
    let origin = origin(source, version, context, &body);
    let regions = Regions::of_source(origin, listed);
    Ok(SourceData::whole(FactSet::Regions(regions)))
}

/// The provenance of an answer retrieved today.
fn origin(source: &dyn Source, version: String, context: &FetchContext, body: &[u8]) -> Origin {
    Origin {
        key: source.key().to_owned(),
        source: source.title().to_owned(),
        version,
        retrieved: context.today.clone(),
        sha256: aws_doc_facts::provenance::sha256(body),
        licence: "published by AWS".to_owned(),
    }
}

/// An empty list means that something is wrong with the answer.
fn not_empty<T>(items: Vec<T>, what: &str) -> Result<Vec<T>, FetchErrorKind> {
    if items.is_empty() {
        return Err(FetchErrorKind::Implausible(format!("it lists no {what}")));
    }
    Ok(items)
}

/// The version that a source states, reduced to one short word; `not stated` without one.
fn stated(version: Option<String>) -> String {
    let version: String = version
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-.:+".contains(*c))
        .take(40)
        .collect();
    if version.is_empty() {
        return "not stated".to_owned();
    }
    version
}
