//! What `--update` writes into a page, and when it leaves one alone.

use super::expectation::Mismatch;
use crate::doctest::plan::Expected;
use aws_doc_lint::diagnostic::{Applicability, Edit, Fix};
use aws_doc_lint::document::prompt::prompt;
use aws_doc_lint::document::{Kind, Snippet};
use aws_doc_lint::redact::Secrets;
use spanned_text::Span;

/// The edit that makes an expectation right. Its text is to be continued line by line with the
/// marks of the quotations and lists around the block.
///
/// # Errors
/// Why the page is left alone, to be read behind a colon: what was printed would not be read from
/// the page as it was printed, would publish a secret, or stands in no place of its own.
pub(super) fn fix(
    snippet: &Snippet,
    expected: &Expected,
    mismatch: &Mismatch,
    secrets: &Secrets,
) -> Result<Fix, &'static str> {
    let Some(update) = &mismatch.update else {
        return Err("what came out is not of the form that is expected");
    };
    let update = update.trim_end();
    if secrets.are_in(update) {
        return Err("what came out holds a secret; put `[..]` in its place by hand");
    }
    if snippet.template.is_some() {
        return Err("the block holds choices of readers, which it would overwrite");
    }
    if !snippet.hidden.is_empty() {
        return Err("the block has hidden lines, which it would overwrite");
    }
    if let Some(why) = misread(update, snippet.kind) {
        return Err(why);
    }
    let elsewhere = "the block does not stand as it is in one file";
    let shown = snippet.text.as_str().get(expected.range.clone());
    let length = shown.ok_or(elsewhere)?.trim_end().len();
    // The lines of a quotation or list have marks before them that are no part of the text.
    let range = expected.range.start..expected.range.start + length;
    let spans = snippet.text.spans(range.clone());
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
        return Err("the block is empty; write any text into it first");
    };
    if first.file != last.file || first.via != last.via || snippet.text.span(range).is_none() {
        return Err(elsewhere);
    }
    let span = Span {
        end: last.end,
        ..*first
    };
    Ok(Fix {
        title: "write what was printed".to_owned(),
        applicability: Applicability::Unsafe,
        edits: vec![Edit {
            span,
            text: update.to_owned(),
        }],
    })
}

/// Why `text` would be read as something else in a block of this kind.
fn misread(text: &str, kind: Kind) -> Option<&'static str> {
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Some("what came out holds control characters");
    }
    if text.contains("{{") {
        return Some("what came out holds `{{`, which mdBook and its preprocessors replace");
    }
    for line in text.lines() {
        let start = line.trim_start();
        // How long the block's own fence is cannot be seen here; three is the least.
        if start.starts_with("```") || start.starts_with("~~~") {
            return Some("what came out holds a line that could end the block; put `[..]` there");
        }
        if kind == Kind::Console && prompt(line).is_some() {
            return Some("what came out holds a line that looks like a command behind a prompt");
        }
    }
    None
}

#[cfg(test)]
mod tests;
