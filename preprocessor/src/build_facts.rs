//! The facts of a build: from AWS, from the book, or built in, depending on the settings.

use std::path::Path;

use crate::clock::day_before;
use crate::settings::{Live, Settings};
use aws_doc_disk::store::{self, StoreError};
use aws_doc_facts::Facts;

/// Why a build has no facts, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FactsError {
    /// `MDBOOK_AWS_LIVE` has another value than the setting may have.
    #[error("MDBOOK_AWS_LIVE takes \"auto\", \"always\" or \"never\", not {0:?}")]
    Mode(String),
    /// `MDBOOK_AWS_LIVE_CREDENTIALS` has an unknown value.
    #[cfg(feature = "live")]
    #[error("MDBOOK_AWS_LIVE_CREDENTIALS takes \"allow\", not {0:?}")]
    Credentials(String),
    /// The book's own facts cannot be read.
    #[error(transparent)]
    Book(#[from] StoreError),
    /// The settings require an answer from AWS, and there is none.
    #[cfg(feature = "live")]
    #[error(
        "no source of facts answered, and [preprocessor.aws] says `live = \"always\"`:\n{}",
        .0.join("\n")
    )]
    NoAnswer(Vec<String>),
    /// The settings require an answer from AWS, and this program cannot ask.
    #[cfg(not(feature = "live"))]
    #[error(
        "[preprocessor.aws]: `live = \"always\"`, but this build of mdbook-aws has no live source; \
         set \"auto\" or \"never\""
    )]
    NoSource,
}

/// The facts of a build, and what to report about them.
pub(crate) struct BuildFacts {
    /// The facts.
    pub(crate) facts: Facts,
    /// What could not be fetched, one line each. It does not fail the build.
    pub(crate) notes: Vec<String>,
}

/// The value of an environment variable, if it is valid Unicode.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Where facts may come from: by `MDBOOK_AWS_LIVE`, or else by the settings.
///
/// # Errors
/// When the value of the variable is not one of the setting's.
pub(crate) fn mode(settings: &Settings) -> Result<Live, FactsError> {
    match variable("MDBOOK_AWS_LIVE").as_deref() {
        None | Some("") => Ok(settings.live),
        Some("auto") => Ok(Live::Auto),
        Some("always") => Ok(Live::Always),
        Some("never") => Ok(Live::Never),
        Some(other) => Err(FactsError::Mode(other.to_owned())),
    }
}

/// Whether credentials may be used for the sources that need them: the book asks for it, and the
/// user allows it. Building a stranger's book must not run the program that provides them.
///
/// # Errors
/// When the variable that allows it has an unknown value.
#[cfg(feature = "live")]
fn credentials(settings: &Settings) -> Result<bool, FactsError> {
    match variable("MDBOOK_AWS_LIVE_CREDENTIALS").as_deref() {
        None | Some("") => Ok(false),
        Some("allow") => Ok(settings.live_credentials),
        Some(other) => Err(FactsError::Credentials(other.to_owned())),
    }
}

/// `facts`, to be judged today.
pub(crate) fn today(facts: Facts) -> Facts {
    facts.on(day_before(0))
}

/// `facts`, to be judged today; those that are older than the settings allow count as old.
fn aged(facts: Facts, settings: &Settings) -> Facts {
    let limit = settings.facts_max_age;
    let limit = limit.map(day_before);
    today(facts).old_before(limit)
}

/// The facts for a check of the book at `root`, without the network.
///
/// # Errors
/// When the book's own facts cannot be read.
pub(crate) fn of_book(root: &Path) -> Result<Facts, StoreError> {
    Ok(today(store::load(root)?.into_facts()))
}

/// The facts for a build of the book at `root`.
///
/// # Errors
/// When the book's own facts cannot be read, or no source answers although the settings require it.
#[cfg(feature = "live")]
pub(crate) fn for_build(root: &Path, settings: &Settings) -> Result<BuildFacts, FactsError> {
    use aws_doc_disk::cache_folder;
    use aws_doc_live::{self as live, Config};

    let mode = mode(settings)?;
    let known = store::load(root)?;
    if mode == Live::Never {
        return Ok(BuildFacts {
            facts: aged(known.into_facts(), settings),
            notes: Vec::new(),
        });
    }
    let credentials = credentials(settings)?;
    let mut config = Config::from_environment(settings.live_timeout, credentials, variable);
    config.endpoints = config
        .endpoints
        .or_mirrors(&mirrors(&settings.live_mirrors));
    let folder = cache_folder(variable);
    let now = std::time::SystemTime::now();
    let refreshed = live::refresh(known, &config, folder.as_ref(), now);
    let errors = refreshed.errors.iter().map(ToString::to_string);
    if mode == Live::Always && refreshed.answered.is_empty() {
        return Err(FactsError::NoAnswer(errors.collect()));
    }
    let notes = match (refreshed.answered.is_empty(), errors.collect::<Vec<_>>()) {
        // One line for a machine without a network, where every source fails the same way.
        (true, errors) => errors
            .first()
            .map(|first| {
                format!("facts: AWS did not answer, so the facts at hand are used ({first})")
            })
            .into_iter()
            .collect(),
        (false, errors) => errors
            .into_iter()
            .map(|fault| format!("facts: {fault}"))
            .collect(),
    };
    let mut notes = if refreshed.fetched { notes } else { Vec::new() };
    if settings.live_credentials && !credentials {
        notes.push(
            "facts: `live-credentials` in book.toml takes effect only with \
             MDBOOK_AWS_LIVE_CREDENTIALS=allow, so no credentials are used"
                .to_owned(),
        );
    }
    Ok(BuildFacts {
        facts: aged(refreshed.known.into_facts(), settings),
        notes,
    })
}

/// The mirrors in a book's settings.
#[cfg(feature = "live")]
pub(crate) fn mirrors(of_book: &crate::settings::Mirrors) -> aws_doc_live::endpoints::Mirrors {
    aws_doc_live::endpoints::Mirrors {
        regional_table: of_book.regional_table.clone(),
        price_list: of_book.price_list.clone(),
        service_reference: of_book.service_reference.clone(),
    }
}

/// The facts for a build, in a program without live sources.
///
/// # Errors
/// When the book's own facts cannot be read, or the settings require AWS's.
#[cfg(not(feature = "live"))]
pub(crate) fn for_build(root: &Path, settings: &Settings) -> Result<BuildFacts, FactsError> {
    if mode(settings)? == Live::Always {
        return Err(FactsError::NoSource);
    }
    Ok(BuildFacts {
        facts: aged(of_book(root)?, settings),
        notes: Vec::new(),
    })
}
