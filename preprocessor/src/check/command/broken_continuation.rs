//! `command/broken-continuation`

use std::ops::Range;

use super::CommandCall;
use crate::check::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A command ends although the next line goes on with its options.
    ///
    /// A line goes on in the next one only if a backslash is its very last character. Without the
    /// backslash, or with a space behind it, the shell runs the first line by itself and then
    /// looks for a program named like the option in the second: `--role-name: command not found`.
    /// A space behind a backslash cannot be seen on a page, and is copied all the same.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws iam get-role
    ///     --role-name demo
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws iam get-role \
    ///     --role-name demo
    /// ```
    ///
    /// ## References
    ///
    /// - [Bash: escape character](https://www.gnu.org/software/bash/manual/bash.html#Escape-Character)
    "command/broken-continuation", Error, Command(check)
}

fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let Some(cut) = cut(call.text, super::script_end(&call.command)) else {
        return;
    };
    let finding = if cut.has_backslash {
        Finding::new(
            cut.end,
            "the space behind this backslash ends the command here",
        )
        .help("leave nothing behind the backslash")
        .fix(
            "remove the space behind the backslash",
            vec![(cut.mend, "\\".to_owned())],
        )
    } else {
        Finding::new(
            cut.end,
            "the command ends here, but the next line goes on with its options",
        )
        .help("end the line with a backslash")
        .fix(
            "end the line with a backslash",
            vec![(cut.mend, " \\".to_owned())],
        )
    };
    sink.push(finding);
}

/// The end of a line where a command ends by mistake.
pub(super) struct Cut {
    /// What to point at.
    end: Range<usize>,
    /// What the right end of the line replaces.
    mend: Range<usize>,
    has_backslash: bool,
}

/// Looks at the line in which a command's last word ends, at `end`.
pub(super) fn cut(text: &str, end: usize) -> Option<Cut> {
    let start = text.get(..end)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.split('\n').next()?;
    let (line_end, rest) = (start + line.len(), text.get(start + line.len()..)?);
    let next = rest.strip_prefix('\n')?.split('\n').next()?.trim_start();
    let is_option = next
        .strip_prefix("--")
        .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    if !is_option {
        return None;
    }
    let line = line.strip_suffix('\r').unwrap_or(line);
    let line_end = line_end.min(start + line.len());
    let bare = line.trim_end_matches([' ', '\t']);
    let bare_end = start + bare.len();
    if let Some(before) = bare.strip_suffix('\\') {
        // Nothing behind the backslash, or an escaped backslash: not what is meant here.
        if bare_end == line_end || before.ends_with('\\') {
            return None;
        }
        let backslash = bare_end - 1;
        return Some(Cut {
            end: backslash..line_end,
            mend: backslash..line_end,
            has_backslash: true,
        });
    }
    // Only the command itself may stand before the end of the line.
    if bare_end > end || bare.ends_with("...") || bare.ends_with('…') {
        return None;
    }
    let last = bare.chars().next_back()?;
    Some(Cut {
        end: bare_end - last.len_utf8()..bare_end,
        mend: bare_end..line_end,
        has_backslash: false,
    })
}
