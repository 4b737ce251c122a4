//! Bash: `set -a; source .env`.

use super::{OnFault, Reading, shell_name_len, skip_while};
use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;

/// Reads as bash does: the file is a script. What is not an assignment is run.
pub(super) fn read(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let mut at = 0;
    while at < text.len() {
        at = skip_while(text, at, |c| matches!(c, ' ' | '\t' | '\n'));
        match text.as_bytes().get(at) {
            None => break,
            Some(b'#') => at = super::find_byte(text, b'\n', at),
            Some(_) => at = command(&mut reading, text, at),
        }
    }
    reading
}

/// What stops the reading of a command.
enum Stop {
    /// A quote or `${` that nothing closes.
    Unclosed,
    /// Anything whose effect the model does not follow.
    Unclear,
    /// Something is executed, or the line redirected.
    Runs,
}

struct Word<'t> {
    raw: Range<usize>,
    /// The name before `=`, if the word is an assignment.
    name: Option<Range<usize>>,
    value: Cow<'t, str>,
}

fn command<'t>(reading: &mut Reading<'t>, text: &'t str, start: usize) -> usize {
    let line_end = super::find_byte(text, b'\n', start);
    let mut words: Vec<Word<'t>> = Vec::new();
    let mut at = start;
    let end = loop {
        at = skip_while(text, at, |c| c == ' ' || c == '\t');
        let rest = text.part(at..);
        if rest.starts_with("\\\n") {
            at += 2;
            continue;
        }
        if rest.is_empty() || rest.starts_with('\n') {
            break at;
        }
        if rest.starts_with('#') {
            break super::find_byte(text, b'\n', at);
        }
        if rest.starts_with(';') {
            if words.is_empty() || rest.starts_with(";;") {
                reading.fault(
                    start..line_end,
                    OnFault::RefusesFile,
                    "finds a syntax error",
                );
                return line_end;
            }
            break at + 1;
        }
        match word(text, at, reading) {
            Ok(word) => {
                at = word.raw.end;
                words.push(word);
            }
            Err(stop) => {
                let (effect, reason) = match stop {
                    Stop::Unclosed => (OnFault::RefusesFile, "finds no closing quote"),
                    Stop::Unclear => (OnFault::Unclear, "gives a value that depends on the shell"),
                    Stop::Runs => (OnFault::RunsCommand, "runs part of the line as a command"),
                };
                reading.fault(start..line_end, effect, reason);
                return line_end;
            }
        }
    };
    let range = start..words.last().map_or(end, |word| word.raw.end);
    let exported = words.first().is_some_and(|word| {
        word.name.is_none() && text.part(word.raw.start..word.raw.end) == "export"
    });
    // Assignments before a command hold for that command only.
    if !exported && words.iter().any(|word| word.name.is_none()) {
        reading.fault(
            range,
            OnFault::RunsCommand,
            "runs part of the line as a command",
        );
        return end;
    }
    for word in words.into_iter().skip(usize::from(exported)) {
        match word.name {
            Some(name) => {
                let raw = name.end + 1..word.raw.end;
                let name_text = Cow::Borrowed(text.part(name.start..name.end));
                reading.set(word.raw, name, raw, name_text, word.value);
            }
            None if is_name(&word.value) => reading.inherit(word.raw, word.value),
            None => reading.fault(
                word.raw,
                OnFault::SkipsLine,
                "does not take this name of a variable",
            ),
        }
    }
    end
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && shell_name_len(text) == text.len()
}

fn word<'t>(text: &'t str, start: usize, reading: &Reading<'t>) -> Result<Word<'t>, Stop> {
    let named = shell_name_len(text.part(start..));
    let name =
        (named > 0 && text.part(start + named..).starts_with('=')).then_some(start..start + named);
    let from = name.as_ref().map_or(start, |name| name.end + 1);
    let plain = skip_while(text, from, |c| {
        c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '@' | '%' | ',' | '+')
    });
    if text
        .part(plain..)
        .chars()
        .next()
        .is_none_or(|c| c == '\n' || c == ' ' || c == '\t')
    {
        return Ok(Word {
            raw: start..plain,
            name,
            value: Cow::Borrowed(text.part(from..plain)),
        });
    }
    let (value, end) = Expander {
        text,
        at: from,
        out: String::new(),
        assignment: name.is_some(),
        reading,
    }
    .run()?;
    Ok(Word {
        raw: start..end,
        name,
        value: Cow::Owned(value),
    })
}

