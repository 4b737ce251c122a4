//! Text of others as a terminal shows it: no character of it moves the cursor, hides another one
//! or goes unseen, so that what somebody reads is what is there.

/// `text` with a replacement character for each that a reader would not see as itself. Tabs become
/// blanks, and line ends are replaced, too: the result is one line.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' => ' ',
            character if hides(character) => '\u{fffd}',
            character => character,
        })
        .collect()
}

/// Whether a character controls the terminal, changes the direction of text, or shows nothing.
fn hides(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_hide_or_move_text_is_replaced() {
        for hidden in [
            "\u{1b}",
            "\r",
            "\n",
            "\u{7f}",
            "\u{85}",
            "\u{9b}",
            "\u{202e}",
            "\u{2066}",
            "\u{200b}",
            "\u{feff}",
            "\u{e0041}",
            "\u{3164}",
            "\u{fe0f}",
        ] {
            let text = format!("a{hidden}b");
            assert_eq!(visible(&text), "a\u{fffd}b", "{hidden:?}");
        }
        for shown in ["a b", "größe", "日本語", "→ ${x}", "e\u{301}"] {
            assert_eq!(visible(shown), shown);
        }
        assert_eq!(visible("a\tb"), "a b");
    }
}
