//! The mdBook renderer `site`: all that can be done only when the HTML exists. It works on the pages
//! that mdBook's own renderer has just written.

pub(crate) mod csp;
pub(crate) mod links;
pub(crate) mod machine_readable;
pub(crate) mod page;
pub(crate) mod snippets;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use mdbook_renderer::errors::Result;
use mdbook_renderer::{RenderContext, Renderer};

use self::page::Page;
use self::snippets::SnippetDecorator;
use self::source::BrokenLinks;
use crate::badge::page_record::PageRecord;
use crate::say;
use crate::settings::site::Settings;
use aws_doc_disk::{regular, slashes};
use aws_doc_lint::diagnostic::Severity;
use spanned_text::Cut as _;

/// The renderer's name. mdBook runs renderers in the order of their names, so it follows `html`.
pub const NAME: &str = "site";

/// The largest page, in bytes. The one for printing holds the whole book.
const LARGEST_PAGE: u64 = 256 << 20;

/// The renderer `site`: Markdown copies, `llms.txt`, a site map, canonical links, a Content
/// Security Policy for each page, and a check of the links between pages.
pub struct Site {
    reporter: Box<dyn Fn(&str)>,
    /// Whether the report has colors.
    color: bool,
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}

impl Site {
    /// The renderer that reports on standard error.
    #[must_use]
    pub fn new() -> Self {
        Self {
            color: crate::terminal::wants_color(std::io::stderr().is_terminal()),
            ..Self::with_reporter(say::line)
        }
    }

    /// The renderer that hands its diagnostics, without colors, to `reporter`, if there are any.
    #[must_use]
    pub fn with_reporter(reporter: impl Fn(&str) + 'static) -> Self {
        Self {
            reporter: Box::new(reporter),
            color: false,
        }
    }

    /// Reports every broken link, and ends the build if one of them fails it.
    fn check_links(&self, pages: &Pages, context: &RenderContext, book_toml: &str) -> Result<()> {
        let config = toml::Table::try_from(&context.config)?;
        let book = crate::settings::Settings::from_config(&config, book_toml)?;
        let redirects = redirects(context)?;
        let mut broken = BrokenLinks::default();
        for link in links::broken(&pages.chapters, &pages.files) {
            broken.add(link, context);
        }
        for redirect in links::broken_redirects(&redirects, &pages.chapters, &pages.files) {
            broken.add_redirect(redirect, book_toml);
        }
        let (findings, text) = broken.report(&book.run, self.color);
        if !text.is_empty() {
            (self.reporter)(text.trim_end());
        }
        let mut failing = findings.count(Severity::Error);
        if book.deny_warnings {
            failing += findings.count(Severity::Warning);
        }
        match failing {
            0 => Ok(()),
            1 => anyhow::bail!("1 link in the book leads nowhere"),
            count => anyhow::bail!("{count} links in the book lead nowhere"),
        }
    }
}

impl Renderer for Site {
    fn name(&self) -> &'static str {
        NAME
    }

    fn render(&self, context: &RenderContext) -> Result<()> {
        let reload: Option<String> = context.config.get("output.html.live-reload-endpoint")?;
        let book_toml = crate::book_toml::read(&context.root)?;
        let settings = Settings::of(&context.config, &book_toml, reload.is_some())?;
        let html = html_folder(context)?;
        let records = records(context);
        let data: BTreeMap<&String, &String> = records.values().flat_map(|it| &it.data).collect();
        for (name, text) in &data {
            write(&html, name, text)?;
        }
        let pages = Pages::read(&html, context, &settings, &records)?;
        if settings.check_links {
            self.check_links(&pages, context, &book_toml)?;
        }
        pages.write(&html, &settings)?;
        write(&html, snippets::RECORD, &snippets::record(&records)?)?;
        for (name, text) in [snippets::SCRIPT, snippets::STYLE] {
            if pages.loads(name) {
                write(&html, name, text)?;
            }
        }
        let data: Vec<&str> = data.keys().map(|name| name.as_str()).collect();
        write_for_machines(&html, &pages, &settings, &data, context)?;
        // mdBook has created this folder for an external renderer, which leaves it empty.
        let _ = std::fs::remove_dir(&context.destination);
        Ok(())
    }
}

