//! How ten programs read the same `.env` file.
//!
//! Each module models one reader as a pure function from the text of a file to what the reader
//! makes of it, statement by statement, with the bytes that each statement came from. The models
//! were written from the readers' own sources and documentation, and
//! `preprocessor/tests/facts/env_readers.rs` compares them, value by value, with the real programs.
//!
//! The models start from an empty environment: a variable that the file refers to and does not
//! set expands to nothing. A reader that refuses a whole file because of one line is modelled as
//! going on after that line, so that every line is judged for itself; [`OnFault::RefusesFile`] says
//! that in truth nothing of the file is loaded.

mod bash;
mod compose;
mod direnv;
mod docker;
mod dotenv;
mod dotenvy;
mod go;
mod godotenv;
mod node;
mod python_dotenv;
mod returns;
mod scan;
mod systemd;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use returns::{Return, without_returns};
use scan::{find_byte, line_end, line_or_return_end, shell_name_len, skip_while, trimmed};

/// A program or library that reads `.env` files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// `python-dotenv`, the Python library, as of 1.2.
    PythonDotenv,
    /// `dotenv`, the library for Node.js, as of 18.0.
    Dotenv,
    /// Node.js itself: `node --env-file` and `process.loadEnvFile`, as of 20.20.
    Node,
    /// `dotenvy`, the Rust crate, as of 0.15, through its loading functions.
    Dotenvy,
    /// `docker run --env-file`, as of Docker CLI 28.
    Docker,
    /// Docker Compose: `env_file:` and the project's `.env`, as of Compose 2.40.
    Compose,
    /// systemd's `EnvironmentFile=`, as of 252; `#` comments as of 254.
    Systemd,
    /// Bash: `set -a; source .env`.
    Bash,
    /// direnv's `dotenv`, as of 2.32.
    Direnv,
    /// `godotenv`, the Go library, as of 1.5.
    Godotenv,
}

impl Reader {
    /// All readers, in the order in which messages name them.
    pub const ALL: [Reader; 10] = [
        Reader::PythonDotenv,
        Reader::Dotenv,
        Reader::Node,
        Reader::Dotenvy,
        Reader::Docker,
        Reader::Compose,
        Reader::Systemd,
        Reader::Bash,
        Reader::Direnv,
        Reader::Godotenv,
    ];

    /// The name by which an author chooses the reader, as in `env,readers=docker+bash`.
    pub fn id(self) -> &'static str {
        match self {
            Reader::PythonDotenv => "python-dotenv",
            Reader::Dotenv => "dotenv",
            Reader::Node => "node",
            Reader::Dotenvy => "dotenvy",
            Reader::Docker => "docker",
            Reader::Compose => "compose",
            Reader::Systemd => "systemd",
            Reader::Bash => "bash",
            Reader::Direnv => "direnv",
            Reader::Godotenv => "godotenv",
        }
    }

    /// The name of the reader in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Reader::PythonDotenv => "python-dotenv",
            Reader::Dotenv => "dotenv for Node.js",
            Reader::Node => "`node --env-file`",
            Reader::Dotenvy => "dotenvy",
            Reader::Docker => "docker",
            Reader::Compose => "Docker Compose",
            Reader::Systemd => "systemd",
            Reader::Bash => "bash",
            Reader::Direnv => "direnv",
            Reader::Godotenv => "godotenv",
        }
    }

    /// The reader that an author names `id`.
    pub fn from_id(id: &str) -> Option<Reader> {
        Reader::ALL.into_iter().find(|reader| reader.id() == id)
    }

    /// Which of two assignments to one name counts. `true`: the first one in the file.
    pub fn first_wins(self) -> bool {
        // dotenvy does not overwrite a variable that is set already, its own included.
        matches!(self, Reader::Dotenvy)
    }

    /// What this reader makes of the file `text`.
    pub fn read(self, text: &str) -> Reading<'_> {
        match self {
            Reader::PythonDotenv => python_dotenv::read(text),
            Reader::Dotenv => dotenv::read(text),
            Reader::Node => node::read(text),
            Reader::Dotenvy => dotenvy::read(text),
            Reader::Docker => docker::read(text),
            Reader::Compose => compose::read(text),
            Reader::Systemd => systemd::read(text),
            Reader::Bash => bash::read(text),
            Reader::Direnv => direnv::read(text),
            Reader::Godotenv => godotenv::read(text),
        }
    }
}

