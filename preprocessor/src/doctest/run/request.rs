//! How the blocks of a book are to be run.

use std::num::NonZero;
use std::path::PathBuf;

use super::{RunError, WantedIsolation};

/// How the blocks of a book are to be run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// The program `mdbook-aws`, of which each chapter has a process of its own.
    pub program: PathBuf,
    /// The folder for tools and for notes on what has passed; an absolute path.
    pub cache: PathBuf,
    /// How chapters are kept apart from the machine.
    pub isolation: WantedIsolation,
    /// The AWS that the blocks call.
    pub aws: AwsAccess,
    /// How many chapters run at a time; as many as there are processors without it.
    pub jobs: Option<NonZero<usize>>,
    /// Whether chapters that have passed before and have not changed are left out.
    pub reuse: bool,
    /// Whether to write `executed.json`. Otherwise it is compared with what has run.
    pub record: bool,
    /// Whether to write what was printed into the pages where they expect something else.
    pub update: bool,
    /// Whether SIGINT, SIGTERM and SIGHUP end the chapters with all that they started, and then the
    /// calling program.
    pub stop_on_signals: bool,
}

impl Request {
    /// A run against the emulated AWS, in the best isolation that the system has, which writes nothing
    /// into the book.
    #[must_use]
    pub fn new(program: PathBuf, cache: PathBuf) -> Self {
        Self {
            program,
            cache,
            isolation: WantedIsolation::default(),
            aws: AwsAccess::Emulated,
            jobs: None,
            reuse: true,
            record: false,
            update: false,
            stop_on_signals: false,
        }
    }
}

/// The AWS that blocks call.
#[derive(Debug, Clone)]
pub enum AwsAccess {
    /// An emulated one. No call leaves the machine.
    Emulated,
    /// AWS itself: what the blocks create is real and is billed. Nothing is cached or recorded.
    Real(Credentials),
}

/// The variables with which blocks call AWS itself.
#[derive(Clone)]
pub struct Credentials(pub(super) Vec<(String, String)>);

// A derived one would print secrets.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Credentials {
    /// The variables that hold credentials, or the Region that they are used in.
    const NAMES: [&str; 6] = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_BEARER_TOKEN_BEDROCK",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
    ];

    /// The credentials in an environment.
    ///
    /// # Errors
    /// When there are none. Profiles are not read.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, RunError> {
        let set: Vec<(String, String)> = Self::NAMES
            .into_iter()
            .filter_map(|name| {
                let value = variable(name).filter(|value| !value.is_empty())?;
                Some((name.to_owned(), value))
            })
            .collect();
        let has = |wanted: &str| set.iter().any(|(name, _)| name == wanted);
        let has_keys = has("AWS_ACCESS_KEY_ID") && has("AWS_SECRET_ACCESS_KEY");
        match has_keys || has("AWS_BEARER_TOKEN_BEDROCK") {
            true => Ok(Self(set)),
            false => Err(RunError::NoCredentials),
        }
    }
}
