//! What the readers of a sample never see is covered before they are asked: placeholders, and the
//! carriage returns of the Markdown file.
//!
//! Placeholders are for values that nobody knows; letters cover them. A carriage return at the end
//! of a line is not copied from the page; a blank line takes its byte.

use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;

use crate::document::env::{Content, Line};
use crate::env::placeholder;

/// A text whose placeholders are covered, byte for byte.
pub(crate) struct Masked<'t> {
    pub(crate) text: Cow<'t, str>,
    /// What was covered, and with what.
    covered: Vec<(String, String)>,
}

impl Masked<'_> {
    /// A part of the masked text, or what a reader made of it, with the placeholders back.
    pub(crate) fn unmask(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (placeholder, cover) in &self.covered {
            if text.contains(cover.as_str()) {
                text = text.replace(cover.as_str(), placeholder);
            }
        }
        text
    }
}

/// Covers the placeholders in the values of the sample.
pub(crate) fn placeholders<'t>(text: &'t str, lines: &[Line]) -> Masked<'t> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for line in lines {
        if let Content::Assignment(assignment) = &line.content {
            let value = text.part(assignment.value.clone());
            ranges.extend(placeholder::parts(value).into_iter().map(|part| {
                assignment.value.start + part.start..assignment.value.start + part.end
            }));
        }
    }
    if ranges.is_empty() {
        return Masked {
            text: without_returns(Cow::Borrowed(text)),
            covered: Vec::new(),
        };
    }
    let mut masked = String::with_capacity(text.len());
    let mut covered = Vec::new();
    let mut at = 0;
    for (number, range) in ranges.into_iter().enumerate() {
        masked.push_str(text.part(at..range.start));
        let cover = cover(number, range.len());
        masked.push_str(&cover);
        covered.push((text.part(range.clone()).to_owned(), cover));
        at = range.end;
    }
    masked.push_str(text.part(at..));
    Masked {
        text: without_returns(Cow::Owned(masked)),
        covered,
    }
}

fn without_returns(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains("\r\n") {
        Cow::Owned(text.replace("\r\n", "\n\n"))
    } else {
        text
    }
}

/// `len` letters that no other cover has, as far as the length allows.
fn cover(number: usize, len: usize) -> String {
    let mut cover = format!("q{number}q");
    cover.truncate(len);
    while cover.len() < len {
        cover.push('q');
    }
    cover
}
