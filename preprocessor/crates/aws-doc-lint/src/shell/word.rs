//! One word of a command: its value, and the place of each byte of it.

use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;
use spanned_text::text::MappedText;

/// A stretch of a word's value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    value: Range<usize>,
    source: Range<usize>,
    is_known: bool,
    /// The value is what the source says, byte for byte.
    is_verbatim: bool,
}

/// A word as the shell hands it to a command: quotes and escapes resolved, expansions not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its place, quotes included.
    pub range: Range<usize>,
    value: String,
    pieces: Vec<Piece>,
    spreads: bool,
}

/// More of an expansion than this is not repeated in a word's value.
const LONGEST_EXPANSION: usize = 200;

impl Word {
    /// Reads the word at `range`. `expansions` and `placeholders` are in order; what they
    /// cover has unknown content.
    pub(super) fn decode(
        text: &str,
        range: Range<usize>,
        expansions: &[Range<usize>],
        placeholders: &[Range<usize>],
    ) -> Word {
        let mut decoder = Decoder {
            text,
            word: Word {
                range: range.clone(),
                value: String::new(),
                pieces: Vec::new(),
                spreads: false,
            },
        };
        let mut at = range.start;
        let mut quote = Quote::None;
        let first = placeholders.partition_point(|placeholder| placeholder.end <= range.start);
        let mut placeholders = placeholders.part(first..).iter().peekable();
        let mut expansions = expansions.iter().peekable();
        while at < range.end {
            while placeholders.next_if(|each| each.end <= at).is_some() {}
            while expansions.next_if(|each| each.end <= at).is_some() {}
            if let Some(found) = placeholders.peek().filter(|each| each.start <= at) {
                decoder.unknown(at..found.end.min(range.end), quote, false);
                at = found.end;
            } else if let Some(found) = expansions
                .peek()
                .filter(|each| each.start <= at && quote != Quote::Single)
            {
                decoder.unknown(at..found.end.min(range.end), quote, true);
                at = found.end;
            } else {
                let next = [placeholders.peek(), expansions.peek()];
                let end = next
                    .into_iter()
                    .flatten()
                    .map(|each| each.start)
                    .filter(|start| *start > at)
                    .fold(range.end, usize::min);
                let run = decoder.run(at, end, quote);
                at = if run > at {
                    run
                } else {
                    decoder.literal(at, range.end, &mut quote)
                };
            }
        }
        decoder.word
    }

    /// A word of these parts: the value of each, where it is written, and whether it is known.
    pub(super) fn from_pieces(
        text: &str,
        range: Range<usize>,
        parts: Vec<(String, Range<usize>, bool)>,
        spreads: bool,
    ) -> Word {
        let mut decoder = Decoder {
            text,
            word: Word {
                range,
                value: String::new(),
                pieces: Vec::new(),
                spreads,
            },
        };
        for (value, source, is_known) in parts {
            decoder.push(&value, source, is_known);
        }
        decoder.word
    }

    /// The value. An expansion or a placeholder in it is kept as written; a long one,
    /// and every command substitution, as `$(…)`.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The value, if all of it is known.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        self.pieces
            .iter()
            .all(|piece| piece.is_known)
            .then_some(self.value.as_str())
    }

    /// What is known of the beginning of the value.
    #[must_use]
    pub fn known_start(&self) -> &str {
        let end = self
            .pieces
            .iter()
            .find(|piece| !piece.is_known)
            .map_or(self.value.len(), |piece| piece.value.start);
        self.value.part(..end)
    }

    /// Whether nothing in this part of the value is an expansion or a placeholder.
    #[must_use]
    pub fn is_known(&self, part: Range<usize>) -> bool {
        self.touching(part).iter().all(|piece| piece.is_known)
    }

    /// The shell may make several words of it, or none: it has an expansion outside of quotes,
    /// or one of a list.
    #[must_use]
    pub fn spreads(&self) -> bool {
        self.spreads
    }

    fn touching(&self, part: Range<usize>) -> &[Piece] {
        let first = self
            .pieces
            .partition_point(|piece| piece.value.end <= part.start);
        let last = self
            .pieces
            .partition_point(|piece| piece.value.start < part.end);
        self.pieces.part(first..last.max(first))
    }

    /// The place of a part of the value in the text. An empty part is between its
    /// neighbours.
    #[must_use]
    pub fn range_of(&self, part: Range<usize>) -> Range<usize> {
        let pieces = self.touching(part.start..part.end.max(part.start + 1));
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            let end = self
                .pieces
                .last()
                .map_or(self.range.end, |piece| piece.source.end);
            return end..end;
        };
        let start = if first.is_verbatim {
            first.source.start + part.start.saturating_sub(first.value.start)
        } else {
            first.source.start
        };
        if part.is_empty() {
            return start..start;
        }
        let end = if last.is_verbatim {
            last.source.start + part.end.min(last.value.end) - last.value.start
        } else {
            last.source.end
        };
        start..end.max(start)
    }

    /// The value from `start` on as a text that knows its origin, where `text` is what was
    /// parsed. What is not known appears in it as `<value>`, as placeholders are written.
    #[must_use]
    pub fn mapped(&self, start: usize, text: &MappedText) -> MappedText {
        let mut mapped = MappedText::new();
        for piece in &self.pieces {
            if piece.value.end <= start {
                continue;
            }
            if !piece.is_known {
                mapped.push_for("<value>", text, piece.source.clone());
            } else if piece.is_verbatim {
                let skipped = start.saturating_sub(piece.value.start);
                mapped.push_slice(text, piece.source.start + skipped..piece.source.end);
            } else if let Some(value) = self.value.get(piece.value.clone()) {
                mapped.push_for(value, text, piece.source.clone());
            }
        }
        mapped
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
    /// `$'…'`
    Ansi,
}

