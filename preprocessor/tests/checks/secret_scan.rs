//! The secret scanner: what looks like a credential is found, to the byte, and nothing else is.
//!
//! Real-looking credentials are put together at run time; none is written out here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use crate::skip;

use aws_doc_lint::secret::{Secret, SecretKind, scan};
use proptest::prelude::*;
use std::path::Path;
use std::process::Command;

/// A strategy for `len` letters out of `alphabet`.
fn letters(alphabet: &'static str, len: usize) -> impl Strategy<Value = String> {
    let bytes = alphabet.as_bytes();
    prop::collection::vec(prop::sample::select(bytes), len)
        .prop_map(|bytes| String::from_utf8(bytes).unwrap())
}

const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HEX: &str = "0123456789abcdef";

fn key_id() -> impl Strategy<Value = String> {
    let prefix = prop::sample::select(vec!["AKIA", "ASIA"]);
    (prefix, letters(BASE32, 16)).prop_map(|(prefix, rest)| format!("{prefix}{rest}"))
}

fn only(text: &str, secret: &str, kind: SecretKind) -> Result<(), TestCaseError> {
    let start = text.find(secret).unwrap();
    let expected = Secret {
        range: start..start + secret.len(),
        kind,
    };
    prop_assert_eq!(scan(text), vec![expected], "in {}", text);
    Ok(())
}

proptest! {
    #[test]
    fn key_ids_are_found_anywhere(
        id in key_id().prop_filter("random enough", |id| {
            let mut seen: Vec<char> = id.chars().skip(4).collect();
            seen.sort_unstable();
            seen.dedup();
            seen.len() > 8 && !["TEST", "FAKE", "YOUR"].iter().any(|word| id.contains(word))
        }),
        before in "[a-z ]{0,20}[ =\"'(:,|`/]",
        after in "[ \"',)|`/.\n][a-z ]{0,20}",
    ) {
        only(&format!("{before}{id}{after}"), &id, SecretKind::AccessKeyId)?;
    }

    #[test]
    fn secrets_are_found_after_their_name(
        secret in letters(BASE64, 40).prop_filter("random enough", |secret| {
            secret.chars().any(|c| c.is_ascii_digit())
                && secret.chars().any(|c| c.is_ascii_uppercase())
                && secret.chars().any(|c| c.is_ascii_lowercase())
                && secret.chars().collect::<std::collections::BTreeSet<_>>().len() > 23
                && !["test", "fake", "your", "xxxx"]
                    .iter()
                    .any(|word| secret.to_ascii_lowercase().contains(word))
        }),
        before in prop::sample::select(vec![
            "AWS_SECRET_ACCESS_KEY=", "aws_secret_access_key = ", "\"SecretAccessKey\": \"",
            "export AWS_SECRET_ACCESS_KEY='", "$env:AWS_SECRET_ACCESS_KEY = \"", "--secret-access-key ",
            "AWS Secret Access Key [None]: ", "| Secret access key | `", "<SecretAccessKey>",
            "set AWS_SECRET_KEY=", "The secret access key is `",
        ]),
        after in prop::sample::select(vec!["", "\n", "\"", "'", " # c", "`"]),
    ) {
        only(&format!("{before}{secret}{after}"), &secret, SecretKind::SecretAccessKey)?;
        // The same letters elsewhere are not a secret.
        let elsewhere = format!("sha1-{secret} and /{secret}");
        prop_assert_eq!(scan(&elsewhere), vec![]);
    }

    #[test]
    fn session_tokens_are_found_after_their_name(
        token in letters(BASE64, 300),
        before in prop::sample::select(vec![
            "AWS_SESSION_TOKEN=", "aws_session_token = ", "\"SessionToken\": \"",
            "X-Amz-Security-Token=", "set AWS_SESSION_TOKEN=",
        ]),
    ) {
        only(&format!("{before}{token}\n"), &token, SecretKind::SessionToken)?;
    }

    #[test]
    fn bedrock_keys_are_found_anywhere(long in letters(BASE64, 128), short in letters(BASE64, 200)) {
        let long = format!("{}{long}==", ["AB", "SK"].concat());
        only(&format!("key {long} here"), &long, SecretKind::BedrockLongTermKey)?;
        only(&format!("https://{long}@example.com/a"), &long, SecretKind::BedrockLongTermKey)?;
        let start = ["bedrock-api-key-", "YmVkcm9jay5hbWF6b25hd3MuY29t"].concat();
        only(&format!("TOKEN={start}{short}\n"), &format!("{start}{short}"), SecretKind::BedrockShortTermKey)?;
    }

    #[test]
    fn private_keys_are_found(body in letters(BASE64, 640), label in "(RSA |EC |OPENSSH |)") {
        let lines: Vec<&str> = (0..10).map(|line| &body[line * 64..][..64]).collect();
        for joint in ["\n", "\\n", "\r\n    "] {
            let key = [
                format!("-----BEGIN {label}PRIVATE KEY-----"),
                lines.join(joint),
                format!("-----END {label}PRIVATE KEY-----"),
            ]
            .join(joint);
            only(&format!("x: {key} y"), &key, SecretKind::PrivateKey)?;
        }
    }

    #[test]
    fn what_overlaps_is_one(body in letters(BASE64, 300)) {
        // Nothing ends the key, and the token's last letter is none of a key's.
        let both = format!("-----BEGIN RSA PRIVATE KEY-----\nsession_token={body}%");
        only(&format!("{both}\n"), &both, SecretKind::PrivateKey)?;
    }

    #[test]
    fn hashes_and_encodings_are_silent(
        sha1 in letters(HEX, 40),
        sha256 in letters(HEX, 64),
        uuid in "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        picture in letters(BASE64, 4000),
        account in "[0-9]{12}",
    ) {
        let text = format!(
            "{sha1} sha256:{sha256} sha256-{}= {uuid}\n![](data:image/png;base64,{picture}==)\n\
             arn:aws:iam::{account}:role/aws-service-role/x/{uuid} commit={sha1}\n\
             AWS_SECRET_ACCESS_KEY={sha1}\nAWS_SESSION_TOKEN={sha256}{sha256}\n",
            &picture[..43],
        );
        prop_assert_eq!(scan(&text), vec![]);
    }

    #[test]
    fn any_text_is_scanned(text in "(\\PC|\n|AKIA|-----BEGIN |PRIVATE KEY-----|-----END |session_token=){0,80}") {
        let mut end = 0;
        for secret in scan(&text) {
            prop_assert!(text.get(secret.range.clone()).is_some());
            prop_assert!(secret.range.start >= end, "overlap");
            end = secret.range.end;
        }
    }
}

