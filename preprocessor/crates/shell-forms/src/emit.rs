//! Writes a script for a shell. What differs between shells is in a [`Target`].

use crate::bash::{Command, Joint, Line, List, Output, Part, Pipeline, Word};
use crate::{Refusal, Shell, programs};

type Written = Result<String, Refusal>;

/// A shell to write for.
pub(crate) trait Target {
    /// Which one.
    fn shell(&self) -> Shell;

    /// A comment of one line.
    fn comment(&self, text: &str) -> String;

    /// The end of a line that the next one continues.
    fn continuation(&self) -> &'static str;

    /// The arguments of a program, each with the white space of its new line if it begins one.
    fn arguments(&self, words: &[Word]) -> Written;

    /// Sets a variable.
    fn set(&self, name: &str, value: &Word, exports: bool) -> Written;

    /// Unsets variables.
    fn unset(&self, names: &[String]) -> Vec<String>;

    /// Two commands, the second of which depends on the outcome of the first.
    fn joined(&self, first: &str, joint: Joint, second: &str, at: &Command) -> Written;

    /// The end of a command that writes its output to a file.
    fn to_file(&self, output: &Output) -> Written;

    /// The end of a command that hides its errors.
    fn hides_errors(&self) -> &'static str;

    /// Prints one line.
    fn echo(&self, words: &[Word], command: &Command) -> Written;

    /// Writes `text`, of whole lines, to a file.
    fn write_file(&self, text: &str, output: &Output, command: &Command) -> Written;

    /// One of the commands that have another name: its name and arguments.
    fn other(&self, name: &str, words: &[Word], command: &Command) -> Option<Written>;

    /// Sets the variables that `aws configure export-credentials` prints.
    fn export_credentials(&self, arguments: &str) -> String;

    /// What the variables before a command's name become.
    fn with_variables(&self, command: &Command) -> Written;
}

pub(crate) fn script(lines: &[Line], target: &dyn Target) -> Written {
    let mut written: Vec<String> = Vec::new();
    for line in lines {
        match line {
            Line::Blank => written.push(String::new()),
            Line::Comment(text) => written.push(target.comment(text)),
            Line::List(list) => {
                if let Some(text) = &list.comment {
                    written.push(target.comment(text));
                }
                written.extend(statements(list, target)?);
            }
        }
    }
    let mut text = written.join("\n");
    text.push('\n');
    Ok(text)
}

/// The lines of a list.
fn statements(list: &List, target: &dyn Target) -> Result<Vec<String>, Refusal> {
    let single = match (list.rest.as_slice(), list.first.commands.as_slice()) {
        ([], [single]) => Some(single),
        _ => None,
    };
    if let Some(command) = single
        && let Some(lines) = variables(command, target)?
    {
        return Ok(lines);
    }
    let mut written = pipeline(&list.first, target)?;
    for (index, (joint, next)) in list.rest.iter().enumerate() {
        let Some(at) = next.commands.first() else {
            continue;
        };
        let is_line = !written.contains('\n');
        if index > 0 && target.shell() == Shell::Powershell || !is_line {
            return Err(Refusal::new(
                at.range.clone(),
                "too much depends on what came before",
            ));
        }
        written = target.joined(&written, *joint, &pipeline(next, target)?, at)?;
    }
    Ok(vec![written])
}

/// The lines for a command that only sets or unsets variables.
fn variables(command: &Command, target: &dyn Target) -> Result<Option<Vec<String>>, Refusal> {
    let is_plain = command.output.is_none() && command.heredoc.is_none() && !command.hides_errors;
    if command.words.is_empty() && is_plain {
        let lines = command.assignments.iter();
        let lines = lines.map(|(name, value)| target.set(name, value, false));
        return lines.collect::<Result<_, _>>().map(Some);
    }
    let Some((first, arguments)) = command.words.split_first() else {
        return Ok(None);
    };
    if !command.assignments.is_empty() || !is_plain {
        return Ok(None);
    }
    match first.literal().as_deref() {
        Some("export") => {
            let lines = arguments.iter().map(|word| {
                let (name, value) = assignment(word).ok_or_else(|| {
                    Refusal::new(
                        word.range.clone(),
                        "it exports a variable that it does not set",
                    )
                })?;
                target.set(&name, &value, true)
            });
            lines.collect::<Result<_, _>>().map(Some)
        }
        Some("unset") => {
            let names: Option<Vec<String>> = arguments.iter().map(Word::literal).collect();
            let names = names.filter(|names| names.iter().all(|name| crate::bash::is_name(name)));
            let names = names.ok_or_else(|| {
                Refusal::new(
                    command.range.clone(),
                    "it unsets something that is not a name",
                )
            })?;
            Ok(Some(target.unset(&names)))
        }
        Some("eval") => {
            let exported = exported_credentials(arguments).ok_or_else(|| {
                Refusal::new(command.range.clone(), "`eval` runs what is not known")
            })?;
            let before = target.arguments(&exported)?;
            Ok(Some(vec![target.export_credentials(&before)]))
        }
        _ => Ok(None),
    }
}

