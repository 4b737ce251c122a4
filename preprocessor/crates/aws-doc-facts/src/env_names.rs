//! The environment variables, and the settings of the shared configuration files, that AWS's
//! SDKs and command line read.
//!
//! The list is written by `data/build/env_names/build.py` from the sources of botocore, the AWS
//! CLI and the AWS SDK for Rust; `data/env-names.provenance.json` says which.

use serde::Deserialize;

use super::provenance::Provenance;
use super::snapshot;

/// What the SDKs read, with the types of the values.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvNames {
    /// Environment variables, sorted by name.
    variables: Vec<Variable>,
    /// Settings of `~/.aws/config` and `~/.aws/credentials`, sorted by name.
    settings: Vec<Setting>,
    /// What may follow `AWS_ENDPOINT_URL_`, sorted.
    endpoint_services: Vec<String>,
    #[serde(skip)]
    provenance: Provenance,
}

/// An environment variable.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// The name, as in `AWS_REGION`.
    pub name: String,
    /// What values it takes.
    #[serde(rename = "type")]
    pub kind: ValueKind,
    /// The values, if [`ValueKind::Choice`].
    #[serde(default)]
    pub choices: Vec<String>,
    /// What it is for, as a phrase.
    pub purpose: String,
    /// The packages whose sources name it.
    pub read_by: Vec<String>,
}

/// A setting of the shared configuration files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The name, as in `role_arn`.
    pub name: String,
    /// The kind of section that it belongs to.
    #[serde(rename = "where")]
    pub section: SettingSection,
    /// What values it takes.
    #[serde(rename = "type")]
    pub kind: ValueKind,
    /// The values, if [`ValueKind::Choice`].
    #[serde(default)]
    pub choices: Vec<String>,
    /// The packages whose sources name it.
    pub read_by: Vec<String>,
}

/// Where in the configuration files a setting belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingSection {
    /// A profile of the config file.
    Profile,
    /// A profile; the credentials file is its usual place.
    Credentials,
    /// A `[sso-session NAME]` section; older files have it in the profile.
    SsoSession,
}

/// What values a variable or setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// Any text.
    Text,
    /// The path of a file or folder.
    Path,
    /// An `http` or `https` URL.
    Url,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Count,
    /// One of the choices, in any case.
    Choice,
    /// The id of a Region.
    Region,
    /// The name of a profile.
    Profile,
    /// An account id of 12 digits.
    Account,
    /// The ARN of an IAM role.
    RoleArn,
    /// The id of an access key.
    KeyId,
    /// The secret of an access key.
    SecretKey,
    /// A session token or other secret token.
    Token,
}

impl EnvNames {
    /// The built-in list.
    #[must_use]
    pub fn bundled() -> Self {
        let parsed = Self::parse(
            include_str!("../data/env-names.json"),
            include_str!("../data/env-names.provenance.json"),
        );
        snapshot::readable("environment variables", parsed)
    }

    /// A list from the two files that `facts/` holds.
    ///
    /// # Errors
    /// When either is not JSON of the expected form.
    pub fn parse(names: &str, provenance: &str) -> serde_json::Result<Self> {
        let mut names: Self = serde_json::from_str(names)?;
        names.provenance = serde_json::from_str(provenance)?;
        Ok(names)
    }

    /// The provenance of the list.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// All variables, sorted by name.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The variable called `name`, exactly.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        find(&self.variables, name, |variable| &variable.name)
    }

    /// All settings, sorted by name.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// The setting called `name`, exactly.
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        find(&self.settings, name, |setting| &setting.name)
    }

    /// What may follow `AWS_ENDPOINT_URL_`, as in `BEDROCK_RUNTIME`; sorted.
    pub fn endpoint_services(&self) -> &[String] {
        &self.endpoint_services
    }
}

fn find<'f, T>(sorted: &'f [T], name: &str, key: impl Fn(&T) -> &String) -> Option<&'f T> {
    let at = sorted
        .binary_search_by(|item| key(item).as_str().cmp(name))
        .ok()?;
    sorted.get(at)
}
