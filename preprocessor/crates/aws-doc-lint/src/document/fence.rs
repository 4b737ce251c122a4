//! The fences of a code block.

use std::ops::Range;

use super::Snippet;

/// A fenced block with the text of its page.
#[derive(Debug, Clone, Copy)]
pub struct Fence<'t> {
    snippet: &'t Snippet,
    page: &'t str,
}

/// Languages whose blocks show fences on purpose.
const MARKDOWN: [&str; 8] = [
    "markdown", "md", "mdx", "mdc", "quarto", "rmd", "qmd", "diff",
];

impl<'t> Fence<'t> {
    /// The fence of a snippet on a page with this text; `None` if it is indented.
    #[must_use]
    pub fn of(snippet: &'t Snippet, page: &'t str) -> Option<Self> {
        snippet.fenced.then_some(Self { snippet, page })
    }

    /// The first line in the block that would open another one with the same marks.
    #[must_use]
    pub fn opening_inside(&self) -> Option<Range<usize>> {
        let opening = self.page.get(self.snippet.range.clone())?;
        let opening = opening.trim_start_matches([' ', '>', '\t']);
        let mark = opening.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = opening.len() - opening.trim_start_matches(mark).len();
        if MARKDOWN.contains(&self.snippet.info.language.as_str()) {
            return None;
        }
        let text = self.snippet.text.as_str();
        let fence: String = std::iter::repeat_n(mark, length).collect();
        // Most blocks hold no fence.
        memchr::memmem::find(text.as_bytes(), fence.as_bytes())?;
        let mut at = 0;
        let mut found = None;
        let mut openings = 0;
        for full in text.split_inclusive('\n') {
            let start = at;
            at += full.len();
            let line = full.trim_end();
            let indent = line.len() - line.trim_start_matches(' ').len();
            let Some(rest) = line.trim_start_matches(' ').strip_prefix(&fence) else {
                continue;
            };
            let language = rest.trim_start_matches(mark).trim_start();
            let is_language = language.starts_with(|c: char| c.is_ascii_alphabetic())
                && !language.contains([mark, '\'', '"', ')', ';']);
            if indent < 4 && is_language {
                openings += 1;
                found.get_or_insert(start + indent..start + line.len());
            }
        }
        // A page of fences within a block that nobody sees as one, as in the source of a comment.
        found.filter(|_| openings <= 8)
    }
}
