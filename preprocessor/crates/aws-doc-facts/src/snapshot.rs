//! The data compiled into this crate, and the only place in it that may panic.
//!
//! An unreadable snapshot is a defect of the build, not of anybody's input: no caller could
//! recover, and an empty set instead would silently turn checks off. Tests read every snapshot.

use std::fmt::Display;

/// The value parsed from the snapshot of `set`.
///
/// # Panics
/// When the snapshot could not be parsed.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "a broken snapshot must stop the program, and `every_snapshot_is_readable` proves that none is broken"
)]
pub(crate) fn readable<T, E: Display>(set: &str, parsed: Result<T, E>) -> T {
    parsed.unwrap_or_else(|error| {
        panic!("the {set} data compiled into this program is not readable: {error}")
    })
}

/// A value of one of this crate's types as JSON on one line.
///
/// # Panics
/// Never for plain data with text as keys, which is all that this crate serializes.
#[track_caller]
pub(crate) fn to_line(value: &impl serde::Serialize) -> String {
    written(serde_json::to_string(value))
}

/// A value of one of this crate's types as the text of a file: indented JSON with a final newline.
///
/// # Panics
/// As [`to_line`].
#[track_caller]
pub(crate) fn to_file(value: &impl serde::Serialize) -> String {
    written(serde_json::to_string_pretty(value)) + "\n"
}

#[track_caller]
#[expect(
    clippy::panic,
    reason = "an empty file must not take the place of facts, and plain data with text as keys is always valid JSON"
)]
fn written(json: serde_json::Result<String>) -> String {
    json.unwrap_or_else(|error| panic!("facts cannot be written as JSON: {error}"))
}