/// What a reader makes of a file: its statements, in the order of the file. Blank lines and
/// comments are none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading<'t> {
    /// The statements.
    pub statements: Vec<Statement<'t>>,
    /// Where each name was last set. Kept only for files that refer to variables.
    index: Option<HashMap<String, usize>>,
    /// How many more bytes expansions may bring in: a value that doubles with every line would
    /// fill any memory.
    budget: Cell<usize>,
}

/// One statement of a file, as one reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement<'t> {
    /// The bytes of the file that the reader used up for the statement, without the line end.
    pub range: Range<usize>,
    /// The bytes of the name; empty where there is none.
    pub name: Range<usize>,
    /// The bytes that the value was made of, quotes included; empty where there is none.
    pub value: Range<usize>,
    /// What the reader does.
    pub effect: Effect<'t>,
}

/// What a reader does about a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect<'t> {
    /// It sets `name` to `value`.
    Sets {
        /// The name of the variable.
        name: Cow<'t, str>,
        /// Its value, after unquoting and expansion.
        value: Cow<'t, str>,
    },
    /// A name without `=`: the variable is taken from the environment, or left alone.
    Inherits {
        /// The name of the variable.
        name: Cow<'t, str>,
    },
    /// It does not set a variable.
    Fault(Fault),
}

/// Why a reader sets no variable for a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What the fault does to the file.
    pub effect: OnFault,
    /// Why, as the rest of a sentence that begins with the reader's name.
    pub reason: &'static str,
}

/// What a fault does to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnFault {
    /// The reader stops with an error. Most load nothing then; bash and dotenvy keep what is
    /// above.
    RefusesFile,
    /// The statement is skipped, with a warning or silently.
    SkipsLine,
    /// The text is run as a command.
    RunsCommand,
    /// The model does not say: the value depends on something outside of the file.
    Unclear,
}

impl<'t> Reading<'t> {
    fn new(text: &str) -> Self {
        Self {
            statements: Vec::new(),
            index: memchr::memchr(b'$', text.as_bytes()).map(|_| HashMap::new()),
            budget: Cell::new(text.len().saturating_mul(4).saturating_add(1 << 16)),
        }
    }

    fn set(
        &mut self,
        range: Range<usize>,
        name_range: Range<usize>,
        value_range: Range<usize>,
        name: Cow<'t, str>,
        value: Cow<'t, str>,
    ) {
        if let Some(index) = &mut self.index {
            index.insert(name.to_string(), self.statements.len());
        }
        self.statements.push(Statement {
            range,
            name: name_range,
            value: value_range,
            effect: Effect::Sets { name, value },
        });
    }

    fn inherit(&mut self, range: Range<usize>, name: Cow<'t, str>) {
        self.statements.push(Statement {
            name: range.clone(),
            value: range.end..range.end,
            range,
            effect: Effect::Inherits { name },
        });
    }

    fn fault(&mut self, range: Range<usize>, effect: OnFault, reason: &'static str) {
        self.statements.push(Statement {
            name: range.start..range.start,
            value: range.end..range.end,
            range,
            effect: Effect::Fault(Fault { effect, reason }),
        });
    }

    /// The value that the file has given to `name` so far; nothing once expansions have brought in
    /// many times the length of the file.
    fn earlier(&self, name: &str) -> Option<&str> {
        let at = *self.index.as_ref()?.get(name)?;
        let Effect::Sets { value, .. } = &self.statements.get(at)?.effect else {
            return None;
        };
        self.budget.set(self.budget.get().checked_sub(value.len())?);
        Some(value)
    }

    /// As [`Self::earlier`]; as in a shell, a name without a value is empty.
    fn value_of(&self, name: &str) -> &str {
        self.earlier(name).unwrap_or("")
    }

    /// Whether the reader refuses the file.
    pub fn refuses(&self) -> bool {
        self.statements.iter().any(|statement| {
            matches!(&statement.effect, Effect::Fault(fault) if fault.effect == OnFault::RefusesFile)
        })
    }
}
