//! Any text: secrets are found within it, in order.
#![no_main]

use aws_doc_lint::secret::scan;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut end = 0;
    for secret in scan(text) {
        assert!(secret.range.start >= end && text.get(secret.range.clone()).is_some());
        end = secret.range.end;
    }
});