/// The page record of each page, which the preprocessor has left in its chapter.
fn records(context: &RenderContext) -> BTreeMap<String, PageRecord> {
    context
        .book
        .chapters()
        .filter_map(|chapter| {
            let page = machine_readable::page_path(chapter.path.as_deref()?);
            Some((page, PageRecord::split(&chapter.content).1?))
        })
        .collect()
}

/// The addresses that the book once had, each with where its page is now.
fn redirects(context: &RenderContext) -> Result<BTreeMap<String, String>> {
    let redirects: Option<_> = context.config.get("output.html.redirect")?;
    // Without the table there are none.
    Ok(redirects.unwrap_or_default())
}

/// Where mdBook's own renderer has written the pages.
fn html_folder(context: &RenderContext) -> Result<PathBuf> {
    let html = context
        .destination
        .parent()
        .map(|folder| folder.join("html"));
    html.filter(|html| html.join("index.html").is_file())
        .with_context(|| {
            format!(
                "`[output.{NAME}]` works on the pages of `[output.html]`, and there are none; \
                 book.toml needs both"
            )
        })
}

/// The pages that mdBook has made, by their path from the root.
struct Pages {
    /// Pages of chapters.
    chapters: BTreeMap<String, Page>,
    /// Other pages: for printing, for what is missing, redirects.
    others: BTreeMap<String, Page>,
    /// The text of every page.
    html: BTreeMap<String, String>,
    /// Everything that the site holds.
    files: BTreeSet<String>,
    /// The page that `index.html` repeats, if it is that of no chapter.
    first: Option<String>,
}

impl Pages {
    fn read(
        folder: &Path,
        context: &RenderContext,
        settings: &Settings,
        records: &BTreeMap<String, PageRecord>,
    ) -> Result<Self> {
        let mut files = BTreeSet::new();
        walk(folder, folder, &mut files)?;
        let names: Vec<String> = context
            .book
            .chapters()
            .filter_map(|chapter| Some(machine_readable::page_path(chapter.path.as_deref()?)))
            .collect();
        let mut pages = Self {
            chapters: BTreeMap::new(),
            others: BTreeMap::new(),
            html: BTreeMap::new(),
            files,
            first: names.first().cloned(),
        };
        let badges = settings.badges.as_deref().map(snippets::page_of);
        let redirects = redirects(context)?;
        let others = ["index.html", "404.html", "print.html", "toc.html"]
            .into_iter()
            .map(str::to_owned)
            .chain(
                redirects
                    .into_keys()
                    .map(|from| from.before('#').trim_start_matches('/').to_owned()),
            );
        for (name, of_chapter) in names
            .iter()
            .cloned()
            .map(|name| (name, true))
            .chain(others.map(|name| (name, false)))
        {
            let known = pages.html.contains_key(&name) || !name.ends_with(".html");
            if known || !pages.files.contains(&name) {
                continue;
            }
            let path = folder.join(&name);
            let text = regular::read_text_of(&path, LARGEST_PAGE)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let shown: Vec<&String> = match name.as_str() {
                "print.html" => names.iter().collect(),
                "index.html" if !of_chapter => pages.first.iter().collect(),
                _ => vec![&name],
            };
            let shown: Vec<&PageRecord> = shown
                .into_iter()
                .filter_map(|name| records.get(name))
                .collect();
            let text = SnippetDecorator {
                path: &name,
                records: &shown,
                badges: badges.as_deref(),
                choices: name != "print.html",
            }
            .decorate(&text)?;
            let page = Page::read(&text);
            if of_chapter {
                pages.chapters.insert(name.clone(), page);
            } else {
                pages.others.insert(name.clone(), page);
            }
            pages.html.insert(name, text);
        }
        if pages.chapters.contains_key("index.html") {
            pages.first = None;
        }
        Ok(pages)
    }