/// Reads one word, quotes and expansions resolved.
struct Expander<'t, 'r> {
    text: &'t str,
    at: usize,
    out: String,
    assignment: bool,
    reading: &'r Reading<'t>,
}

impl<'t> Expander<'t, '_> {
    fn rest(&self) -> &'t str {
        self.text.part(self.at..)
    }

    fn run(mut self) -> Result<(String, usize), Stop> {
        let start = self.at;
        while let Some(c) = self.rest().chars().next() {
            match c {
                ' ' | '\t' | '\n' | ';' => break,
                '&' | '|' | '<' | '>' | '(' | ')' | '`' => return Err(Stop::Runs),
                '\'' => self.single()?,
                '"' => self.double()?,
                '$' => self.dollar(false)?,
                '\\' => {
                    self.at += 1;
                    match self.rest().chars().next() {
                        Some('\n') => self.at += 1,
                        Some(c) => self.push(c),
                        None => self.out.push('\\'),
                    }
                }
                '~' if self.assignment && (self.at == start || self.out.ends_with(':')) => {
                    return Err(Stop::Unclear);
                }
                c => self.push(c),
            }
        }
        Ok((self.out, self.at))
    }

    fn push(&mut self, c: char) {
        self.out.push(c);
        self.at += c.len_utf8();
    }

    fn single(&mut self) -> Result<(), Stop> {
        let body = self.text.part(self.at + 1..);
        let (inner, _) = body.split_once('\'').ok_or(Stop::Unclosed)?;
        self.out.push_str(inner);
        self.at += inner.len() + 2;
        Ok(())
    }

    fn double(&mut self) -> Result<(), Stop> {
        self.at += 1;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(());
                }
                '`' => return Err(Stop::Runs),
                '$' => self.dollar(true)?,
                '\\' => {
                    self.at += 1;
                    match self.rest().chars().next() {
                        Some('\n') => self.at += 1,
                        Some(c @ ('$' | '`' | '"' | '\\')) => self.push(c),
                        _ => self.out.push('\\'),
                    }
                }
                c => self.push(c),
            }
        }
        Err(Stop::Unclosed)
    }

    fn dollar(&mut self, quoted: bool) -> Result<(), Stop> {
        self.at += 1;
        let rest = self.rest();
        let named = shell_name_len(rest);
        if named > 0 {
            self.out.push_str(self.reading.value_of(rest.part(..named)));
            self.at += named;
            return Ok(());
        }
        match rest.chars().next() {
            Some('{') => self.braced(rest),
            Some('(') => Err(Stop::Runs),
            Some('\'' | '"') if !quoted => Err(Stop::Unclear),
            Some('[' | '$' | '?' | '!' | '#' | '@' | '*' | '-' | '_') => Err(Stop::Unclear),
            // A positional parameter; a sourced file has none.
            Some('1'..='9') => {
                self.at += 1;
                Ok(())
            }
            Some('0') => Err(Stop::Unclear),
            _ => {
                self.out.push('$');
                Ok(())
            }
        }
    }

    fn braced(&mut self, rest: &str) -> Result<(), Stop> {
        let inner = rest.part(1..);
        let named = shell_name_len(inner);
        let tail = inner.part(named..);
        let known = self.reading.earlier(inner.part(..named));
        if named == 0 {
            return Err(Stop::Unclear);
        }
        if tail.starts_with('}') {
            self.out.push_str(known.unwrap_or(""));
            self.at += named + 2;
            return Ok(());
        }
        let (soft, operation) = match tail.strip_prefix(':') {
            Some(operation) => (true, operation),
            None => (false, tail),
        };
        // Only plain defaults are followed.
        let close = operation.find('}').ok_or(Stop::Unclosed)?;
        let default = operation.part(1..close);
        if !operation.starts_with('-') || default.contains(['$', '\\', '"', '\'', '`', '~', '{']) {
            return Err(Stop::Unclear);
        }
        match known {
            Some(value) if !(soft && value.is_empty()) => self.out.push_str(value),
            _ => self.out.push_str(default),
        }
        self.at += 1 + named + usize::from(soft) + close + 1;
        Ok(())
    }
}
