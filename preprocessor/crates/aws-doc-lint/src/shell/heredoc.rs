//! Heredocs: texts that a script writes into files or hands to commands.

use std::ops::Range;

use spanned_text::Part as _;
use spanned_text::text::MappedText;

/// `<<EOF`, some lines, `EOF`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// Its lines in the script, without the one that ends it.
    pub body: Range<usize>,
    /// The file that it is written into, as the script names it, quotes included.
    pub target: Option<Range<usize>>,
    /// Expansions happen in it: its delimiter is not quoted.
    pub expands: bool,
    /// Tabs before its lines are left out: `<<-`.
    pub strips_tabs: bool,
    /// The places of its expansions.
    pub expansions: Vec<Range<usize>>,
}

impl Heredoc {
    /// The same heredoc in a text in which it is `by` bytes further on.
    pub(super) fn shifted(mut self, by: usize) -> Self {
        let shift = |range: &mut Range<usize>| *range = super::shift(range, by);
        shift(&mut self.body);
        self.target.iter_mut().for_each(shift);
        self.expansions.iter_mut().for_each(shift);
        self
    }

    /// What is written, as a text that knows its place; `script` is the whole script. What an
    /// expansion gives appears in it as `<value>`, as placeholders are written.
    #[must_use]
    pub fn text(&self, script: &MappedText) -> MappedText {
        let mut written = MappedText::new();
        let mut expansions = self.expansions.iter().peekable();
        let mut at = self.body.start;
        let whole = script.as_str();
        while at < self.body.end {
            if let Some(found) = expansions.next_if(|found| found.start <= at) {
                if found.end > at {
                    written.push_for("<value>", script, found.clone());
                    at = found.end;
                }
                continue;
            }
            let rest = whole.part(at..self.body.end);
            let is_line_start = whole.get(..at).is_some_and(|text| text.ends_with('\n'));
            if self.strips_tabs && is_line_start && rest.starts_with('\t') {
                at += rest.len() - rest.trim_start_matches('\t').len();
                continue;
            }
            if self.expands && rest.starts_with('\\') {
                let escaped = rest.get(1..).and_then(|rest| rest.chars().next());
                match escaped {
                    Some('\n') => at += 2,
                    Some('$' | '`' | '\\') => {
                        let value = rest.part(1..2);
                        written.push_for(value, script, at..at + 2);
                        at += 2;
                    }
                    _ => {
                        written.push_slice(script, at..at + 1);
                        at += 1;
                    }
                }
                continue;
            }
            // To what is next of interest.
            let next = expansions.peek().map_or(self.body.end, |found| found.start);
            let plain = rest.get(..next.saturating_sub(at)).unwrap_or(rest);
            let mut length = plain.len();
            if self.expands
                && let Some(escape) = memchr::memchr(b'\\', plain.as_bytes())
            {
                length = length.min(escape);
            }
            if self.strips_tabs
                && let Some(line) = memchr::memchr(b'\n', plain.as_bytes())
            {
                length = length.min(line + 1);
            }
            let end = at + length.max(1);
            written.push_slice(script, at..end);
            at = end;
        }
        written
    }
}
