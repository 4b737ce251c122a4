//! The commands of the AWS CLI, versions 1 and 2, with their arguments and the shapes of their
//! values.
//!
//! The data is `data/cli.bin`, which `data/build/cli/build.py` writes from the command tables of
//! the AWS CLI itself; `data/build/cli/pack.py` describes its layout. It is searched in place:
//! nothing is parsed or copied before it is needed. Where the two versions differ, the data accepts
//! what either of them accepts.

mod memo;
mod packed;
mod shape;

use super::{Provenance, snapshot};
use packed::{Cursor, Section, Sections};
pub use shape::{Bound, Kind, Member, Shape};

static SNAPSHOT: &[u8] = include_bytes!("../data/cli.bin");

/// The provenance of the data compiled into this program.
pub fn provenance() -> Provenance {
    // A test compares it with the data.
    let parsed = serde_json::from_str(include_str!("../data/cli.provenance.json"));
    snapshot::readable("AWS CLI provenance", parsed)
}

/// The command model: the root of everything here. Copying it costs nothing.
#[derive(Debug, Clone, Copy)]
pub struct Cli<'a> {
    sections: Sections<'a>,
    /// Of AWS CLI 1 and of AWS CLI 2.
    versions: (&'a str, &'a str),
}

impl Cli<'static> {
    /// The data compiled into this program.
    pub fn snapshot() -> Self {
        let model = Cli::new(SNAPSHOT).ok_or("it has another layout");
        snapshot::readable("AWS CLI", model)
    }
}

impl<'a> Cli<'a> {
    /// Reads the header of a packed command model. `None` if `bytes` are not one, or have another
    /// layout.
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let sections = Sections::new(bytes)?;
        let mut cursor = sections.cursor(Section::Texts, 0);
        let mut text = || {
            let length = cursor.varint()? as usize;
            std::str::from_utf8(cursor.bytes(length)?).ok()
        };
        let versions = (text()?, text()?);
        Some(Cli { sections, versions })
    }

    /// The command `aws` itself: its arguments are the global options, its children the
    /// services and the CLI's own commands, such as `configure`.
    pub fn root(self) -> Command<'a> {
        Command {
            cli: self,
            index: 0,
        }
    }

    /// The versions that the data describes: of AWS CLI 1 and of AWS CLI 2, as `2.38.5`.
    pub fn versions(self) -> (String, String) {
        let (first, second) = self.versions;
        (first.to_owned(), second.to_owned())
    }
}

/// The major versions of the AWS CLI that know something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// AWS CLI version 1 (from the Python package index) knows it.
    pub v1: bool,
    /// AWS CLI version 2 knows it.
    pub v2: bool,
}

impl Versions {
    fn from_flags(flags: u32) -> Self {
        Versions {
            v1: flags & 1 != 0,
            v2: flags & 2 != 0,
        }
    }
}

/// One command, as `aws`, `aws s3` or `aws ec2 wait instance-running`.
#[derive(Debug, Clone, Copy)]
pub struct Command<'a> {
    cli: Cli<'a>,
    index: u32,
}

/// Bytes of one command in its section.
const COMMAND_SIZE: usize = 8;
/// Bytes of one argument in its section.
const ARGUMENT_SIZE: usize = 8;

// Tests read every command, argument and shape of the built-in data. In damaged data what cannot be read
// has no name, no flags and no arguments.

