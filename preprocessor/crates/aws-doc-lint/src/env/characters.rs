//! Characters in env files that look like others, or like nothing.

/// What a character is, and the plain one that is meant.
pub(crate) fn what(c: char) -> Option<(&'static str, &'static str)> {
    Some(match c {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => ("a no-break space", " "),
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => {
            ("a zero-width character", "")
        }
        '\u{ad}' => ("a soft hyphen", ""),
        '\u{201c}' | '\u{201d}' | '\u{201e}' => ("a curly quote", "\""),
        '\u{2018}' | '\u{2019}' => ("a curly quote", "'"),
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}' => {
            ("a dash that is no hyphen", "-")
        }
        _ => return None,
    })
}
