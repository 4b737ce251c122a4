//! Any text as a script and as a console session: every word, fault and heredoc has its place.
#![no_main]

use aws_doc_facts::cli::Cli;
use aws_doc_lint::command::{calls, read_script};
use aws_doc_lint::document::Page;
use aws_doc_lint::shell::Dialect;
use aws_doc_shell::Bash;
use libfuzzer_sys::fuzz_target;
use spanned_text::MappedText;

fuzz_target!(|text: &str| {
    let model = Cli::snapshot();
    for dialect in [Dialect::Script, Dialect::Console] {
        let Some(script) = read_script(text, dialect, Some(&Bash)) else {
            continue;
        };
        let mut mapped = MappedText::new();
        mapped.push_unmapped(text);
        for heredoc in &script.heredocs {
            assert!(text.get(heredoc.body.clone()).is_some());
            let target = heredoc.target.clone().unwrap_or_default();
            assert!(text.get(target).is_some());
            let _ = heredoc.text(&mapped);
        }
        let page = Page::new(text);
        for call in calls(text, &script, model, &page) {
            let _ = call.policies(&mapped);
            let _ = call.setting(&mapped);
            for word in call.command.words {
                assert!(text.get(word.range.clone()).is_some());
            }
            for fault in &call.faults {
                assert!(text.get(fault.range.clone()).is_some());
            }
        }
    }
});
