//! The mdBook preprocessor: chapters in, edited chapters or failures out. It has no rules of its own.

mod before;
mod source;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::badge::context::BadgeContext;
use crate::badge::page_record::PageRecord;
use crate::book_toml;
use crate::build_facts::{self, BuildFacts};
use crate::claims::PageClaims;
use crate::paths::shown;

use crate::doctest::plan::{ChapterPlan, Setting};
use crate::doctest::record::{self, Record};
use crate::render::directives::checks;
use crate::render::{self, data};
use crate::report::{Report, human};

use crate::say;
use crate::settings::Settings;
use crate::words::counted;
use aws_doc_disk::Disk;
use aws_doc_disk::regular;
use aws_doc_facts::Facts;
use aws_doc_lint::check::rules;
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::document::{Input, forms};
use aws_doc_lint::run::{self, BookFile, Findings};
use source::Source;
use spanned_text::Files;
use spanned_text::files::join;

pub use before::{look_at_settings, look_at_sources};

/// What the preprocessor reports about a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildReport {
    /// The diagnostics for people; empty when there are none.
    pub diagnostics: String,
    /// One line: how much was checked, and how many findings there are.
    pub summary: String,
    /// One line for each source of facts that was asked and did not answer.
    pub notes: Vec<String>,
}

/// The preprocessor `aws`.
///
/// mdBook calls a preprocessor once for each renderer. Within one process the book is checked once,
/// and later calls use the same result. The external program cannot do that: mdBook starts it
/// again for each renderer, and a result on disk would be valid only as long as no file that an include
/// may reach has changed.
pub struct Aws {
    reporter: Box<dyn Fn(&BuildReport)>,
    /// The result for the renderers of the current build.
    last: RefCell<Option<Rc<CheckedBook>>>,
    /// Whether the report has colors.
    color: bool,
}

/// A book and what was found in it.
struct CheckedBook {
    made_from: BookInput,
    /// The renderers that have had this result. A second call for one of them is another build.
    renderers: RefCell<BTreeSet<String>>,
    settings: Settings,
    facts: Facts,
    source: Source,
    /// What the tree of the book's files is called.
    mount: String,
    /// The path of each chapter.
    places: HashMap<Key, String>,
    /// The path of each chapter that was checked, in the order of the findings' chapters.
    paths: Vec<String>,
    findings: Findings,
    /// What of the book was executed.
    executed: Option<Record>,
}

/// All that mdBook gives the preprocessor, apart from the renderer.
#[derive(PartialEq)]
struct BookInput {
    root: PathBuf,
    config: toml::Table,
    chapters: Vec<(Key, String)>,
}

impl BookInput {
    fn of(context: &PreprocessorContext, book: &Book) -> Result<Self> {
        Ok(Self {
            root: context.root.clone(),
            config: toml::Table::try_from(&context.config)?,
            chapters: chapters(book)
                .map(|chapter| (key(chapter), chapter.content.clone()))
                .collect(),
        })
    }
}

impl Default for Aws {
    fn default() -> Self {
        Self::new()
    }
}

impl Aws {
    /// The preprocessor that reports on standard error.
    #[must_use]
    pub fn new() -> Self {
        Self {
            color: crate::terminal::wants_color(std::io::stderr().is_terminal()),
            ..Self::with_reporter(|report| {
                for note in &report.notes {
                    say::note(note);
                }
                say::line(&format!("{}{}", report.diagnostics, report.summary));
            })
        }
    }

    /// The preprocessor that hands its report, without colors, to `reporter`, once for each build.
    #[must_use]
    pub fn with_reporter(reporter: impl Fn(&BuildReport) + 'static) -> Self {
        Self {
            reporter: Box::new(reporter),
            color: false,
            last: RefCell::new(None),
        }
    }

    /// The checked book: that of an earlier call for another renderer of the same build, or a new one.
    fn checked(&self, context: &PreprocessorContext, book: &Book) -> Result<Rc<CheckedBook>> {
        let input = BookInput::of(context, book)?;
        let last = self.last.borrow().clone();
        if let Some(last) = last.filter(|last| last.made_from == input)
            && last.renderers.borrow_mut().insert(context.renderer.clone())
        {
            return Ok(last);
        }
        let checked = Rc::new(self.check(context, book, input)?);
        self.last.replace(Some(Rc::clone(&checked)));
        Ok(checked)
    }

