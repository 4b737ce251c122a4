//! Any text as a chapter: its safe fixes come to an end, and then none is left.
#![no_main]

use aws_doc_facts::Facts;
use aws_doc_lint::document::Input;
use aws_doc_lint::fix::apply;
use aws_doc_lint::run::{Options, check};
use aws_doc_shell::Bash;
use libfuzzer_sys::fuzz_target;
use spanned_text::{Files, Memory};

/// No text needs more rounds than this, as `check --fix` has it.
const ROUNDS: usize = 64;

/// The text after one round, if there is anything to fix.
fn round(text: &str, facts: &Facts, options: &Options) -> Option<String> {
    let book = Memory::from_iter([("a.md", text)]);
    let mut files = Files::new(&book);
    let outcome = check(&mut files, &[Input::file("a.md")], facts, options);
    let (fixed, count) = apply(&files, &outcome.diagnostics);
    assert_eq!(count == 0, fixed.is_empty(), "{text:?}");
    fixed.into_iter().next().map(|file| file.text)
}

fuzz_target!(|text: &str| {
    let facts = Facts::bundled();
    let options = Options {
        grammar: Some(&Bash),
        ..Options::default()
    };
    let mut current = text.to_owned();
    for _ in 0..ROUNDS {
        match round(&current, &facts, &options) {
            Some(next) => current = next,
            // Fixing what is fixed changes nothing.
            None => return,
        }
    }
    panic!("the fixes of {text:?} come to no end: {current:?}");
});
