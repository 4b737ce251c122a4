//! The shapes in which AWS answers, made from the built-in facts.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test uses a part of it, and a test that cannot go on should stop"
)]

use aws_doc_facts::{Actions, Regions};
use iam_policy_model::iam::AccessLevel;
use serde_json::{Value, json};

use crate::server::{Reply, Request};

/// The Regions of the partition `aws` with Bedrock.
pub(crate) fn regions() -> Vec<String> {
    Regions::bundled()
        .with_bedrock()
        .filter(|region| region.partition.as_deref() == Some("aws"))
        .map(|region| region.code.clone())
        .collect()
}

pub(crate) fn regional_table(regions: &[String]) -> String {
    let rows: Vec<Value> = regions
        .iter()
        .map(|region| {
            json!({"id": format!("00:{region}"), "attributes": {
                "aws:region": region, "aws:serviceName": "Amazon Bedrock",
                "aws:serviceUrl": "https://aws.amazon.com/bedrock/"}})
        })
        .collect();
    json!({"metadata": {"source:version": "20261122"}, "prices": rows}).to_string()
}

pub(crate) fn price_list(regions: &[String]) -> String {
    let rows = regions.iter().map(|region| {
        (
            region.clone(),
            json!({"regionCode": region, "currentVersionUrl": "/x"}),
        )
    });
    let rows: serde_json::Map<String, Value> = rows.collect();
    json!({"formatVersion": "v1.0", "publicationDate": "2026-11-22T00:00:00Z", "regions": rows})
        .to_string()
}

/// A whole AWS with `regions`, by the paths and headers of requests.
pub(crate) fn answer(request: &Request, regions: &[String]) -> Reply {
    let path = request.path.split('?').next().unwrap_or_default();
    match path {
        "/table" => Reply::json(&regional_table(regions)),
        "/prices" => Reply::json(&price_list(regions)),
        "/reference/service-list.json" => Reply::json(&service_list()),
        path if path.starts_with("/reference/") => {
            let name = path.split('/').nth(2).unwrap_or_default();
            Reply::json(&service(name, &[]))
        }
        "/listRegions" => {
            let known = Regions::bundled();
            let rows = regions.iter().map(|region| {
                let opt_in = known.get(region).and_then(|region| region.opt_in);
                let status = match opt_in {
                    Some(true) => "DISABLED",
                    _ => "ENABLED_BY_DEFAULT",
                };
                json!({"RegionName": region, "RegionOptStatus": status})
            });
            Reply::json(&json!({"Regions": rows.collect::<Vec<_>>()}).to_string())
        }
        "/foundation-models" => Reply::json(&models(request.region())),
        "/inference-profiles" => Reply::json(&profiles(request.region())),
        path if path.starts_with("/foundation-model-availability/") => {
            Reply::json(&availability(path.contains("profile-only")))
        }
        "/" if request.body.starts_with("Action=DescribeRegions") => {
            Reply::with(200, "content-type: text/xml\r\n", &described(regions))
        }
        "/" => ssm(request, regions),
        _ => Reply::status(404, "{}"),
    }
}

