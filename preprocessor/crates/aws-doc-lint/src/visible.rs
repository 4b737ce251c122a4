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

/// `text`, of which a file shows several lines, with a replacement character for each that moves
/// the cursor or changes the direction of text. What joins others to one sign, as in emoji, stays;
/// of the line ends of Windows the line feed does.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut rest = text.chars().peekable();
    let mut quoted = String::with_capacity(text.len());
    while let Some(character) = rest.next() {
        match character {
            '\r' if matches!(rest.peek(), None | Some('\n')) => {}
            '\t' | '\n' => quoted.push(character),
            character if moves(character) => quoted.push('\u{fffd}'),
            character => quoted.push(character),
        }
    }
    quoted
}

/// Whether a character controls the terminal or changes the direction of text.
fn moves(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
        )
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

    #[test]
    fn quoted_text_keeps_its_lines_and_its_signs() {
        for moving in [
            "\u{1b}", "\r", "\u{7f}", "\u{85}", "\u{9b}", "\u{202e}", "\u{2066}",
        ] {
            assert_eq!(quoted(&format!("a{moving}b")), "a\u{fffd}b", "{moving:?}");
        }
        for shown in ["a\tb\nc", "größe", "日本語", "👩\u{200d}💻", "⚠\u{fe0f}"] {
            assert_eq!(quoted(shown), shown);
        }
        assert_eq!(quoted("a\r\nb\r"), "a\nb");
    }
}
