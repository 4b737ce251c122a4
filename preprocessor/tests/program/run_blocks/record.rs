//! The record of what has run is true, or is said not to be.

use serde_json::Value;

use super::book::Book;

const CHAPTER: &str =
    "```json,file=p.json\n{\"Statement\": []}\n```\n```sh\n~x=1\necho 1\n```\n```sh\necho 2\n```\n";

#[test]
fn a_record_holds_until_something_that_it_depends_on_changes() {
    let book = Book::of(&[("a.md", CHAPTER), ("b.md", "```sh\ntrue\n```\n")]);
    book.test(&["--record"]).passes();
    let text = book.read("book/executed.json");
    let record: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(record["chapters"]["a.md"].as_array().unwrap().len(), 3);
    book.test(&[]).passes();
    book.test(&["--no-cache"]).passes();
    // Written again it is the same, byte for byte.
    book.test(&["--record", "--no-cache"]).passes();
    assert_eq!(book.read("book/executed.json"), text);
    let says = |line: usize| {
        format!(
            "test/stale-record at {line}: executed.json does not say that this block has run as it is now"
        )
    };
    for (from, to, line) in [
        ("[]", "[ ]", 1),
        ("~x=1", "~x=2", 4),
        ("echo 1", "echo 3", 4),
        ("echo 2", "echo 4", 8),
    ] {
        book.write("book/src/a.md", &CHAPTER.replacen(from, to, 1));
        let told = book.test(&[]);
        assert_eq!(told.found(), [says(line)], "{from} → {to}");
        assert_eq!(told.code, Some(1));
    }
    book.write("book/src/a.md", &CHAPTER.replacen("echo 1", "echo 3", 1));
    book.test(&["--record", "--chapter", "a.md"]).passes();
    let record: Value = serde_json::from_str(&book.read("book/executed.json")).unwrap();
    assert_eq!(record["chapters"]["b.md"].as_array().unwrap().len(), 1);
    book.test(&[]).passes();
}

#[test]
fn what_failed_is_not_recorded() {
    let book = Book::new("```sh\nfalse\n```\n");
    let told = book.test(&["--record"]);
    assert_eq!(told.code, Some(1));
    assert!(!book.path("book/executed.json").exists());
}

#[test]
fn a_chapter_that_is_gone_and_a_file_that_is_torn_are_said() {
    let book = Book::of(&[
        ("a.md", "```sh\ntrue\n```\n"),
        ("b.md", "```sh\ntrue\n```\n"),
    ]);
    book.test(&["--record"]).passes();
    book.write("book/src/b.md", "nothing\n");
    let told = book.test(&[]);
    assert_eq!(
        told.found(),
        [
            "test/stale-record at null: executed.json lists blocks of b.md, in which nothing runs any more"
        ]
    );
    book.write("book/executed.json", "{\n");
    let told = book.test(&[]);
    assert_eq!(told.code, Some(2));
    let message = told.report["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("executed.json:2:"), "{message}");
}
