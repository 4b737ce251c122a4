//! `[preprocessor.aws.live-mirrors]`: mirrors of the open sources of facts.

use serde_json::json;
use toml::Table;

use super::declaration::{Problem, describe};
use aws_doc_lint::suggest::nearest;
use spanned_text::Cut as _;

/// Mirrors of the sources that need no credentials, as a book names them. Requests to them are not
/// signed, so a stranger's book learns nothing about the person who builds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mirrors {
    /// The whole address of the table of services by Region.
    pub regional_table: Option<String>,
    /// The whole address of the price list's index by Region.
    pub price_list: Option<String>,
    /// The address above `service-list.json`.
    pub service_reference: Option<String>,
}

/// The keys.
const KEYS: [&str; 3] = ["regional-table", "price-list", "service-reference"];

/// Reads the table.
pub(super) fn read(table: &Table) -> Result<Mirrors, Problem> {
    let mut mirrors = Mirrors::default();
    for (key, value) in table {
        let wrong = |message: String| Problem::of("live-mirrors", message).inside(key);
        let place = match key.as_str() {
            "regional-table" => &mut mirrors.regional_table,
            "price-list" => &mut mirrors.price_list,
            "service-reference" => &mut mirrors.service_reference,
            _ => {
                return Err(wrong(match nearest(key, KEYS, 3) {
                    Some(near) => format!("there is no source `{key}`; did you mean `{near}`?"),
                    None => format!("there is no source `{key}`; there are {}", KEYS.join(", ")),
                }));
            }
        };
        let address = value.as_str().filter(|it| is_address(it)).ok_or_else(|| {
            wrong(format!(
                "`{key}` takes an address with https:// (or http:// on this machine), not {}",
                describe(value)
            ))
        })?;
        *place = Some(address.trim_end_matches('/').to_owned());
    }
    Ok(mirrors)
}

/// The JSON Schema of the table.
pub(super) fn schema() -> serde_json::Value {
    let properties: serde_json::Map<_, _> = KEYS
        .iter()
        .map(|key| ((*key).to_owned(), json!({ "type": "string" })))
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// Whether the connection protects what is loaded from there.
fn is_address(text: &str) -> bool {
    let host = |rest: &str| {
        let host = rest.before(['/', '?', '#']);
        !host.is_empty() && !text.contains(char::is_whitespace)
    };
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let is_local = local.iter().any(|start| {
        text.strip_prefix(start)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    });
    is_local || text.strip_prefix("https://").is_some_and(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirrors(toml: &str) -> Result<Mirrors, String> {
        read(&toml::from_str(toml).unwrap()).map_err(|wrong| wrong.message)
    }

    #[test]
    fn addresses_are_read_and_others_refused() {
        let read = mirrors("price-list = \"https://mirror.example/prices/\"\n").unwrap();
        assert_eq!(
            read.price_list.as_deref(),
            Some("https://mirror.example/prices")
        );
        assert_eq!(read.regional_table, None);
        assert!(mirrors("price-list = \"http://127.0.0.1:80/x\"").is_ok());
        for value in [
            "\"http://mirror.example/\"",
            "\"http://127.0.0.1.example/\"",
            "\"https://\"",
            "1",
        ] {
            let error = mirrors(&format!("price-list = {value}\n")).unwrap_err();
            assert!(
                error.starts_with("`price-list` takes an address"),
                "{error}"
            );
        }
        assert_eq!(
            mirrors("pricelist = \"\"").unwrap_err(),
            "there is no source `pricelist`; did you mean `price-list`?"
        );
    }
}
