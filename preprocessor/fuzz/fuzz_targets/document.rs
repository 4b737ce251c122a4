//! Any text as a chapter and as the file that it includes: no panic, every span inside its file,
//! and text that is not ours untouched.
#![no_main]

use aws_doc_facts::Facts;
use aws_doc_lint::document::Input;
use aws_doc_lint::run::{Options, check};
use libfuzzer_sys::fuzz_target;
use mdbook_aws::render::{apply, replacements};
use mdbook_aws::report::{Report, json};
use spanned_text::{Files, Memory};

fuzz_target!(|text: &str| {
    let book = Memory::from_iter([("a.md", text), ("b.md", text)]);
    let mut files = Files::new(&book);
    let facts = Facts::bundled();
    let inputs = [Input::file("a.md")];
    let Ok(outcome) = check(&mut files, &inputs, &facts, &Options::default()).complete() else {
        return;
    };
    for span in outcome
        .diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.span)
    {
        assert!(files.text(span.file).get(span.start..span.end).is_some());
    }
    let _ = json::print(&Report::new(&files, &outcome, &facts));
    for chapter in &outcome.chapters {
        let new = replacements(chapter, "a.md", &facts, &outcome.choices, &[]);
        let edited = apply(chapter.given.as_str(), &new);
        assert!(!new.is_empty() || edited == chapter.given.as_str());
    }
});