    fn check(
        &self,
        context: &PreprocessorContext,
        book: &Book,
        input: BookInput,
    ) -> Result<CheckedBook> {
        let text = book_toml::read(&context.root)?;
        let mut settings = Settings::from_config(&input.config, &text)?;
        settings.run.directives = Some(render::validate);
        let BuildFacts { facts, notes } = build_facts::for_build(&context.root, &settings)?;
        let source = Source::of(context, &settings)?;
        let mut disk = Disk::default();
        let mount = disk.add(&source.top, &source.base, &shown(&context.root))?;
        let book_file = format!("{mount}/{}/book.toml", source.base);
        settings.run.book = join("", &book_file).map(|path| BookFile { path, whole: true });
        let mut places: HashMap<Key, String> = HashMap::new();
        let mut inputs: Vec<Input> = Vec::new();
        for chapter in chapters(book) {
            let path = match source.path(chapter) {
                Some(path) => format!("{mount}/{path}"),
                // A draft has no text; all other text is published, wherever it comes from.
                None if chapter.content.is_empty() => continue,
                None => disk.add_text(source.shown(chapter, context), chapter.content.clone()),
            };
            places.insert(key(chapter), path.clone());
            inputs.push(Input {
                content: Some(chapter.content.clone()),
                ..Input::file(path)
            });
        }
        let mut files = Files::new(&disk);
        let findings = run::check(&mut files, &inputs, &facts, &settings.run)
            .complete()
            .map_err(|errors| {
                let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
                anyhow::anyhow!("{}", messages.join("\n"))
            })?;
        // The external program is called again for `site`, the last renderer, with the same findings.
        if context.renderer != crate::site::NAME {
            let report = Report::new(&files, &findings, &facts);
            (self.reporter)(&BuildReport {
                diagnostics: human::print(&report, self.color),
                summary: report.summary(),
                notes,
            });
        }
        refuse(
            findings.count(Severity::Error),
            findings.count(Severity::Warning),
            settings.deny_warnings,
        )?;
        Ok(CheckedBook {
            made_from: input,
            renderers: RefCell::new([context.renderer.clone()].into()),
            settings,
            facts,
            source,
            mount,
            places,
            paths: inputs.into_iter().map(|input| input.path).collect(),
            findings,
            executed: executed(&context.root)?,
        })
    }
}

impl Preprocessor for Aws {
    fn name(&self) -> &'static str {
        "aws"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let checked = self.checked(context, &book)?;
        let mut edited = checked.edited(context.renderer == crate::site::NAME)?;
        book.for_each_chapter_mut(|chapter| {
            let path = checked.places.get(&key(chapter));
            if let Some(edited) = path.and_then(|path| edited.remove(path.as_str())) {
                chapter.content = edited.content;
                if edited.has_check_pages {
                    add_pages(chapter);
                }
            }
        });
        Ok(book)
    }
}

impl CheckedBook {
    /// The new text of each chapter, by its path; for the renderer `site`, with a page record.
    fn edited(&self, for_site: bool) -> Result<BTreeMap<&str, Edited>> {
        let setting = Setting::of(&self.settings.test);
        let choices = &self.findings.choices;
        let mut all = BTreeMap::new();
        for (index, (path, chapter)) in self.paths.iter().zip(&self.findings.chapters).enumerate() {
            let text = chapter.expanded.text.as_str();
            let forms = forms::of(&chapter.document, text, choices);
            let replacements = render::replacements(chapter, path, &self.facts, choices, &forms);
            let mut content = render::apply(chapter.given.as_str(), &replacements);
            let name = self.source.below_sources(path, &self.mount);
            let plan = || ChapterPlan::of(name, &chapter.document, &setting);
            if let Some(explained) = &self.settings.claims_summary {
                let plan = plan();
                let ran = self.executed.as_ref().map(|record| (&plan, record));
                let page = PageClaims::of(chapter, &self.settings.run, &self.facts, ran);
                if let Some(sentence) = page.summary(explained, name) {
                    content.push_str("\n\n");
                    content.push_str(&sentence);
                }
            }
            if for_site {
                let plan = plan();
                let badges = BadgeContext {
                    facts: &self.facts,
                    findings: &self.findings,
                    chapter: index,
                    ran: self.executed.as_ref().map(|record| (&plan, record)),
                };
                let mut record = PageRecord::of(&chapter.document, choices, &badges, &forms);
                record.data = data::files(text, &self.facts);
                content.push_str("\n\n");
                content.push_str(&record.comment()?);
            }
            let edited = Edited {
                content,
                has_check_pages: render::brings_check_pages(text),
            };
            all.insert(path.as_str(), edited);
        }
        Ok(all)
    }
}

struct Edited {
    content: String,
    /// A page for each check follows the chapter.
    has_check_pages: bool,
}

/// The record of executed blocks, which `mdbook-aws test --record` has written.
pub(crate) fn executed(root: &Path) -> Result<Option<Record>> {
    match regular::read_text(&root.join(record::FILE)) {
        Ok(text) => Ok(Some(Record::parse(&text)?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => anyhow::bail!("cannot read {}: {error}", record::FILE),
    }
}

/// The error that ends the build after all diagnostics have been reported.
fn refuse(errors: usize, warnings: usize, deny_warnings: bool) -> Result<()> {
    match (errors, warnings) {
        (0, 0) => Ok(()),
        (0, _) if !deny_warnings => Ok(()),
        (0, warnings) => anyhow::bail!(
            "{} in the book, and warnings are denied",
            counted(warnings, "warning")
        ),
        (errors, _) => anyhow::bail!("{} in the book", counted(errors, "error")),
    }
}

/// What identifies a chapter: its file, its page and its name.
type Key = (Option<PathBuf>, Option<PathBuf>, String);

fn key(chapter: &Chapter) -> Key {
    (
        chapter.source_path.clone(),
        chapter.path.clone(),
        chapter.name.clone(),
    )
}

fn chapters(book: &Book) -> impl Iterator<Item = &Chapter> {
    book.iter().filter_map(|item| match item {
        BookItem::Chapter(chapter) => Some(chapter),
        _ => None,
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
