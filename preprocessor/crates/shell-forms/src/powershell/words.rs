//! How PowerShell writes words: variables, quotes, and arguments after `--%`.

use super::Powershell;
use crate::bash::{Part, Word, outside_slots};
use crate::{Refusal, emit, programs, windows};

/// Characters that PowerShell reads as themselves in an argument.
pub(super) fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=\\+-".contains(c);
    let text = outside_slots(text);
    // It cuts `-a.b` and `-a:b` in two, and has a meaning for `--` and `--%`.
    let is_cut =
        text.starts_with('-') && (text.contains(['.', ':']) || text == "--" || text == "-");
    text.chars().all(plain) && !is_cut && !text.starts_with([':', '='])
}

/// Characters that PowerShell takes for quotes.
fn has_curly_quote(text: &str) -> bool {
    text.contains(['‘', '’', '‚', '‛', '“', '”', '„'])
}

/// Whether both versions hand this value to a program as one argument, unchanged.
fn is_passed_on(value: &str) -> bool {
    let is_quoted = value.contains(char::is_whitespace);
    let is_cut = value.is_empty() || value.contains('"') || (is_quoted && value.ends_with('\\'));
    !is_cut
}

/// `text` between double quotes, where variables are expanded.
fn in_double_quotes(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        if matches!(c, '`' | '$' | '"') {
            written.push('`');
        }
        written.push(c);
    }
    written
}

/// `value` as an expression.
fn quoted(value: &str, quote: Option<char>) -> String {
    if quote == Some('"') && !value.contains(['$', '`', '"']) {
        format!("\"{value}\"")
    } else {
        format!("'{}'", value.replace('\'', "''"))
    }
}

/// Variables that PowerShell itself sets, in any case.
const AUTOMATIC: &[&str] = &[
    "args",
    "error",
    "event",
    "eventargs",
    "executioncontext",
    "false",
    "foreach",
    "host",
    "input",
    "iscoreclr",
    "islinux",
    "ismacos",
    "iswindows",
    "lastexitcode",
    "matches",
    "myinvocation",
    "nestedpromptlevel",
    "null",
    "ofs",
    "pid",
    "profile",
    "pscmdlet",
    "psculture",
    "pshome",
    "psitem",
    "psscriptroot",
    "psuiculture",
    "psversiontable",
    "sender",
    "shellid",
    "stacktrace",
    "switch",
    "this",
    "true",
];

/// The name of a variable. Names in capitals are of the environment, so that programs see them.
pub(super) fn variable(name: &str, word: &Word) -> Result<String, Refusal> {
    if name == "HOME" {
        return Ok("HOME".to_owned());
    }
    let is_automatic = AUTOMATIC.contains(&name.to_ascii_lowercase().as_str());
    if programs::is_taken(name) || (is_automatic && !is_environment(name)) {
        let reason = format!("`${name}` has another value in PowerShell");
        return Err(Refusal::new(word.range.clone(), reason));
    }
    Ok(match is_environment(name) {
        true => format!("env:{name}"),
        false => name.to_owned(),
    })
}

/// Whether a variable of this name is one of the environment.
pub(super) fn is_environment(name: &str) -> bool {
    name.chars().any(|c| c.is_ascii_uppercase()) && !name.chars().any(|c| c.is_ascii_lowercase())
}

pub(super) fn refused<T>(word: &Word, reason: &str) -> Result<T, Refusal> {
    Err(Refusal::new(word.range.clone(), reason))
}

/// A word with variables or substitutions, as one string.
fn composite(word: &Word) -> Result<String, Refusal> {
    if let [Part::Variable { name, .. }] = without_empty(&word.parts).as_slice() {
        return Ok(format!("${}", variable(name, word)?));
    }
    let mut written = "\"".to_owned();
    let mut parts = word.parts.iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Text(text) | Part::Slot(text) => {
                if has_curly_quote(text) {
                    return refused(word, "PowerShell takes a character of it for a quote");
                }
                written.push_str(&in_double_quotes(text));
            }
            Part::Variable { name, .. } => {
                let name = variable(name, word)?;
                let next = match parts.peek() {
                    Some(Part::Text(text) | Part::Slot(text)) => text.chars().next(),
                    _ => None,
                };
                let goes_on =
                    next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '?' | '['));
                written.push_str(&if goes_on {
                    format!("${{{name}}}")
                } else {
                    format!("${name}")
                });
            }
            Part::Output { pipeline, .. } => {
                written.push_str(&format!("$({})", emit::pipeline(pipeline, &Powershell)?));
            }
        }
    }
    written.push('"');
    Ok(written)
}

