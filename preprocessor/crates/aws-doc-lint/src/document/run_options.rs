//! How a block is run, by the attributes in its info string.

use std::collections::BTreeSet;
use std::time::Duration;

use super::attributes::Info;

/// Something that must be present for a block to run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// The AWS CLI.
    Aws,
    /// An emulated AWS on the loopback interface.
    Emulator,
    /// Python with the packages of the book's programs.
    Python,
}

impl Need {
    /// All there are, in the order of their names.
    pub const ALL: [Self; 3] = [Self::Aws, Self::Emulator, Self::Python];

    /// The word for it in `needs=` and in the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Emulator => "emulator",
            Self::Python => "python",
        }
    }

    /// The one with this word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|need| need.as_str() == name)
    }
}

/// How the author wants a block to be run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// `run`: although the language is not run by default.
    pub run: bool,
    /// `no_run`, or mdBook's `ignore`: in no case.
    pub no_run: bool,
    /// `exit=N`: the status that the block must end with; 0 without it.
    pub exit: i32,
    /// `timeout=20s`.
    pub timeout: Option<Duration>,
    /// `file=NAME`: the block is written to this file.
    pub file: Option<String>,
    /// `needs=NAME+NAME`.
    pub needs: BTreeSet<Need>,
    /// `teardown`: the block runs at the end of its chapter, whatever happened before.
    pub teardown: bool,
}

impl RunOptions {
    /// Reads the attributes; what cannot be read counts as not said, and the check
    /// `attribute/unknown` reports it.
    #[must_use]
    pub fn of(info: &Info) -> Self {
        let value = |name| info.value(name);
        Self {
            run: info.has("run"),
            no_run: info.has("no_run") || info.has("ignore"),
            exit: value("exit").and_then(exit).unwrap_or_default(),
            timeout: value("timeout").and_then(timeout),
            file: value("file")
                .filter(|file| is_file(file))
                .map(str::to_owned),
            needs: value("needs").and_then(needs).unwrap_or_default(),
            teardown: info.has("teardown"),
        }
    }
}

/// What an attribute takes, when `value` is none of that.
#[must_use]
pub(crate) fn wrong_value(name: &str, value: &str) -> Option<String> {
    match name {
        "exit" if exit(value).is_none() => {
            Some("it takes an exit status from 0 to 255, as `exit=254`".to_owned())
        }
        "timeout" if timeout(value).is_none() => Some(
            "it takes a time of at most ten minutes in seconds or minutes, as `timeout=20s`"
                .to_owned(),
        ),
        "file" if !is_file(value) => Some(
            "it takes the name of a file in the chapter's folder, as `file=.env`, or below the \
             home folder, as `file=~/.aws/config`"
                .to_owned(),
        ),
        "needs" if needs(value).is_none() => {
            let all = Need::ALL.map(Need::as_str).join(", ");
            Some(format!(
                "it takes one or more of {all}, with `+` between them"
            ))
        }
        _ => None,
    }
}

fn exit(value: &str) -> Option<i32> {
    value.parse::<u8>().ok().map(i32::from)
}

fn timeout(value: &str) -> Option<Duration> {
    let (number, seconds) = match (value.strip_suffix('m'), value.strip_suffix('s')) {
        (Some(minutes), _) => (minutes, 60),
        (_, Some(number)) => (number, 1),
        _ => (value, 1),
    };
    let seconds = number.parse::<u64>().ok()?.checked_mul(seconds)?;
    (1..=600)
        .contains(&seconds)
        .then(|| Duration::from_secs(seconds))
}

fn is_file(value: &str) -> bool {
    let path = value.strip_prefix("~/").unwrap_or(value);
    !path.is_empty()
        && !path.contains('\\')
        && !path.contains(char::is_control)
        && path
            .split('/')
            .all(|part| !matches!(part, "" | "." | ".." | "~"))
}

fn needs(value: &str) -> Option<BTreeSet<Need>> {
    value.split('+').map(Need::from_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_become_options() {
        let options = RunOptions::of(&Info::parse(
            "sh,exit=254,timeout=2m,file=a/.env,needs=python+aws,teardown",
        ));
        assert_eq!(options.exit, 254);
        assert_eq!(options.timeout, Some(Duration::from_secs(120)));
        assert_eq!(options.file.as_deref(), Some("a/.env"));
        assert_eq!(options.needs, BTreeSet::from([Need::Aws, Need::Python]));
        assert!(options.teardown && !options.run && !options.no_run);
    }

    #[test]
    fn wrong_values() {
        for (name, value) in [
            ("exit", "256"),
            ("exit", "-1"),
            ("timeout", "0s"),
            ("timeout", "11m"),
            ("timeout", "soon"),
            ("file", "../x"),
            ("file", "/etc/passwd"),
            ("file", "~/../x"),
            ("file", ""),
            ("file", "x\u{1b}[A"),
            ("file", "x\u{9b}A"),
            ("file", "x\ny"),
            ("needs", "aws+perl"),
        ] {
            assert!(wrong_value(name, value).is_some(), "{name}={value}");
        }
        for (name, value) in [
            ("exit", "0"),
            ("timeout", "20"),
            ("file", "~/.aws/config"),
            ("needs", "aws"),
            ("title", "x"),
        ] {
            assert_eq!(wrong_value(name, value), None, "{name}={value}");
        }
    }
}
