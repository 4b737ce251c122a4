//! Reads words: quotes, variables, substitutions and slots.

use super::parser::{DEEPEST, Parser};
use super::{Part, Word, is_name};
use crate::Refusal;

impl Parser<'_> {
    pub(super) fn word(&mut self, new_line: Option<String>) -> Result<Word, Refusal> {
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

    pub(super) fn in_double_quotes(
        &mut self,
        start: usize,
        parts: &mut Parts,
    ) -> Result<(), Refusal> {
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

    pub(super) fn dollar(&mut self, quoted: bool, parts: &mut Parts) -> Result<(), Refusal> {
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
    pub(super) fn slot(&mut self, parts: &mut Parts) -> bool {
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
    pub(super) fn text(&self, text: &str, parts: &mut Parts) {
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
pub(super) struct Parts(pub(super) Vec<Part>);

impl Parts {
    pub(super) fn push(&mut self, part: Part) {
        self.0.push(part);
    }

    /// Whether the last characters are text that ends in one of these.
    pub(super) fn ends_with(&self, ends: [char; 2]) -> bool {
        matches!(self.0.last(), Some(Part::Text(text)) if text.ends_with(ends))
    }

    /// Whether nothing but digits was read.
    pub(super) fn is_number(&self) -> bool {
        let [Part::Text(text)] = self.0.as_slice() else {
            return false;
        };
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
    }

    pub(super) fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.0.push(Part::Text(text.to_owned())),
        }
    }
}
