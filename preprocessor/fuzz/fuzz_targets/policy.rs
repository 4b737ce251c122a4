//! Any text as a policy, in JSON and in YAML, and as an assertion on one: no panic, and every span
//! inside the text.
#![no_main]

use aws_doc_facts::Facts;
use aws_doc_lint::policy::{Notation, Origin};
use aws_doc_lint::run::policies::check_all;
use iam_policy_model::expect;
use libfuzzer_sys::fuzz_target;
use spanned_text::{Files, MappedText, Memory};

fuzz_target!(|text: &str| {
    let one = Memory::from_iter([("policy", text)]);
    let mut files = Files::new(&one);
    let facts = Facts::bundled();
    let Ok(file) = files.load("policy") else {
        return;
    };
    let mapped = MappedText::of_file(file, files.text(file), 0..files.text(file).len());
    for notation in [Notation::Json, Notation::Yaml] {
        let mut diagnostics = Vec::new();
        check_all(
            &mapped,
            notation,
            Origin::default(),
            &facts,
            &mut diagnostics,
        );
        for span in diagnostics.iter().filter_map(|diagnostic| diagnostic.span) {
            assert!(files.text(span.file).get(span.start..span.end).is_some());
        }
    }
    let _ = expect::parse(text);
});
