use super::*;
use crate::doctest::execution::expectation::compare;
use crate::doctest::plan::{Action, ChapterPlan, Setting};
use aws_doc_lint::document::markdown::{self, MarkdownOptions};
use spanned_text::{Files, MappedText, Memory};

/// The page after the update of its only expectation, when `printed` came out.
fn updated(page: &str, printed: &str) -> Result<String, &'static str> {
    let sources = Memory::from_iter([("x.md", page)]);
    let mut files = Files::new(&sources);
    let file = files.load("x.md").unwrap();
    let mut options = MarkdownOptions::default();
    options
        .hidelines
        .insert("output".to_owned(), "~".to_owned());
    let document = markdown::parse(&MappedText::of_file(file, page, 0..page.len()), &options);
    let plan = ChapterPlan::of("x.md", &document, &Setting::default());
    let expected = plan
        .steps
        .iter()
        .filter_map(|step| match &step.action {
            Action::Run { parts, .. } => parts.iter().find_map(|part| part.expected.as_ref()),
            Action::Write { .. } => None,
        })
        .next()
        .unwrap();
    let mismatch = compare(expected, printed, "").unwrap().unwrap();
    let snippet = document.snippets.get(expected.snippet).unwrap();
    let mut secrets = Secrets::default();
    secrets.learn(printed);
    let mut fix = fix(snippet, expected, &mismatch, &secrets)?;
    for edit in &mut fix.edits {
        aws_doc_lint::fix::continue_edit(&files, edit);
    }
    let (mended, count) = aws_doc_lint::fix::apply_all(&files, [&fix]);
    assert_eq!((mended.len(), count), (1, 1));
    Ok(mended[0].text.clone())
}

#[test]
fn what_was_printed_gets_into_the_page() {
    for (page, printed, after) in [
        (
            "```sh\nx\n```\n```output\nold\nid [..]\n```\nend\n",
            "new\nid 1\n\n",
            "```sh\nx\n```\n```output\nnew\nid [..]\n```\nend\n",
        ),
        (
            "> ```sh\n> x\n> ```\n> ```output\n> old\n> ```\n",
            "1\n\n2\n",
            "> ```sh\n> x\n> ```\n> ```output\n> 1\n> \n> 2\n> ```\n",
        ),
        (
            "1. a\n\n   ```sh\n   x\n   ```\n   ```output\n   old\n   ```\n",
            "1\n 2\n",
            "1. a\n\n   ```sh\n   x\n   ```\n   ```output\n   1\n    2\n   ```\n",
        ),
        (
            "```sh\r\nx\r\n```\r\n```output\r\nold\r\n```\r\n",
            "1\n2\n",
            "```sh\r\nx\r\n```\r\n```output\r\n1\r\n2\r\n```\r\n",
        ),
        (
            "```console\n$ a\nold\n\n$ b\n```\n",
            "1\n2\n",
            "```console\n$ a\n1\n2\n\n$ b\n```\n",
        ),
        (
            "```sh\nx\n```\n```output,json\n{\n  \"a\": \"[..]\",\n  \"b\": 1\n}\n```\n",
            "{\"a\": 1, \"b\": 2}",
            "```sh\nx\n```\n```output,json\n{\n  \"a\": \"[..]\",\n  \"b\": 2\n}\n```\n",
        ),
    ] {
        assert_eq!(updated(page, printed).as_deref(), Ok(after), "{page}");
    }
}

#[test]
fn a_page_is_left_alone_that_would_be_read_otherwise() {
    let output = "```sh\nx\n```\n```output\nold\n```\n";
    let console = "```console\n$ x\nold\n```\n";
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    let key: String = (0..40)
        .map(|place| letters[(place * 23 + 7) % 62])
        .collect();
    let key = format!("aws_secret_access_key = {key}\n");
    for (page, printed, why) in [
        (output, "a\n```\nb\n", "end the block"),
        (output, "  ~~~~\n", "end the block"),
        (output, "{{#include x}}\n", "replace"),
        (output, "a\u{c}b\n", "control characters"),
        (output, key.as_str(), "secret"),
        (console, "a\n$ b\n", "behind a prompt"),
        (
            "```sh\nx\n```\n```output\nold\n~hidden\n```\n",
            "new\n",
            "hidden lines",
        ),
        ("```sh\nx\n```\n```output\n```\n", "new\n", "empty"),
        (
            "```sh\nx\n```\n```output,json\n{}\n```\n",
            "no JSON\n",
            "not of the form",
        ),
    ] {
        let said = updated(page, printed).unwrap_err();
        assert!(said.contains(why), "{page} {said}");
    }
}
