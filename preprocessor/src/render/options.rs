//! The options of directives, `name=value`.

use std::ops::Range;

use super::DirectiveError;
use aws_doc_lint::suggest::nearest;

/// A word of a directive with its place.
pub(super) type Word<'a> = (Range<usize>, &'a str);

/// The value of each option that is set; the last one counts.
///
/// # Errors
/// When there is another word.
pub(super) fn read<'a, const N: usize>(
    directive: &str,
    words: impl Iterator<Item = Word<'a>>,
    known: [&str; N],
) -> Result<[Option<String>; N], DirectiveError> {
    let mut values = [const { None }; N];
    for (range, word) in words {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value).filter(|value| !value.is_empty())),
            None => (word, None),
        };
        let found = values
            .iter_mut()
            .zip(known)
            .find(|(_, known)| *known == name);
        match (found, value) {
            (Some((place, _)), Some(value)) => *place = Some(value.to_owned()),
            (Some(_), None) => {
                return Err(DirectiveError {
                    range,
                    message: format!("`{name}` has no value"),
                    help: format!("write `{name}=…`"),
                });
            }
            (None, _) => {
                let help = match nearest(name, known, 3) {
                    Some(near) => format!("did you mean `{near}=`?"),
                    None if N == 0 => "it takes none".to_owned(),
                    None => format!("it takes `{}=`", known.join("=` and `")),
                };
                return Err(DirectiveError {
                    range,
                    message: format!("`{directive}` has no option `{name}`"),
                    help,
                });
            }
        }
    }
    Ok(values)
}

/// Nothing.
///
/// # Errors
/// When there is a word.
pub(super) fn none<'a>(
    directive: &str,
    words: impl Iterator<Item = Word<'a>>,
) -> Result<(), DirectiveError> {
    read(directive, words, []).map(|[]| ())
}