fn without_empty(parts: &[Part]) -> Vec<Part> {
    let is_empty = |part: &&Part| !matches!(part, Part::Text(text) if text.is_empty());
    parts.iter().filter(is_empty).cloned().collect()
}

/// A word as an expression, as behind `=`.
pub(super) fn expression(word: &Word) -> Result<String, Refusal> {
    if let Some(value) = word.literal() {
        if has_curly_quote(&value) {
            return refused(word, "PowerShell takes a character of it for a quote");
        }
        return Ok(quoted(&value, word.quote));
    }
    if let [Part::Output { pipeline, .. }] = without_empty(&word.parts).as_slice() {
        let inner = emit::pipeline(pipeline, &Powershell)?;
        // Several lines would be a list, which bash has not.
        return Ok(match one_line(&word.parts) {
            true => inner,
            false => format!("({inner}) -join \"`n\""),
        });
    }
    composite(word)
}

/// Whether a substitution is a call of the AWS CLI that prints one value.
pub(crate) fn one_line(parts: &[Part]) -> bool {
    let [Part::Output { pipeline, .. }] = &without_empty(parts)[..] else {
        return false;
    };
    let [command] = pipeline.commands.as_slice() else {
        return false;
    };
    let words: Vec<String> = command
        .words
        .iter()
        .map(|word| word.literal().unwrap_or_default())
        .collect();
    let follows = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1)
    };
    words.first().is_some_and(|name| name == "aws")
        && follows("--output").is_some_and(|format| format == "text")
        && follows("--query").is_some_and(|query| !query.contains(['[', '*', '{', '|']))
}

/// An argument before `--%`; `None` where only `--%` passes it on.
pub(super) fn argument(word: &Word) -> Result<Option<String>, Refusal> {
    if let Some(value) = word.literal() {
        if !is_passed_on(&value) {
            return Ok(None);
        }
        if has_curly_quote(&value) {
            return refused(word, "PowerShell takes a character of it for a quote");
        }
        if word.quote.is_none() && is_plain(&value) {
            return Ok(Some(value));
        }
        return Ok(Some(quoted(&value, word.quote)));
    }
    for part in &word.parts {
        if let Part::Text(text) | Part::Slot(text) = part
            && text.contains('"')
        {
            return refused(
                word,
                "Windows PowerShell 5.1 removes the quotes in an argument that holds a variable",
            );
        }
        if let Part::Output { pipeline, .. } = part
            && !one_line(std::slice::from_ref(part))
        {
            let at = pipeline
                .commands
                .first()
                .map_or(word.range.clone(), |one| one.range.clone());
            return Err(Refusal::new(
                at,
                "Windows PowerShell 5.1 removes the quotes in what a command prints for an argument",
            ));
        }
    }
    if let [Part::Slot(text)] = word.parts.as_slice() {
        return Ok(Some(format!("'{text}'")));
    }
    composite(word).map(Some)
}

/// An argument after `--%`.
pub(super) fn raw(word: &Word) -> Result<String, Refusal> {
    let Some(value) = word.literal() else {
        return refused(
            word,
            "PowerShell expands no variable behind an argument with quotes",
        );
    };
    if value.contains(['\n', '%', '|', '&', '<', '>']) {
        return refused(
            word,
            "Windows PowerShell 5.1 passes no argument on that has both quotes and one of `%|&<>` \
             or a line end; put it into a file",
        );
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=\\+-,@".contains(c);
    Ok(
        match !value.is_empty() && outside_slots(&value).chars().all(plain) {
            true => value,
            false => windows::quoted(&value),
        },
    )
}

/// A file of a redirection or a cmdlet.
pub(super) fn path(word: &Word) -> Result<String, Refusal> {
    match word.literal() {
        Some(value) if word.quote.is_none() && is_plain(&value) => Ok(value),
        Some(value) if !value.contains(['*', '?', '[', ']']) && !has_curly_quote(&value) => {
            Ok(quoted(&value, word.quote))
        }
        Some(_) => refused(word, "PowerShell reads a pattern in this name"),
        None => composite(word),
    }
}

pub(super) fn paths(words: &[Word]) -> Result<String, Refusal> {
    let paths: Vec<String> = words.iter().map(path).collect::<Result<_, _>>()?;
    Ok(paths.join(", "))
}
