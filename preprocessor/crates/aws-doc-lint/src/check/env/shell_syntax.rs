//! `env/shell-syntax`

use std::ops::Range;

use crate::env::{Dialect, EnvSample};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A line that should set a variable does not do so in its shell.
    ///
    /// Each shell has its own way:
    ///
    /// | shell | right | wrong |
    /// |---|---|---|
    /// | bash, zsh | `export AWS_REGION=us-west-2` | `export AWS_REGION = us-west-2`, `set AWS_REGION=us-west-2` |
    /// | fish | `set -gx AWS_REGION us-west-2` | `set -gx AWS_REGION=us-west-2` |
    /// | PowerShell | `$env:AWS_REGION = "us-west-2"` | `$env:AWS_REGION = us-west-2` |
    /// | cmd | `set AWS_REGION=us-west-2` | `set AWS_REGION="us-west-2"`, whose value has the quotes |
    ///
    /// Only AWS variables are looked at.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// export AWS_REGION = us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// export AWS_REGION=us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [Environment variables of the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html)
    "env/shell-syntax", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    // Sets of commands for several systems are often shown in one block.
    let is_mixed = ["Windows", "windows", "PowerShell", "cmd.exe", "C:\\"]
        .iter()
        .any(|word| sample.text.contains(word));
    let mut at = 0;
    for full in sample.text.split_inclusive('\n') {
        let start = at;
        at += full.len();
        let line = full.trim_end_matches(['\n', '\r']);
        let prompt = ["$ ", "% ", "PS> ", "> "]
            .iter()
            .find(|it| line.starts_with(**it));
        let from = prompt.map_or(0, |prompt| prompt.len());
        let Some(rest) = line.get(from..) else {
            continue;
        };
        let indent = rest.len() - rest.trim_start().len();
        let (base, rest) = (start + from + indent, rest.trim_start());
        let known = |name: &str| facts.env_names().variable(name).is_some();
        let found = match sample.dialect {
            Dialect::File | Dialect::Shell => {
                exported(rest, &known).or_else(|| set_in_posix(rest, &known).filter(|_| !is_mixed))
            }
            Dialect::Fish => set_in_fish(rest, &known),
            Dialect::Powershell => bare_word(rest, &known, facts),
            Dialect::Cmd => quoted_in_cmd(rest, &known),
        };
        if let Some(found) = found {
            let range = base + found.range.start..base + found.range.end;
            sink.push(
                Finding::new(range.clone(), found.message)
                    .help(format!("write `{}`", found.right))
                    .unsafe_fix(
                        format!("write `{}`", found.right),
                        vec![(range, found.right)],
                    ),
            );
        }
    }
}

/// A wrong line: what of it is wrong, why, and what to write there.
struct Wrong {
    range: Range<usize>,
    message: String,
    right: String,
}

/// A word at the beginning, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The value at the beginning of a text: a word, or what quotes hold together.
fn value(text: &str) -> Option<&str> {
    let end = match text.chars().next()? {
        quote @ ('"' | '\'') => text.get(1..)?.find(quote)? + 2,
        _ => text
            .find(|c: char| c.is_whitespace() || matches!(c, ';' | '&' | '|' | '#'))
            .unwrap_or(text.len()),
    };
    text.get(..end).filter(|value| !value.is_empty())
}

/// `export NAME = value`, with a space on either side of the sign.
fn exported(line: &str, known: &dyn Fn(&str) -> bool) -> Option<Wrong> {
    let rest = line.strip_prefix("export ")?.trim_start();
    let (name, behind) = word(rest);
    let (before, after) = behind.split_once('=')?;
    let is_spaced = !before.is_empty() || after.starts_with([' ', '\t']);
    if !known(name) || !before.trim().is_empty() || !is_spaced {
        return None;
    }
    let value = value(after.trim_start())?;
    // `export A= B=x` sets two variables.
    if value.contains('=') && !value.starts_with(['"', '\'']) {
        return None;
    }
    let start = line.len() - rest.len();
    let end = line.len() - after.trim_start().len() + value.len();
    Some(Wrong {
        range: start..end,
        message: "a shell takes no spaces around `=`".to_owned(),
        right: format!("{name}={value}"),
    })
}

/// `set NAME=value` in a POSIX shell, where it changes the arguments of the script.
fn set_in_posix(line: &str, known: &dyn Fn(&str) -> bool) -> Option<Wrong> {
    let rest = line.strip_prefix("set ")?;
    let (name, behind) = word(rest);
    let value = value(behind.strip_prefix('=')?)?;
    known(name).then(|| Wrong {
        range: 0.."set ".len() + name.len() + 1 + value.len(),
        message: "`set` sets no variable in a POSIX shell".to_owned(),
        right: format!("export {name}={value}"),
    })
}

/// `set -gx NAME=value`, which fish refuses.
fn set_in_fish(line: &str, known: &dyn Fn(&str) -> bool) -> Option<Wrong> {
    let rest = line.strip_prefix("set ")?.trim_start();
    let flags = rest
        .split_whitespace()
        .take_while(|word| word.starts_with('-'));
    let length: usize = flags.map(|flag| flag.len() + 1).sum();
    let rest = rest.get(length..)?.trim_start();
    let (name, behind) = word(rest);
    let value = value(behind.strip_prefix('=')?)?;
    let start = line.len() - rest.len();
    known(name).then(|| Wrong {
        range: start..start + name.len() + 1 + value.len(),
        message: "fish takes the name and the value as two words".to_owned(),
        right: format!("{name} {value}"),
    })
}

/// `$env:NAME = word`, which PowerShell takes for a command.
fn bare_word(line: &str, known: &dyn Fn(&str) -> bool, facts: &Facts) -> Option<Wrong> {
    let prefix = line
        .get(..5)
        .filter(|it| it.eq_ignore_ascii_case("$env:"))?;
    let (name, behind) = word(line.get(prefix.len()..)?);
    let after = behind.trim_start().strip_prefix('=')?;
    let value = value(after.trim_start())?;
    let is_word = value.starts_with(|c: char| c.is_ascii_lowercase())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    // `Get-Content` and other commands may give the value.
    let is_plain = facts.regions().get(value).is_some()
        || after.trim() == value && value.bytes().all(|byte| !byte.is_ascii_uppercase());
    let start = line.len() - after.trim_start().len();
    (known(name) && is_word && is_plain).then(|| Wrong {
        range: start..start + value.len(),
        message: "PowerShell takes a word without quotes for a command".to_owned(),
        right: format!("\"{value}\""),
    })
}

/// `set NAME="value"`, whose quotes cmd keeps.
fn quoted_in_cmd(line: &str, known: &dyn Fn(&str) -> bool) -> Option<Wrong> {
    let prefix = line.get(..4).filter(|it| it.eq_ignore_ascii_case("set "))?;
    let rest = line.get(prefix.len()..)?.trim_start();
    let (name, behind) = word(rest);
    let after = behind.strip_prefix('=')?;
    let inner = after.trim_end().strip_prefix('"')?.strip_suffix('"')?;
    let start = line.len() - rest.len();
    (known(name) && !inner.contains('"')).then(|| Wrong {
        range: start..start + name.len() + 1 + after.trim_end().len(),
        message: "cmd keeps these quotes as a part of the value".to_owned(),
        right: format!("\"{name}={inner}\""),
    })
}
