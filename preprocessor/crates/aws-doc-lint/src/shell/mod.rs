//! Shell scripts: the simple commands in them, word by word.
//!
//! Plain commands are read here. Everything else is left to a [`Grammar`], which lives in a crate of its
//! own because it is C code; without one, lines that are not plain count as unparsed. What a quoted word
//! means, and the place of each byte of it, is worked out in [`Word`].

mod heredoc;
mod other;
mod placeholder;
mod plain;
mod word;

use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::Range;

use spanned_text::Part as _;

pub use heredoc::Heredoc;
pub use other::parse_other;
pub use placeholder::placeholders;
pub use word::Word;

/// A grammar of the shell language.
pub trait Grammar: Debug + Sync {
    /// Reads a part of a script; `None` if it has a mistake. Positions are bytes of `source`.
    fn parse(&self, source: &str) -> Option<Parsed>;
}

/// What a [`Grammar`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The simple commands, in the order in which they begin.
    pub commands: Vec<ParsedCommand>,
    /// The heredocs, in order.
    pub heredocs: Vec<Heredoc>,
}

/// A simple command that a [`Grammar`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedCommand {
    /// From its first word, or an assignment before it, to its last.
    pub range: Range<usize>,
    /// Its name and arguments, without redirections. Never empty.
    pub words: Vec<ParsedWord>,
}

/// A word that a [`Grammar`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedWord {
    /// The word.
    pub range: Range<usize>,
    /// The outermost expansions and substitutions in it.
    pub expansions: Vec<Range<usize>>,
}

/// How a text shows its commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Every line is part of a script.
    Script,
    /// Commands follow prompts; other lines are what they print.
    Console,
}

/// What a shell text holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// How its commands are shown.
    pub dialect: Dialect,
    /// The simple commands, also those inside of pipes, loops and substitutions, in the order
    /// in which they begin.
    pub commands: Vec<SimpleCommand>,
    /// The heredocs.
    pub heredocs: Vec<Heredoc>,
    /// Lines that no shell reads, mostly because a quote is not closed. Nothing of them is in
    /// `commands`.
    pub unparsed: Vec<Range<usize>>,
}

/// One command with its arguments, as `aws s3 ls`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimpleCommand {
    /// From its first word (or assignment before it) to its last.
    pub range: Range<usize>,
    /// The name of the command, then its arguments. Redirections are left out.
    pub words: Vec<Word>,
}

/// Reads the commands of a text. Positions are bytes of `text`.
#[must_use]
pub fn parse(text: &str, dialect: Dialect, grammar: Option<&dyn Grammar>) -> Script {
    read(text, dialect, grammar, |reader, script| {
        reader.read_all(script)
    })
}

/// Reads as [`parse`] does, but leaves plain commands to the grammar too. Tests compare the two.
#[must_use]
pub fn parse_by_grammar(text: &str, dialect: Dialect, grammar: &dyn Grammar) -> Script {
    read(text, dialect, Some(grammar), |reader, script| {
        reader.read_from(0, script)
    })
}

fn read(
    text: &str,
    dialect: Dialect,
    grammar: Option<&dyn Grammar>,
    how: impl Fn(&Reader<'_>, &mut Script),
) -> Script {
    let mut script = Script {
        dialect,
        commands: Vec::new(),
        heredocs: Vec::new(),
        unparsed: Vec::new(),
    };
    let shown = placeholder::with_backslashes(text);
    let shown = match dialect {
        Dialect::Script => shown,
        Dialect::Console => Cow::Owned(crate::document::prompt::commands_only(&shown)),
    };
    let placeholders = placeholders(&shown);
    let masked = placeholder::mask(&shown, &placeholders);
    let reader = Reader {
        grammar,
        text,
        masked: &masked,
        placeholders: &placeholders,
    };
    how(&reader, &mut script);
    script
}

struct Reader<'t> {
    grammar: Option<&'t dyn Grammar>,
    text: &'t str,
    /// As long as `text`, with placeholders and output blotted out.
    masked: &'t str,
    placeholders: &'t [Range<usize>],
}

impl Reader<'_> {
    fn read_all(&self, script: &mut Script) {
        let mut at = 0;
        while at < self.masked.len() {
            if let Some(line) = plain::line(self.masked, at) {
                script.commands.extend(self.plain(&line));
                at = line.end;
                continue;
            }
            // A command that is complete in itself means the same alone. One that is not, or only
            // seems so, as a heredoc's may, takes all that follows with it.
            let Some(end) = crate::document::logical_line::first(self.masked, at) else {
                break;
            };
            let Some(line) = self.masked.get(at..end) else {
                break;
            };
            let is_command = line
                .trim_start()
                .starts_with(|c: char| c.is_ascii_alphabetic());
            if !is_command || line.contains("<<") || !self.read(at..end, script) {
                break;
            }
            at = end;
        }
        self.read_from(at, script);
    }

    fn plain(&self, line: &plain::Line) -> Option<SimpleCommand> {
        let range = line.words.first()?.start..line.words.last()?.end;
        let words = line.words.iter().cloned();
        Some(SimpleCommand {
            range,
            words: words
                .map(|word| Word::decode(self.text, word, &[], self.placeholders))
                .collect(),
        })
    }

    /// Reads all from `start` on by the grammar.
    fn read_from(&self, start: usize, script: &mut Script) {
        if start == self.text.len() || self.read(start..self.text.len(), script) {
            return;
        }
        // One bad line must not hide the others.
        let rest = self.masked.part(start..);
        for line in crate::document::logical_line::logical_lines(rest) {
            let line = start + line.start..start + line.end;
            let blank = self
                .masked
                .get(line.clone())
                .is_none_or(|line| line.bytes().all(|byte| byte.is_ascii_whitespace()));
            if !blank && !self.read(line.clone(), script) {
                script.unparsed.push(line);
            }
        }
    }

    /// Adds the commands of a part of the text; false, and nothing added, if it has mistakes.
    fn read(&self, part: Range<usize>, script: &mut Script) -> bool {
        let source = self.masked.get(part.clone());
        let parsed = source
            .zip(self.grammar)
            .and_then(|(source, grammar)| grammar.parse(source));
        let Some(parsed) = parsed else {
            return false;
        };
        let base = part.start;
        for command in parsed.commands {
            script.commands.push(SimpleCommand {
                range: shift(&command.range, base),
                words: self.decode(&command.words, base),
            });
        }
        let heredocs = parsed.heredocs.into_iter();
        script
            .heredocs
            .extend(heredocs.map(|heredoc| heredoc.shifted(base)));
        true
    }

    /// Reads the words. Where only an escaped line end is between two, the shell
    /// sees one.
    fn decode(&self, words: &[ParsedWord], base: usize) -> Vec<Word> {
        let mut parts: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
        for word in words {
            let range = shift(&word.range, base);
            let between = parts
                .last()
                .and_then(|(last, _)| self.masked.get(last.end..range.start));
            if between != Some("\\\n") {
                parts.push((range.clone(), Vec::new()));
            }
            if let Some((joined, expansions)) = parts.last_mut() {
                joined.end = range.end;
                expansions.extend(word.expansions.iter().map(|range| shift(range, base)));
            }
        }
        parts
            .into_iter()
            .map(|(range, expansions)| {
                Word::decode(self.text, range, &expansions, self.placeholders)
            })
            .collect()
    }
}

fn shift(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}
