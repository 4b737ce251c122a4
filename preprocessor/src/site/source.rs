//! From a broken link in a finished page back to the text in which its author wrote it.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use mdbook_renderer::RenderContext;

use super::links::{Broken, Reason};
use super::machine_readable::page_path;
use crate::paths::shown;
use crate::report::{Report, human};
use crate::settings::declaration;
use aws_doc_disk::{Disk, regular, slashes};
use aws_doc_facts::Facts;
use aws_doc_lint::redact;
use aws_doc_lint::rule::{Finding, Sink};
use aws_doc_lint::run::Findings;
use aws_doc_lint::secret;
use spanned_text::{Files, MappedText, Span};

/// Where a link was written.
struct Place {
    /// What reports call the file, or the page if no file is known.
    shown: String,
    /// The path of the file in the tree, and the bytes of the link; `None` where the file has the
    /// link several times or in another form: a line is never guessed.
    range: Option<(String, Range<usize>)>,
}

/// The authors' files, and the broken links in them.
#[derive(Default)]
pub(super) struct BrokenLinks {
    disk: Disk,
    /// The path in `disk` and the text of each file; `None` if it cannot be read.
    read: HashMap<PathBuf, Option<(String, String)>>,
    found: Vec<(Broken, Place)>,
}

impl BrokenLinks {
    /// Adds a broken link of a page.
    pub(super) fn add(&mut self, broken: Broken, context: &RenderContext) {
        let place = self.place(&broken, context).unwrap_or_else(|| Place {
            shown: broken.page.clone(),
            range: None,
        });
        self.found.push((broken, place));
    }

    /// Adds a broken redirect of `book.toml`, whose text is `text`.
    pub(super) fn add_redirect(&mut self, broken: Broken, text: &str) {
        let key = ["output", "html", "redirect", broken.page.as_str()];
        let shown = "book.toml".to_owned();
        let range = declaration::key(text, &key).map(|(key, _)| {
            let path = self.disk.add_text(shown.clone(), text.to_owned());
            (path, key)
        });
        self.found.push((broken, Place { shown, range }));
    }

    /// Where the author wrote a link; `None` for a page without a file.
    fn place(&mut self, broken: &Broken, context: &RenderContext) -> Option<Place> {
        let chapter = context.book.chapters().find(|chapter| {
            let path = chapter.path.as_deref().map(page_path);
            path.as_deref() == Some(broken.page.as_str())
        })?;
        let file = context.source_dir().join(chapter.source_path.as_ref()?);
        let shown = slashes(&shown(&file));
        let disk = &mut self.disk;
        let read = self.read.entry(file).or_insert_with_key(|file| {
            let text = regular::read_text(file).ok()?;
            Some((disk.add_text(shown.clone(), text.clone()), text))
        });
        let range = read.as_ref().and_then(|(path, text)| {
            let range = only_place(text, &broken.link)?;
            Some((path.clone(), range))
        });
        Some(Place { shown, range })
    }

    /// The findings, with the severities of the book, and a report of them for people.
    pub(super) fn report(
        self,
        settings: &aws_doc_lint::run::Options,
        color: bool,
    ) -> (Findings, String) {
        let mut files = Files::new(&self.disk);
        let mut findings = Findings::default();
        for (broken, place) in &self.found {
            let located = place.range.as_ref().and_then(|(path, range)| {
                let file = files.load(path).ok()?;
                Some((file, range.clone()))
            });
            let (text, range) = match located {
                Some((file, range)) => {
                    let text = files.text(file);
                    let secrets = secret::scan(text).into_iter().map(|secret| Span {
                        file,
                        via: None,
                        start: secret.range.start,
                        end: secret.range.end,
                    });
                    findings.secrets.extend(secrets);
                    (MappedText::of_file(file, text, 0..text.len()), range)
                }
                None => (MappedText::new(), 0..0),
            };
            let finding = finding(broken, range);
            Sink::new(broken.reason.rule(), &text, None, &mut findings.diagnostics).push(finding);
            if let Some(diagnostic) = findings.diagnostics.last_mut()
                && diagnostic.span.is_none()
            {
                diagnostic.file = Some(place.shown.clone());
            }
        }
        aws_doc_lint::run::apply_severity_overrides(
            &settings.severities,
            &mut findings.diagnostics,
        );
        let text = human::print(&Report::new(&files, &findings, &Facts::bundled()), color);
        (findings, text)
    }
}

/// What is wrong with a link, which is at `range`.
fn finding(broken: &Broken, range: Range<usize>) -> Finding {
    let link = redact::unknown(&broken.link);
    let (message, near) = match &broken.reason {
        Reason::File(near) => (
            format!("the link `{link}` leads to no file of the book"),
            near.clone(),
        ),
        Reason::Fragment(page, near) => (
            format!("the link `{link}` leads to no place in {page}"),
            near.as_ref().map(|near| format!("#{near}")),
        ),
    };
    let finding = Finding::new(range, message);
    match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    }
}

/// The only place where `text` links to `link`, as mdBook has rewritten it.
fn only_place(text: &str, link: &str) -> Option<Range<usize>> {
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => (path, format!("#{fragment}")),
        None => (link, String::new()),
    };
    let mut forms = vec![link.to_owned()];
    if let Some(stem) = path.strip_suffix(".html") {
        forms.push(format!("{stem}.md{fragment}"));
    }
    let mut found = forms.iter().flat_map(|form| {
        text.match_indices(form.as_str()).filter_map(|(at, form)| {
            let (before, rest) = text.split_at_checked(at)?;
            let after = rest.strip_prefix(form)?;
            let is_link = before.ends_with(['(', '<', '"', '\'', ' '])
                && (after.is_empty() || after.starts_with([')', '>', '"', '\'', ' ', '\n', '\r']));
            is_link.then(|| at..at + form.len())
        })
    });
    let range = found.next()?;
    found.next().is_none().then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_a_place_only_if_it_is_there_once() {
        let text = "# T\n\nSee [ü](a.md#b) and [c](c.md), [c](c.md).\n\n[d]: d.md\n";
        let place = |link: &str| only_place(text, link).and_then(|range| text.get(range));
        assert_eq!(place("a.html#b"), Some("a.md#b"));
        assert_eq!(place("d.html"), Some("d.md"));
        assert_eq!(place("c.html"), None);
        assert_eq!(place("a.html"), None);
        assert_eq!(place("x.html"), None);
    }

    #[test]
    fn a_report_shows_no_secret() {
        let key = format!("AKIA{}", "QYLPMN5HFIQR7XYA");
        let broken = Broken {
            page: "/old.html".to_owned(),
            link: format!("new.html?key={key}"),
            reason: Reason::File(None),
        };
        let mut links = BrokenLinks::default();
        let toml = format!("[output.html.redirect]\n\"/old.html\" = \"new.html?key={key}\"\n");
        links.add_redirect(broken.clone(), &toml);
        links.add_redirect(broken, "");
        let (findings, text) = links.report(&aws_doc_lint::run::Options::default(), false);
        assert_eq!(findings.diagnostics.len(), 2);
        assert!(text.contains("--> book.toml:2:1\n"), "{text}");
        assert!(text.trim_end().ends_with("--> book.toml"), "{text}");
        assert!(!text.contains(&key), "{text}");
    }
}
