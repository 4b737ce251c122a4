//! Patterns of `*` (any characters, also none) and `?` (exactly one), as IAM has them in actions,
//! resources and the values of `Like` operators: matching, containment, overlap.

use spanned_text::Part as _;

/// One piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Char(char),
    One,
    Many,
}

/// A pattern that has been taken apart, so that literal text may hold `*` and `?` as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glob {
    tokens: Vec<Token>,
}

impl Glob {
    /// An empty pattern with room for this many tokens.
    #[must_use]
    pub fn with_capacity(tokens: usize) -> Self {
        Self {
            tokens: Vec::with_capacity(tokens),
        }
    }

    /// A pattern from its usual form.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        let mut glob = Self::with_capacity(pattern.len());
        glob.push_pattern(pattern);
        glob
    }

    /// A pattern that matches this text only.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        let mut glob = Self::with_capacity(text.len());
        glob.push_literal(text);
        glob
    }

    /// Appends a pattern.
    pub fn push_pattern(&mut self, pattern: &str) {
        for one in pattern.chars() {
            match one {
                // Two stars match what one does.
                '*' if self.tokens.last() == Some(&Token::Many) => {}
                '*' => self.tokens.push(Token::Many),
                '?' => self.tokens.push(Token::One),
                _ => self.tokens.push(Token::Char(one)),
            }
        }
    }

    /// Appends text in which `*` and `?` are themselves.
    pub fn push_literal(&mut self, text: &str) {
        self.tokens.extend(text.chars().map(Token::Char));
    }

    /// Appends another pattern.
    pub fn append(&mut self, other: &Self) {
        self.tokens.extend_from_slice(&other.tokens);
    }

    /// The same pattern for text in lower case.
    #[must_use]
    pub fn to_lowercase(&self) -> Self {
        let lower = |token: &Token| match *token {
            Token::Char(one) => Token::Char(one.to_ascii_lowercase()),
            other => other,
        };
        Self {
            tokens: self.tokens.iter().map(lower).collect(),
        }
    }

    /// Whether the pattern holds `*` or `?`.
    #[must_use]
    pub fn has_wildcard(&self) -> bool {
        self.tokens
            .iter()
            .any(|token| !matches!(token, Token::Char(_)))
    }

    /// Whether the pattern matches the whole text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.covers(&Self::literal(text))
    }

    /// Whether everything that `inner` matches is matched by this pattern.
    #[must_use]
    pub fn covers(&self, inner: &Self) -> bool {
        let (outer, inner) = (&self.tokens, &inner.tokens);
        let (mut at, mut within) = (0, 0);
        // Where to go on when what follows the last star did not fit.
        let mut retry = None;
        while let Some(token) = inner.get(within) {
            let fits = match (outer.get(at), token) {
                (Some(Token::Many), _) => {
                    at += 1;
                    retry = Some((at, within));
                    continue;
                }
                (Some(Token::One), Token::Char(_) | Token::One) => true,
                (Some(Token::Char(one)), Token::Char(other)) => one == other,
                _ => false,
            };
            if fits {
                (at, within) = (at + 1, within + 1);
            } else if let Some((after_star, tried)) = retry {
                retry = Some((after_star, tried + 1));
                (at, within) = (after_star, tried + 1);
            } else {
                return false;
            }
        }
        outer.iter().skip(at).all(|rest| *rest == Token::Many)
    }

    /// Whether some text is matched by both patterns.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        if other.tokens.len() < 128 {
            self.overlaps_short(other)
        } else {
            self.overlaps_long(other)
        }
    }

    /// [`Self::overlaps`] where the other has fewer than 128 tokens: bit j of `reach` says whether
    /// the tokens of this pattern so far and the first j tokens of the other can match the same
    /// text.
    fn overlaps_short(&self, other: &Self) -> bool {
        let columns = |fits: &dyn Fn(&Token) -> bool| {
            let mut mask = 0_u128;
            for (column, token) in other.tokens.iter().enumerate() {
                mask |= u128::from(fits(token)) << (column + 1);
            }
            mask
        };
        let many = columns(&|token| *token == Token::Many);
        let all = u128::MAX >> (127 - other.tokens.len());
        // What leads up to a star of the other leads after it too.
        let pass = |mut reach: u128| {
            loop {
                let more = reach | (reach << 1 & many);
                if more == reach {
                    return reach;
                }
                reach = more;
            }
        };
        let mut reach = pass(1);
        for token in &self.tokens {
            reach = match token {
                // All from the first one on.
                Token::Many => !((reach & reach.wrapping_neg()).wrapping_sub(1)) & all,
                Token::One => pass((reach << 1 & !many | reach & many) & all),
                Token::Char(_) => {
                    let alike = columns(&|facing| facing == token || *facing == Token::One);
                    pass(reach << 1 & alike | reach & many)
                }
            };
            if reach == 0 {
                return false;
            }
        }
        reach >> other.tokens.len() & 1 == 1
    }

    fn overlaps_long(&self, other: &Self) -> bool {
        // Row by row over this pattern: `reach[j]` says whether the tokens so far and the first
        // j tokens of the other can match the same text.
        let mut reach = vec![false; other.tokens.len() + 1];
        let mut next = Vec::with_capacity(reach.len());
        for row in 0..=self.tokens.len() {
            let token = row.checked_sub(1).and_then(|index| self.tokens.get(index));
            let mut diagonal = false;
            let mut left = false;
            next.clear();
            for (column, &above) in reach.iter().enumerate() {
                let facing = column
                    .checked_sub(1)
                    .and_then(|index| other.tokens.get(index));
                let met = match (token, facing) {
                    (None, None) => true,
                    (Some(Token::Many), Some(Token::Many)) => above || left || diagonal,
                    (Some(Token::Many), Some(_)) => above || left,
                    (Some(_), Some(Token::Many)) => above || left,
                    (Some(Token::Many), None) => above,
                    (None, Some(Token::Many)) => left,
                    (Some(Token::Char(one)), Some(Token::Char(two))) => diagonal && one == two,
                    (Some(_), Some(_)) => diagonal,
                    (None, Some(_)) | (Some(_), None) => false,
                };
                next.push(met);
                left = met;
                diagonal = above;
            }
            std::mem::swap(&mut reach, &mut next);
        }
        reach.last() == Some(&true)
    }
}