/// `NAME=value` as the argument of `export`.
fn assignment(word: &Word) -> Option<(String, Word)> {
    let mut parts = word.parts.iter();
    let Some(Part::Text(first)) = parts.next() else {
        return None;
    };
    let (name, start) = first.split_once('=')?;
    if !crate::bash::is_name(name) {
        return None;
    }
    let mut value = word.clone();
    value.parts.remove(0);
    value.parts.insert(0, Part::Text(start.to_owned()));
    value.quote = None;
    Some((name.to_owned(), value.into_value()))
}

/// The arguments of `aws configure export-credentials … --format env` in
/// `eval "$(aws configure export-credentials … --format env)"`, without the format.
fn exported_credentials(words: &[Word]) -> Option<Vec<Word>> {
    let [word] = words else {
        return None;
    };
    let mut parts = word
        .parts
        .iter()
        .filter(|part| !matches!(part, Part::Text(text) if text.is_empty()));
    let (
        Some(Part::Output {
            pipeline,
            quoted: true,
        }),
        None,
    ) = (parts.next(), parts.next())
    else {
        return None;
    };
    let [command] = pipeline.commands.as_slice() else {
        return None;
    };
    let values: Option<Vec<String>> = command.words.iter().map(Word::literal).collect();
    let values = values?;
    let start = ["aws", "configure", "export-credentials"];
    if !values
        .iter()
        .zip(start)
        .all(|(value, wanted)| value == wanted)
        || values.len() < 5
    {
        return None;
    }
    let format = values.iter().position(|value| value == "--format")?;
    if values.get(format + 1).map(String::as_str) != Some("env")
        || command.output.is_some()
        || !command.assignments.is_empty()
    {
        return None;
    }
    let kept = values.iter().enumerate();
    let kept = kept.filter(|(at, _)| *at != format && *at != format + 1);
    Some(
        kept.map(|(_, value)| Word {
            range: command.range.clone(),
            parts: vec![Part::Text(value.clone())],
            quote: None,
            new_line: None,
        })
        .collect(),
    )
}

/// A pipeline on one line, or on the lines of its only command.
pub(crate) fn pipeline(pipeline: &Pipeline, target: &dyn Target) -> Written {
    let commands = pipeline.commands.iter().enumerate();
    let commands = commands.map(|(at, one)| command(one, at > 0, target));
    let commands: Vec<String> = commands.collect::<Result<_, _>>()?;
    Ok(commands.join(" | "))
}

/// A command; `is_filter` where it reads what another prints.
fn command(command: &Command, is_filter: bool, target: &dyn Target) -> Written {
    let Some((first, arguments)) = command.words.split_first() else {
        return Err(Refusal::new(
            command.range.clone(),
            "an assignment is a part of a pipeline",
        ));
    };
    let name = first.literal().unwrap_or_default();
    let is_odd = |word: &Word| !matches!(word.parts.as_slice(), [] | [_]);
    if let Some(text) = &command.heredoc {
        return match &command.output {
            Some(output) if name == "cat" && arguments.is_empty() && !output.is_nowhere() => {
                target.write_file(text, output, command)
            }
            _ => Err(Refusal::new(
                command.range.clone(),
                "only `cat > FILE <<'EOF'` has a counterpart",
            )),
        };
    }
    if !command.assignments.is_empty() {
        return target.with_variables(command);
    }
    let mut written = match name.as_str() {
        "echo" if !is_filter => target.echo(arguments, command)?,
        _ => match target.other(&name, arguments, command) {
            Some(written) => written?,
            None => {
                let mut line = programs::name(first, target.shell())?;
                if is_odd(first) {
                    return Err(Refusal::new(
                        first.range.clone(),
                        "the program has an odd name",
                    ));
                }
                line.push_str(&target.arguments(arguments)?);
                line
            }
        },
    };
    if let Some(output) = &command.output {
        written.push_str(&target.to_file(output)?);
    }
    if command.hides_errors {
        written.push_str(target.hides_errors());
    }
    Ok(written)
}

/// The arguments, joined by blanks and continued lines.
pub(crate) fn joined(
    words: &[Word],
    continuation: &str,
    write: &mut dyn FnMut(&Word) -> Written,
) -> Written {
    let mut line = String::new();
    for word in words {
        match &word.new_line {
            Some(indent) => {
                line.push_str(continuation);
                line.push('\n');
                line.push_str(indent);
            }
            None => line.push(' '),
        }
        line.push_str(&write(word)?);
    }
    Ok(line)
}
