//! Reads what is typed into the Windows Command Prompt.

use super::windows::{Unit, split};
use super::{Command, Word};

/// Commands of the prompt itself. Some run a program that is not looked for here.
const NOT_READ: &[&str] = &["rem", "::", "if", "set", "echo", "("];

pub(super) fn commands(text: &str) -> Vec<Command> {
    let mut found = Vec::new();
    let mut line: Vec<Unit> = Vec::new();
    let mut inside = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => {
                inside = !inside;
                line.push(Unit::of(c, at));
            }
            '\n' => {
                inside = false;
                command(text, &line, &mut found);
                line.clear();
            }
            '^' if !inside => match characters.next() {
                Some((_, '\n')) => {
                    // The first character of the next line is taken as it is.
                    if let Some((at, next)) = characters.next_if(|(_, next)| *next != '"') {
                        line.push(Unit::of(next, at));
                    }
                }
                Some((_, '\r')) => {
                    characters.next_if(|(_, next)| *next == '\n');
                }
                Some((next_at, next)) => {
                    let mut unit = Unit::of(next, next_at);
                    unit.source.start = at;
                    line.push(unit);
                }
                None => {}
            },
            '&' | '|' if !inside => {
                command(text, &line, &mut found);
                line.clear();
            }
            '%' => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let name = rest.split(['%', '\n']).next().unwrap_or_default();
                let is_closed = rest
                    .get(name.len()..)
                    .is_some_and(|rest| rest.starts_with('%'));
                let is_name = !name.is_empty()
                    && name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "_:~,()".contains(c));
                if is_closed && is_name {
                    let end = at + name.len() + 2;
                    line.push(Unit {
                        text: text.get(at..end).unwrap_or_default().to_owned(),
                        source: at..end,
                        is_known: false,
                    });
                    while characters.next_if(|(next, _)| *next < end).is_some() {}
                } else {
                    // The variable of a `for`, or a per cent sign.
                    line.push(Unit {
                        is_known: false,
                        ..Unit::of(c, at)
                    });
                }
            }
            '\r' => {}
            _ => line.push(Unit::of(c, at)),
        }
    }
    command(text, &line, &mut found);
    found
}

fn command(text: &str, line: &[Unit], found: &mut Vec<Command>) {
    let is_blank = |unit: &&Unit| matches!(unit.text.as_str(), " " | "\t" | "@" | "(");
    let begin = line.iter().take_while(is_blank).count();
    let mut line = line.get(begin..).unwrap_or_default().to_vec();
    // Redirections end what the program sees.
    let mut inside = false;
    let end = line.iter().position(|unit| {
        inside ^= unit.text == "\"";
        !inside && unit.source.len() == 1 && matches!(unit.text.as_str(), "<" | ">")
    });
    if let Some(end) = end {
        let digit = end.checked_sub(1).and_then(|at| line.get(at));
        let has_digit = digit.is_some_and(|unit| matches!(unit.text.as_str(), "1" | "2"));
        line.truncate(end - usize::from(has_digit));
    }
    let words: Vec<Word> = split(&line);
    let first = words.first().and_then(Word::literal).unwrap_or_default();
    let first = first.to_ascii_lowercase();
    if first == "for" {
        in_for(text, &line, found);
        return;
    }
    let is_read = !NOT_READ
        .iter()
        .any(|name| first == *name || first.starts_with("set "));
    if let (Some(begin), Some(end)) = (words.first(), words.last())
        && is_read
    {
        found.push(Command {
            range: begin.range.start..end.range.end,
            words,
        });
    }
}

/// The command in `for /f … in ('…') do …`, and the one behind `do`.
fn in_for(text: &str, line: &[Unit], found: &mut Vec<Command>) {
    let place = |what: &str| {
        let (start, end) = (line.first()?.source.start, line.last()?.source.end);
        Some(start + text.get(start..end)?.find(what)? + what.len())
    };
    let inner = |start: usize, end: usize| -> Vec<Unit> {
        let inside = line
            .iter()
            .filter(|unit| unit.source.start >= start && unit.source.end <= end);
        inside.cloned().collect()
    };
    let Some(behind) = place(" do ") else {
        return;
    };
    if let (Some(start), Some(end)) = (place("('"), place("')"))
        && start < end
    {
        command(text, &inner(start, end - 2), found);
    }
    command(text, &inner(behind, usize::MAX), found);
}