    /// Whether any page loads the file at the root of the site with this name.
    fn loads(&self, name: &str) -> bool {
        self.chapters
            .values()
            .chain(self.others.values())
            .flat_map(|page| &page.loads)
            .any(|(_, address)| address.trim_start_matches("../") == name)
    }

    /// Adds the policy and the links of each page to its head.
    fn write(&self, folder: &Path, settings: &Settings) -> Result<()> {
        for (name, page) in self.chapters.iter().chain(&self.others) {
            let Some(html) = self.html.get(name) else {
                continue;
            };
            let Some((before, after)) = page.head.and_then(|at| html.split_at_checked(at)) else {
                continue;
            };
            let mut added = String::new();
            if settings.content_security_policy {
                added.push_str(&format!(
                    "\n        <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">",
                    machine_readable::escape(&csp::policy(page))
                ));
            }
            if let Some(url) = self.canonical(name, settings) {
                let url = machine_readable::escape(&url);
                added.push_str(&format!(
                    "\n        <link rel=\"canonical\" href=\"{url}\">"
                ));
            }
            if let Some(copy) = self.markdown_copy(name) {
                let copy = machine_readable::escape(&copy);
                added.push_str(&format!(
                    "\n        <link rel=\"alternate\" type=\"text/markdown\" href=\"{copy}\">"
                ));
            }
            write(folder, name, &format!("{before}{added}{after}"))?;
        }
        Ok(())
    }

    /// The one address of a page that search engines and people should use.
    fn canonical(&self, name: &str, settings: &Settings) -> Option<String> {
        let url = settings.url.as_deref()?;
        let original = match &self.first {
            Some(first) if name == "index.html" || name == first => "",
            _ if self.chapters.contains_key(name) => name,
            _ => return None,
        };
        let original = original.strip_suffix("index.html").unwrap_or(original);
        Some(machine_readable::address(Some(url), original))
    }

    /// The address of the Markdown copy, relative to the page.
    fn markdown_copy(&self, name: &str) -> Option<String> {
        let original = match &self.first {
            Some(first) if name == "index.html" => first,
            _ if self.chapters.contains_key(name) => name,
            _ => return None,
        };
        let stem = original.strip_suffix(".html")?;
        let file = if name == original {
            stem.rsplit('/').next()?
        } else {
            stem
        };
        Some(machine_readable::address(None, &format!("{file}.md")))
    }
}

fn write_for_machines(
    html: &Path,
    pages: &Pages,
    settings: &Settings,
    data: &[&str],
    context: &RenderContext,
) -> Result<()> {
    for chapter in context.book.chapters() {
        if let Some(path) = &chapter.path {
            let path = slashes(&path.with_extension("md"));
            write(html, &path, &machine_readable::markdown_copy(chapter))?;
        }
    }
    let url = settings.url.as_deref();
    let book = &context.config.book;
    let title = book.title.as_deref().unwrap_or("Book");
    let mut llms = machine_readable::llms(title, book.description.as_deref(), url, &context.book);
    llms.push_str(&machine_readable::data(url, data));
    write(html, "llms.txt", &llms)?;
    if url.is_some() {
        let addresses: BTreeSet<String> = pages
            .chapters
            .keys()
            .filter_map(|name| pages.canonical(name, settings))
            .collect();
        let sitemap = machine_readable::sitemap(addresses.iter().map(String::as_str));
        write(html, "sitemap.xml", &sitemap)?;
    }
    Ok(())
}

fn walk(root: &Path, folder: &Path, files: &mut BTreeSet<String>) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            walk(root, &path, files)?;
        } else if let Ok(path) = path.strip_prefix(root) {
            files.insert(slashes(path));
        }
    }
    Ok(())
}

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}
