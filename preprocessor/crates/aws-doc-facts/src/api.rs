//! How the names of AWS's API differ from those of policies, and which services are gone.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::provenance::Provenance;
use super::snapshot;

/// The release of an SDK that was the last to have a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct LastSeen {
    /// The version of botocore, among those that were compared.
    pub version: String,
    /// The day of its release, `YYYY-MM-DD`.
    pub released: String,
}

/// Names of the API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Api {
    prefixes: BTreeMap<String, String>,
    operations: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    retired: BTreeMap<String, LastSeen>,
    #[serde(skip)]
    provenance: Provenance,
}

impl Api {
    /// The built-in names.
    #[must_use]
    pub fn bundled() -> Self {
        let parsed = Self::parse(
            include_str!("../data/api.json"),
            include_str!("../data/api.provenance.json"),
        );
        snapshot::readable("API", parsed)
    }

    /// Names from the two files that `data/` holds.
    ///
    /// # Errors
    /// When either is not JSON of the expected form.
    pub fn parse(names: &str, provenance: &str) -> serde_json::Result<Self> {
        Ok(Self {
            provenance: serde_json::from_str(provenance)?,
            ..serde_json::from_str(names)?
        })
    }

    /// The prefix of a service's actions in policies, for another name of the service in SDKs and in the AWS
    /// CLI: `elasticmapreduce` for `emr`.
    #[must_use]
    pub fn prefix(&self, service: &str) -> Option<&str> {
        self.prefixes.get(service).map(String::as_str)
    }

    /// An operation without an action of its name, and the actions that authorize it, by the prefix of the service and the
    /// name of the operation in any case.
    #[must_use]
    pub fn operation(&self, prefix: &str, name: &str) -> Option<(&str, &[String])> {
        let operations = self.operations.get(prefix)?;
        let mut found = operations
            .iter()
            .filter(|(operation, _)| operation.eq_ignore_ascii_case(name));
        found
            .next()
            .map(|(operation, actions)| (operation.as_str(), actions.as_slice()))
    }

    /// The last release with a service that AWS's SDKs do not have any more.
    #[must_use]
    pub fn retired(&self, service: &str) -> Option<&LastSeen> {
        self.retired.get(service)
    }

    /// Their provenance.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_policy_model::iam::Iam;

    #[test]
    fn the_actions_and_prefixes_exist() {
        let (api, iam) = (Api::bundled(), Iam::snapshot());
        for (alias, prefix) in &api.prefixes {
            assert!(iam.service(prefix).is_some(), "{alias}");
        }
        for (prefix, operations) in &api.operations {
            let service = iam.service(prefix).unwrap();
            for (operation, actions) in operations {
                for action in actions {
                    assert!(service.action(action).is_some(), "{operation}");
                }
            }
        }
        assert_eq!(api.prefix("emr"), Some("elasticmapreduce"));
        assert_eq!(api.prefix("s3"), None);
        let (operation, actions) = api.operation("s3", "putbucketencryption").unwrap();
        assert_eq!(operation, "PutBucketEncryption");
        assert_eq!(actions, ["PutEncryptionConfiguration"]);
        assert!(api.retired("qldb").is_some() && api.retired("s3").is_none());
    }
}
