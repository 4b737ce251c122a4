//! mdBook's trait for preprocessors: chapters in, edited chapters or failures out. It has no rule
//! of its own.

use std::collections::{BTreeMap, HashMap};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::badge::page_record::PageRecord;
use crate::badge::standing::Witness;
use crate::build_facts::{self, Chosen};
use crate::doctest::record;
use crate::doctest::{ChapterPlan, Record};
use crate::render::{self, Request, checks, data};
use crate::report::{Report, human};

use crate::say;
use crate::settings::Settings;
use aws_doc_disk::regular;
use aws_doc_disk::{Disk, slashes};
use aws_doc_lint::check::rules;
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::document::Input;
use aws_doc_lint::document::directive;
use aws_doc_lint::run::{self, BookFile};
use spanned_text::Files;
use spanned_text::files::join;

/// What the preprocessor tells while it works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The diagnostics as a person reads them; empty when there are none.
    pub diagnostics: String,
    /// One line: how much was looked at and what came of it.
    pub summary: String,
    /// One line for each source of facts that was asked and gave no answer.
    pub notes: Vec<String>,
}

/// The preprocessor `aws`.
pub struct Aws {
    tell: Box<dyn Fn(&Told)>,
}

impl Default for Aws {
    fn default() -> Self {
        Self::new()
    }
}

impl Aws {
    /// The preprocessor that tells on standard error what it found.
    #[must_use]
    pub fn new() -> Self {
        Self::telling(|told| {
            for note in &told.notes {
                say::note(note);
            }
            say::line(&format!("{}{}", told.diagnostics, told.summary));
        })
    }

    /// The preprocessor that hands what it found to `tell`, once for each renderer.
    #[must_use]
    pub fn telling(tell: impl Fn(&Told) + 'static) -> Self {
        Self {
            tell: Box::new(tell),
        }
    }
}

impl Preprocessor for Aws {
    fn name(&self) -> &'static str {
        "aws"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let text = regular::read_text(&context.root.join("book.toml")).unwrap_or_default();
        let config = toml::Table::try_from(&context.config)?;
        let mut settings = Settings::from_config(&config, &text)?;
        let Chosen { facts, notes } = build_facts::for_build(&context.root, &settings)?;
        let source = Source::of(context, &settings)?;
        let mut disk = Disk::default();
        let mount = disk.add(&source.top, &source.base, &shown(&context.root))?;
        let book_file = format!("{mount}/{}/book.toml", source.base);
        settings.run.book = join("", &book_file).map(|path| BookFile { path, whole: true });
        let mut places: HashMap<Key, String> = HashMap::new();
        let mut inputs: Vec<Input> = Vec::new();
        for chapter in chapters(&book) {
            let path = match source.path(chapter) {
                Some(path) => format!("{mount}/{path}"),
                // A draft has no text; all other text is published, wherever it comes from.
                None if chapter.content.is_empty() => continue,
                None => disk.add_text(source.shown(chapter, context), chapter.content.clone()),
            };
            places.insert(key(chapter), path.clone());
            inputs.push(Input {
                path,
                content: Some(chapter.content.clone()),
            });
        }
        let mut files = Files::new(&disk);
        let outcome = run::check(&mut files, &inputs, &facts, &settings.run).map_err(|errors| {
            let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("{}", messages.join("\n"))
        })?;
        let report = Report::new(&files, &outcome, &facts);
        let color = crate::terminal::wants_color(std::io::stderr().is_terminal());
        // mdBook asks once for each renderer, and ours comes behind its own: all is told.
        if context.renderer != crate::site::NAME {
            (self.tell)(&Told {
                diagnostics: human::print(&report, color),
                summary: report.summary(),
                notes,
            });
        }
        refuse(
            outcome.count(Severity::Error),
            outcome.count(Severity::Warning),
            settings.deny_warnings,
        )?;
        let (plans, executed) = (settings.test.plan(), executed(&context.root)?);
        let mut edited: BTreeMap<String, Edited> = BTreeMap::new();
        for (input, chapter) in inputs.iter().zip(&outcome.chapters) {
            let path = input.path.as_str();
            let replacements = render::replacements(chapter, path, &facts, &outcome.choices);
            let mut content = render::apply(chapter.given.as_str(), &replacements);
            if context.renderer == crate::site::NAME {
                let plan = ChapterPlan::of(
                    source.below_sources(path, &mount),
                    &chapter.document,
                    &plans,
                );
                let witness = Witness {
                    facts: &facts,
                    readers: &settings.run.readers,
                    ran: executed.as_ref().map(|record| (&plan, record)),
                };
                let mut record = PageRecord::of(&chapter.document, &outcome.choices, &witness);
                record.data = data::files(chapter.expanded.text.as_str(), &facts);
                content.push_str("\n\n");
                content.push_str(&record.comment());
            }
            edited.insert(
                path.to_owned(),
                Edited {
                    content,
                    holds_checks: holds_checks(chapter.expanded.text.as_str()),
                },
            );
        }
        book.for_each_chapter_mut(|chapter| {
            let path = places.get(&key(chapter));
            let edited = path.and_then(|path| edited.remove(path));
            if let Some(edited) = edited {
                chapter.content = edited.content;
                if edited.holds_checks {
                    add_pages(chapter);
                }
            }
        });
        Ok(book)
    }
}

