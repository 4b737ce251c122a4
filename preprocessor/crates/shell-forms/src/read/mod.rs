//! What a text in fish, PowerShell or for the Windows Command Prompt hands to the programs it calls.
//!
//! Only simple commands are found, wherever they are: what is between them, such as the condition of an
//! `if`, is left out.

mod cmd;
mod fish;
mod powershell;
mod windows;

use std::ops::Range;

use crate::Shell;

pub use powershell::{Version, arguments};

/// A command with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// From its first word to its last.
    pub range: Range<usize>,
    /// Its name, then its arguments.
    pub words: Vec<Word>,
}

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    /// Its place, quotes included.
    pub range: Range<usize>,
    /// Its value, in order.
    pub pieces: Vec<Piece>,
    /// It is one of PowerShell's, after `--%`: its quotes are those of the program.
    pub is_raw: bool,
}

/// A stretch of a word's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The value; what is written, where that is not known.
    pub value: String,
    /// What is written.
    pub source: Range<usize>,
    /// Whether the value is known: it is none of a variable or a substitution.
    pub is_known: bool,
}

impl Word {
    /// The value, if all of it is known.
    #[must_use]
    pub fn literal(&self) -> Option<String> {
        let is_known = self.pieces.iter().all(|piece| piece.is_known);
        is_known.then(|| {
            self.pieces
                .iter()
                .map(|piece| piece.value.as_str())
                .collect()
        })
    }

    fn push(&mut self, value: &str, source: Range<usize>, is_known: bool) {
        match self.pieces.last_mut() {
            // One that is written as it is grows with what follows.
            Some(last)
                if last.is_known
                    && is_known
                    && last.source.end == source.start
                    && last.value.len() == last.source.len()
                    && value.len() == source.len() =>
            {
                last.value.push_str(value);
                last.source.end = source.end;
            }
            _ => self.pieces.push(Piece {
                value: value.to_owned(),
                source,
                is_known,
            }),
        }
    }
}

/// The simple commands of `text`, in the order in which they end. Of bash, none: it has another reader.
#[must_use]
pub fn commands(text: &str, shell: Shell) -> Vec<Command> {
    match shell {
        Shell::Bash => Vec::new(),
        Shell::Fish => fish::commands(text),
        Shell::Powershell => powershell::commands(text),
        Shell::Cmd => cmd::commands(text),
    }
}

/// Commands in commands are read to this depth.
const DEEPEST: usize = 8;

/// A text that is read from left to right.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    /// Skips to the end of the line.
    fn line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// Skips the letters, digits and `_` of a name.
    fn name(&mut self) {
        let rest = self.rest();
        self.at += rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
    }
}

/// Adds a command that has words.
fn add(found: &mut Vec<Command>, words: &mut Vec<Word>) {
    let words = std::mem::take(words);
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        found.push(Command {
            range: first.range.start..last.range.end,
            words,
        });
    }
}

/// Reads the commands of a text to its end, or to the bracket that closes a substitution.
type ReadCommands = fn(&mut Cursor<'_>, usize, bool, &mut Vec<Command>);

/// Reads a substitution, whose bracket is next.
fn substitution(
    cursor: &mut Cursor<'_>,
    depth: usize,
    found: &mut Vec<Command>,
    word: &mut Word,
    start: usize,
    read: ReadCommands,
) {
    cursor.bump();
    if depth == DEEPEST {
        cursor.at = cursor.end;
    } else {
        read(cursor, depth + 1, true, found);
        cursor.bump();
    }
    word.push("$(…)", start..cursor.at, false);
}
