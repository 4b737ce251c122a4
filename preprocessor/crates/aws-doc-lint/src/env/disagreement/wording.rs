//! Who reads what, in words.

use super::Interpretation;
use super::mask::Masked;
use crate::env::readers::Reader;
use crate::secret::scan;

/// Readers that read a line the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderGroup {
    /// The readers.
    pub readers: Vec<Reader>,
    /// What they do, as a sentence without its full stop.
    pub sentence: String,
    /// Whether they set the variable.
    pub sets: bool,
}

/// More of a value than this is cut off.
const SHOWN: usize = 40;

/// The groups with their sentences. In the largest of more than three readers they are not named
/// one by one.
pub(crate) fn groups(
    name: &str,
    groups: &[(Vec<Reader>, Interpretation)],
    masked: &Masked<'_>,
) -> Vec<ReaderGroup> {
    let hidden = is_secret(name);
    groups
        .iter()
        .enumerate()
        .map(|(index, (readers, take))| {
            let named = index > 0 || readers.len() <= 3 || groups.len() == 1;
            let subject = if named {
                list(readers)
            } else {
                format!("the other {} readers", readers.len())
            };
            let one = named && readers.len() == 1;
            let verb = |one_form: &str, form: &str| {
                if one {
                    one_form.to_owned()
                } else {
                    form.to_owned()
                }
            };
            let object = match take {
                Interpretation::Sets { name: own, value } => {
                    let value = if hidden {
                        format!("a value of {} characters", value.chars().count())
                    } else {
                        quoted(&masked.unmask(value))
                    };
                    let renamed = if own == name {
                        String::new()
                    } else {
                        format!(" under the name {}", quoted(own))
                    };
                    format!("{} {value}{renamed}", verb("reads", "read"))
                }
                Interpretation::SetsSeveral(_) => {
                    format!("{} several variables", verb("sets", "set"))
                }
                Interpretation::Inherits => {
                    format!("{} the value from the environment", verb("takes", "take"))
                }
                Interpretation::Skips => format!("{} no variable", verb("sets", "set")),
                Interpretation::Refuses(reason) => {
                    if one {
                        format!("refuses the file: it {reason}")
                    } else {
                        verb("refuses the file", "refuse the file")
                    }
                }
                Interpretation::Runs => {
                    format!("{} part of the line as a command", verb("runs", "run"))
                }
                Interpretation::Unclear => "…".to_owned(),
            };
            ReaderGroup {
                readers: readers.clone(),
                sentence: format!("{subject} {object}"),
                sets: matches!(take, Interpretation::Sets { .. }),
            }
        })
        .collect()
}

/// `a, b and c`.
pub(crate) fn list(readers: &[Reader]) -> String {
    let titles: Vec<&str> = readers.iter().map(|reader| reader.title()).collect();
    match titles.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn quoted(value: &str) -> String {
    let counted = || format!("a value of {} characters", value.chars().count());
    // Cut off in the middle, a secret would not be known for one by the report.
    if value.is_empty() {
        return "an empty value".to_owned();
    }
    if !scan(value).is_empty() {
        return counted();
    }
    if let Some((line, _)) = value.split_once('\n') {
        return format!("{}, which begins with {}", counted(), quoted(line));
    }
    let mut shown: String = value
        .chars()
        .take(SHOWN)
        .map(|c| match c {
            '\t' => '⇥',
            '`' => '\'',
            c if c.is_control() => '␦',
            c => c,
        })
        .collect();
    if value.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// Whether the name says that the value is not to be shown.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    ["SECRET", "TOKEN", "PASS", "KEY", "CREDENTIAL", "AUTH"]
        .iter()
        .any(|word| name.contains(word))
}
