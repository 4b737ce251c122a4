//! What came out against what must come out.
//!
//! - Blanks at the ends of lines, line ends of Windows and empty lines at the end do not count.
//! - Colours and other escape sequences of terminals are taken out of what came out.
//! - A carriage return within a line ends the line, as it does in Markdown.

mod difference;
mod json;
mod lines;
mod matching;

use std::borrow::Cow;

use crate::doctest::plan::{Expected, Form};

/// What is wrong with what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The offset in the expectation at which it begins to differ.
    pub at: usize,
    /// In one sentence, where that says more than the difference.
    pub reason: Option<String>,
    /// The difference, line by line: `-` what was expected, `+` what came out instead.
    pub diff: String,
    /// The expectation as it would be right: what still holds of it, wildcards too, and what came
    /// out for the rest. Nothing where no expectation of this form could hold.
    pub update: Option<String>,
}

/// An expectation that cannot be met by anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// The offset in the expectation.
    pub at: usize,
    /// Why, in a sentence.
    pub reason: String,
}

/// Compares what came out with what must.
///
/// What must come out is compared with standard output followed by standard error, as JSON with
/// standard output alone.
///
/// # Errors
/// When nothing could ever meet the expectation, as a wrong regular expression.
pub fn compare(
    expected: &Expected,
    stdout: &str,
    stderr: &str,
) -> Result<Option<Mismatch>, Unusable> {
    let (stdout, stderr) = (&plain(stdout), &plain(stderr));
    match expected.form {
        Form::Json => json::compare(&expected.text, stdout),
        Form::Lines | Form::Regex => {
            let actual = if stderr.is_empty() {
                Cow::Borrowed(stdout.as_str())
            } else if stdout.is_empty() || stdout.ends_with('\n') {
                Cow::Owned(format!("{stdout}{stderr}"))
            } else {
                Cow::Owned(format!("{stdout}\n{stderr}"))
            };
            lines::compare(&expected.text, &actual, expected.form == Form::Regex)
        }
    }
}

/// What a reader sees of what a program printed.
fn plain(printed: &str) -> String {
    let text = anstream::adapter::strip_str(printed).to_string();
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n"),
        false => text,
    }
}

#[cfg(test)]
mod tests;
