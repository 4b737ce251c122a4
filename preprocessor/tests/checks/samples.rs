//! Any text as a sample: it is read without a panic, every part is where it is said to be, and fixes come
//! to an end.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use crate::support::Memory;
use aws_doc_lint::config::ConfigSample;
use aws_doc_lint::env::EnvSample;
use aws_doc_lint::fix::apply;
use proptest::prelude::*;

/// Pieces that samples are made of, so that random texts come near to real ones.
fn text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "aws_access_key_id",
        "region",
        "role_arn",
        "=",
        " = ",
        "us-west-2",
        "us-east-1a",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\"",
        "'",
        "`",
        " ",
        "  # c",
        "#",
        "$",
        "${X}",
        "\\",
        "export ",
        "$env:",
        "set ",
        "[profile dev]",
        "[",
        "]",
        "[default]",
        "source_profile",
        "dev",
        "arn:aws:iam::111122223333:role/x",
        "arn:aws:",
        ":",
        "é",
        "\u{a0}",
        "<your-key>",
        ";",
        "{",
        "}}",
        "…",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn parts_are_where_they_are_said_to_be(text in text()) {
        for sample in [EnvSample::shell(&text), EnvSample::powershell(&text), EnvSample::cmd(&text)] {
            for setting in sample.settings() {
                prop_assert_eq!(text.get(setting.range()), Some(setting.value));
                prop_assert_eq!(text.get(setting.assignment.name.clone()), Some(setting.name));
            }
        }
        for section in ConfigSample::parse(&text, None).sections {
            prop_assert!(text.get(section.header).is_some_and(|header| header.starts_with('[')));
            for entry in section.entries {
                prop_assert_eq!(text.get(entry.key_range), Some(entry.key));
                prop_assert_eq!(text.get(entry.value_range), Some(entry.value));
            }
        }
    }

    #[test]
    fn fixes_come_to_an_end(
        text in text(),
        language in prop::sample::select(vec!["env", "ini", "bash", "powershell", "bat", ""]),
    ) {
        let mut chapter = format!("```{language}\n{text}\n```\n");
        for round in 0.. {
            let (next, count) = Memory::one(&chapter).check(&["example.md"], |files, outcome, _| {
                let (mended, count) = apply(files, &outcome.diagnostics);
                let next = mended.first().map(|file| file.text.clone());
                (next.unwrap_or_else(|| chapter.clone()), count)
            });
            if count == 0 {
                break;
            }
            prop_assert!(round < 16, "{chapter:?}");
            chapter = next;
        }
    }
}
