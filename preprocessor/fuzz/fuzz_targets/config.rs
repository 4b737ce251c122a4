//! Any text as a config or credentials file: every part lies where the sample says.
#![no_main]

use aws_doc_lint::config::ConfigSample;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for section in ConfigSample::parse(text, None).sections {
        assert!(text.get(section.header).is_some());
        for entry in section.entries {
            assert_eq!(text.get(entry.key_range), Some(entry.key));
            assert_eq!(text.get(entry.value_range), Some(entry.value));
        }
    }
});
