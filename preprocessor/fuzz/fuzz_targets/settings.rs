//! Any text as a `book.toml`: it is read, or it has errors; and each directive's argument.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mdbook_aws::render;
use mdbook_aws::settings::Settings;

fuzz_target!(|text: &str| {
    let _ = Settings::from_book_toml(text, "book.toml");
    let _ = render::validate(text);
});