struct Edited {
    content: String,
    /// The chapter lists the checks, whose pages follow it.
    holds_checks: bool,
}

/// Looks at the settings of a book before mdBook does, whose errors show lines of the file: that
/// may be a link to one that is nobody else's business.
///
/// # Errors
/// When `book.toml` is no TOML, or one of our settings cannot be.
pub fn look_at_settings(root: &Path) -> Result<()> {
    let place = root.join("book.toml");
    let text = regular::read_text(&place)
        .map_err(|error| anyhow::anyhow!("cannot read {}: {error}", place.display()))?;
    Settings::from_book_toml(&text, &slashes(&shown(&place)))?;
    Ok(())
}

/// Looks at the files that mdBook is about to read, and says which it cannot.
///
/// mdBook waits for ever for a pipe among them, reads a device to its end, and panics at a chapter
/// with an absolute path.
///
/// # Errors
/// When the summary or a chapter is no regular file, is too large, or has an absolute path.
pub fn look_at_sources(root: &Path, config: &Config) -> Result<()> {
    let sources = root.join(&config.book.src);
    let place = sources.join("SUMMARY.md");
    let text = regular::read_text(&place)
        .map_err(|error| anyhow::anyhow!("cannot read {}: {error}", place.display()))?;
    // What is wrong with the summary itself, mdBook says.
    let Ok(summary) = mdbook_summary::parse_summary(&text) else {
        return Ok(());
    };
    for chapter in crate::summary::chapters(&summary) {
        if chapter.has_root() {
            anyhow::bail!(
                "{}: the chapter `{}` has an absolute path; write it relative to the folder of \
                 SUMMARY.md",
                place.display(),
                chapter.display()
            );
        }
        match regular::look_at(&sources.join(&chapter)) {
            // mdBook makes it, or says that it is missing.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => anyhow::bail!("cannot read the chapter {}: {error}", chapter.display()),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// What of the book at `root` has run, as `mdbook-aws test --record` has written it.
fn executed(root: &Path) -> Result<Option<Record>> {
    match regular::read_text(&root.join(record::FILE)) {
        Ok(text) => Ok(Some(Record::parse(&text)?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => anyhow::bail!("cannot read {}: {error}", record::FILE),
    }
}

/// The error that ends the build, after all diagnostics were told.
fn refuse(errors: usize, warnings: usize, deny_warnings: bool) -> Result<()> {
    let count = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    match (errors, warnings) {
        (0, 0) => Ok(()),
        (0, _) if !deny_warnings => Ok(()),
        (0, warnings) => anyhow::bail!(
            "{} in the book, and warnings are denied",
            count(warnings, "warning")
        ),
        (errors, _) => anyhow::bail!("{} in the book", count(errors, "error")),
    }
}

/// What tells the chapters of a book apart: its file, its page and its name.
type Key = (Option<PathBuf>, Option<PathBuf>, String);

fn key(chapter: &Chapter) -> Key {
    (
        chapter.source_path.clone(),
        chapter.path.clone(),
        chapter.name.clone(),
    )
}

/// Where the chapters of a book are.
struct Source {
    /// The folder that includes may not leave.
    top: PathBuf,
    /// The book's folder from there.
    base: String,
    /// The folder of the chapters from there, which may lead out.
    src: String,
}

impl Source {
    fn of(context: &PreprocessorContext, settings: &Settings) -> Result<Self> {
        let root = context.root.canonicalize()?;
        let top = match &settings.include_root {
            Some(wider) => root.join(wider).canonicalize()?,
            None => root.clone(),
        };
        let base = root.strip_prefix(&top).map(slashes).map_err(|_| {
            anyhow::anyhow!("`include-root` in book.toml does not hold the book itself")
        })?;
        let src = &context.config.book.src;
        let src = match (src.strip_prefix(&top), base.as_str()) {
            (Ok(inside), _) => slashes(inside),
            (Err(_), _) if src.is_absolute() => slashes(src),
            (Err(_), "") => slashes(src),
            (Err(_), base) => format!("{base}/{}", slashes(src)),
        };
        Ok(Self { top, base, src })
    }

    /// The path of a chapter's file from the folder of the chapters, by its path in the tree that
    /// is called `mount`.
    fn below_sources<'p>(&self, path: &'p str, mount: &str) -> &'p str {
        let folder = spanned_text::files::join("", &format!("{mount}/{}", self.src));
        folder
            .and_then(|folder| path.strip_prefix(&folder)?.strip_prefix('/'))
            .unwrap_or(path)
    }

    /// The path of a chapter's file from the folder that includes may not leave; `None` for a
    /// file outside of it, for a draft, and for a chapter that another preprocessor made.
    fn path(&self, chapter: &Chapter) -> Option<String> {
        let path = chapter.source_path.as_ref()?;
        if path.is_absolute() {
            return None;
        }
        let path = join("", &format!("{}/{}", self.src, slashes(path)))?;
        // A link inside the book may lead out of it.
        let real = self.top.join(&path).canonicalize().ok();
        let inside = real.is_none_or(|real| real.starts_with(&self.top));
        inside.then_some(path)
    }

    /// What reports call a chapter that has no file inside the book. Its file is named only if
    /// the lines of the chapter are those of the file.
    fn shown(&self, chapter: &Chapter, context: &PreprocessorContext) -> String {
        let Some(path) = &chapter.source_path else {
            return format!("chapter `{}`", chapter.name);
        };
        let path = context.config.book.src.join(path);
        let file = shown(&context.root).join(&path);
        let same = regular::read_text(&context.root.join(&path)).is_ok_and(|text| {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            text == chapter.content
        });
        match same {
            true => slashes(&file),
            false => format!(
                "chapter `{}` ({}, preprocessed)",
                chapter.name,
                slashes(&file)
            ),
        }
    }
}

/// The book's folder as the user most likely knows it: from the working folder.
fn shown(root: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    here.and_then(|here| root.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or_else(|| root.to_owned())
}

fn chapters(book: &Book) -> impl Iterator<Item = &Chapter> {
    book.iter().filter_map(|item| match item {
        BookItem::Chapter(chapter) => Some(chapter),
        _ => None,
    })
}

fn holds_checks(text: &str) -> bool {
    directive::scan(text).any(|directive| {
        directive.name == "aws" && Request::parse(directive.argument) == Ok(Request::Checks)
    })
}

/// Puts a page for each check below the chapter that lists them.
fn add_pages(chapter: &mut Chapter) {
    let Some(path) = chapter.path.clone() else {
        return;
    };
    let folder = path.with_extension("");
    let mut parents = chapter.parent_names.clone();
    parents.push(chapter.name.clone());
    for (index, rule) in (1..).zip(rules()) {
        let page = folder.join(format!("{}.md", rule.code));
        let mut sub = Chapter::new(rule.code, checks::page(rule), page, parents.clone());
        sub.source_path = None;
        sub.number = chapter.number.clone().map(|mut number| {
            number.push(index);
            number
        });
        chapter.sub_items.push(BookItem::Chapter(sub));
    }
}
