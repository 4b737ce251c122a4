//! What a block prints may be a secret: no report tells it, and no page gets it.

use super::book::Book;

/// Half of a secret access key that looks real, made here as none may stand in a file.
fn half(from: usize) -> String {
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    (from..from + 20)
        .map(|place| letters[(place * 23 + 7) % 62])
        .collect()
}

#[test]
fn a_secret_that_was_printed_by_name_is_masked_where_it_stands_alone() {
    let (one, other) = (half(0), half(20));
    let chapter = format!(
        "```sh\nkey={one}\nkey=${{key}}{other}\necho \"AWS_SECRET_ACCESS_KEY=$key\"\n```\n\n\
         ```sh\necho \"$key\"\n```\n```output\nold\n```\n"
    );
    let book = Book::new(&chapter);
    let key = one.clone() + &other;
    for arguments in [
        &["test", "--yes", "book"][..],
        &["test", "--yes", "--update", "book"],
    ] {
        let output = book.output(arguments);
        let told =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{told}");
        let masked = format!("{}{}", key.get(..4).unwrap(), "*".repeat(36));
        assert!(told.contains(&format!("+ {masked}")), "{told}");
        assert!(
            told.contains("`--update` leaves this alone: what came out holds a secret"),
            "{told}"
        );
        assert!(!told.contains(&key), "{told}");
    }
    assert_eq!(book.read("book/src/a.md"), chapter);
}

#[test]
fn a_secret_that_is_printed_in_pieces_or_with_escapes_is_masked() {
    let (one, other) = (half(0), half(20));
    let key = one.clone() + &other;
    let ways = [
        "echo \"$key\" | fold -w 10",
        "echo \"$key\" | fold -w 5",
        "printf '%s\\r%s\\n' \"${key:0:20}\" \"${key:20}\"",
        "echo \"${key:0:30}\"",
        "printf '\\033[1m%s\\033[0m%s\\n' \"${key:0:20}\" \"${key:20}\"",
    ];
    for way in ways {
        let chapter = format!(
            "```sh\nkey={one}\nkey=${{key}}{other}\necho \"AWS_SECRET_ACCESS_KEY=$key\"\n{way} >&2\nfalse\n```\n"
        );
        let book = Book::new(&chapter);
        let output = book.output(&["test", "--yes", "book", "--format", "json"]);
        let told = String::from_utf8(output.stdout).unwrap();
        let report: serde_json::Value = serde_json::from_str(&told).unwrap();
        let notes = report["diagnostics"][0]["notes"].to_string();
        for from in 4..30 {
            assert!(
                !notes.contains(key.get(from..from + 5).unwrap()),
                "{way}: {notes}"
            );
        }
    }
}