impl<'a> Command<'a> {
    fn cursor(self) -> Cursor<'a> {
        let start = (self.index as usize).saturating_mul(COMMAND_SIZE);
        self.cli.sections.cursor(Section::Commands, start)
    }

    fn name_number(self) -> Option<u32> {
        self.cursor().u24()
    }

    fn flags(self) -> u32 {
        let mut cursor = self.cursor();
        cursor.u24();
        cursor.u8().map_or(0, u32::from)
    }

    /// Where the children begin, how many there are, and a cursor at the arguments.
    fn list(self) -> Option<(u32, u32, Cursor<'a>)> {
        let mut cursor = self.cursor();
        cursor.u24()?;
        let flags = cursor.u8()?;
        let start = cursor.u24()? as usize;
        let mut list = self.cli.sections.cursor(Section::Lists, start);
        let (first, count) = if flags & 8 == 0 {
            (0, 0)
        } else {
            (list.varint()?, list.varint()?)
        };
        Some((first, count, list))
    }

    /// The last word of the command, as `get-session-token`.
    pub fn name(self) -> String {
        self.name_number()
            .map_or_else(String::new, |number| self.cli.sections.text(number))
    }

    /// Which versions of the CLI have it.
    pub fn versions(self) -> Versions {
        Versions::from_flags(self.flags())
    }

    /// The CLI accepts it but leaves it out of its documentation, mostly because AWS has
    /// deprecated the operation.
    pub fn is_undocumented(self) -> bool {
        self.flags() & 4 != 0
    }

    /// Whether it has subcommands, as `s3` or `ec2 wait`.
    pub fn has_children(self) -> bool {
        self.flags() & 8 != 0
    }

    /// The commands below it, by name.
    pub fn children(self) -> impl Iterator<Item = Command<'a>> {
        let (first, count) = self
            .list()
            .map_or((0, 0), |(first, count, _)| (first, count));
        (first..first.saturating_add(count)).map(move |index| Command {
            cli: self.cli,
            index,
        })
    }

    /// The command of this exact name below it.
    pub fn child(self, name: &str) -> Option<Command<'a>> {
        let wanted = self.cli.sections.number(name)?;
        let (first, count, _) = self.list()?;
        let (mut low, mut high) = (first, first.saturating_add(count));
        while low < high {
            let index = low + (high - low) / 2;
            let command = Command {
                cli: self.cli,
                index,
            };
            match command.name_number()?.cmp(&wanted) {
                std::cmp::Ordering::Less => low = index + 1,
                std::cmp::Ordering::Greater => high = index,
                std::cmp::Ordering::Equal => return Some(command),
            }
        }
        None
    }

    /// Its arguments: first the positional ones in their order, then the options by name.
    pub fn arguments(self) -> impl Iterator<Item = Argument<'a>> {
        let (mut left, mut cursor) = self
            .list()
            .and_then(|(_, _, mut cursor)| Some((cursor.varint()?, cursor)))
            .unwrap_or((0, self.cli.sections.cursor(Section::Lists, usize::MAX)));
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            let start = (cursor.varint()? as usize).saturating_mul(ARGUMENT_SIZE);
            let mut record = self.cli.sections.cursor(Section::Arguments, start);
            Some(Argument {
                cli: self.cli,
                name: record.u24()?,
                shape: record.u24()?,
                flags: record.u16()?.into(),
            })
        })
    }

    /// The option of this exact name, given without the two hyphens.
    pub fn option(self, name: &str) -> Option<Argument<'a>> {
        Self::first_option([self], name)
    }

    /// The option of this exact name in the first of these commands that has it.
    pub fn first_option(
        commands: impl IntoIterator<Item = Command<'a>>,
        name: &str,
    ) -> Option<Argument<'a>> {
        let mut wanted = None;
        commands.into_iter().find_map(|command| {
            // The number of a name is the same for all commands, and takes longest to find.
            let number = match wanted {
                Some(number) => number,
                None => *wanted.insert(command.cli.sections.number(name)),
            }?;
            command
                .arguments()
                .find(|argument| argument.name == number && !argument.is_positional())
        })
    }
}

/// How many words an argument takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// Exactly one word.
    One,
    /// None: a switch, as `--dry-run`.
    None,
    /// One word or none.
    Optional,
    /// Any number of words.
    Any,
    /// At least one word.
    Some,
    /// Exactly two words.
    Two,
}

/// One option or positional argument of a command.
#[derive(Debug, Clone, Copy)]
pub struct Argument<'a> {
    cli: Cli<'a>,
    name: u32,
    shape: u32,
    flags: u32,
}

impl<'a> Argument<'a> {
    /// Its name; of an option without the two hyphens.
    pub fn name(self) -> String {
        self.cli.sections.text(self.name)
    }

    /// Which versions of the CLI have it.
    pub fn versions(self) -> Versions {
        Versions::from_flags(self.flags)
    }

    /// The CLI accepts it but leaves it out of its documentation.
    pub fn is_undocumented(self) -> bool {
        self.flags & 4 != 0
    }

    /// Every version of the CLI that has the command refuses it without this argument
    /// (unless `--cli-input-json` or `--generate-cli-skeleton` lift the requirement).
    pub fn is_required(self) -> bool {
        self.flags & 8 != 0
    }

    /// Whether it is identified by its position, not by a name.
    pub fn is_positional(self) -> bool {
        self.flags & 16 != 0
    }

    /// Given twice, both values count; of other options the last one wins.
    pub fn may_be_repeated(self) -> bool {
        self.flags & 32 != 0
    }

    /// How many words it takes.
    pub fn arity(self) -> Arity {
        match (self.flags >> 8) & 7 {
            0 => Arity::One,
            1 => Arity::None,
            2 => Arity::Optional,
            4 => Arity::Some,
            5 => Arity::Two,
            _ => Arity::Any,
        }
    }

    /// The shape of its value. Of an argument that takes several words it is the list.
    pub fn shape(self) -> Shape<'a> {
        Shape::new(self.cli.sections, self.shape)
    }
}

#[cfg(test)]
mod tests;
