//! The AWS CLI's shorthand for structures, lists and maps: `Key=a,Values=b,c` is
//! `{"Key": "a", "Values": ["b", "c"]}`.
//!
//! The grammar, backtracking included, is that of the AWS CLI's own parser. Every value is a
//! string, a list or an object; the shape of the option gives its type.

use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;
use spanned_text::tree::{Escape, Member, Node, Str, Value};

/// Deeper nesting than this is not read.
const MAX_DEPTH: usize = 64;

/// Why a text is not valid shorthand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShorthandError {
    /// Where; empty at the end of the text.
    pub range: Range<usize>,
    /// What is wrong, as a clause.
    pub message: String,
}

/// Reads a text as shorthand.
///
/// # Errors
/// Says where the AWS CLI stops reading, and why.
pub fn parse(text: &str) -> Result<Node<'_>, ShorthandError> {
    let mut parser = Parser { text, at: 0 };
    let mut members: Vec<Member<'_>> = Vec::new();
    loop {
        let member = parser.key_and_value(0)?;
        if members
            .iter()
            .any(|other| other.key.as_str() == member.key.as_str())
        {
            return Err(ShorthandError {
                range: member.key.range(),
                message: format!(
                    "`{}` is given twice; a space, not a comma, separates two values of an option",
                    member.key.as_str()
                ),
            });
        }
        members.push(member);
        if parser.rest().is_empty() {
            break;
        }
        parser.expect(',')?;
    }
    Ok(Node::new(0..text.len(), Value::Object(members)))
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

