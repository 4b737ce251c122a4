//! `[preprocessor.aws.test]`: what the command `test` runs the book's blocks with.

use toml::{Table, Value};

use super::{Wrong, describe};
use crate::doctest::{plan, tools};
use aws_doc_lint::nearest::nearest;

/// What the blocks of a book run with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestSettings {
    /// The address of another emulated AWS on this machine, in place of ours.
    pub endpoint: Option<String>,
    /// Whether the AWS CLI and Python are those of the machine.
    pub tools_from_path: bool,
}

/// The keys, with what each takes.
const KEYS: &[(&str, &str)] = &[
    (
        "endpoint",
        "the address of an emulated AWS on this machine, as `\"http://127.0.0.1:4566\"`",
    ),
    ("tools", "`\"pinned\"` or `\"path\"`"),
];

impl TestSettings {
    /// What the plan of a chapter is made by.
    #[must_use]
    pub fn plan(&self) -> plan::Setting {
        let mut besides = Vec::new();
        if let Some(endpoint) = &self.endpoint {
            besides.push(format!("endpoint {endpoint}"));
        }
        if self.tools_from_path {
            besides.push("tools of the machine".to_owned());
        }
        plan::Setting {
            pins: tools::pins(),
            besides,
        }
    }
}

/// Reads the table.
pub(super) fn read(table: &Table) -> Result<TestSettings, Wrong> {
    let mut settings = TestSettings::default();
    for (key, value) in table {
        let wrong = |message| Wrong {
            key: "test".to_owned(),
            inner: vec![key.clone()],
            message,
        };
        let takes = || {
            let takes = KEYS.iter().find(|(known, _)| known == key);
            let takes = takes.map_or("something else", |(_, takes)| *takes);
            wrong(format!("`{key}` takes {takes}, not {}", describe(value)))
        };
        match key.as_str() {
            "endpoint" => {
                let endpoint = value.as_str().filter(|endpoint| is_here(endpoint));
                settings.endpoint = Some(endpoint.ok_or_else(takes)?.to_owned());
            }
            "tools" => {
                settings.tools_from_path = match value {
                    Value::String(name) if name == "pinned" => false,
                    Value::String(name) if name == "path" => true,
                    _ => return Err(takes()),
                }
            }
            _ => {
                let keys = KEYS.iter().map(|(known, _)| *known);
                return Err(wrong(match nearest(key, keys, 3) {
                    Some(near) => format!("there is no setting `{key}`; did you mean `{near}`?"),
                    None => format!("there is no setting `{key}`; there are endpoint and tools"),
                }));
            }
        }
    }
    Ok(settings)
}

/// Whether an address is one of this machine's loopback interface.
fn is_here(address: &str) -> bool {
    let rest = address
        .strip_prefix("http://")
        .or_else(|| address.strip_prefix("https://"));
    let host = rest
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let loopback = name
        .parse()
        .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    loopback || name == "localhost"
}
