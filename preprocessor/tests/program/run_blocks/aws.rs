//! Chapters that call AWS, emulated, with the real AWS CLI.
//!
//! Needs Python and, the first time, the package index.

use std::path::PathBuf;

use mdbook_aws::doctest::Need;

use super::book::Book;
use crate::{machine, tools};

/// The folder in which the tools are; none where they cannot be had.
fn cache() -> Option<PathBuf> {
    match tools::install(&[Need::Aws, Need::Emulator]) {
        Ok(_) => Some(machine::cache()),
        Err(error) => {
            tools::missing("chapters that call AWS", &error);
            None
        }
    }
}

/// A user with a policy follows a page: line 1 to 6 the policy, 8 to 13 the set-up, from 15 a call.
const CHAPTER: &str = r#"```json,file=policy.json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}]
}
```

```sh
~export AWS_REGION=us-east-1
aws iam create-user --user-name demo --query User.Arn
aws iam put-user-policy --user-name demo --policy-name p --policy-document file://policy.json
~read -r id secret < <(aws iam create-access-key --user-name demo --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)
```

```env,file=.env
AWS_REGION=us-east-1
```

```sh
~set -a; . ./.env; AWS_ACCESS_KEY_ID=$id; AWS_SECRET_ACCESS_KEY=$secret; set +a
aws bedrock-runtime converse --model-id anthropic.claude-3-haiku-20240307-v1:0 --messages '[{"role": "user", "content": [{"text": "Hello"}]}]'
```

```output,json
{"output": {"message": {"role": "assistant"}}}
```
"#;

#[test]
fn a_call_is_proven_and_each_way_to_break_it_is_found() {
    let Some(cache) = cache() else {
        return;
    };
    let broken = [
        (
            "action.md",
            "bedrock:InvokeModel",
            "bedrock:ListTagsForResource",
            21,
            "is not authorized to perform: bedrock:InvokeModel",
        ),
        (
            "option.md",
            "--policy-document",
            "--policy-documents",
            11,
            "--policy-document",
        ),
        (
            "secret.md",
            "SECRET_ACCESS_KEY=$secret",
            "SECRET_ACCESS_KEY=x$secret",
            21,
            "does not match",
        ),
        (
            "unknown-key.md",
            "KEY_ID=$id",
            "KEY_ID=AKIAIOSFODNN7EXAMPLE",
            21,
            "security token included in the request is invalid",
        ),
        (
            "region.md",
            "~set -a; . ./.env;",
            "~unset AWS_REGION; set -a; . ./.env; unset AWS_REGION;",
            21,
            "You must specify a region",
        ),
        (
            "public.md",
            "converse --model-id",
            "converse --endpoint-url https://bedrock-runtime.us-east-1.amazonaws.com --cli-connect-timeout 2 --model-id",
            21,
            "Could not connect",
        ),
    ];
    let texts: Vec<String> = broken
        .iter()
        .map(|(_, from, to, _, _)| {
            assert!(CHAPTER.contains(from), "{from}");
            CHAPTER.replacen(from, to, 1)
        })
        .collect();
    let mut chapters: Vec<(&str, &str)> = vec![("a.md", CHAPTER)];
    chapters.extend(
        broken
            .iter()
            .zip(&texts)
            .map(|(it, text)| (it.0, text.as_str())),
    );
    let book = Book::of(&chapters);
    let told = book.test_with_cache(&cache, &["--no-cache", "--record"]);
    let diagnostics = told.report["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), broken.len(), "{:#?}", told.found());
    for (chapter, from, to, line, says) in broken {
        let found = diagnostics
            .iter()
            .find(|it| it["location"]["file"].as_str().unwrap().ends_with(chapter))
            .unwrap_or_else(|| panic!("{from} → {to} was not found"));
        assert_eq!(found["code"], "test/failed", "{chapter}");
        assert_eq!(found["location"]["start"]["line"], line, "{chapter}");
        let notes = found["notes"].to_string();
        assert!(notes.contains(says), "{chapter}: {notes}");
    }
    assert_eq!(told.chapter()["passed"], 4);
    assert!(!book.path("book/executed.json").exists());
    book.left_nothing();
    // What the emulator did otherwise goes into the record.
    let told = book.test_with_cache(&cache, &["--record", "--chapter", "a.md"]);
    told.passes();
    let record: serde_json::Value = serde_json::from_str(&book.read("book/executed.json")).unwrap();
    let entries = record["chapters"]["a.md"].as_array().unwrap();
    let differs: Vec<bool> = entries.iter().map(|it| it["differs"].is_array()).collect();
    assert_eq!(differs, [false, false, false, true]);
    assert!(
        record["tools"]["aws"]["version"]
            .as_str()
            .unwrap()
            .starts_with("aws-cli/")
    );
}