struct Decoder<'t> {
    text: &'t str,
    word: Word,
}

impl Decoder<'_> {
    fn push(&mut self, value: &str, source: Range<usize>, is_known: bool) {
        if value.is_empty() {
            return;
        }
        let start = self.word.value.len();
        self.word.value.push_str(value);
        let piece = Piece {
            value: start..self.word.value.len(),
            is_verbatim: self.text.get(source.clone()) == Some(value),
            source,
            is_known,
        };
        if let Some(last) = self.word.pieces.last_mut()
            && last.is_known
            && is_known
            && last.is_verbatim
            && piece.is_verbatim
            && last.source.end == piece.source.start
        {
            last.value.end = piece.value.end;
            last.source.end = piece.source.end;
            return;
        }
        self.word.pieces.push(piece);
    }

    fn unknown(&mut self, source: Range<usize>, quote: Quote, is_expansion: bool) {
        let text = self.text.part(source.clone());
        if is_expansion {
            let is_list = text == "$@" || text.contains("[@]");
            self.word.spreads |= quote == Quote::None || is_list;
        }
        let is_short = text.len() <= LONGEST_EXPANSION;
        let value = if is_short && !text.starts_with("$(") && !text.starts_with('`') {
            text
        } else {
            "$(…)"
        };
        self.push(value, source, false);
    }

    /// Takes the characters up to `end` that mean themselves; returns the place of the next one.
    fn run(&mut self, at: usize, end: usize, quote: Quote) -> usize {
        let rest = self.text.part(at..end);
        let length = match quote {
            Quote::None => rest
                .bytes()
                .position(|byte| matches!(byte, b'\'' | b'"' | b'$' | b'\\')),
            Quote::Single => memchr::memchr(b'\'', rest.as_bytes()),
            Quote::Double => memchr::memchr2(b'"', b'\\', rest.as_bytes()),
            Quote::Ansi => memchr::memchr2(b'\'', b'\\', rest.as_bytes()),
        }
        .unwrap_or(rest.len());
        self.push(rest.part(..length), at..at + length, true);
        at + length
    }

    /// Takes one character that no expansion covers; returns the place of the next one.
    fn literal(&mut self, at: usize, end: usize, quote: &mut Quote) -> usize {
        let rest = self.text.part(at..end);
        let mut characters = rest.chars();
        let Some(first) = characters.next() else {
            return end;
        };
        let second = characters.next();
        let next = at + first.len_utf8();
        match (*quote, first) {
            (Quote::None, '\'') => *quote = Quote::Single,
            (Quote::None, '"') => *quote = Quote::Double,
            (Quote::None, '$') if second == Some('\'') => {
                *quote = Quote::Ansi;
                return next + 1;
            }
            // `$"…"` is translated, which changes nothing here.
            (Quote::None, '$') if second == Some('"') => {}
            (Quote::Single | Quote::Ansi, '\'') | (Quote::Double, '"') => *quote = Quote::None,
            (Quote::None | Quote::Double, '\\') => {
                let Some(escaped) = second else {
                    self.push("\\", at..next, true);
                    return next;
                };
                let behind = next + escaped.len_utf8();
                if escaped == '\n' {
                    return behind;
                }
                if *quote == Quote::None || matches!(escaped, '$' | '`' | '"' | '\\') {
                    let mut buffer = [0; 4];
                    self.push(escaped.encode_utf8(&mut buffer), at..behind, true);
                    return behind;
                }
                self.push("\\", at..next, true);
            }
            (Quote::Ansi, '\\') => {
                let (value, length) = ansi_escape(rest);
                self.push(&value, at..at + length, true);
                return at + length;
            }
            _ => self.push(rest.part(..first.len_utf8()), at..next, true),
        }
        next
    }
}

/// The escape at the beginning of `text` inside of `$'…'`: its value and its length.
fn ansi_escape(text: &str) -> (Cow<'static, str>, usize) {
    let kind = text.chars().nth(1);
    let digits = |from: usize, most: usize, radix: u32| -> (Option<char>, usize) {
        let digits: String = text
            .chars()
            .skip(from)
            .take(most)
            .take_while(|c| c.is_digit(radix))
            .collect();
        let value = u32::from_str_radix(&digits, radix)
            .ok()
            .and_then(char::from_u32);
        (value, from + digits.len())
    };
    let plain = |value: &'static str| (Cow::Borrowed(value), 2);
    match kind {
        Some('n') => plain("\n"),
        Some('t') => plain("\t"),
        Some('r') => plain("\r"),
        Some('\\') => plain("\\"),
        Some('\'') => plain("'"),
        Some('"') => plain("\""),
        Some(kind @ ('x' | 'u' | 'U' | '0'..='7')) => {
            let (value, length) = match kind {
                'x' => digits(2, 2, 16),
                'u' => digits(2, 4, 16),
                'U' => digits(2, 8, 16),
                _ => digits(1, 3, 8),
            };
            let value = value.unwrap_or(char::REPLACEMENT_CHARACTER);
            (Cow::Owned(value.to_string()), length)
        }
        Some(other) => (Cow::Owned(format!("\\{other}")), 1 + other.len_utf8()),
        None => (Cow::Borrowed("\\"), 1),
    }
}
