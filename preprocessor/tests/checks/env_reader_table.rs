//! What the readers of `.env` files were seen to do with the lines that documentation most often
//! gets wrong: the models must say the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use aws_doc_lint::env::readers::{Effect, OnFault, Reader};
use proptest::prelude::*;

/// The one thing that a reader makes of a one-line file.
fn outcome(reader: Reader, line: &str) -> String {
    let reading = reader.read(line);
    let outcomes: Vec<String> = reading
        .statements
        .iter()
        .map(|statement| match &statement.effect {
            Effect::Sets { name, value } => format!("{name}={value}"),
            Effect::Inherits { name } => format!("{name} inherited"),
            Effect::Fault(fault) => match fault.effect {
                OnFault::RefusesFile => "refused".to_owned(),
                OnFault::SkipsLine => "skipped".to_owned(),
                OnFault::RunsCommand => "runs".to_owned(),
                OnFault::Unclear => "unclear".to_owned(),
            },
        })
        .collect();
    outcomes.join("; ")
}

/// One line of the table: the input, what most readers make of it, and who differs.
fn row(line: &str, most: &str, others: &[(Reader, &str)]) {
    for reader in Reader::ALL {
        let expected = others
            .iter()
            .find(|(other, _)| *other == reader)
            .map_or(most, |(_, outcome)| outcome);
        assert_eq!(
            outcome(reader, line),
            expected,
            "{} of {line:?}",
            reader.id()
        );
    }
}

#[test]
fn the_table() {
    use Reader::*;
    row("K=us-west-2\n", "K=us-west-2", &[]);
    row(
        "K=us-west-2  # Or your preferred Region\n",
        "K=us-west-2",
        &[
            (Docker, "K=us-west-2  # Or your preferred Region"),
            (Systemd, "K=us-west-2  # Or your preferred Region"),
        ],
    );
    row(
        "K=us-west-2#x\n",
        "K=us-west-2#x",
        &[
            (Dotenv, "K=us-west-2"),
            (Node, "K=us-west-2"),
            (Direnv, "K=us-west-2"),
        ],
    );
    row(
        "K=\"us-west-2\"  # c\n",
        "K=us-west-2",
        &[
            (Docker, "K=\"us-west-2\"  # c"),
            (Systemd, "K=us-west-2# c"),
        ],
    );
    row(
        "K=ab$cd\n",
        "K=ab$cd",
        &[
            (Dotenvy, "K=ab"),
            (Compose, "K=ab"),
            (Direnv, "K=ab"),
            (Bash, "K=ab"),
        ],
    );
    row(
        "K=ab$CD\n",
        "K=ab$CD",
        &[
            (Dotenvy, "K=ab"),
            (Compose, "K=ab"),
            (Direnv, "K=ab"),
            (Bash, "K=ab"),
            (Godotenv, "K=ab"),
        ],
    );
    row(
        "K=a b c\n",
        "K=a b c",
        &[(Dotenvy, "refused"), (Direnv, "refused"), (Bash, "runs")],
    );
    row("K = v\n", "K=v", &[(Docker, "refused"), (Bash, "runs")]);
    row(
        "export K=v\n",
        "K=v",
        &[(Docker, "refused"), (Systemd, "skipped")],
    );
    row("K=v\r\nL=w\r\n", "K=v; L=w", &[(Bash, "K=v\r; L=w\r")]);
    row(
        "\u{feff}K=v\n",
        "K=v",
        &[
            (Node, "\u{feff}K=v"),
            (Systemd, "skipped"),
            (Bash, "runs"),
            (Direnv, "refused"),
            (Godotenv, "refused"),
        ],
    );
    row(
        "K=\"a\nL=b\n",
        "refused",
        &[
            (PythonDotenv, "skipped; L=b"),
            (Dotenv, "K=\"a; L=b"),
            (Node, "K=\"a; L=b"),
            (Docker, "K=\"a; L=b"),
            (Systemd, "K=a\nL=b\n"),
            // The readers below stop; the model goes on for the lines that follow.
            (Dotenvy, "refused; L=b"),
            (Compose, "refused; L=b"),
            (Bash, "refused; L=b"),
            (Direnv, "K=\"a; L=b"),
            (Godotenv, "refused; L=b"),
        ],
    );
}

proptest! {
    /// What every reader reads alike: `NAME=value` without spaces, quotes, `#`, `$` or `\`.
    #[test]
    fn the_common_subset_is_read_alike(
        lines in prop::collection::vec(("[A-Z_][A-Z0-9_]{0,12}", "[A-Za-z0-9_./:@%,+=-]{0,20}"), 0..6)
    ) {
        let text: String = lines.iter().map(|(name, value)| format!("{name}={value}\n# note\n\n")).collect();
        for reader in Reader::ALL {
            let read: Vec<(String, String)> = reader
                .read(&text)
                .statements
                .into_iter()
                .map(|statement| match statement.effect {
                    Effect::Sets { name, value } => (name.into_owned(), value.into_owned()),
                    other => panic!("{} says {other:?}", reader.id()),
                })
                .collect();
            prop_assert_eq!(&read, &lines);
        }
    }

    /// No text makes a reader panic, and all ranges lie within it, in order.
    #[test]
    fn any_text_is_read(text in "(\\PC|[ \t\r\n#=\"'`\\\\$A-Z{}:;]){0,60}") {
        for reader in Reader::ALL {
            for statement in reader.read(&text).statements {
                for range in [&statement.range, &statement.name, &statement.value] {
                    prop_assert!(text.get(range.clone()).is_some(), "{} {range:?}", reader.id());
                }
            }
        }
    }
}
