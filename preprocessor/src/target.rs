//! What a path names: a book, a folder of Markdown, or one file.

mod selection;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::build_facts::{of_book, today};
use crate::settings::{Settings, SettingsError};
use aws_doc_disk::regular;
use aws_doc_disk::store::StoreError;
use aws_doc_disk::{Disk, slashes};
use aws_doc_facts::Facts;
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::document::{Input, plain};
use aws_doc_lint::run::BookFile;

pub use selection::Selection;
use selection::unknown_kind;

/// Why nothing can be read at a path.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// There is nothing that can be read.
    #[error("cannot check {path}: {reason}")]
    Path {
        /// The path, as far as the caller knows it.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The book's own facts cannot be read.
    #[error(transparent)]
    Facts(#[from] StoreError),
    /// The settings of the book are not valid.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A pattern of paths that is not valid.
    #[error("`{pattern}` is not a valid pattern of paths: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Why.
        reason: String,
    },
}

/// Chapters that share their settings.
#[derive(Debug)]
pub struct Target {
    /// What to check, by the paths of the [`Disk`].
    pub inputs: Vec<Input>,
    /// The settings to check them with.
    pub settings: Settings,
    /// The facts to check them by: those of their book, if they belong to one.
    pub facts: Facts,
    /// The prefix of the paths of `inputs` that mdBook's paths do not have: the folder of the
    /// sources, for a book.
    pub sources: Option<String>,
}

/// Resolves a path, with nothing excluded. A folder with a `book.toml` is a book, of which the
/// chapters in its summary are checked; in any other folder all Markdown files are, and the books
/// below it as such. A file has the settings of the book that it lies in.
///
/// # Errors
/// When there is nothing to check, or a book cannot be read.
pub fn resolve(path: &Path, disk: &mut Disk) -> Result<Vec<Target>, TargetError> {
    resolve_selected(path, disk, &Selection::default())
}

/// Resolves a path as [`resolve`] does, but for what `selection` excludes.
///
/// # Errors
/// As [`resolve`].
pub fn resolve_selected(
    path: &Path,
    disk: &mut Disk,
    selection: &Selection,
) -> Result<Vec<Target>, TargetError> {
    let metadata = std::fs::metadata(path).map_err(|error| target(path, error.to_string()))?;
    let mut targets = if metadata.is_file() && selection.excludes(path) {
        Vec::new()
    } else if metadata.is_file() {
        vec![file(path, disk, selection)?]
    } else if path.join("book.toml").is_file() {
        vec![book(path, disk, selection)?]
    } else {
        folder(path, disk, selection)?
    };
    for target in &mut targets {
        target.settings.run.directives = Some(crate::render::validate);
    }
    Ok(targets)
}

/// A text that is not a file, such as standard input, which reports call `name`. It has the settings of
/// the book that a file with this name would lie in. It cannot include files.
///
/// # Errors
/// When it is not clear what the text is, or the book cannot be read.
pub fn text(
    name: &Path,
    text: String,
    disk: &mut Disk,
    selection: &Selection,
) -> Result<Target, TargetError> {
    let form = match selection.form {
        Some(form) => form,
        None => plain::form(&slashes(name), &text).ok_or_else(|| unknown_kind(name))?,
    };
    let book = enclosing_book(name.parent().unwrap_or(Path::new("")));
    let mut settings = match &book {
        Some(root) => configuration(root)?.0,
        None => without_book(),
    };
    settings.run.directives = Some(crate::render::validate);
    let path = disk.add_text(slashes(name), text);
    Ok(Target {
        inputs: vec![Input {
            form,
            ..Input::file(path)
        }],
        settings,
        facts: facts(book.as_deref())?,
        sources: None,
    })
}

/// Keeps each file only in the first target that names it.
pub fn keep_each_once(targets: &mut [Target]) {
    let mut named = HashSet::new();
    for target in targets {
        target
            .inputs
            .retain(|input| named.insert(input.path.clone()));
    }
}

fn target(path: &Path, reason: impl Into<String>) -> TargetError {
    TargetError::Path {
        path: path.to_owned(),
        reason: reason.into(),
    }
}

/// The facts of the book at `root`, or those that are built in.
fn facts(root: Option<&Path>) -> Result<Facts, TargetError> {
    Ok(match root {
        Some(root) => of_book(root)?,
        None => today(Facts::bundled()),
    })
}

/// The settings of the book at `root`, and its configuration.
fn configuration(root: &Path) -> Result<(Settings, toml::Table), TargetError> {
    let path = root.join("book.toml");
    let text = regular::read_text(&path).map_err(|error| target(&path, error.to_string()))?;
    let mut settings = Settings::from_book_toml(&text, &slashes(&path))?;
    let config: toml::Table =
        toml::from_str(&text).map_err(|error: toml::de::Error| target(&path, error.to_string()))?;
    let preprocessors = config.get("preprocessor").and_then(toml::Value::as_table);
    if !preprocessors.is_some_and(|all| all.contains_key("aws")) {
        of_others(&mut settings);
    }
    Ok((settings, config))
}

/// Lets settings be those of Markdown that is rendered without this program.
fn of_others(settings: &mut Settings) {
    settings.run.markdown.foreign_attributes = true;
    // Its build may write the file first.
    let severities = &mut settings.run.severities;
    let code = "include/missing".to_owned();
    severities.entry(code).or_insert(Some(Severity::Warning));
}

/// The settings for Markdown that is in no book.
fn without_book() -> Settings {
    let mut settings = Settings::default();
    of_others(&mut settings);
    settings
}

