//! The Regions of Bedrock by the public parameters of AWS Systems Manager.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::{Answer, Part, Pending, Source, World, not_empty, origin};
use crate::fault::{Fault, Happened};
use crate::identity::{Call, read};
use aws_doc_facts::Regions;
use aws_doc_facts::regions::{Listed, is_region_code};

/// The parameters below `/aws/service/global-infrastructure`.
///
/// The key `bedrock` is asked for, never `bedrock-runtime`, whose list has stood still since
/// 2025-03 although the runtime is in every Region of Bedrock.
#[derive(Debug)]
pub struct Ssm;

const REGIONS: &str = "/aws/service/global-infrastructure/services/bedrock/regions";

/// The pages that are asked for at most; ten Regions stand on each.
const MOST_PAGES: usize = 40;

/// How many names are asked for at a time, which is the most that AWS allows.
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
pub fn parse(body: &[u8]) -> Result<(Vec<String>, Option<String>), Happened> {
    let page: Page = crate::http::parse(body)?;
    let codes = page.parameters.into_iter().map(|it| it.value);
    let codes = codes.filter(|code| is_region_code(code)).collect();
    Ok((codes, page.next_token.filter(|token| !token.is_empty())))
}

async fn call(
    world: &World,
    action: &'static str,
    target: &'static str,
    body: String,
) -> Result<Vec<u8>, Fault> {
    let region = world.identity.region();
    let url = match &world.endpoints.ssm {
        Some(url) => url.clone(),
        None => world.partitions.endpoint("ssm", region),
    };
    let headers = &[
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", target),
    ];
    let call = Call {
        service: "ssm",
        region,
        url,
        headers,
        body,
        action,
    };
    world.identity.call(&world.http, call).await
}

async fn regions(world: &World) -> Result<BTreeSet<String>, Fault> {
    let tried = format!("ssm:GetParametersByPath in {}", world.identity.region());
    let mut codes = BTreeSet::new();
    let mut token: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let mut body = json!({"Path": REGIONS});
        if let (Some(token), Some(fields)) = (&token, body.as_object_mut()) {
            fields.insert("NextToken".to_owned(), token.clone().into());
        }
        let body = call(
            world,
            "ssm:GetParametersByPath",
            "AmazonSSM.GetParametersByPath",
            body.to_string(),
        )
        .await?;
        let (found, next) = parse(&body).map_err(|it| Fault::new(tried.clone(), it))?;
        codes.extend(found);
        token = next;
        if token.is_none() {
            return Ok(codes);
        }
    }
    Err(Fault::new(
        tried,
        Happened::Malformed("its pages do not end".to_owned()),
    ))
}

/// AWS's names for Regions. They are a nicety: without them the codes still stand.
async fn names(world: &World, codes: &[&String]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for codes in codes.chunks(NAMES_AT_A_TIME) {
        let path =
            |code: &&String| format!("/aws/service/global-infrastructure/regions/{code}/longName");
        let body = json!({"Names": codes.iter().map(path).collect::<Vec<_>>()}).to_string();
        let answer = call(world, "ssm:GetParameters", "AmazonSSM.GetParameters", body).await;
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

    fn ask(&self, world: Arc<World>) -> Pending {
        Box::pin(async move {
            let codes = regions(&world).await?;
            let tried = format!("ssm:GetParametersByPath in {}", world.identity.region());
            let codes = not_empty(codes.into_iter().collect(), "Region")
                .map_err(|it| Fault::new(tried, it))?;
            let nameless: Vec<&String> = codes
                .iter()
                .filter(|code| {
                    world
                        .regions
                        .get(code)
                        .is_none_or(|known| known.name.is_none())
                })
                .collect();
            let names = names(&world, &nameless).await;
            let body = codes.join("\n");
            let origin = origin(&Self, "latest".to_owned(), &world, body.as_bytes());
            let listed = codes.into_iter().map(|code| Listed {
                name: names
                    .iter()
                    .find(|(of, _)| *of == code)
                    .map(|(_, name)| name.clone()),
                code,
                bedrock: true,
                opt_in: None,
            });
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
