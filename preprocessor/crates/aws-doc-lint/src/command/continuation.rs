//! Commands that seem to go on in the next line, but do not.

use std::ops::Range;

use spanned_text::Part as _;

/// The end of a line where a command ends by mistake.
pub(crate) struct Cut {
    /// What to point at.
    pub(crate) end: Range<usize>,
    /// What the right end of the line replaces.
    pub(crate) replaced: Range<usize>,
    pub(crate) has_backslash: bool,
}

/// How far before and behind the end of a command its line is looked at, in bytes.
const NEAR: usize = 2_000;

/// Looks at the line in which a command's last word ends, at `end`.
pub(crate) fn cut(text: &str, end: usize) -> Option<Cut> {
    // Of a very long line with many commands only what is near the end of this one counts.
    let near = text.floor_char_boundary(end.saturating_sub(NEAR));
    let before = text.get(near..end)?;
    let start = near + before.rfind('\n').map_or(0, |at| at + 1);
    let after = text.part(end..text.ceil_char_boundary(end.saturating_add(NEAR)));
    let line_end = match after.find('\n') {
        Some(at) => end + at,
        None if end + after.len() == text.len() => text.len(),
        None => return None,
    };
    let line = text.get(start..line_end)?;
    let (line_end, rest) = (start + line.len(), text.get(start + line.len()..)?);
    let next = rest.strip_prefix('\n')?.split('\n').next()?.trim_start();
    let is_option = next
        .strip_prefix("--")
        .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    if !is_option {
        return None;
    }
    let line = line.strip_suffix('\r').unwrap_or(line);
    let line_end = line_end.min(start + line.len());
    let bare = line.trim_end_matches([' ', '\t']);
    let bare_end = start + bare.len();
    if let Some(before) = bare.strip_suffix('\\') {
        // Nothing after the backslash, or an escaped backslash: not what is meant here.
        if bare_end == line_end || before.ends_with('\\') {
            return None;
        }
        let backslash = bare_end - 1;
        return Some(Cut {
            end: backslash..line_end,
            replaced: backslash..line_end,
            has_backslash: true,
        });
    }
    // Only the command itself may precede the end of the line.
    if bare_end > end || bare.ends_with("...") || bare.ends_with('…') {
        return None;
    }
    let last = bare.chars().next_back()?;
    Some(Cut {
        end: bare_end - last.len_utf8()..bare_end,
        replaced: bare_end..line_end,
        has_backslash: false,
    })
}
