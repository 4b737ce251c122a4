//! AWS's table of services by Region, which its website shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::{BoxFuture, FetchContext, Source, listed_regions, not_empty, stated};
use crate::error::FetchErrorKind;
use aws_doc_facts::regions::ListedRegion;

/// The table; about 1.3 MB.
#[derive(Debug)]
pub(crate) struct RegionalTable;

#[derive(Deserialize)]
struct Table {
    #[serde(default)]
    metadata: Metadata,
    prices: Vec<Row>,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(rename = "source:version")]
    version: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Attributes {
    #[serde(rename = "aws:region")]
    region: String,
    #[serde(rename = "aws:serviceName")]
    service: String,
}

/// The version of the table, and its Regions.
///
/// # Errors
/// When the answer is not such a table, or lists no Region of Bedrock.
pub(crate) fn parse(body: &[u8]) -> Result<(String, Vec<ListedRegion>), FetchErrorKind> {
    let table: Table = crate::http::parse(body)?;
    let mut regions: BTreeMap<String, bool> = BTreeMap::new();
    for Row { attributes } in table.prices {
        *regions.entry(attributes.region).or_default() |= attributes.service == "Amazon Bedrock";
    }
    not_empty(
        regions.values().filter(|offers| **offers).collect(),
        "Region of Amazon Bedrock",
    )?;
    let listed = regions.into_iter().map(|(code, bedrock)| ListedRegion {
        code,
        bedrock,
        ..ListedRegion::default()
    });
    Ok((stated(table.metadata.version), listed.collect()))
}

impl Source for RegionalTable {
    fn key(&self) -> &'static str {
        "regional-table"
    }

    fn title(&self) -> &'static str {
        "AWS's table of services by Region"
    }

    fn needs_credentials(&self) -> bool {
        false
    }

    fn fetch(&self, context: Arc<FetchContext>) -> BoxFuture {
        Box::pin(async move {
            listed_regions(&Self, &context.endpoints.regional_table, &context, parse).await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_recorded_shape() {
        let body = br#"{"metadata":{"copyright":"x","source:version":"20261120"},"prices":[
            {"id":"0a:us-east-1","attributes":{"aws:region":"us-east-1","aws:serviceName":"Amazon Bedrock","aws:serviceUrl":"https://x/"}},
            {"id":"0b:us-east-1","attributes":{"aws:region":"us-east-1","aws:serviceName":"AWS Lambda","aws:serviceUrl":"https://x/"}},
            {"id":"0b:ap-east-1","attributes":{"aws:region":"ap-east-1","aws:serviceName":"AWS Lambda"}}]}"#;
        let (version, listed) = parse(body).unwrap();
        assert_eq!(version, "20261120");
        let listed: Vec<_> = listed
            .iter()
            .map(|it| (it.code.as_str(), it.bedrock))
            .collect();
        assert_eq!(listed, [("ap-east-1", false), ("us-east-1", true)]);
    }

    #[test]
    fn other_shapes_are_told() {
        for body in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"prices":{}}"#,
            r#"{"prices":[{"attributes":{}}]}"#,
            r#"{"prices":[{"attributes":{"aws:region":1,"aws:serviceName":"x"}}]}"#,
        ] {
            assert!(
                matches!(parse(body.as_bytes()), Err(FetchErrorKind::Malformed(_))),
                "{body}"
            );
        }
        assert!(matches!(
            parse(br#"{"prices":[]}"#),
            Err(FetchErrorKind::Implausible(_))
        ));
    }
}
