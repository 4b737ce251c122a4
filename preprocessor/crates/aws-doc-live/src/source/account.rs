//! Which Regions an account must opt in to, by AWS Account Management.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::{Answer, Part, Pending, Source, World, ec2, not_empty, origin};
use crate::fault::{Fault, Happened};
use crate::identity::Call;
use aws_doc_facts::Regions;
use aws_doc_facts::provenance::Origin;
use aws_doc_facts::regions::Listed;

/// `account:ListRegions`, or `ec2:DescribeRegions` where that gives no answer. Only whether a Region is opt-in at all is kept: what the account has
/// chosen is nobody's business.
#[derive(Debug)]
pub struct Account;

const MOST_PAGES: usize = 20;

/// The version of the interface.
const VERSION: &str = "2021-02-01";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    regions: Vec<Entry>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    region_name: String,
    region_opt_status: String,
}

/// The Regions on a page, and the mark of the next.
///
/// # Errors
/// When the answer is not such a page.
pub fn parse(body: &[u8]) -> Result<(Vec<Listed>, Option<String>), Happened> {
    let page: Page = crate::http::parse(body)?;
    let listed = page.regions.into_iter().map(|entry| Listed {
        opt_in: match entry.region_opt_status.as_str() {
            "ENABLED_BY_DEFAULT" => Some(false),
            "ENABLED" | "ENABLING" | "DISABLED" | "DISABLING" => Some(true),
            _ => None,
        },
        code: entry.region_name,
        name: None,
        bedrock: false,
    });
    Ok((
        listed.collect(),
        page.next_token.filter(|token| !token.is_empty()),
    ))
}

async fn regions(world: &World) -> Result<Vec<Listed>, Fault> {
    // The service has one endpoint in each partition.
    let home = world.identity.region();
    let region = world
        .partitions
        .of_region(home)
        .map_or("us-east-1", |it| it.global_region.as_str());
    let tried = format!("account:ListRegions in {region}");
    let base = match &world.endpoints.account {
        Some(url) => url.clone(),
        None => world.partitions.endpoint("account", region),
    };
    let base = base.trim_end_matches('/');
    let mut all = Vec::new();
    let mut token: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let mut body = json!({"MaxResults": 50});
        if let (Some(token), Some(fields)) = (&token, body.as_object_mut()) {
            fields.insert("NextToken".to_owned(), token.clone().into());
        }
        let call = Call {
            service: "account",
            region,
            url: format!("{base}/listRegions"),
            headers: &[("content-type", "application/json")],
            body: body.to_string(),
            action: "account:ListRegions",
        };
        let body = world.identity.call(&world.http, call).await?;
        let (found, next) = parse(&body).map_err(|it| Fault::new(tried.clone(), it))?;
        all.extend(found);
        token = next;
        if token.is_none() {
            return not_empty(all, "Region").map_err(|it| Fault::new(tried, it));
        }
    }
    Err(Fault::new(
        tried,
        Happened::Malformed("its pages do not end".to_owned()),
    ))
}

impl Source for Account {
    fn key(&self) -> &'static str {
        "account"
    }

    fn title(&self) -> &'static str {
        "AWS Account Management's list of Regions"
    }

    fn needs_credentials(&self) -> bool {
        true
    }

    fn ask(&self, world: Arc<World>) -> Pending {
        Box::pin(async move {
            let (title, version, listed) = match regions(&world).await {
                Ok(listed) => (Self.title(), VERSION, listed),
                // Most identities may ask EC2, which says the same.
                Err(fault) => match ec2::regions(&world).await {
                    Ok(listed) => (ec2::TITLE, ec2::VERSION, listed),
                    Err(_) => return Err(fault),
                },
            };
            let digest: Vec<String> = listed
                .iter()
                .map(|it| format!("{} {:?}", it.code, it.opt_in))
                .collect();
            let digest = digest.join("\n");
            let origin = Origin {
                source: title.to_owned(),
                ..origin(&Self, version.to_owned(), &world, digest.as_bytes())
            };
            Ok(Answer::whole(Part::Regions(Regions::of_source(
                origin, listed,
            ))))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_nothing_of_the_account() {
        let body =
            br#"{"Regions":[{"RegionName":"us-east-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},
            {"RegionName":"af-south-1","RegionOptStatus":"DISABLED"},
            {"RegionName":"ap-east-2","RegionOptStatus":"ENABLED"}]}"#;
        let (listed, next) = parse(body).unwrap();
        let states: Vec<_> = listed.iter().map(|it| it.opt_in).collect();
        assert_eq!(states, [Some(false), Some(true), Some(true)]);
        assert_eq!(next, None);
        assert!(parse(br#"{"Regions":[{}]}"#).is_err());
    }
}
