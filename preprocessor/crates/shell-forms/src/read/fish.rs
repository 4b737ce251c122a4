//! Reads fish.

use super::{Command, Cursor, Word, add, substitution};

/// Words after which another command begins.
const BEFORE_COMMANDS: &[&str] = &["and", "or", "not", "begin", "else", "if", "while"];

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
    // The next word is the file of a redirection.
    let mut is_file = false;
    while let Some(c) = cursor.peek() {
        match c {
            ' ' | '\t' => {
                cursor.bump();
            }
            '\\' if cursor.second() == Some('\n') => cursor.at += 2,
            ')' if is_inner => break,
            '\n' | ';' | '|' | '&' | ')' => {
                cursor.bump();
                is_file = false;
                add(found, &mut words);
            }
            '#' => cursor.line(),
            '>' | '<' => {
                cursor.bump();
                is_file = cursor.peek() != Some('>');
            }
            '2' if cursor.second() == Some('>') => {
                cursor.at += 1;
            }
            _ => {
                let word = word(cursor, depth, found);
                if std::mem::take(&mut is_file) {
                    continue;
                }
                let is_before = words.is_empty()
                    && word
                        .literal()
                        .is_some_and(|text| BEFORE_COMMANDS.contains(&text.as_str()));
                // `NAME=value` before a command is none of its words.
                let is_assignment = words.is_empty()
                    && word.pieces.first().is_some_and(|piece| {
                        piece.value.split_once('=').is_some_and(|(name, _)| {
                            !name.is_empty()
                                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                        })
                    });
                if !is_before && !is_assignment {
                    words.push(word);
                }
            }
        }
    }
    add(found, &mut words);
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
                quote = None;
                cursor.bump();
            }
            ('$', None | Some('"')) if cursor.second() == Some('(') => {
                cursor.bump();
                substitution(cursor, depth, found, &mut word, at, read);
            }
            ('(', None) => substitution(cursor, depth, found, &mut word, at, read),
            ('$', None | Some('"')) => {
                cursor.bump();
                cursor.name();
                let name = cursor.text.get(at..cursor.at).unwrap_or_default();
                word.push(name, at..cursor.at, name == "$");
            }
            ('\\', _) => {
                let next = cursor.second();
                let is_escape = match quote {
                    None => true,
                    Some('\'') => matches!(next, Some('\\' | '\'')),
                    Some(_) => matches!(next, Some('\\' | '"' | '$' | '\n')),
                };
                cursor.bump();
                match next.filter(|_| is_escape) {
                    Some('\n') => {
                        cursor.bump();
                    }
                    Some(next) => {
                        cursor.bump();
                        let next = match (quote, next) {
                            (None, 'n') => '\n',
                            (None, 't') => '\t',
                            _ => next,
                        };
                        word.push(next.encode_utf8(&mut [0; 4]), at..cursor.at, true);
                    }
                    None => word.push("\\", at..cursor.at, true),
                }
            }
            (' ' | '\t' | '\n' | ';' | '|' | '&' | '<' | '>' | ')', None) => break,
            _ => {
                cursor.bump();
                word.push(c.encode_utf8(&mut [0; 4]), at..cursor.at, true);
            }
        }
    }
    word.range = start..cursor.at;
    word
}
