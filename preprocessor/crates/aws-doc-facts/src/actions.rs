//! The IAM actions of Bedrock's services, as AWS's Service Reference lists them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::provenance::Provenance;
use iam_policy_model::iam::{AccessLevel, Iam};

/// The actions of some services.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actions {
    /// Prefix, as `bedrock` → name, as `InvokeModel` → access level.
    pub services: BTreeMap<String, BTreeMap<String, AccessLevel>>,
    /// Their provenance.
    #[serde(default)]
    pub provenance: Provenance,
}

/// The name of the set in a book and in the data of the Service Reference.
pub const SET: &str = "actions";

/// Whether a service is one of Bedrock's, by the prefix of its actions.
#[must_use]
pub fn is_bedrock(prefix: &str) -> bool {
    prefix == "bedrock" || prefix.starts_with("bedrock-")
}

impl Actions {
    /// The built-in actions: those of Bedrock's services in the IAM data.
    #[must_use]
    pub fn bundled() -> Self {
        let services = Iam::snapshot()
            .services()
            .filter(|service| is_bedrock(service.prefix()) && !service.is_unlisted())
            .map(|service| {
                let described = service
                    .actions()
                    .filter_map(|action| Some((action.name().to_owned(), action.access_level()?)));
                (service.prefix().to_owned(), described.collect())
            })
            .collect();
        Self {
            services,
            provenance: super::iam_provenance(),
        }
    }

    /// Whether one of the services has an action that matches a name in a policy, which may hold
    /// the wildcards `*` and `?`.
    #[must_use]
    pub fn has(&self, prefix: &str, name: &str) -> bool {
        let service = self.services.get(&prefix.to_ascii_lowercase());
        let mut names = service.into_iter().flat_map(|actions| actions.keys());
        names.any(|known| iam_policy_model::iam::matches(name, known))
    }

    /// The services' actions as a file: one action a line, sorted.
    #[must_use]
    pub fn to_json(&self) -> String {
        let services: Vec<String> = self
            .services
            .iter()
            .map(|(service, actions)| {
                let lines: Vec<String> = actions
                    .iter()
                    .map(|(name, access)| format!("    {}: {}", quoted(name), quoted(tag(*access))))
                    .collect();
                format!("  {}: {{\n{}\n  }}", quoted(service), lines.join(",\n"))
            })
            .collect();
        format!("{{\n{}\n}}\n", services.join(",\n"))
    }

    /// Actions from the two files that `facts/` holds.
    ///
    /// # Errors
    /// When either is not JSON of the expected form.
    pub fn parse(actions: &str, provenance: &str) -> serde_json::Result<Self> {
        Ok(Self {
            services: serde_json::from_str(actions)?,
            provenance: serde_json::from_str(provenance)?,
        })
    }

    /// Every action with its prefix, as `bedrock:InvokeModel`.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.services.iter().flat_map(|(prefix, actions)| {
            actions.keys().map(move |name| format!("{prefix}:{name}"))
        })
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The name of an access level in files.
fn tag(access: AccessLevel) -> &'static str {
    match access {
        AccessLevel::List => "list",
        AccessLevel::Read => "read",
        AccessLevel::Tagging => "tagging",
        AccessLevel::Write => "write",
        AccessLevel::PermissionsManagement => "permissions-management",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_actions_are_those_of_bedrock() {
        let actions = Actions::bundled();
        let level = |name| actions.services.get("bedrock").unwrap().get(name).copied();
        assert_eq!(level("ListFoundationModels"), Some(AccessLevel::List));
        assert_eq!(level("Converse"), None);
        assert!(actions.has("bedrock", "invokemodel") && actions.has("bedrock", "Invoke*"));
        assert!(!actions.has("bedrock", "Converse") && !actions.has("s3", "GetObject"));
        assert!(!actions.provenance.sources.is_empty());
    }

    #[test]
    fn a_file_reads_back() {
        let actions = Actions {
            services: BTreeMap::from([(
                "bedrock".to_owned(),
                BTreeMap::from([
                    ("InvokeModel".to_owned(), AccessLevel::Read),
                    ("TagResource".to_owned(), AccessLevel::Tagging),
                ]),
            )]),
            provenance: Provenance::default(),
        };
        let provenance = serde_json::to_string(&actions.provenance).unwrap();
        assert_eq!(
            Actions::parse(&actions.to_json(), &provenance).unwrap(),
            actions
        );
        assert_eq!(
            actions.names().collect::<Vec<_>>(),
            ["bedrock:InvokeModel", "bedrock:TagResource"]
        );
    }
}
