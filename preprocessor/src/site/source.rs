//! From a link in a finished page back to the line where its author wrote it.

use mdbook_renderer::RenderContext;

use super::links::Broken;
use super::machine_readable::page_path;
use aws_doc_disk::slashes;

/// `FILE:LINE:COLUMN` of a link, or the file alone where the link stands there several times or
/// came from elsewhere: never a guessed line. `None` for a page without a file.
pub(super) fn place(broken: &Broken, context: &RenderContext) -> Option<String> {
    let chapter = context.book.chapters().find(|chapter| {
        let path = chapter.path.as_deref().map(page_path);
        path.as_deref() == Some(broken.page.as_str())
    })?;
    let file = context.source_dir().join(chapter.source_path.as_ref()?);
    let here = std::env::current_dir().ok();
    let shown = here
        .and_then(|here| file.strip_prefix(here).ok())
        .unwrap_or(&file);
    let shown = slashes(shown);
    let text = aws_doc_disk::regular::read_text(&file).unwrap_or_default();
    Some(match position(&text, &broken.link) {
        Some((line, column)) => format!("{shown}:{line}:{column}"),
        None => shown,
    })
}

/// `book.toml:LINE:COLUMN` of the redirect from `from`, or the file alone where the line is not known
/// for sure. `text` is that of the file.
pub(super) fn place_of_redirect(from: &str, text: &str) -> String {
    let quoted = ['"', '\''].map(|quote| format!("{quote}{from}{quote}"));
    let mut found = quoted
        .iter()
        .flat_map(|key| text.match_indices(key.as_str()));
    match (found.next(), found.next()) {
        (Some((at, _)), None) => {
            let before = text.get(..at).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default();
            format!("book.toml:{line}:{}", column.chars().count() + 1)
        }
        _ => "book.toml".to_owned(),
    }
}

/// Line and column of the only place where `text` links to `link`, as mdBook has rewritten it.
fn position(text: &str, link: &str) -> Option<(usize, usize)> {
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => (path, format!("#{fragment}")),
        None => (link, String::new()),
    };
    let mut forms = vec![link.to_owned()];
    if let Some(stem) = path.strip_suffix(".html") {
        forms.push(format!("{stem}.md{fragment}"));
    }
    let mut found = forms.iter().flat_map(|form| {
        text.match_indices(form.as_str()).filter(|(at, _)| {
            let before = text.get(..*at).unwrap_or_default();
            let after = text.get(at + form.len()..).unwrap_or_default();
            before.ends_with(['(', '<', '"', '\'', ' '])
                && (after.is_empty() || after.starts_with([')', '>', '"', '\'', ' ', '\n', '\r']))
        })
    });
    let (at, _) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let before = text.get(..at)?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next()?.chars().count() + 1;
    Some((line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_a_place_only_if_it_stands_once() {
        let text = "# T\n\nSee [ü](a.md#b) and [c](c.md), [c](c.md).\n\n[d]: d.md\n";
        assert_eq!(position(text, "a.html#b"), Some((3, 9)));
        assert_eq!(position(text, "d.html"), Some((5, 6)));
        assert_eq!(position(text, "c.html"), None);
        assert_eq!(position(text, "a.html"), None);
        assert_eq!(position(text, "x.html"), None);
    }
}
