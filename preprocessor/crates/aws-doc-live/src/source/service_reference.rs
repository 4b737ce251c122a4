//! The IAM actions of Bedrock's services, by AWS's Service Reference.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::{BoxFuture, FactSet, FetchContext, Source, SourceData, not_empty, origin};
use crate::error::{FetchError, FetchErrorKind};
use crate::http::operation;
use aws_doc_facts::Actions;
use aws_doc_facts::Provenance;
use aws_doc_facts::actions::is_bedrock;
use iam_policy_model::iam::AccessLevel;

/// The Service Reference: its list of services, then each service that Bedrock's name begins.
#[derive(Debug)]
pub(crate) struct ServiceReference;

/// More services than Bedrock will have soon; the rest of a longer list is not fetched.
const MOST_SERVICES: usize = 16;

#[derive(Deserialize)]
struct Listed {
    service: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Service {
    actions: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Action {
    name: String,
    #[serde(default)]
    annotations: Annotations,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Annotations {
    #[serde(default)]
    properties: Properties,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Properties {
    is_list: bool,
    is_permission_management: bool,
    is_tagging_only: bool,
    is_write: bool,
}

impl Properties {
    fn access(&self) -> AccessLevel {
        if self.is_permission_management {
            AccessLevel::PermissionsManagement
        } else if self.is_tagging_only {
            AccessLevel::Tagging
        } else if self.is_write {
            AccessLevel::Write
        } else if self.is_list {
            AccessLevel::List
        } else {
            AccessLevel::Read
        }
    }
}

/// The services of Bedrock in the list of all services.
///
/// # Errors
/// When the answer is not such a list, or lists no service of Bedrock.
pub(crate) fn parse_list(body: &[u8]) -> Result<Vec<String>, FetchErrorKind> {
    let list: Vec<Listed> = crate::http::parse(body)?;
    let name = |service: &String| {
        is_bedrock(service)
            && service
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let mut services: Vec<String> = list.into_iter().map(|it| it.service).filter(name).collect();
    services.sort();
    services.dedup();
    services.truncate(MOST_SERVICES);
    not_empty(services, "service of Amazon Bedrock")
}

/// The actions of one service.
///
/// # Errors
/// When the answer is not such a service, or it has no action.
pub(crate) fn parse_service(body: &[u8]) -> Result<BTreeMap<String, AccessLevel>, FetchErrorKind> {
    let service: Service = crate::http::parse(body)?;
    let word = |name: &String| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
    let actions: Vec<(String, AccessLevel)> = service
        .actions
        .into_iter()
        .filter(|action| word(&action.name))
        .map(|action| (action.name, action.annotations.properties.access()))
        .collect();
    Ok(not_empty(actions, "action")?.into_iter().collect())
}

impl Source for ServiceReference {
    fn key(&self) -> &'static str {
        "service-reference"
    }

    fn title(&self) -> &'static str {
        "AWS's Service Reference"
    }

    fn needs_credentials(&self) -> bool {
        false
    }

    fn fetch(&self, context: Arc<FetchContext>) -> BoxFuture {
        Box::pin(async move {
            let base = context
                .endpoints
                .service_reference
                .trim_end_matches('/')
                .to_owned();
            let url = format!("{base}/service-list.json");
            let mut bodies = context.http.get(&url).await?;
            let names = parse_list(&bodies).map_err(|it| FetchError::new(operation(&url), it))?;
            let mut tasks = tokio::task::JoinSet::new();
            for name in names {
                let (http, base) = (context.http.clone(), base.clone());
                tasks.spawn(async move {
                    let url = format!("{base}/{name}/{name}.json");
                    let body = http.get(&url).await?;
                    let actions =
                        parse_service(&body).map_err(|it| FetchError::new(operation(&url), it))?;
                    Ok::<_, FetchError>((name, actions, body))
                });
            }
            // A part of the services would look as if the others had lost their actions.
            let mut services = BTreeMap::new();
            while let Some(done) = tasks.join_next().await {
                let (name, actions, body) = done.map_err(|error| {
                    FetchError::new(operation(&base), FetchErrorKind::Setup(error.to_string()))
                })??;
                services.insert(name, (actions, body));
            }
            let mut actions = Actions::default();
            for (name, (found, body)) in services {
                bodies.extend_from_slice(&body);
                actions.services.insert(name, found);
            }
            let origin = origin(&Self, "v1".to_owned(), &context, &bodies);
            actions.provenance = Provenance {
                set: "actions".to_owned(),
                sha256: aws_doc_facts::provenance::sha256(actions.to_json().as_bytes()),
                sources: vec![origin],
            };
            Ok(SourceData::whole(FactSet::Actions(actions)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_recorded_shapes() {
        let list = br#"[{"service":"s3","url":"https://x"},{"service":"bedrock","url":"https://x"},
            {"service":"bedrock-mantle","url":"y"},{"service":"bedrock-../x","url":"y"}]"#;
        assert_eq!(parse_list(list).unwrap(), ["bedrock", "bedrock-mantle"]);
        let service = br#"{"Name":"bedrock","Actions":[
            {"Name":"InvokeModel","ActionConditionKeys":[],"Annotations":{"Properties":{"IsList":false,"IsPermissionManagement":false,"IsTaggingOnly":false,"IsWrite":false}},"Resources":[{"Name":"x"}]},
            {"Name":"TagResource","Annotations":{"Properties":{"IsTaggingOnly":true,"IsWrite":true}}},
            {"Name":"ListFoundationModels","Annotations":{"Properties":{"IsList":true}}},
            {"Name":"<script>"},{"Name":"Plain"}],"ConditionKeys":[],"Resources":[]}"#;
        let actions = parse_service(service).unwrap();
        assert_eq!(
            actions.keys().collect::<Vec<_>>(),
            [
                "InvokeModel",
                "ListFoundationModels",
                "Plain",
                "TagResource"
            ]
        );
        assert_eq!(actions.get("TagResource"), Some(&AccessLevel::Tagging));
        assert_eq!(
            actions.get("ListFoundationModels"),
            Some(&AccessLevel::List)
        );
        assert_eq!(actions.get("InvokeModel"), Some(&AccessLevel::Read));
        assert!(matches!(
            parse_list(b"[]"),
            Err(FetchErrorKind::Implausible(_))
        ));
        assert!(matches!(
            parse_service(br#"{"Actions":[]}"#),
            Err(FetchErrorKind::Implausible(_))
        ));
        assert!(matches!(
            parse_service(b"{}"),
            Err(FetchErrorKind::Malformed(_))
        ));
    }
}
