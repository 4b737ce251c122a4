//! Command blocks for the shell of each reader, from one source in bash.
//!
//! [`translate`] writes a block in bash for fish, PowerShell or the Windows Command Prompt. What it
//! cannot write with certainty it refuses, and says why: a form that only looks right costs its readers
//! more than none. [`read`] is the way back: it reads what such a text hands to the programs that it
//! calls, and shares no code with what writes it, so that tests can compare the two.
//!
//! Nothing here runs a command, or reads a file, a clock, the environment or the network.

mod bash;
mod cmd;
mod emit;
mod fish;
mod powershell;
mod programs;
pub mod read;
mod windows;

use std::ops::Range;

/// A shell for which a block can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shell {
    /// bash, and zsh where it does the same: the source.
    Bash,
    /// fish, from version 3.4.
    Fish,
    /// Windows PowerShell 5.1 and PowerShell 7 on Windows.
    Powershell,
    /// The Windows Command Prompt, into which a reader pastes.
    Cmd,
}

impl Shell {
    /// All of them, the source first.
    pub const ALL: [Self; 4] = [Self::Bash, Self::Fish, Self::Powershell, Self::Cmd];

    /// Its name, as a choice of the reader's has it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
            Self::Cmd => "cmd",
        }
    }

    /// The shell with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shell| shell.id() == id)
    }

    /// The language of its fences.
    #[must_use]
    pub fn language(self) -> &'static str {
        match self {
            Self::Bash => "sh",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
            Self::Cmd => "bat",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Fish => "fish",
            Self::Powershell => "PowerShell",
            Self::Cmd => "the Windows Command Prompt",
        }
    }
}

/// Why a block has no form for a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What of the source it is about, in bytes.
    pub range: Range<usize>,
    /// The reason, as a clause that can follow "because".
    pub reason: String,
}

impl Refusal {
    pub(crate) fn new(range: Range<usize>, reason: impl Into<String>) -> Self {
        Self {
            range,
            reason: reason.into(),
        }
    }
}

/// Writes the bash commands `source` for the shell `to`.
///
/// Slots `{{aws:NAME}}` are kept. `is_plain` says of the name of a slot whether each of its values has
/// only letters, digits and `-_.:/`, which no shell reads in another way.
///
/// # Errors
/// When the source is not understood, or has no counterpart that certainly does the same.
pub fn translate(
    source: &str,
    to: Shell,
    is_plain: &dyn Fn(&str) -> bool,
) -> Result<String, Refusal> {
    let script = bash::parse(source, is_plain)?;
    match to {
        Shell::Bash => Ok(source.to_owned()),
        Shell::Fish => emit::script(&script, &fish::Fish),
        Shell::Powershell => emit::script(&script, &powershell::Powershell),
        Shell::Cmd => emit::script(&script, &cmd::Cmd),
    }
}

#[cfg(test)]
mod tests;
