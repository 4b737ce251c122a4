//! `[preprocessor.aws.test]`: what the command `test` runs the book's blocks with.

use serde_json::json;
use toml::{Table, Value};
use url::{Host, Url};

use super::declaration::{Problem, describe};
use aws_doc_lint::suggest::nearest;

/// What the blocks of a book run with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestSettings {
    /// The address of another emulated AWS on this machine, instead of the built-in one.
    pub endpoint: Option<String>,
    /// Whether the AWS CLI and Python are those of the machine.
    pub tools_from_path: bool,
}

/// The keys, with what each takes.
const KEYS: &[(&str, &str)] = &[
    (
        "endpoint",
        "the address of an emulated AWS on this machine, such as `\"http://127.0.0.1:4566\"`",
    ),
    ("tools", "`\"pinned\"` or `\"path\"`"),
];

/// Reads the table.
pub(super) fn read(table: &Table) -> Result<TestSettings, Problem> {
    let mut settings = TestSettings::default();
    for (key, value) in table {
        let wrong = |message: String| Problem::of("test", message).inside(key);
        let takes = || {
            let takes = KEYS.iter().find(|(known, _)| known == key);
            let takes = takes.map_or("something else", |(_, takes)| *takes);
            wrong(format!("`{key}` takes {takes}, not {}", describe(value)))
        };
        match key.as_str() {
            "endpoint" => {
                // A password may come before an `@`; no message repeats it.
                if value.as_str().is_some_and(|address| address.contains('@')) {
                    return Err(wrong(
                        "`endpoint` takes an address without a user and a password, as \
                         `\"http://127.0.0.1:4566\"`"
                            .to_owned(),
                    ));
                }
                let endpoint = value.as_str().and_then(on_loopback);
                settings.endpoint = Some(endpoint.ok_or_else(takes)?);
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

/// The JSON Schema of the table.
pub(super) fn schema() -> serde_json::Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "endpoint": { "type": "string" },
            "tools": { "enum": ["pinned", "path"] },
        },
    })
}

/// The address in its plain form, if it is on this machine's loopback interface. Addresses with a user
/// or a password are refused: `http://127.0.0.1:80@example.com/` is an address of `example.com`.
fn on_loopback(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    };
    let plain = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (here && plain).then(|| url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::{on_loopback, read};

    #[test]
    fn no_message_repeats_a_password() {
        for address in [
            "http://user:pass-word@127.0.0.1:80",
            "http://:pass-word@[::1]",
            "user:pass-word@x",
        ] {
            let table = format!("endpoint = \"{address}\"").parse().unwrap();
            let message = read(&table).unwrap_err().message;
            assert!(!message.contains("pass-word"), "{message}");
            assert!(message.contains("without a user"), "{message}");
        }
    }

    #[test]
    fn addresses_of_this_machine() {
        for (address, plain) in [
            ("http://127.0.0.1:4566", "http://127.0.0.1:4566"),
            ("http://127.0.0.1:4566/", "http://127.0.0.1:4566"),
            ("http://localhost:4566/aws", "http://localhost:4566/aws"),
            ("https://[::1]:8443", "https://[::1]:8443"),
            ("HTTP://LOCALHOST", "http://localhost"),
            ("http://127.9.9.9:1", "http://127.9.9.9:1"),
        ] {
            assert_eq!(on_loopback(address).as_deref(), Some(plain), "{address}");
        }
    }

    #[test]
    fn addresses_of_others() {
        for address in [
            "http://127.0.0.1:80@example.com/",
            "http://127.0.0.1@example.com:4566",
            "http://user@127.0.0.1:4566",
            "http://:word@127.0.0.1:4566",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://example.com#@127.0.0.1",
            "http://example.com\\@127.0.0.1",
            "http://[::ffff:127.0.0.1]:80",
            "http://0.0.0.0:4566",
            "http://169.254.169.254",
            "http://127.0.0.1:4566?x=y",
            "http://127.0.0.1:99999",
            "file://localhost/etc/passwd",
            "ftp://127.0.0.1",
            "127.0.0.1:4566",
            "",
        ] {
            assert_eq!(on_loopback(address), None, "{address}");
        }
    }
}
