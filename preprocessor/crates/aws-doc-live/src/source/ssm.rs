//! The Regions of Bedrock, from the public parameters of AWS Systems Manager.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::{BoxFuture, FactSet, FetchContext, Source, SourceData, not_empty, origin};
use crate::error::{FetchError, FetchErrorKind};
use crate::identity::{SignedCall, read};
use aws_doc_facts::Regions;
use aws_doc_facts::regions::{ListedRegion, is_region_code};

/// The parameters below `/aws/service/global-infrastructure`.
///
/// It fetches the key `bedrock`, never `bedrock-runtime`, whose list has not changed since
/// 2025-03 although the runtime is in every Region of Bedrock.
#[derive(Debug)]
pub(crate) struct Ssm;

const REGIONS: &str = "/aws/service/global-infrastructure/services/bedrock/regions";

/// The most pages that are fetched; each holds ten Regions.
const MOST_PAGES: usize = 40;

/// How many names are fetched at a time: the most that AWS allows.
const NAMES_AT_A_TIME: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    parameters: Vec<Parameter>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    name: String,
    value: String,
}

/// The Regions on a page, and the mark of the next.
///
/// # Errors
/// When the answer is not such a page.
pub(crate) fn parse(body: &[u8]) -> Result<(Vec<String>, Option<String>), FetchErrorKind> {
    let page: Page = crate::http::parse(body)?;
    let codes = page.parameters.into_iter().map(|it| it.value);
    let codes = codes.filter(|code| is_region_code(code)).collect();
    Ok((codes, page.next_token.filter(|token| !token.is_empty())))
}

async fn call(
    context: &FetchContext,
    action: &'static str,
    target: &'static str,
    body: String,
) -> Result<Vec<u8>, FetchError> {
    let region = context.identity.region();
    let url = match &context.endpoints.ssm {
        Some(url) => url.clone(),
        None => context.partitions.endpoint("ssm", region),
    };
    let headers = &[
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", target),
    ];
    let call = SignedCall {
        service: "ssm",
        region,
        url,
        headers,
        body,
        action,
    };
    context.identity.call(&context.http, call).await
}

async fn regions(context: &FetchContext) -> Result<BTreeSet<String>, FetchError> {
    let operation = format!("ssm:GetParametersByPath in {}", context.identity.region());
    let mut codes = BTreeSet::new();
    let mut token: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let mut body = json!({"Path": REGIONS});
        if let (Some(token), Some(fields)) = (&token, body.as_object_mut()) {
            fields.insert("NextToken".to_owned(), token.clone().into());
        }
        let body = call(
            context,
            "ssm:GetParametersByPath",
            "AmazonSSM.GetParametersByPath",
            body.to_string(),
        )
        .await?;
        let (found, next) = parse(&body).map_err(|it| FetchError::new(operation.clone(), it))?;
        codes.extend(found);
        token = next;
        if token.is_none() {
            return Ok(codes);
        }
    }
    Err(FetchError::new(
        operation,
        FetchErrorKind::Malformed("its pages do not end".to_owned()),
    ))
}

/// AWS's names for Regions. They are optional: without them the codes are shown.
async fn names(context: &FetchContext, codes: &[&String]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for codes in codes.chunks(NAMES_AT_A_TIME) {
        let path =
            |code: &&String| format!("/aws/service/global-infrastructure/regions/{code}/longName");
        let body = json!({"Names": codes.iter().map(path).collect::<Vec<_>>()}).to_string();
        let answer = call(
            context,
            "ssm:GetParameters",
            "AmazonSSM.GetParameters",
            body,
        )
        .await;
        let page = answer.and_then(|body| read::<Page>(&body, "ssm:GetParameters"));
        for parameter in page.into_iter().flat_map(|page| page.parameters) {
            if let Some(code) = parameter.name.rsplit('/').nth(1) {
                found.push((code.to_owned(), parameter.value));
            }
        }
    }
    found
}

impl Source for Ssm {
    fn key(&self) -> &'static str {
        "ssm"
    }

    fn title(&self) -> &'static str {
        "AWS's SSM public parameters"
    }

    fn needs_credentials(&self) -> bool {
        true
    }

    fn fetch(&self, context: Arc<FetchContext>) -> BoxFuture {
        Box::pin(async move {
            let codes = regions(&context).await?;
            let operation = format!("ssm:GetParametersByPath in {}", context.identity.region());
            let codes = not_empty(codes.into_iter().collect(), "Region")
                .map_err(|it| FetchError::new(operation, it))?;
            let nameless: Vec<&String> = codes
                .iter()
                .filter(|code| {
                    context
                        .regions
                        .get(code)
                        .is_none_or(|known| known.name.is_none())
                })
                .collect();
            let names = names(&context, &nameless).await;
            let body = codes.join("\n");
            let origin = origin(&Self, "latest".to_owned(), &context, body.as_bytes());
            let listed = codes.into_iter().map(|code| ListedRegion {
                name: names
                    .iter()
                    .find(|(of, _)| *of == code)
                    .map(|(_, name)| name.clone()),
                code,
                bedrock: true,
                opt_in: None,
            });
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
    fn reads_the_recorded_shape() {
        let body = br#"{"Parameters":[{"Name":"/aws/service/global-infrastructure/services/bedrock/regions/us-east-1",
            "Type":"String","Value":"us-east-1","Version":1,"LastModifiedDate":1.7e9,"ARN":"arn:x","DataType":"text"},
            {"Name":"x","Type":"String","Value":"bedrock-us-east-1"}],"NextToken":"t"}"#;
        assert_eq!(
            parse(body).unwrap(),
            (vec!["us-east-1".to_owned()], Some("t".to_owned()))
        );
        assert!(parse(b"{}").is_err());
    }
}
