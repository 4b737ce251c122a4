//! The part of bash that can be translated: simple commands with their pipes, quotes, variables,
//! substitutions, files to write, and comments. Everything else is refused.

use std::ops::Range;

use crate::Refusal;

/// A line of the source, or several that are one.
#[derive(Debug)]
pub(crate) enum Line {
    Blank,
    /// The text after `#`.
    Comment(String),
    List(List),
}

/// Pipelines that `&&` or `||` joins.
#[derive(Debug, Clone)]
pub(crate) struct List {
    pub(crate) first: Pipeline,
    pub(crate) rest: Vec<(Joint, Pipeline)>,
    /// A comment at its end.
    pub(crate) comment: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    And,
    Or,
}

#[derive(Debug, Clone)]
pub(crate) struct Pipeline {
    pub(crate) commands: Vec<Command>,
}

#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub(crate) range: Range<usize>,
    /// The assignments before its name; all that there is of a plain assignment.
    pub(crate) assignments: Vec<(String, Word)>,
    pub(crate) words: Vec<Word>,
    /// Where its output goes.
    pub(crate) output: Option<Output>,
    /// `2>/dev/null`
    pub(crate) hides_errors: bool,
    /// The text of a heredoc, without its end.
    pub(crate) heredoc: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) file: Word,
    pub(crate) appends: bool,
}

impl Output {
    /// Whether nobody reads it.
    pub(crate) fn is_nowhere(&self) -> bool {
        self.file.literal().as_deref() == Some("/dev/null")
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) range: Range<usize>,
    pub(crate) parts: Vec<Part>,
    /// All of it is in double quotes, or all of it in single quotes.
    pub(crate) quote: Option<char>,
    /// The white space of the new line on which it begins.
    pub(crate) new_line: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// Characters; with what stands for a slot, if its values are plain.
    Text(String),
    /// A slot whose values may be anything that its choice allows.
    Slot(String),
    /// The value of a variable.
    Variable { name: String, quoted: bool },
    /// What a pipeline prints.
    Output { pipeline: Pipeline, quoted: bool },
}

impl Word {
    /// Its value, if that is known.
    pub(crate) fn literal(&self) -> Option<String> {
        let mut value = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => value.push_str(text),
                _ => return None,
            }
        }
        Some(value)
    }

    /// The same word as the value of an assignment, which bash does not split.
    pub(crate) fn into_value(mut self) -> Self {
        if self.literal().is_some() {
            return self;
        }
        self.quote = Some('"');
        for part in &mut self.parts {
            if let Part::Variable { quoted, .. } | Part::Output { quoted, .. } = part {
                *quoted = true;
            }
        }
        self
    }
}

/// The characters of `text` that are not part of a slot.
pub(crate) fn outside_slots(text: &str) -> String {
    let mut rest = text;
    let mut outside = String::new();
    while let Some((before, after)) = rest.split_once("{{aws:") {
        outside.push_str(before);
        rest = after.split_once("}}").map_or("", |(_, rest)| rest);
    }
    outside.push_str(rest);
    outside
}

pub(crate) fn parse(source: &str, is_plain: &dyn Fn(&str) -> bool) -> Result<Vec<Line>, Refusal> {
    Parser {
        source,
        at: 0,
        is_plain,
        heredocs: Vec::new(),
        depth: 0,
    }
    .script()
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
    is_plain: &'s dyn Fn(&str) -> bool,
    /// The ends of the heredocs whose text follows the line: their words.
    heredocs: Vec<String>,
    depth: usize,
}

/// Words that begin or end what is not a simple command.
const KEYWORDS: &[&str] = &[
    "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac",
    "select", "function", "time", "coproc", "[[", "[", "!", "{", "}",
];

/// Substitutions in substitutions are read to this depth.
const DEEPEST: usize = 8;

