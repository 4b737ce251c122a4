//! The facts of a build: from AWS, the book or the program, as the settings say.

use std::path::Path;

use crate::settings::{Live, Settings};
use aws_doc_disk::store;
use aws_doc_facts::Facts;

/// Facts, and what to tell about them.
pub(crate) struct Chosen {
    /// The facts.
    pub(crate) facts: Facts,
    /// One line each: what could not be learned. They do not fail the build.
    pub(crate) notes: Vec<String>,
}

/// A variable of the environment, if it is text.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Where facts may come from: as `MDBOOK_AWS_LIVE` says, else as the settings say.
///
/// # Errors
/// When the variable has another value than the setting can have.
pub(crate) fn mode(settings: &Settings) -> anyhow::Result<Live> {
    match variable("MDBOOK_AWS_LIVE").as_deref() {
        None | Some("") => Ok(settings.live),
        Some("auto") => Ok(Live::Auto),
        Some("always") => Ok(Live::Always),
        Some("never") => Ok(Live::Never),
        Some(other) => {
            anyhow::bail!("MDBOOK_AWS_LIVE takes \"auto\", \"always\" or \"never\", not {other:?}")
        }
    }
}

/// Whether credentials may be used for the sources that want them: the book asks for it, and the
/// user has allowed it. A build of a stranger's book must not run the program that gets them.
///
/// # Errors
/// When the variable that allows it has another value.
#[cfg(feature = "live")]
fn credentials(settings: &Settings) -> anyhow::Result<bool> {
    match variable("MDBOOK_AWS_LIVE_CREDENTIALS").as_deref() {
        None | Some("") => Ok(false),
        Some("allow") => Ok(settings.live_credentials),
        Some(other) => {
            anyhow::bail!("MDBOOK_AWS_LIVE_CREDENTIALS takes \"allow\", not {other:?}")
        }
    }
}

/// The day before which facts count as old, by the settings, and by today's date or that of
/// `SOURCE_DATE_EPOCH`.
fn old_before(settings: &Settings) -> Option<String> {
    let limit = u64::from(settings.facts_max_age?) * 86_400;
    let fixed = variable("SOURCE_DATE_EPOCH").and_then(|seconds| seconds.parse().ok());
    let today = fixed.unwrap_or_else(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs())
    });
    Some(aws_doc_facts::provenance::day(today.saturating_sub(limit)))
}

/// The facts for a check of the book at `root`, which asks nobody.
///
/// # Errors
/// When the book's own facts cannot be read.
pub(crate) fn of_book(root: &Path) -> anyhow::Result<Facts> {
    Ok(store::load(root)?.into_facts())
}

/// The facts for a build of the book at `root`.
///
/// # Errors
/// When the book's own facts cannot be read, or nobody answered although someone must.
#[cfg(feature = "live")]
pub(crate) fn for_build(root: &Path, settings: &Settings) -> anyhow::Result<Chosen> {
    use aws_doc_disk::cache_folder;
    use aws_doc_live::{self as live, Config};

    let mode = mode(settings)?;
    let known = store::load(root)?;
    if mode == Live::Never {
        return Ok(Chosen {
            facts: known.into_facts().old_before(old_before(settings)),
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
    let learned = live::learn(known, &config, folder.as_ref(), now);
    let faults = learned.faults.iter().map(ToString::to_string);
    if mode == Live::Always && learned.heard.is_empty() {
        let faults: Vec<String> = faults.collect();
        anyhow::bail!(
            "no source of facts answered, and [preprocessor.aws] says `live = \"always\"`:\n{}",
            faults.join("\n")
        );
    }
    let notes = match (learned.heard.is_empty(), faults.collect::<Vec<_>>()) {
        // One line for a machine without network, where everything fails alike.
        (true, faults) => faults
            .first()
            .map(|first| {
                format!("facts: AWS did not answer, so the facts at hand are used ({first})")
            })
            .into_iter()
            .collect(),
        (false, faults) => faults
            .into_iter()
            .map(|fault| format!("facts: {fault}"))
            .collect(),
    };
    let mut notes = if learned.asked { notes } else { Vec::new() };
    if settings.live_credentials && !credentials {
        notes.push(
            "facts: `live-credentials` in book.toml counts only where you set \
             MDBOOK_AWS_LIVE_CREDENTIALS=allow, so no credentials are used"
                .to_owned(),
        );
    }
    Ok(Chosen {
        facts: learned.known.into_facts().old_before(old_before(settings)),
        notes,
    })
}

/// The mirrors that a book names.
#[cfg(feature = "live")]
pub(crate) fn mirrors(of_book: &crate::settings::Mirrors) -> aws_doc_live::endpoints::Mirrors {
    aws_doc_live::endpoints::Mirrors {
        regional_table: of_book.regional_table.clone(),
        price_list: of_book.price_list.clone(),
        service_reference: of_book.service_reference.clone(),
    }
}

/// The facts for a build; this build of the program can ask nobody.
///
/// # Errors
/// When the book's own facts cannot be read, or AWS must be asked.
#[cfg(not(feature = "live"))]
pub(crate) fn for_build(root: &Path, settings: &Settings) -> anyhow::Result<Chosen> {
    if mode(settings)? == Live::Always {
        anyhow::bail!(
            "[preprocessor.aws]: `live = \"always\"`, but this build of mdbook-aws has no live \
             source; set \"auto\" or \"never\""
        );
    }
    Ok(Chosen {
        facts: of_book(root)?.old_before(old_before(settings)),
        notes: Vec::new(),
    })
}
