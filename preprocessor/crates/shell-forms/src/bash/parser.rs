//! Reads commands: lists, pipelines, redirections and heredocs.

use super::{Command, Joint, Line, List, Output, Pipeline, Word, is_name};
use crate::Refusal;

pub(super) struct Parser<'s> {
    pub(super) source: &'s str,
    pub(super) at: usize,
    pub(super) is_plain: &'s dyn Fn(&str) -> bool,
    /// The ends of the heredocs whose text follows the line: their words.
    pub(super) heredocs: Vec<String>,
    pub(super) depth: usize,
}

/// Words that begin or end what is not a simple command.
const KEYWORDS: &[&str] = &[
    "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac",
    "select", "function", "time", "coproc", "[[", "[", "!", "{", "}",
];

/// Substitutions in substitutions are read to this depth.
pub(super) const DEEPEST: usize = 8;

impl<'s> Parser<'s> {
    pub(super) fn new(source: &'s str, is_plain: &'s dyn Fn(&str) -> bool) -> Self {
        Self {
            source,
            at: 0,
            is_plain,
            heredocs: Vec::new(),
            depth: 0,
        }
    }

    pub(super) fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let is_there = self.starts_with(text);
        if is_there {
            self.at += text.len();
        }
        is_there
    }

    pub(super) fn refuse<T>(&self, start: usize, reason: impl Into<String>) -> Result<T, Refusal> {
        let end = self.at.max(start + 1).min(self.source.len());
        Err(Refusal::new(start..end, reason))
    }

    /// Skips blanks and escaped ends of lines; gives the white space of the last new line.
    pub(super) fn blanks(&mut self) -> Option<String> {
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

    pub(super) fn script(&mut self) -> Result<Vec<Line>, Refusal> {
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

    pub(super) fn list(&mut self) -> Result<List, Refusal> {
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

    pub(super) fn white_space(&mut self) {
        self.blanks();
        while self.eat("\n") {
            self.blanks();
        }
    }

    pub(super) fn pipeline(&mut self) -> Result<Pipeline, Refusal> {
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
}
