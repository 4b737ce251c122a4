//! Which Regions an account must opt in to, by AWS Account Management.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::{BoxFuture, FactSet, FetchContext, Source, SourceData, ec2, not_empty, origin};
use crate::error::{FetchError, FetchErrorKind};
use crate::identity::SignedCall;
use aws_doc_facts::Regions;
use aws_doc_facts::provenance::Origin;
use aws_doc_facts::regions::ListedRegion;

/// `account:ListRegions`, or `ec2:DescribeRegions` where that fails. Only whether a Region needs
/// opt-in is kept; what the account has opted in to is private.
#[derive(Debug)]
pub(crate) struct Account;

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

/// The Regions on a page, and the token of the next page.
///
/// # Errors
/// When the answer is not such a page.
pub(crate) fn parse(body: &[u8]) -> Result<(Vec<ListedRegion>, Option<String>), FetchErrorKind> {
    let page: Page = crate::http::parse(body)?;
    let listed = page.regions.into_iter().map(|entry| ListedRegion {
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

async fn regions(context: &FetchContext) -> Result<Vec<ListedRegion>, FetchError> {
    // The service has one endpoint in each partition.
    let home = context.identity.region();
    let region = context
        .partitions
        .of_region(home)
        .map_or("us-east-1", |it| it.global_region.as_str());
    let operation = format!("account:ListRegions in {region}");
    let base = match &context.endpoints.account {
        Some(url) => url.clone(),
        None => context.partitions.endpoint("account", region),
    };
    let base = base.trim_end_matches('/');
    let mut all = Vec::new();
    let mut token: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let mut body = json!({"MaxResults": 50});
        if let (Some(token), Some(fields)) = (&token, body.as_object_mut()) {
            fields.insert("NextToken".to_owned(), token.clone().into());
        }
        let call = SignedCall {
            service: "account",
            region,
            url: format!("{base}/listRegions"),
            headers: &[("content-type", "application/json")],
            body: body.to_string(),
            action: "account:ListRegions",
        };
        let body = context.identity.call(&context.http, call).await?;
        let (found, next) = parse(&body).map_err(|it| FetchError::new(operation.clone(), it))?;
        all.extend(found);
        token = next;
        if token.is_none() {
            return not_empty(all, "Region").map_err(|it| FetchError::new(operation, it));
        }
    }
    Err(FetchError::new(
        operation,
        FetchErrorKind::Malformed("its pages do not end".to_owned()),
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

    fn fetch(&self, context: Arc<FetchContext>) -> BoxFuture {
        Box::pin(async move {
            let (title, version, listed) = match regions(&context).await {
                Ok(listed) => (Self.title(), VERSION, listed),
                // More identities may call EC2, which has the same list.
                Err(fault) => match ec2::regions(&context).await {
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
                ..origin(&Self, version.to_owned(), &context, digest.as_bytes())
            };
            Ok(SourceData::whole(FactSet::Regions(Regions::of_source(
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
