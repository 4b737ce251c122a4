//! Whether a page still contains what is quoted from it.

use std::collections::HashMap;
use std::ops::Range;

/// How much of the nearest passage is shown, in characters.
const SHOWN: usize = 240;

/// The words of a page: letters and digits. White space, marks and the case of letters do not count.
#[derive(Debug, Default)]
pub struct PageWords<'t> {
    text: &'t str,
    /// In lower case.
    words: Vec<String>,
    places: Vec<Range<usize>>,
}

/// Whether words are on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// They are.
    Yes,
    /// They are not. The passage that has most of them, if there is one with half of them.
    No(Option<String>),
}

impl<'t> PageWords<'t> {
    /// The words of a text without markup.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        let (words, places) = words(text).unzip();
        Self {
            text,
            words,
            places,
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Looks for the words of `quotation`, in order. An ellipsis, `…` or `...`, stands for anything.
    #[must_use]
    pub fn find(&self, quotation: &str) -> Found {
        let quotation = quotation.replace("...", "…");
        let mut from = 0;
        for part in quotation.split('…') {
            let part: Vec<String> = words(part).map(|(word, _)| word).collect();
            let rest = self.words.get(from..).unwrap_or_default();
            match position(rest, &part) {
                Some(at) => from += at + part.len(),
                None => return Found::No(self.nearest(&part)),
            }
        }
        Found::Yes
    }

    /// The stretch of as many words that has most of `part`.
    fn nearest(&self, part: &[String]) -> Option<String> {
        let mut wanted: HashMap<&str, i64> = HashMap::new();
        for word in part {
            *wanted.entry(word).or_default() += 1;
        }
        let (mut has, mut best, mut best_end) = (0usize, 0usize, 0usize);
        for (index, word) in self.words.iter().enumerate() {
            if let Some(left) = wanted.get_mut(word.as_str()) {
                has += usize::from(*left > 0);
                *left -= 1;
            }
            let gone = index
                .checked_sub(part.len())
                .and_then(|old| self.words.get(old));
            if let Some(left) = gone.and_then(|word| wanted.get_mut(word.as_str())) {
                *left += 1;
                has -= usize::from(*left > 0);
            }
            if has > best {
                (best, best_end) = (has, index);
            }
        }
        if best * 2 < part.len() || best == 0 {
            return None;
        }
        let first = (best_end + 1).saturating_sub(part.len());
        let last = (first + part.len()).min(self.places.len()) - 1;
        let start = self.places.get(first)?.start;
        let end = self.places.get(last)?.end;
        let passage = self.text.get(start..end)?;
        let words: Vec<&str> = passage
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect();
        let passage = words.join(" ");
        Some(match passage.char_indices().nth(SHOWN) {
            Some((cut, _)) => format!("{}…", passage.get(..cut).unwrap_or_default()),
            None => passage,
        })
    }
}

/// The words of a text with their places.
fn words(text: &str) -> impl Iterator<Item = (String, Range<usize>)> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let mut word = String::new();
        let mut place = 0..0;
        while let Some((at, c)) = chars.peek().copied() {
            // Apostrophes and invisible characters are within words, whatever their form.
            let joins = matches!(
                c,
                '\'' | '’' | '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}'
            );
            if !c.is_alphanumeric() && (!joins || word.is_empty()) {
                if word.is_empty() {
                    chars.next();
                    continue;
                }
                break;
            }
            // Scripts without spaces: a character is a word.
            let alone = c.is_alphanumeric() && u32::from(c) >= 0x2e80;
            if alone && !word.is_empty() {
                break;
            }
            chars.next();
            if word.is_empty() {
                place.start = at;
            }
            place.end = at + c.len_utf8();
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
            if alone {
                break;
            }
        }
        (!word.is_empty()).then_some((word, place))
    })
}

/// Where `part` begins in `all`, in linear time (Knuth, Morris, Pratt).
fn position(all: &[String], part: &[String]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    // For each word of `part`, how many of its first words also end there.
    let mut fallback = vec![0usize; part.len()];
    let mut matched = 0;
    for index in 1..part.len() {
        matched = advance(part, &fallback, matched, part.get(index)?);
        *fallback.get_mut(index)? = matched;
    }
    let mut matched = 0;
    for (index, word) in all.iter().enumerate() {
        matched = advance(part, &fallback, matched, word);
        if matched == part.len() {
            return Some(index + 1 - matched);
        }
    }
    None
}

/// How many of the first words of `part` match after one more word.
fn advance(part: &[String], fallback: &[usize], mut matched: usize, word: &String) -> usize {
    while part.get(matched) != Some(word) {
        match matched.checked_sub(1).and_then(|last| fallback.get(last)) {
            Some(shorter) => matched = *shorter,
            None => return 0,
        }
    }
    matched + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Third-party models are billed\nunder the “model provider”, not under Amazon Bedrock.\n\
        You can’t edit roles, or roles that were made for roles. A budget doesn't stop anything.";

    fn find(quotation: &str) -> Found {
        PageWords::of(PAGE).find(quotation)
    }

    #[test]
    fn white_space_marks_and_case_do_not_count() {
        for quotation in [
            "billed under the \"Model Provider\" (not under Amazon Bedrock)",
            "you can't edit roles",
            "third party models … not under Amazon Bedrock",
            "models... budget",
            "roles that were made for roles",
        ] {
            assert_eq!(find(quotation), Found::Yes, "{quotation}");
        }
    }

    #[test]
    fn other_words_are_not_there() {
        let nearest = |passage: &str| Found::No(Some(passage.to_owned()));
        assert_eq!(
            find("billed under the name of the provider"),
            nearest("models are billed under the “model provider")
        );
        assert_eq!(
            find("edit role"),
            nearest("t edit".replace("t edit", "can’t edit").as_str())
        );
        assert_eq!(
            find("not under Amazon Bedrock … third party models"),
            nearest("Third-party models")
        );
        assert_eq!(find("quite another thing altogether"), Found::No(None));
        assert_eq!(PageWords::of("").find("x"), Found::No(None));
    }

    #[test]
    fn repeated_words_are_found_in_linear_time() {
        let page = "a ".repeat(100_000) + "b";
        let words = PageWords::of(&page);
        let wanted = "a ".repeat(50_000);
        assert_eq!(words.find(&format!("{wanted} b")), Found::Yes);
        assert!(matches!(
            words.find(&format!("{wanted} c")),
            Found::No(Some(_))
        ));
    }

    #[test]
    fn characters_are_words_where_none_are_separated() {
        assert_eq!(
            PageWords::of("認証情報を使用します。").find("情報を使用"),
            Found::Yes
        );
        assert_eq!(
            PageWords::of("認証情報").find("情認"),
            Found::No(Some("認証".to_owned()))
        );
    }
}
