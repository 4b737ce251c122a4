//! What single words of a command are: names of options, marks of a synopsis, the program.

use crate::shell::Word;

/// A word that the CLI reads as the name of an option.
pub(crate) struct OptionName<'a> {
    /// The name without hyphens, if it is known.
    pub(crate) literal: Option<&'a str>,
    /// Where the name ends in the word's value.
    pub(crate) end: usize,
    /// Where the value in the same word begins.
    pub(crate) value: Option<usize>,
    pub(crate) has_one_hyphen: bool,
}

/// Reads a word as the name of an option.
pub(crate) fn option_name(word: &Word) -> Option<OptionName<'_>> {
    let value = word.value();
    let rest = value.strip_prefix('-')?;
    // A negative number, or text with a space, is a value.
    if rest.is_empty()
        || rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || !word.is_known(0..1)
        || (value.contains(' ') && !value.contains('='))
        || value == "--"
    {
        return None;
    }
    let name = rest.strip_prefix('-').unwrap_or(rest);
    let hyphens = value.len() - name.len();
    let length = name.find('=').unwrap_or(name.len());
    let end = hyphens + length;
    if name.get(..length).is_some_and(|name| name.contains(' ')) {
        return None;
    }
    Some(OptionName {
        literal: name.get(..length).filter(|_| word.is_known(0..end)),
        end,
        value: (length < name.len()).then_some(end + 1),
        has_one_hyphen: hyphens == 1,
    })
}

/// `[--option]`, `...` and the like: the author describes a command rather than giving one.
pub(crate) fn is_synopsis(word: &Word) -> bool {
    let value = word.value();
    matches!(
        value,
        "..." | "…" | "|" | "{" | "}" | "[options]" | "[parameters]"
    ) || value.starts_with("[-")
        || value.ends_with("...]")
        || value.starts_with("--...")
        || value.starts_with("--…")
}

/// A key to press, which lost its marks: `aws dynamodb dTAB` shows how commands are completed.
pub(crate) fn is_keystroke(word: &Word) -> bool {
    let value = word.value();
    ["TAB", "Tab", "Ctrl", "[TAB]", "<TAB>", "[Tab]", "<Tab>"]
        .iter()
        .filter_map(|key| value.strip_suffix(key))
        .any(|before| !before.ends_with(|c: char| c.is_ascii_uppercase() || c == '_'))
}

/// Programs that run the command given to them.
const WRAPPERS: &[&str] = &[
    "sudo",
    "time",
    "env",
    "command",
    "exec",
    "nohup",
    "watch",
    "xargs",
    "timeout",
    "nice",
    "doas",
    "aws-vault",
    "op",
    "chamber",
    "granted",
    "assume",
    "saml2aws",
];

/// The place of the word `aws`, and whether more arguments are appended to those seen.
pub(crate) fn program(words: &[Word]) -> Option<(usize, bool)> {
    let is_aws = |word: &Word| {
        word.literal().is_some_and(|text| {
            let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
            matches!(name, "aws" | "aws.exe" | "awslocal")
        })
    };
    let first = words.first()?;
    if is_aws(first) {
        return Some((0, false));
    }
    let wrapper = first.literal().filter(|name| WRAPPERS.contains(name))?;
    let at = words
        .iter()
        .position(|word| word.literal() == Some("aws"))?;
    Some((at, wrapper == "xargs"))
}