/// Pages of ten, as AWS sends them.
fn ssm(request: &Request, regions: &[String]) -> Reply {
    let body: Value = serde_json::from_str(&request.body).unwrap();
    let from: usize = body["NextToken"]
        .as_str()
        .map_or(0, |it| it.parse().unwrap());
    let path = "/aws/service/global-infrastructure/services/bedrock/regions";
    let page = regions.iter().skip(from).take(10).map(|region| {
        json!({"Name": format!("{path}/{region}"), "Type": "String", "Value": region,
            "Version": 1, "DataType": "text"})
    });
    let next = (from + 10 < regions.len()).then(|| (from + 10).to_string());
    let answer = json!({"Parameters": page.collect::<Vec<_>>(), "NextToken": next});
    match request.header("x-amz-target") {
        Some("AmazonSSM.GetParametersByPath") => Reply::json(&answer.to_string()),
        _ => Reply::json(r#"{"Parameters":[]}"#),
    }
}

fn models(region: &str) -> String {
    json!({"modelSummaries": [
        {"modelArn": format!("arn:aws:bedrock:{region}::foundation-model/amazon.nova-lite-v1:0"),
         "modelId": "amazon.nova-lite-v1:0", "modelName": "Nova Lite", "providerName": "Amazon",
         "inferenceTypesSupported": ["ON_DEMAND"], "modelLifecycle": {"status": "ACTIVE"}},
        {"modelArn": format!("arn:aws:bedrock:{region}::foundation-model/a.profile-only"),
         "modelId": "a.profile-only", "modelName": "<b>P</b>", "providerName": "A",
         "inferenceTypesSupported": ["INFERENCE_PROFILE"],
         "modelLifecycle": {"status": "LEGACY", "endOfLifeTime": "2027-04-08T07:00:00Z"}},
    ]})
    .to_string()
}

fn profiles(region: &str) -> String {
    json!({"inferenceProfileSummaries": [
        {"inferenceProfileName": "P", "inferenceProfileId": "us.a.profile-only",
         "inferenceProfileArn": format!("arn:aws:bedrock:{region}:111122223333:inference-profile/us.a.profile-only"),
         "models": [{"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/a.profile-only"},
                    {"modelArn": "arn:aws:bedrock:us-west-2::foundation-model/a.profile-only"}],
         "status": "ACTIVE", "type": "SYSTEM_DEFINED"},
        {"inferenceProfileName": "own", "inferenceProfileId": "own",
         "inferenceProfileArn": format!("arn:aws:bedrock:{region}:111122223333:application-inference-profile/own"),
         "models": [{"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/a.profile-only"}],
         "status": "ACTIVE", "type": "APPLICATION"},
    ]})
    .to_string()
}

/// What `ec2:DescribeRegions` says: every Region whose code begins with `ap` is opt-in.
fn described(regions: &[String]) -> String {
    let items: String = regions
        .iter()
        .map(|region| {
            let status = match region.starts_with("ap") {
                true => "not-opted-in",
                false => "opt-in-not-required",
            };
            format!(
                "<item><regionName>{region}</regionName><regionEndpoint>x</regionEndpoint>\
                 <optInStatus>{status}</optInStatus></item>"
            )
        })
        .collect();
    format!(
        "<DescribeRegionsResponse><requestId>x</requestId><regionInfo>{items}</regionInfo>\
         </DescribeRegionsResponse>"
    )
}

/// What `bedrock:GetFoundationModelAvailability` says; its model ID has no version.
fn availability(pending: bool) -> String {
    json!({"modelId": "x", "agreementAvailability": {"status": if pending { "PENDING" } else { "AVAILABLE" }},
        "authorizationStatus": "AUTHORIZED", "entitlementAvailability": "AVAILABLE",
        "regionAvailability": "AVAILABLE"})
    .to_string()
}

/// How many requests the Service Reference takes: its list, and each service.
pub(crate) fn reference_requests() -> usize {
    1 + Actions::bundled().services.len()
}

fn service_list() -> String {
    let services = Actions::bundled().services;
    let mut rows: Vec<Value> = services
        .keys()
        .map(|name| json!({"service": name, "url": "https://x.example/"}))
        .collect();
    rows.push(json!({"service": "s3", "url": "https://x.example/"}));
    Value::from(rows).to_string()
}

/// A service's file, with actions that are not built in.
pub(crate) fn service(name: &str, more: &[&str]) -> String {
    let services = Actions::bundled().services;
    let known = services.get(name).into_iter().flatten();
    let mut rows: Vec<Value> = known
        .map(|(name, access)| {
            json!({"Name": name, "Annotations": {"Properties": {
                "IsList": *access == AccessLevel::List,
                "IsWrite": matches!(access, AccessLevel::Write | AccessLevel::Tagging),
                "IsPermissionManagement": *access == AccessLevel::PermissionsManagement,
                "IsTaggingOnly": *access == AccessLevel::Tagging}}})
        })
        .collect();
    rows.extend(more.iter().map(|name| json!({"Name": name})));
    json!({"Name": name, "Actions": rows}).to_string()
}