fn book(root: &Path, disk: &mut Disk, selection: &Selection) -> Result<Target, TargetError> {
    let (mut settings, config) = configuration(root)?;
    let source = config
        .get("book")
        .and_then(|book| book.get("src"))
        .and_then(toml::Value::as_str)
        .unwrap_or("src");
    let summary_path = root.join(source).join("SUMMARY.md");
    let summary = regular::read_text(&summary_path)
        .map_err(|error| target(&summary_path, error.to_string()))?;
    let summary = mdbook_summary::parse_summary(&summary)
        .map_err(|error| target(&summary_path, format!("{error:#}")))?;
    let mount = Mount::new(root, root, &settings, disk)?;
    settings.run.book = Some(mount.book_file("book.toml", true));
    let inputs = crate::summary::chapters(&summary)
        .iter()
        .filter(|chapter| !selection.excludes(&root.join(source).join(chapter)))
        .map(|chapter| mount.input(&format!("{source}/{}", slashes(chapter))))
        .collect();
    Ok(Target {
        inputs,
        settings,
        facts: facts(Some(root))?,
        sources: Some(format!("{}/", mount.input(source).path)),
    })
}

fn file(path: &Path, disk: &mut Disk, selection: &Selection) -> Result<Target, TargetError> {
    let form = selection.form(path)?;
    let name = path.file_name().map(Path::new).unwrap_or(path);
    let parent = path.parent().unwrap_or(Path::new(""));
    let book = enclosing_book(parent);
    let (root, settings) = match &book {
        Some(root) => (root.clone(), configuration(root)?.0),
        None => (here(parent), without_book()),
    };
    let mount = Mount::new(&root, parent, &settings, disk)?;
    let inputs = vec![Input {
        form,
        ..mount.input(&slashes(name))
    }];
    Ok(Target {
        inputs,
        settings,
        facts: facts(book.as_deref())?,
        sources: None,
    })
}

fn folder(path: &Path, disk: &mut Disk, selection: &Selection) -> Result<Vec<Target>, TargetError> {
    let mut books = Vec::new();
    let mut found = Vec::new();
    // Hidden folders and what git ignores, such as a built book, are skipped.
    for entry in ignore::WalkBuilder::new(path)
        .sort_by_file_path(Ord::cmp)
        .build()
    {
        let entry = entry.map_err(|error| target(path, error.to_string()))?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let entry = entry.into_path();
        if selection.excludes(&entry) {
            continue;
        }
        if is_file && entry.file_name().is_some_and(|name| name == "book.toml") {
            books.extend(entry.parent().map(Path::to_owned));
        } else if is_file && is_markdown(&entry) {
            found.push(entry);
        }
    }
    found.retain(|file| !books.iter().any(|book| file.starts_with(book)));
    let mut targets = Vec::new();
    if !found.is_empty() {
        let book = enclosing_book(path);
        let (root, settings) = match &book {
            Some(root) => (root.clone(), configuration(root)?.0),
            None => (path.to_owned(), without_book()),
        };
        let mount = Mount::new(&root, path, &settings, disk)?;
        let inputs = found
            .iter()
            .map(|file| mount.input(&slashes(file.strip_prefix(path).unwrap_or(file))))
            .collect();
        targets.push(Target {
            inputs,
            settings,
            facts: facts(book.as_deref())?,
            sources: None,
        });
    }
    for root in &books {
        targets.push(book(root, disk, selection)?);
    }
    if targets.is_empty() && selection.excluded.is_none() {
        return Err(target(path, "there is no Markdown file in it"));
    }
    Ok(targets)
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
    })
}

/// The nearest folder at or above `folder` that holds a `book.toml`.
fn enclosing_book(folder: &Path) -> Option<PathBuf> {
    let folder = here(folder).canonicalize().ok()?;
    folder
        .ancestors()
        .find(|folder| folder.join("book.toml").is_file())
        .map(Path::to_owned)
}

/// `folder`, where no folder means this one.
fn here(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_owned()
    }
}

/// A tree of the disk in which a folder was named.
struct Mount {
    name: String,
    /// The named folder, relative to the root of the tree.
    base: String,
}

impl Mount {
    /// The tree below `root`, or below its `include-root`, in which the user named `folder`.
    fn new(
        root: &Path,
        folder: &Path,
        settings: &Settings,
        disk: &mut Disk,
    ) -> Result<Self, TargetError> {
        let failed = |error: std::io::Error| target(folder, error.to_string());
        let root = match &settings.include_root {
            Some(wider) => root.join(wider),
            None => root.to_owned(),
        };
        let top = root
            .canonicalize()
            .map_err(|error| target(&root, format!("`include-root`: {error}")))?;
        let inner = here(folder).canonicalize().map_err(failed)?;
        let base = inner.strip_prefix(&top).map(slashes).map_err(|_| {
            target(
                folder,
                "`include-root` in book.toml does not contain the book itself",
            )
        })?;
        let name = disk.add(&top, &base, folder).map_err(failed)?;
        Ok(Self { name, base })
    }

    /// The `book.toml` at `path` from the named folder.
    fn book_file(&self, path: &str, whole: bool) -> BookFile {
        let path = self.input(path).path;
        BookFile { path, whole }
    }

    fn input(&self, path: &str) -> Input {
        let parts = [self.name.as_str(), self.base.as_str(), path];
        let path: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let joined = path.join("/");
        // A summary may name `./chapter.md`.
        let clean = spanned_text::files::join("", &joined).unwrap_or(joined);
        Input::file(clean)
    }
}
