//! Any text as a `.env` file: each reader's model reads it, and fixes come to an end.
#![no_main]

use aws_doc_lint::env::readers::Reader;
use aws_doc_lint::env::{EnvSample, Readers};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for reader in Reader::ALL {
        for statement in reader.read(text).statements {
            for range in [statement.range, statement.name, statement.value] {
                assert!(text.get(range).is_some());
            }
        }
    }
    let sample = EnvSample::file(text, Readers::default());
    for found in sample.disagreements() {
        assert!(text.get(found.range.clone()).is_some());
        if let Some(rewrite) = &found.rewrite {
            assert!(text.get(rewrite.range.clone()).is_some());
        }
    }
    for sample in [
        EnvSample::shell(text),
        EnvSample::powershell(text),
        EnvSample::cmd(text),
    ] {
        for setting in sample.settings() {
            assert_eq!(text.get(setting.range()), Some(setting.value));
        }
    }
});