#[test]
fn a_secret_beside_its_key_id_is_found() {
    let id = ["AKIA", "Z7QHWN3KDV5RXTB2"].concat();
    let secret = ["k7Jw0pXq/Zt3Lr9V", "bN2mYc8+Hs5Gd1fRaE4uKiQo"].concat();
    for text in [
        format!("{id},{secret}"),
        format!("| {id} | {secret} |"),
        format!("key: {id}\nother: {secret}\n"),
    ] {
        let kinds: Vec<SecretKind> = scan(&text).iter().map(|secret| secret.kind).collect();
        assert_eq!(
            kinds,
            [SecretKind::AccessKeyId, SecretKind::SecretAccessKey],
            "{text}"
        );
    }
}

#[test]
fn published_examples_and_placeholders_pass() {
    let text = "AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n\
        AKIAI44QH8DHBEXAMPLE je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n\
        AWS_ACCESS_KEY_ID=AKIAXXXXXXXXXXXXXXXX\nAWS_SECRET_ACCESS_KEY=your_secret_access_key\n\
        AWS_SECRET_ACCESS_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n\
        AWS_ACCESS_KEY_ID=AKIAABCDEFGHIJKLMNOP ASIAYOURACCESSKEYID2\n\
        AWS_SESSION_TOKEN=your_session_token_if_using_temporary_credentials\n\
        AWS_BEARER_TOKEN_BEDROCK=bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t...\n\
        AWS_BEARER_TOKEN_BEDROCK=ABSK...\n\
        -----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n";
    assert_eq!(scan(text), vec![]);
    // Part of a longer name.
    let name = ["MY_AK", "IAZ7QHWN3KDV5RXTB2_NAME"].concat();
    assert_eq!(scan(&name), vec![]);
}

/// The sources of every crate that this workspace builds with on this machine: tens of megabytes of
/// code, tests, documentation, hashes and encoded data by hundreds of authors.
#[test]
fn real_texts_of_packages_are_silent() {
    let metadata = match metadata() {
        Ok(metadata) => metadata,
        Err(why) => {
            let remedy = "run `cargo fetch` where the crate registry answers";
            return skip::skip("the secret scan of the crates' sources", &why, remedy);
        }
    };
    let mut bytes = 0;
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        if package["source"].is_null() {
            continue;
        }
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        visit(manifest.parent().unwrap(), &mut |path, text| {
            bytes += text.len();
            for secret in scan(text) {
                // Libraries for cryptography bring private keys for their tests.
                if secret.kind != SecretKind::PrivateKey {
                    found.push(format!(
                        "{}: {:?} {}",
                        path.display(),
                        secret,
                        &text[secret.range.clone()]
                    ));
                }
            }
        });
    }
    println!("{bytes} bytes of real text");
    assert!(bytes > 10_000_000, "only {bytes} bytes of text");
    assert_eq!(found, Vec::<String>::new());
}

/// The packages of the workspace. A build has all of them that it needs, but not those of other
/// platforms; Cargo fetches what is still missing.
fn metadata() -> Result<serde_json::Value, String> {
    let cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(format!(
                "cargo cannot have the sources of all crates\n{errors}"
            )),
        }
    };
    let version = String::from_utf8(cargo(&["--version", "--verbose"])?).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let platform = host.unwrap();
    let arguments = ["metadata", "--format-version", "1", "--locked"];
    let metadata = cargo(&[&arguments[..], &["--filter-platform", platform]].concat())?;
    Ok(serde_json::from_slice(&metadata).unwrap())
}

fn visit(folder: &Path, see: &mut impl FnMut(&Path, &str)) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            visit(&path, see);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            see(&path, &text);
        }
    }
}
