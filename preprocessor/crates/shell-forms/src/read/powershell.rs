//! Reads PowerShell.

use super::windows::{self, Unit};
use super::{Command, Cursor, Word, add, substitution};

/// A version of PowerShell on Windows, by how it hands arguments to programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Windows PowerShell 5.1, and PowerShell before 7.3.
    V5,
    /// PowerShell from 7.3 on.
    V7,
}

/// What a program receives of the words of a command in PowerShell; `None` when a word is not known.
///
/// Windows PowerShell puts quotes around an argument with blanks, and escapes nothing in it.
#[must_use]
pub fn arguments(command: &Command, version: Version) -> Option<Vec<String>> {
    let mut line = String::new();
    let mut values = Vec::new();
    for word in command.words.iter().filter(|word| !word.is_raw) {
        let value = word.literal()?;
        match version {
            Version::V7 => values.push(value),
            Version::V5 if value.is_empty() => {}
            Version::V5 if value.contains(char::is_whitespace) => {
                line.push_str(&format!("\"{value}\" "));
            }
            Version::V5 => line.push_str(&format!("{value} ")),
        }
    }
    values.extend(windows::values(&line));
    let raw = command.words.iter().filter(|word| word.is_raw);
    values.extend(raw.filter_map(Word::literal));
    Some(values)
}

pub(super) fn commands(text: &str) -> Vec<Command> {
    let mut found = Vec::new();
    let mut cursor = Cursor {
        text,
        at: 0,
        end: text.len(),
    };
    read(&mut cursor, 0, false, &mut found);
    found
}

/// Reads to the end, or to the bracket that closes a substitution.
fn read(cursor: &mut Cursor<'_>, depth: usize, is_inner: bool, found: &mut Vec<Command>) {
    let mut words: Vec<Word> = Vec::new();
    // What begins with a quote, a bracket or a variable is an expression, no command.
    let mut is_expression = false;
    let mut is_file = false;
    while let Some(c) = cursor.peek() {
        match c {
            ' ' | '\t' | '\r' => {
                cursor.bump();
            }
            '`' if matches!(cursor.second(), Some('\n' | '\r')) => {
                cursor.bump();
                cursor.line();
                cursor.bump();
            }
            ')' if is_inner => break,
            '\n' | ';' | '|' | '{' | '}' | ')' => {
                cursor.bump();
                is_file = false;
                end(found, &mut words, &mut is_expression);
            }
            '&' => {
                cursor.bump();
                if cursor.peek() == Some('&') {
                    cursor.bump();
                    end(found, &mut words, &mut is_expression);
                }
            }
            '#' => cursor.line(),
            '=' if words.len() == 1 && is_expression => {
                // `$name = command`
                cursor.bump();
                words.clear();
                is_expression = false;
            }
            '@' if matches!(cursor.second(), Some('\'' | '"')) && words.is_empty() => {
                here_string(cursor);
                is_expression = true;
            }
            '>' | '<' => {
                cursor.bump();
                is_file = cursor.peek() != Some('>');
            }
            '2' if cursor.second() == Some('>') => {
                cursor.bump();
            }
            _ if cursor.starts_with("--%") => {
                cursor.at += 3;
                raw(cursor, &mut words);
            }
            _ => {
                is_expression |=
                    words.is_empty() && matches!(c, '\'' | '"' | '(' | '$' | '@' | '[');
                let word = word(cursor, depth, found);
                if !std::mem::take(&mut is_file) {
                    words.push(word);
                }
            }
        }
    }
    end(found, &mut words, &mut is_expression);
}

fn end(found: &mut Vec<Command>, words: &mut Vec<Word>, is_expression: &mut bool) {
    if std::mem::take(is_expression) {
        words.clear();
    }
    add(found, words);
}

/// What is behind `--%`: the program's own command line, to the end of the line or a pipe.
fn raw(cursor: &mut Cursor<'_>, words: &mut Vec<Word>) {
    let rest = cursor.rest();
    let mut inside = false;
    let length = rest
        .find(|c: char| {
            inside ^= c == '"';
            c == '\n' || (c == '|' && !inside)
        })
        .unwrap_or(rest.len());
    let line = rest.get(..length).unwrap_or_default();
    let units: Vec<Unit> = line
        .char_indices()
        .filter(|(_, c)| *c != '\r')
        .map(|(at, c)| Unit::of(c, cursor.at + at))
        .collect();
    words.extend(windows::split(&units).into_iter().map(|word| Word {
        is_raw: true,
        ..word
    }));
    cursor.at += length;
}

/// `@'…'@`
fn here_string(cursor: &mut Cursor<'_>) {
    let end = if cursor.second() == Some('"') {
        "\n\"@"
    } else {
        "\n'@"
    };
    let rest = cursor.rest();
    cursor.at += rest.find(end).map_or(rest.len(), |at| at + end.len());
}

fn word(cursor: &mut Cursor<'_>, depth: usize, found: &mut Vec<Command>) -> Word {
    let start = cursor.at;
    let mut word = Word::default();
    let mut quote = None;
    while let Some(c) = cursor.peek() {
        let at = cursor.at;
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                cursor.bump();
            }
            (_, Some(open)) if c == open => {
                cursor.bump();
                if cursor.peek() == Some(open) {
                    cursor.bump();
                    word.push(open.encode_utf8(&mut [0; 4]), at..cursor.at, true);
                } else {
                    quote = None;
                }
            }
            ('`', None | Some('"')) => {
                cursor.bump();
                let Some(next) = cursor.bump() else {
                    break;
                };
                let value = match next {
                    'n' => '\n',
                    't' => '\t',
                    '0' => '\0',
                    other => other,
                };
                word.push(value.encode_utf8(&mut [0; 4]), at..cursor.at, true);
            }
            ('$', None | Some('"')) if cursor.second() == Some('(') => {
                cursor.bump();
                substitution(cursor, depth, found, &mut word, at, read);
            }
            ('@', None) if at == start => {
                // A variable whose items are arguments.
                cursor.bump();
                cursor.name();
                let name = cursor.text.get(at..cursor.at).unwrap_or_default();
                word.push(name, at..cursor.at, false);
            }
            ('(', None) => substitution(cursor, depth, found, &mut word, at, read),
            ('$', None | Some('"')) => {
                cursor.bump();
                if cursor.peek() == Some('{') {
                    let rest = cursor.rest();
                    cursor.at += rest.find('}').map_or(rest.len(), |end| end + 1);
                } else {
                    cursor.name();
                    let name = cursor.text.get(at..cursor.at).unwrap_or_default();
                    if name.eq_ignore_ascii_case("$env") && cursor.peek() == Some(':') {
                        cursor.bump();
                        cursor.name();
                    }
                }
                let name = cursor.text.get(at..cursor.at).unwrap_or_default();
                word.push(name, at..cursor.at, name == "$");
            }
            (' ' | '\t' | '\r' | '\n' | ';' | '|' | '&' | '<' | '>' | ')' | '}' | '{', None) => {
                // A bracket in a word is a part of it, as in `@{`.
                if at == start {
                    cursor.bump();
                }
                break;
            }
            (',', None) => {
                // A list becomes several arguments.
                cursor.bump();
                word.push(",", at..cursor.at, false);
            }
            _ => {
                cursor.bump();
                word.push(c.encode_utf8(&mut [0; 4]), at..cursor.at, true);
            }
        }
    }
    word.range = start..cursor.at;
    word
}
