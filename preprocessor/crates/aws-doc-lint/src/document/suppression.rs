//! The comments by which an author speaks to the checks: `<!-- aws-… -->`.

use std::ops::Range;

use spanned_text::Part as _;
use spanned_text::text::MappedText;

/// One of our comments, and the block that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The word after `<!--`, as `aws-ignore`.
    pub name: String,
    /// What follows it, with its place.
    pub body: MappedText,
    /// The whole comment in the chapter's text.
    pub range: Range<usize>,
    /// The block or paragraph that follows; empty at the end of a chapter.
    pub covers: Range<usize>,
}

/// A comment `<!-- aws-ignore CODE: reason -->`, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The codes, with their place in the comment's body.
    pub codes: Vec<(String, Range<usize>)>,
    /// Why; empty when the author gave no reason.
    pub reason: String,
}

impl Ignore {
    /// Reads the body of an `aws-ignore` comment.
    #[must_use]
    pub fn parse(body: &str) -> Self {
        let (codes, reason) = body.split_once(':').unwrap_or((body, ""));
        let mut at = 0;
        let mut found = Vec::new();
        for code in codes.split([',', ' ', '\t', '\n', '\r']) {
            if !code.is_empty() {
                found.push((code.to_owned(), at..at + code.len()));
            }
            at += code.len() + 1;
        }
        Self {
            codes: found,
            reason: reason.trim().to_owned(),
        }
    }
}

/// Our comments in `range` of `text`, which is HTML.
pub(crate) fn find(text: &MappedText, range: Range<usize>) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut at = range.start;
    let bytes = text.as_str().as_bytes();
    while let Some(open) = bytes
        .get(at..range.end)
        .and_then(|rest| memchr::memmem::find(rest, b"<!--"))
        .map(|open| at + open)
    {
        let inside = open + 4;
        let close = bytes
            .get(inside..range.end)
            .and_then(|rest| memchr::memmem::find(rest, b"-->"))
            .map_or(range.end, |close| inside + close);
        let end = (close + 3).min(range.end);
        at = end;
        let Some(content) = text.as_str().get(inside..close) else {
            continue;
        };
        let trimmed = content.trim_start();
        if !trimmed.starts_with("aws-") {
            continue;
        }
        let start = inside + (content.len() - trimmed.len());
        let name_len = trimmed
            .find(|c: char| c.is_whitespace() || c == ':')
            .unwrap_or(trimmed.len());
        let rest = trimmed.part(name_len..);
        let body_start = start + name_len + (rest.len() - rest.trim_start().len());
        comments.push(Comment {
            name: trimmed.part(..name_len).to_owned(),
            body: text.slice(body_start..body_start + rest.trim().len()),
            range: open..end,
            covers: end..end,
        });
    }
    comments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_reason() {
        let ignore = Ignore::parse("env/inline-comment, region/unknown: a lesson: see below");
        let codes: Vec<_> = ignore.codes.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, ["env/inline-comment", "region/unknown"]);
        assert_eq!(ignore.codes[1].1, 20..34);
        assert_eq!(ignore.reason, "a lesson: see below");
        assert_eq!(Ignore::parse("x").reason, "");
    }
}