/// Whether the pattern `outer` matches all that the pattern `inner` matches.
#[must_use]
pub fn covers(outer: &str, inner: &str) -> bool {
    outer == "*" || outer == inner || covers_bytes(outer.as_bytes(), inner.as_bytes(), |one| one)
}

/// As [`covers`], without regard to ASCII case, as actions are compared.
#[must_use]
pub fn covers_ignoring_case(outer: &str, inner: &str) -> bool {
    // Most differ in their first byte.
    if let (Some(one), Some(other)) = (outer.as_bytes().first(), inner.as_bytes().first())
        && !matches!(one, b'*' | b'?')
        && !one.eq_ignore_ascii_case(other)
    {
        return false;
    }
    outer == "*"
        || covers_bytes(outer.as_bytes(), inner.as_bytes(), |one| {
            one.to_ascii_lowercase()
        })
}

/// Patterns whose lengths have a larger product are not compared: nothing that AWS takes is as long.
const MOST_STEPS: usize = 1 << 23;

/// [`Glob::covers`] on the patterns as written, without memory of its own. A `?` counts as one
/// byte, which only ever makes it say no where text is not ASCII.
fn covers_bytes(outer: &[u8], inner: &[u8], fold: fn(u8) -> u8) -> bool {
    if outer.len().saturating_mul(inner.len()) > MOST_STEPS {
        return false;
    }
    let (mut at, mut within) = (0, 0);
    let mut retry = None;
    while let Some(&byte) = inner.get(within) {
        let fits = match outer.get(at) {
            Some(b'*') => {
                at += 1;
                retry = Some((at, within));
                continue;
            }
            Some(b'?') => byte != b'*',
            Some(&one) => byte != b'*' && byte != b'?' && fold(one) == fold(byte),
            None => false,
        };
        if fits {
            (at, within) = (at + 1, within + 1);
        } else if let Some((after_star, tried)) = retry {
            retry = Some((after_star, tried + 1));
            (at, within) = (after_star, tried + 1);
        } else {
            return false;
        }
    }
    outer.part(at..).iter().all(|&rest| rest == b'*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every text over two letters up to four characters.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..4 {
            last = last
                .iter()
                .flat_map(|text| ["a", "b"].map(|end| format!("{text}{end}")))
                .collect();
            all.extend(last.clone());
        }
        all
    }

    #[test]
    fn patterns_match_whole_texts() {
        assert!(Glob::new("arn:aws:s3:::b*/k?y").matches("arn:aws:s3:::bucket/a/key"));
        assert!(!Glob::new("bedrock:Invoke").matches("bedrock:InvokeModel"));
        assert!(Glob::new("?").matches("é"));
        assert!(!Glob::new("*").has_wildcard() || Glob::new("*").matches(""));
        assert!(Glob::literal("*").matches("*") && !Glob::literal("*").matches("a"));
        assert!(Glob::new("AB*").to_lowercase().matches("abc"));
    }

    proptest! {
        #[test]
        fn containment_and_overlap_agree_with_counting(one in "[ab*?]{0,4}", two in "[ab*?]{0,4}") {
            let (first, second) = (Glob::new(&one), Glob::new(&two));
            let both = texts().iter().any(|text| first.matches(text) && second.matches(text));
            // A shared text is at most as long as both patterns together.
            if both {
                prop_assert!(first.overlaps(&second), "{one} {two}");
            }
            prop_assert_eq!(first.overlaps(&second), second.overlaps(&first));
            prop_assert_eq!(first.overlaps_short(&second), first.overlaps_long(&second));
            if first.covers(&second) {
                for text in texts() {
                    prop_assert!(!second.matches(&text) || first.matches(&text), "{one} {two} {text}");
                }
                prop_assert!(first.overlaps(&second));
            }
            prop_assert_eq!(covers(&one, &two), first.covers(&second));
        }

        #[test]
        fn a_text_overlaps_what_matches_it(pattern in "[ab*?]{0,6}", text in "[ab]{0,6}") {
            let (glob, literal) = (Glob::new(&pattern), Glob::literal(&text));
            prop_assert_eq!(glob.overlaps(&literal), glob.matches(&text));
        }
    }
}
