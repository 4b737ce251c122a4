//! Heredocs: texts that a script writes into files or hands to commands.

use std::ops::Range;

use tree_sitter::Node;

use super::expansions_of;
use spanned_text::text::MappedText;

/// `<<EOF`, some lines, `EOF`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// Its lines in the script, without the one that ends it.
    pub body: Range<usize>,
    /// The file that it is written into, as the script names it, quotes included.
    pub target: Option<Range<usize>>,
    /// Expansions happen in it: its delimiter is not quoted.
    expands: bool,
    /// Tabs before its lines are left out: `<<-`.
    strips_tabs: bool,
    /// Where its expansions stand.
    expansions: Vec<Range<usize>>,
}

impl Heredoc {
    /// Reads the node of a `heredoc_redirect`, whose parent is `statement`. `source` is what was
    /// parsed, which stands at `base` in the script.
    pub(super) fn read(
        node: Node<'_>,
        statement: Option<&Node<'_>>,
        source: &str,
        base: usize,
    ) -> Option<Self> {
        let mut cursor = node.walk();
        let mut found = Heredoc {
            body: 0..0,
            target: None,
            expands: true,
            strips_tabs: false,
            expansions: Vec::new(),
        };
        let text = |node: Node<'_>| source.get(node.byte_range()).unwrap_or_default();
        let mut body = None;
        for child in node.children(&mut cursor) {
            match child.kind() {
                "<<-" => found.strips_tabs = true,
                "heredoc_start" => found.expands = !text(child).contains(['\'', '"', '\\']),
                "heredoc_body" => body = Some(child),
                _ => {}
            }
        }
        let body = body?;
        // The grammar's node may begin behind what begins the first line.
        let start = source.get(..body.start_byte())?;
        let start = start.rfind('\n').map_or(0, |at| at + 1);
        found.body = base + start..base + body.end_byte();
        if found.expands {
            expansions_of(body, base, &mut found.expansions);
        }
        found.target =
            target(node, statement, source).map(|range| base + range.start..base + range.end);
        Some(found)
    }

    /// What is written, as a text that knows its place; `script` is the whole script. What an
    /// expansion gives stands in it as `<value>`, as placeholders are written.
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
            let rest = whole.get(at..self.body.end).unwrap_or_default();
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
                        let value = rest.get(1..2).unwrap_or_default();
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

/// The file that the text of a heredoc goes to: that of a redirection beside it, or of `tee`.
fn target(node: Node<'_>, statement: Option<&Node<'_>>, source: &str) -> Option<Range<usize>> {
    let mut files = Vec::new();
    let mut commands = Vec::new();
    for parent in [Some(&node), statement].into_iter().flatten() {
        let mut cursor = parent.walk();
        for child in parent.children(&mut cursor) {
            match child.kind() {
                "file_redirect" => files.extend(written_file(child, source)),
                "command" => commands.push(child),
                "pipeline" => {
                    let mut inner = child.walk();
                    commands.extend(child.children(&mut inner));
                }
                _ => {}
            }
        }
    }
    files.into_iter().next().or_else(|| {
        commands
            .into_iter()
            .find_map(|command| tee_file(command, source))
    })
}

/// The file of `> file` and `>> file`.
fn written_file(redirect: Node<'_>, source: &str) -> Option<Range<usize>> {
    let operator = redirect.child(0)?.kind();
    let file = redirect.child_by_field_name("destination")?;
    let is_written = matches!(operator, ">" | ">>" | ">|");
    let range = file.byte_range();
    (is_written && source.get(range.clone()) != Some("/dev/null")).then_some(range)
}

/// The file of `tee file`, `sudo tee -a file`.
fn tee_file(command: Node<'_>, source: &str) -> Option<Range<usize>> {
    let mut cursor = command.walk();
    let mut words = command
        .named_children(&mut cursor)
        .map(|word| word.byte_range())
        .skip_while(|range| source.get(range.clone()) != Some("tee"))
        .skip(1);
    words.find(|range| {
        source
            .get(range.clone())
            .is_some_and(|word| !word.starts_with('-'))
    })
}