impl<'s> Parser<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_there = self.starts_with(text);
        if is_there {
            self.at += text.len();
        }
        is_there
    }

    fn refuse<T>(&self, start: usize, reason: impl Into<String>) -> Result<T, Refusal> {
        let end = self.at.max(start + 1).min(self.source.len());
        Err(Refusal::new(start..end, reason))
    }

    /// Skips blanks and escaped ends of lines; gives the white space of the last new line.
    fn blanks(&mut self) -> Option<String> {
        let mut indent = None;
        loop {
            if self.eat("\\\n") {
                let rest = self.rest();
                let length = rest.len() - rest.trim_start_matches([' ', '\t']).len();
                indent = rest.get(..length).map(str::to_owned);
                self.at += length;
            } else if matches!(self.peek(), Some(' ' | '\t')) {
                self.bump();
            } else {
                return indent;
            }
        }
    }

    fn script(&mut self) -> Result<Vec<Line>, Refusal> {
        let mut lines = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None => return Ok(lines),
                Some('\n') => {
                    self.bump();
                    lines.push(Line::Blank);
                }
                Some('#') => {
                    let text = self.comment();
                    lines.push(Line::Comment(text));
                    self.eat("\n");
                }
                Some(_) => {
                    let mut list = self.list()?;
                    if self.peek() == Some('#') {
                        list.comment = Some(self.comment());
                    }
                    self.eat(";");
                    self.blanks();
                    if self.eat("\n") {
                        self.heredoc_texts(&mut list)?;
                    } else if !self.heredocs.is_empty() {
                        return self.refuse(self.at, "a heredoc has no text");
                    }
                    lines.push(Line::List(list));
                }
            }
        }
    }

    fn comment(&mut self) -> String {
        let rest = self.rest();
        let line = rest.split('\n').next().unwrap_or_default();
        self.at += line.len();
        line.trim_start_matches('#').trim().to_owned()
    }

    fn list(&mut self) -> Result<List, Refusal> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.blanks();
            let joint = if self.eat("&&") {
                Joint::And
            } else if self.eat("||") {
                Joint::Or
            } else {
                break;
            };
            self.white_space();
            rest.push((joint, self.pipeline()?));
        }
        if self.peek() == Some('&') {
            return self.refuse(self.at, "it runs a command in the background");
        }
        Ok(List {
            first,
            rest,
            comment: None,
        })
    }

    fn white_space(&mut self) {
        self.blanks();
        while self.eat("\n") {
            self.blanks();
        }
    }

    fn pipeline(&mut self) -> Result<Pipeline, Refusal> {
        let mut commands = vec![self.command()?];
        loop {
            self.blanks();
            if self.starts_with("||") || !self.starts_with("|") {
                return Ok(Pipeline { commands });
            }
            self.bump();
            if self.peek() == Some('&') {
                return self.refuse(self.at, "`|&` pipes errors too");
            }
            self.white_space();
            commands.push(self.command()?);
        }
    }

    fn command(&mut self) -> Result<Command, Refusal> {
        self.blanks();
        let start = self.at;
        let mut command = Command {
            range: start..start,
            assignments: Vec::new(),
            words: Vec::new(),
            output: None,
            hides_errors: false,
            heredoc: None,
        };
        let mut new_line = None;
        loop {
            match self.peek() {
                None | Some('\n' | '|' | ';' | ')') => break,
                Some('&') if self.starts_with("&&") => break,
                Some('#') => break,
                Some('&' | '(') => return self.refuse(self.at, "it has more than simple commands"),
                Some('<' | '>') => self.redirection(&mut command)?,
                Some('2') if self.starts_with("2>") => self.errors(&mut command)?,
                Some(_) => {
                    if command.words.is_empty()
                        && let Some(name) = self.assigned_name()
                    {
                        let value = self.word(None)?.into_value();
                        command.assignments.push((name, value));
                    } else {
                        let word = self.word(new_line.take())?;
                        command.words.push(word);
                    }
                    command.range.end = self.at;
                }
            }
            new_line = self.blanks().or(new_line);
        }
        let first = command.words.first();
        if let Some(keyword) = first.and_then(Word::literal)
            && KEYWORDS.contains(&keyword.as_str())
        {
            return Err(Refusal::new(
                command.range,
                format!("`{keyword}` is a part of the shell's language that is not translated"),
            ));
        }
        if first.is_none() && command.assignments.is_empty() {
            return self.refuse(start, "there is no command");
        }
        Ok(command)
    }

    /// The name of an assignment, with the equals sign behind it read.
    fn assigned_name(&mut self) -> Option<String> {
        let rest = self.rest();
        let (name, _) = rest.split_once('=')?;
        if !is_name(name) {
            return None;
        }
        self.at += name.len() + 1;
        Some(name.to_owned())
    }

    fn redirection(&mut self, command: &mut Command) -> Result<(), Refusal> {
        let start = self.at;
        if self.eat("<<") {
            if matches!(self.peek(), Some('<' | '-')) {
                return self.refuse(start, "this form of heredoc is not translated");
            }
            self.blanks();
            let word = self.word(None)?;
            let end = word.literal().unwrap_or_default();
            if word.quote.is_none() {
                return self.refuse(
                    start,
                    "the shell expands the text of this heredoc; quote its end, as in `<<'EOF'`",
                );
            }
            if end.is_empty() || command.heredoc.is_some() {
                return self.refuse(start, "this heredoc is not understood");
            }
            // A place for its text.
            command.heredoc = Some(String::new());
            self.heredocs.push(end);
            return Ok(());
        }
        let appends = self.eat(">>");
        if !appends && !self.eat(">") {
            self.bump();
            return self.refuse(start, "it reads a file through `<`");
        }
        if matches!(self.peek(), Some('&' | '|' | '(')) {
            return self.refuse(start, "this redirection is not translated");
        }
        self.blanks();
        let file = self.word(None)?;
        if command.output.is_some() {
            return self.refuse(start, "its output goes to two files");
        }
        command.output = Some(Output { file, appends });
        command.range.end = self.at;
        Ok(())
    }

    fn errors(&mut self, command: &mut Command) -> Result<(), Refusal> {
        let start = self.at;
        self.at += 2;
        self.blanks();
        if !self.eat("/dev/null") {
            return self.refuse(start, "its errors go to a file");
        }
        command.hides_errors = true;
        command.range.end = self.at;
        Ok(())
    }

    fn heredoc_texts(&mut self, list: &mut List) -> Result<(), Refusal> {
        let ends = std::mem::take(&mut self.heredocs);
        let pipelines =
            std::iter::once(&mut list.first).chain(list.rest.iter_mut().map(|(_, next)| next));
        let mut holders = pipelines
            .flat_map(|pipeline| &mut pipeline.commands)
            .filter_map(|command| command.heredoc.as_mut());
        for end in ends {
            let start = self.at;
            let rest = self.rest();
            let mut length = 0;
            let mut body = None;
            for line in rest.split_inclusive('\n') {
                if line.trim_end_matches('\n') == end {
                    body = rest.get(..length);
                    length += line.len();
                    break;
                }
                length += line.len();
            }
            let (Some(body), Some(holder)) = (body, holders.next()) else {
                return self.refuse(start, format!("the heredoc does not end with `{end}`"));
            };
            body.clone_into(holder);
            self.at += length;
        }
        Ok(())
    }

    fn word(&mut self, new_line: Option<String>) -> Result<Word, Refusal> {
        let start = self.at;
        let mut parts = Parts::default();
        let mut quote = None;
        let mut pieces = 0;
        if self.starts_with("~/") {
            self.bump();
            parts.push(Part::Variable {
                name: "HOME".to_owned(),
                quoted: true,
            });
        }
        while let Some(c) = self.peek() {
            match c {
                '<' | '>' if quote.is_none() && parts.is_number() => {
                    return self.refuse(start, "this redirection is not translated");
                }
                ' ' | '\t' | '\n' | '|' | '&' | ';' | '<' | '>' | ')' => break,
                '\'' => {
                    self.bump();
                    pieces += 1;
                    quote = Some('\'');
                    let Some((text, _)) = self.rest().split_once('\'') else {
                        return self.refuse(start, "a quote is not closed");
                    };
                    self.at += text.len() + 1;
                    self.text(text, &mut parts);
                }
                '"' => {
                    self.bump();
                    pieces += 1;
                    quote = Some('"');
                    self.in_double_quotes(start, &mut parts)?;
                }
                '\\' => {
                    self.bump();
                    pieces += 2;
                    if self.eat("\n") {
                        continue;
                    }
                    let Some(next) = self.bump() else {
                        return self.refuse(start, "it ends in a backslash");
                    };
                    parts.text(&next.to_string());
                }
                '$' => {
                    pieces += 2;
                    self.dollar(false, &mut parts)?;
                }
                '{' if self.slot(&mut parts) => pieces += 2,
                '`' => return self.refuse(start, "backquotes are not translated; write `$(…)`"),
                '*' | '?' | '[' | ']' => {
                    self.bump();
                    return self.refuse(start, "bash may expand an unquoted pattern; quote it");
                }
                '{' | '}' | '(' | '!' => {
                    self.bump();
                    return self.refuse(start, format!("an unquoted `{c}` is not translated"));
                }
                '~' if self.at == start || parts.ends_with(['=', ':']) => {
                    self.bump();
                    return self.refuse(start, "this use of `~` is not translated");
                }
                _ => {
                    pieces += usize::from(pieces == 0 || quote.is_some()) * 2;
                    self.bump();
                    parts.text(&c.to_string());
                }
            }
        }
        Ok(Word {
            range: start..self.at,
            parts: parts.0,
            quote: quote.filter(|_| pieces == 1),
            new_line,
        })
    }

    fn in_double_quotes(&mut self, start: usize, parts: &mut Parts) -> Result<(), Refusal> {
        parts.text("");
        loop {
            match self.peek() {
                None => return self.refuse(start, "a quote is not closed"),
                Some('"') => {
                    self.bump();
                    return Ok(());
                }
                Some('\\') => {
                    self.bump();
                    match self.peek() {
                        Some(c @ ('$' | '`' | '"' | '\\')) => {
                            self.bump();
                            parts.text(&c.to_string());
                        }
                        Some('\n') => {
                            self.bump();
                        }
                        _ => parts.text("\\"),
                    }
                }
                Some('$') => self.dollar(true, parts)?,
                Some('`') => {
                    return self.refuse(start, "backquotes are not translated; write `$(…)`");
                }
                Some('{') if self.slot(parts) => {}
                Some(c) => {
                    self.bump();
                    parts.text(&c.to_string());
                }
            }
        }
    }

    fn dollar(&mut self, quoted: bool, parts: &mut Parts) -> Result<(), Refusal> {
        let start = self.at;
        self.bump();
        if self.starts_with("((") {
            return self.refuse(start, "arithmetic is not translated");
        }
        if self.eat("(") {
            if self.depth == DEEPEST {
                return self.refuse(start, "substitutions are too deep");
            }
            self.depth += 1;
            self.white_space();
            let pipeline = self.pipeline()?;
            self.white_space();
            if !self.eat(")") {
                return self.refuse(start, "a substitution has more than one pipeline");
            }
            self.depth -= 1;
            parts.push(Part::Output { pipeline, quoted });
            return Ok(());
        }
        let braced = self.eat("{");
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        if !is_name(name) {
            if !braced
                && !matches!(
                    rest.chars().next(),
                    Some('\'' | '"' | '?' | '$' | '!' | '@' | '*' | '#' | '-' | '0'..='9')
                )
            {
                parts.text("$");
                return Ok(());
            }
            self.bump();
            return self.refuse(start, "this expansion is not translated");
        }
        self.at += length;
        if braced && !self.eat("}") {
            return self.refuse(start, "this expansion is not translated");
        }
        parts.push(Part::Variable {
            name: name.to_owned(),
            quoted,
        });
        Ok(())
    }

    /// Reads a slot, if one is here.
    fn slot(&mut self, parts: &mut Parts) -> bool {
        let rest = self.rest();
        let Some((name, _)) = rest
            .strip_prefix("{{aws:")
            .and_then(|rest| rest.split_once("}}"))
        else {
            return false;
        };
        if name.contains(['{', '}', '\n']) {
            return false;
        }
        let slot = format!("{{{{aws:{name}}}}}");
        self.at += slot.len();
        if (self.is_plain)(name) {
            parts.text(&slot);
        } else {
            parts.push(Part::Slot(slot));
        }
        true
    }

    /// Adds quoted text, in which slots are slots.
    fn text(&self, text: &str, parts: &mut Parts) {
        parts.text("");
        let mut inner = Parser {
            source: text,
            at: 0,
            is_plain: self.is_plain,
            heredocs: Vec::new(),
            depth: 0,
        };
        while let Some(c) = inner.peek() {
            if c != '{' || !inner.slot(parts) {
                inner.bump();
                parts.text(&c.to_string());
            }
        }
    }
}

#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn push(&mut self, part: Part) {
        self.0.push(part);
    }

    /// Whether the last characters are text that ends in one of these.
    fn ends_with(&self, ends: [char; 2]) -> bool {
        matches!(self.0.last(), Some(Part::Text(text)) if text.ends_with(ends))
    }

    /// Whether nothing but digits was read.
    fn is_number(&self) -> bool {
        let [Part::Text(text)] = self.0.as_slice() else {
            return false;
        };
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.0.push(Part::Text(text.to_owned())),
        }
    }
}

/// Whether it is the name of a variable.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