/// The characters that end an unquoted value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// `,`, `]` or `}`
    First,
    /// `,` or `=`
    Following,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        self.text.part(self.at..)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_space).len();
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, ShorthandError> {
        let length = self.peek().map_or(0, char::len_utf8);
        Err(ShorthandError {
            range: self.at..self.at + length,
            message: message.into(),
        })
    }

    /// Takes a mark and the white space around it.
    fn expect(&mut self, mark: char) -> Result<(), ShorthandError> {
        self.skip_space();
        match self.peek() {
            Some(found) if found == mark => {
                self.at += mark.len_utf8();
                self.skip_space();
                Ok(())
            }
            Some(found) => self.error(format!("`{mark}` is expected here, not `{found}`")),
            None => self.error(format!("`{mark}` is expected at the end")),
        }
    }

    /// `key=value` or `key@=file`; `depth` is 0 outside of brackets.
    fn key_and_value(&mut self, depth: usize) -> Result<Member<'t>, ShorthandError> {
        let start = self.at;
        let rest = self.rest();
        let length = rest
            .find(|c: char| {
                !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '#' | '/' | ':'))
            })
            .unwrap_or(rest.len());
        self.at += length;
        let key = Str::plain(rest.part(..length), start, 0);
        let _ = self.expect('@');
        self.expect('=')?;
        let value = match self.peek() {
            Some('[' | '{') => self.explicit_value(depth)?,
            _ if depth > 0 => self.scalar(Until::First)?,
            _ => self.comma_separated()?,
        };
        Ok(Member { key, value })
    }

    /// A value, or a list `a,b,c` that ends before the next key.
    fn comma_separated(&mut self) -> Result<Node<'t>, ShorthandError> {
        let first = self.scalar(Until::First)?;
        self.skip_space();
        if self.peek() != Some(',') {
            return Ok(first);
        }
        self.expect(',')?;
        let start = first.range().start;
        let mut items = vec![first];
        loop {
            let before = self.at;
            let item = self.scalar(Until::Following).and_then(|item| {
                self.skip_space();
                if self.at < self.text.len() {
                    self.expect(',')?;
                    return Ok((item, false));
                }
                Ok((item, true))
            });
            match item {
                Ok((item, at_end)) => {
                    items.push(item);
                    if at_end {
                        break;
                    }
                }
                Err(error) if self.at >= self.text.len() => return Err(error),
                // The last one was the next key: go back to the comma before it.
                Err(_) => {
                    let comma = self.text.get(..before).and_then(|before| before.rfind(','));
                    self.at = comma.unwrap_or(before);
                    break;
                }
            }
        }
        if items.len() == 1 {
            return items
                .pop()
                .map_or_else(|| self.error("a value is missing"), Ok);
        }
        let end = items.last().map_or(start, |item| item.range().end);
        Ok(Node::new(start..end, Value::Array(items)))
    }

    /// `[a,b]`, `{k=v,l=w}` or a single value.
    fn explicit_value(&mut self, depth: usize) -> Result<Node<'t>, ShorthandError> {
        let start = self.at;
        let close = match self.peek() {
            Some('[') => ']',
            Some('{') => '}',
            _ => return self.scalar(Until::First),
        };
        if depth == MAX_DEPTH {
            return self.error("nested too deeply");
        }
        self.expect(if close == ']' { '[' } else { '{' })?;
        let (mut items, mut members) = (Vec::new(), Vec::new());
        while self.peek() != Some(close) {
            if close == ']' {
                items.push(self.explicit_value(depth + 1)?);
            } else {
                members.push(self.key_and_value(depth + 1)?);
            }
            self.skip_space();
            if self.peek() != Some(close) {
                self.expect(',')?;
            }
        }
        self.at += 1;
        let range = start..self.at;
        let value = if close == ']' {
            Value::Array(items)
        } else {
            Value::Object(members)
        };
        Ok(Node::new(range, value))
    }

    fn scalar(&mut self, until: Until) -> Result<Node<'t>, ShorthandError> {
        match self.peek() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            _ => self.unquoted(until),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Node<'t>, ShorthandError> {
        let start = self.at;
        let content = start + 1;
        let rest = self.text.part(content..);
        let mut value = String::new();
        let mut escapes = Vec::new();
        let mut characters = rest.char_indices().peekable();
        while let Some((offset, c)) = characters.next() {
            if c == quote {
                self.at = content + offset + 1;
                let range = start..self.at;
                let string = Str::new(Cow::Owned(value), range.clone(), content, escapes);
                return Ok(Node::new(range, Value::String(string)));
            }
            let escaped = (c == '\\')
                .then(|| characters.next_if(|(_, next)| *next == quote || *next == '\\'))
                .flatten();
            if let Some((_, escaped)) = escaped {
                escapes.push(Escape {
                    value: value.len()..value.len() + 1,
                    source: content + offset..content + offset + 2,
                });
                value.push(escaped);
            } else {
                value.push(c);
            }
        }
        Err(ShorthandError {
            range: start..start + 1,
            message: format!("the quote `{quote}` is never closed"),
        })
    }

    fn unquoted(&mut self, until: Until) -> Result<Node<'t>, ShorthandError> {
        let start = self.at;
        let rest = self.rest();
        let mut end = 0;
        let mut value = String::new();
        let mut escapes = Vec::new();
        let mut characters = rest.char_indices().peekable();
        while let Some((offset, c)) = characters.next() {
            let is_comma = c == '\\' && characters.next_if(|(_, next)| *next == ',').is_some();
            if is_comma {
                escapes.push(Escape {
                    value: value.len()..value.len() + 1,
                    source: start + offset..start + offset + 2,
                });
                value.push(',');
                end = offset + 2;
                continue;
            }
            let goes_on = if offset == 0 {
                c > ' ' && !matches!(c, '"' | '\'' | ',' | '=' | '[' | '{')
            } else {
                (c >= ' ' || is_space(c))
                    && match until {
                        Until::First => !matches!(c, '"' | '\'' | ',' | ']' | '}'),
                        Until::Following => !matches!(c, '"' | '\'' | ',' | '='),
                    }
            };
            if !goes_on {
                break;
            }
            value.push(c);
            end = offset + c.len_utf8();
        }
        if end == 0 && until == Until::Following {
            return self.error("a value is expected here");
        }
        self.at += end;
        value.truncate(value.trim_end().len());
        let taken = rest.part(..end).trim_end();
        let range = start..start + taken.len();
        let string = if escapes.is_empty() {
            Str::plain(taken, start, 0)
        } else {
            Str::new(Cow::Owned(value), range.clone(), start, escapes)
        };
        Ok(Node::new(range, Value::String(string)))
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

#[cfg(test)]
mod tests;
