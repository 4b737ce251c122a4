//! Values without quotes: numbers, `true` and its like, and words that stand for a value.

use super::{Parser, SyntaxErrorKind};
use crate::tree::Value;

impl<'t> Parser<'t> {
    /// A word, a string in other quotes, or something unreadable.
    pub(super) fn other(&mut self) -> Value<'t> {
        let start = self.at;
        if let Some(string) = self.wrongly_quoted() {
            return Value::String(string);
        }
        match self.bare_word() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            // A shell fills it in, perhaps with quotes.
            word @ "<value>" => Value::Unknown(word),
            word => {
                self.error(start..self.at, SyntaxErrorKind::BareWord);
                Value::Unknown(word)
            }
        }
    }

    /// Reads up to what can end a word: a comma, a bracket, a colon before a space, a line end.
    pub(super) fn bare_word(&mut self) -> &'t str {
        let start = self.at;
        let mut angle = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'<' => angle += 1,
                b'>' => angle = angle.saturating_sub(1),
                b'\n' | b'"' => break,
                b',' | b'}' | b']' | b':' | b'{' | b'[' if angle == 0 && self.at > start => break,
                _ => {}
            }
            self.at += 1;
        }
        let word = self.slice(start..self.at).trim_end();
        if word.is_empty() && self.at == start {
            self.at += 1;
        } else {
            self.at = start + word.len();
        }
        self.slice(start..self.at)
    }

    pub(super) fn number(&mut self) -> Value<'t> {
        let start = self.at;
        while matches!(
            self.peek(),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        // A date or an account with dashes is one word, not a number and something unreadable.
        if matches!(self.peek(), Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_') {
            self.at = start;
            let word = self.bare_word();
            self.error(start..self.at, SyntaxErrorKind::BareWord);
            return Value::Unknown(word);
        }
        let text = self.slice(start..self.at);
        if !is_number(text) {
            self.error(start..self.at, SyntaxErrorKind::BadNumber);
        }
        Value::Number(text)
    }
}

/// Whether `text` is a number as JSON has it.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent
            .is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
