//! The Regions for which AWS's price list has prices of Bedrock.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::{BoxFuture, FetchContext, Source, listed_regions, not_empty, stated};
use crate::error::FetchErrorKind;
use aws_doc_facts::regions::ListedRegion;

/// The index of the price list by Region.
#[derive(Debug)]
pub(crate) struct PriceList;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    publication_date: Option<String>,
    regions: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    region_code: String,
}

/// The day on which the index was published, and its Regions.
///
/// # Errors
/// When the answer is not such an index, or lists no Region.
pub(crate) fn parse(body: &[u8]) -> Result<(String, Vec<ListedRegion>), FetchErrorKind> {
    let index: Index = crate::http::parse(body)?;
    let listed = index.regions.into_values().map(|entry| ListedRegion {
        code: entry.region_code,
        bedrock: true,
        ..ListedRegion::default()
    });
    Ok((
        stated(index.publication_date),
        not_empty(listed.collect(), "Region")?,
    ))
}

impl Source for PriceList {
    fn key(&self) -> &'static str {
        "price-list"
    }

    fn title(&self) -> &'static str {
        "AWS's price list for Amazon Bedrock"
    }

    fn needs_credentials(&self) -> bool {
        false
    }

    fn fetch(&self, context: Arc<FetchContext>) -> BoxFuture {
        Box::pin(async move {
            listed_regions(&Self, &context.endpoints.price_list, &context, parse).await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_recorded_shape() {
        let body =
            br#"{"formatVersion":"v1.0","disclaimer":"x","publicationDate":"2026-11-20T10:00:00Z",
            "regions":{"us-east-1":{"regionCode":"us-east-1","currentVersionUrl":"/x"},
                       "eu-west-1":{"regionCode":"eu-west-1","currentVersionUrl":"/y","more":1}}}"#;
        let (version, listed) = parse(body).unwrap();
        assert_eq!(
            (version.as_str(), listed.len()),
            ("2026-11-20T10:00:00Z", 2)
        );
        assert!(matches!(
            parse(br#"{"regions":{}}"#),
            Err(FetchErrorKind::Implausible(_))
        ));
        for body in [
            "[]",
            r#"{"regions":[]}"#,
            r#"{"regions":{"x":{}}}"#,
            r#"{"regions":{"x":"#,
        ] {
            assert!(
                matches!(parse(body.as_bytes()), Err(FetchErrorKind::Malformed(_))),
                "{body}"
            );
        }
    }
}
