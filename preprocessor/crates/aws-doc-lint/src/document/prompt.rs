//! Console sessions: commands after prompts, and what they print.

use spanned_text::Part as _;

/// The text with everything but the commands replaced by spaces, byte for byte.
pub(crate) fn commands_only(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut lines = super::logical_line::Lines::new();
    // Whether the line before is a command that goes on.
    let mut goes_on = false;
    for full in text.split_inclusive('\n') {
        let line = full.trim_end_matches(['\n', '\r']);
        let end = full.part(line.len()..);
        let hidden = if goes_on {
            second_prompt(line)
        } else if let Some(prompt) = prompt(line) {
            lines = super::logical_line::Lines::new();
            prompt
        } else {
            line.len()
        };
        let command = line.part(hidden..);
        if goes_on || hidden < line.len() {
            lines.line(command);
            goes_on = !lines.is_complete();
        }
        shown.extend(std::iter::repeat_n(' ', hidden));
        shown.push_str(command);
        shown.push_str(end);
    }
    shown
}

/// The length of the prompt that a line begins with, the space after it included.
pub fn prompt(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let rest = line.get(indent..)?;
    let mark = if rest.starts_with("$ ") || rest.starts_with("# ") || rest.starts_with("% ") {
        1
    } else if rest.starts_with("PS ") || rest.starts_with("PS>") {
        rest.find("> ")? + 1
    } else {
        return named_prompt(rest).map(|length| indent + length);
    };
    let space = rest.get(mark..)?;
    Some(indent + mark + (space.len() - space.trim_start_matches(' ').len()))
}

/// `user@host:~$ ` and `[user@host dir]$ `.
fn named_prompt(line: &str) -> Option<usize> {
    let (before, mark) = [("$ "), ("# ")]
        .into_iter()
        .filter_map(|mark| line.find(mark).map(|at| (at, mark)))
        .min()?;
    let name = line.get(..before)?;
    let host = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .unwrap_or(name);
    let (user, place) = host.split_once('@')?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let known = !user.is_empty()
        && user.chars().all(plain)
        && place
            .chars()
            .all(|c| plain(c) || matches!(c, ':' | '~' | '/' | ' '));
    known.then_some(before + mark.len())
}

/// The length of the `> ` that some terminals print before a continued line.
pub fn second_prompt(line: &str) -> usize {
    if line.starts_with("> ") { 2 } else { 0 }
}
