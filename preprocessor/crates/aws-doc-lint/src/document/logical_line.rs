//! Logical lines: what the shell reads before it does anything, put together from the lines of
//! the text by backslashes, open quotes and heredocs.

use spanned_text::Part as _;

/// What a line leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// The line ends in a backslash.
    Continued,
    Quote(u8),
}

/// Follows the quoting of a script line by line.
#[derive(Debug)]
pub struct Lines {
    open: Open,
    /// The words that end the heredocs whose bodies follow, first in first out.
    heredocs: Vec<(String, bool)>,
}

impl Default for Lines {
    fn default() -> Self {
        Self::new()
    }
}

impl Lines {
    /// Before the first line.
    #[must_use]
    pub fn new() -> Self {
        Lines {
            open: Open::Nothing,
            heredocs: Vec::new(),
        }
    }

    /// Reads one line, without its end. Afterwards [`Lines::is_complete`] says whether the
    /// next one belongs to it.
    pub fn line(&mut self, line: &str) {
        if self.open == Open::Nothing
            && let Some((end, tabs)) = self.heredocs.first()
        {
            let text = if *tabs {
                line.trim_start_matches('\t')
            } else {
                line
            };
            if text == end {
                self.heredocs.remove(0);
            }
            return;
        }
        self.scan(line);
    }

    /// Nothing is left open.
    pub fn is_complete(&self) -> bool {
        self.open == Open::Nothing && self.heredocs.is_empty()
    }

    fn scan(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let byte = |at: usize| bytes.get(at).copied();
        let mut quote = match self.open {
            Open::Quote(quote) => Some(quote),
            _ => None,
        };
        let mut at = 0;
        self.open = Open::Nothing;
        while let Some(current) = byte(at) {
            match (quote, current) {
                (Some(b'\''), b'\'') | (Some(b'"'), b'"') => quote = None,
                (Some(b'\''), _) => {}
                (_, b'\\') => {
                    if at + 1 == bytes.len() {
                        self.open = Open::Continued;
                    }
                    at += 1;
                }
                (Some(_), _) => {}
                (None, b'\'' | b'"') => quote = Some(current),
                (None, b'#')
                    if at == 0 || byte(at - 1).is_some_and(|b| b.is_ascii_whitespace()) =>
                {
                    break;
                }
                (None, b'<') if byte(at + 1) == Some(b'<') => {
                    if byte(at + 2) == Some(b'<') {
                        at += 2;
                    } else {
                        at = self.heredoc(line, at + 2);
                        continue;
                    }
                }
                (None, _) => {}
            }
            at += 1;
        }
        if let Some(quote) = quote {
            self.open = Open::Quote(quote);
        }
    }

    /// Reads the word that ends a heredoc; `at` is after the `<<`.
    fn heredoc(&mut self, line: &str, at: usize) -> usize {
        let rest = line.part(at..);
        let tabs = rest.starts_with('-');
        let word_at = rest
            .char_indices()
            .find(|(offset, c)| !(c.is_whitespace() || (*offset == 0 && *c == '-')))
            .map_or(rest.len(), |(offset, _)| offset);
        let word = rest.part(word_at..);
        let length = word
            .find(|c: char| c.is_whitespace() || matches!(c, ';' | '|' | '&' | '>' | '<' | ')'))
            .unwrap_or(word.len());
        let end: String = word
            .chars()
            .take_while(|c| !c.is_whitespace())
            .take(length)
            .filter(|c| !matches!(c, '\'' | '"' | '\\'))
            .collect();
        if !end.is_empty()
            && end
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        {
            self.heredocs.push((end, tabs));
        }
        at + word_at + length
    }
}

/// The logical lines of a script.
pub(crate) fn logical_lines(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = first(text, start).unwrap_or(text.len());
        found.push(start..end);
        start = end;
    }
    found
}

/// The end of the logical line that begins at `start`; none if the text ends before it does.
pub fn first(text: &str, start: usize) -> Option<usize> {
    let mut lines = Lines::new();
    let mut end = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        lines.line(line.trim_end_matches(['\n', '\r']));
        end += line.len();
        if lines.is_complete() {
            return Some(end);
        }
    }
    None
}
