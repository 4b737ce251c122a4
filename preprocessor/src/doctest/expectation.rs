//! What came out against what must come out.

mod json;
mod lines;

use std::borrow::Cow;

use super::plan::{Expected, Form};

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
    /// out for the rest.
    pub update: String,
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
/// standard output alone. Blanks at the ends of lines and empty lines at the end do not count.
///
/// # Errors
/// When nothing could ever meet the expectation, as a wrong regular expression.
pub fn compare(
    expected: &Expected,
    stdout: &str,
    stderr: &str,
) -> Result<Option<Mismatch>, Unusable> {
    match expected.form {
        Form::Json => json::compare(&expected.text, stdout),
        Form::Lines | Form::Regex => {
            let actual = if stderr.is_empty() {
                Cow::Borrowed(stdout)
            } else if stdout.is_empty() || stdout.ends_with('\n') {
                Cow::Owned(format!("{stdout}{stderr}"))
            } else {
                Cow::Owned(format!("{stdout}\n{stderr}"))
            };
            lines::compare(&expected.text, &actual, expected.form == Form::Regex)
        }
    }
}

#[cfg(test)]
mod tests;
