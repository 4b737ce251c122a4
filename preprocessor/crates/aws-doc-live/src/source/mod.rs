//! The sources, one file each: `parse` reads an answer, the source fetches it.

pub mod account;
pub mod bedrock;
pub mod ec2;
pub mod price_list;
pub mod regional_table;
pub mod service_reference;
pub mod ssm;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::endpoints::Endpoints;
use super::fault::{Fault, Happened};
use super::http::Http;
use super::identity::Identity;
use aws_doc_facts::provenance::Origin;
use aws_doc_facts::regions::Listed;
use aws_doc_facts::{Actions, Models, Partitions, Regions};

/// What a source knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Regions.
    Regions(Regions),
    /// IAM actions.
    Actions(Actions),
    /// Models and profiles.
    Models(Models),
}

/// The answer of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What it knows.
    pub part: Part,
    /// What it could not tell: Regions that did not answer.
    pub gaps: Vec<Fault>,
}

impl Answer {
    fn whole(part: Part) -> Self {
        Self {
            part,
            gaps: Vec::new(),
        }
    }
}

/// What sources need of the world.
#[derive(Debug, Clone)]
pub struct World {
    /// The client.
    pub http: Http,
    /// Whom to ask.
    pub endpoints: Endpoints,
    /// The day, `YYYY-MM-DD`.
    pub today: String,
    /// The Regions that are known so far.
    pub regions: Regions,
    /// The partitions, for the addresses of services.
    pub partitions: Partitions,
    /// Who asks, for sources that want to know.
    pub identity: Identity,
    /// Whether `AWS_BEARER_TOKEN_BEDROCK` is set, which Bedrock takes instead of other credentials.
    pub bearer_token: bool,
}

/// An answer to come.
pub type Pending = Pin<Box<dyn Future<Output = Result<Answer, Fault>> + Send>>;

/// Where facts come from.
pub trait Source: Sync {
    /// The word by which facts name the source.
    fn key(&self) -> &'static str;

    /// What and whose it is, for people.
    fn title(&self) -> &'static str;

    /// Whether it asks who asks.
    fn needs_credentials(&self) -> bool;

    /// Asks it.
    fn ask(&self, world: Arc<World>) -> Pending;
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
type ParseRegions = fn(&[u8]) -> Result<(String, Vec<Listed>), Happened>;

/// The Regions that a public address lists, as `parse` reads its answer.
async fn listed_regions(
    source: &dyn Source,
    url: &str,
    world: &World,
    parse: ParseRegions,
) -> Result<Answer, Fault> {
    let body = world.http.get(url).await?;
    let (version, listed) = parse(&body).map_err(|it| Fault::new(format!("GET {url}"), it))?;
    let origin = origin(source, version, world, &body);
    let regions = Regions::of_source(origin, listed);
    Ok(Answer::whole(Part::Regions(regions)))
}

/// How an answer that was retrieved today is named beside the facts.
fn origin(source: &dyn Source, version: String, world: &World, body: &[u8]) -> Origin {
    Origin {
        key: source.key().to_owned(),
        source: source.title().to_owned(),
        version,
        retrieved: world.today.clone(),
        sha256: aws_doc_facts::provenance::sha256(body),
        licence: "published by AWS".to_owned(),
    }
}

/// An answer without a single Region says that something is wrong with it.
fn not_empty<T>(items: Vec<T>, what: &str) -> Result<Vec<T>, Happened> {
    if items.is_empty() {
        return Err(Happened::Implausible(format!("it lists no {what}")));
    }
    Ok(items)
}

/// A version that a source states, fit for one line of a page; `not stated` without one.
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
