//! Files for machines: `llms.txt`, the site map, and each page as Markdown.

use std::path::Path;

use mdbook_renderer::book::{Book, BookItem, Chapter};

use crate::badge::page_record::PageRecord;
use aws_doc_disk::slashes;

/// The path of a chapter's page from the root of the site.
#[must_use]
pub(crate) fn page_path(path: &Path) -> String {
    slashes(&path.with_extension("html"))
}

/// A chapter as Markdown, with every directive replaced.
#[must_use]
pub(crate) fn markdown_copy(chapter: &Chapter) -> String {
    let (text, _) = PageRecord::split(&chapter.content);
    let text = text.trim_matches('\n');
    format!("{text}\n")
}

/// The address of something on the site: absolute if it is known where the site is.
#[must_use]
pub(crate) fn address(url: Option<&str>, path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{}{encoded}", url.unwrap_or(""))
}

/// `llms.txt`: what the book is, and where each chapter is as Markdown.
#[must_use]
pub(crate) fn llms(
    title: &str,
    description: Option<&str>,
    url: Option<&str>,
    book: &Book,
) -> String {
    let mut out = format!("# {}\n", line(title));
    if let Some(description) = description {
        out.push_str(&format!("\n> {}\n", line(description)));
    }
    let mut section = Some("Start".to_owned());
    list(&book.items, url, 0, &mut section, &mut out);
    out
}

/// The part of `llms.txt` that lists files with data; nothing without any.
#[must_use]
pub(crate) fn data(url: Option<&str>, files: &[&str]) -> String {
    if files.is_empty() {
        return String::new();
    }
    let links: Vec<String> = files
        .iter()
        .map(|file| format!("- [{file}]({})\n", address(url, file)))
        .collect();
    format!("\n## Data\n\n{}", links.concat())
}

fn list(
    items: &[BookItem],
    url: Option<&str>,
    depth: usize,
    section: &mut Option<String>,
    out: &mut String,
) {
    for item in items {
        match item {
            BookItem::PartTitle(title) => *section = Some(line(title)),
            BookItem::Separator => *section = Some("More".to_owned()),
            BookItem::Chapter(chapter) => {
                if let Some(path) = &chapter.path {
                    if let Some(title) = section.take() {
                        out.push_str(&format!("\n## {title}\n\n"));
                    }
                    out.push_str(&format!(
                        "{}- [{}]({})\n",
                        "  ".repeat(depth),
                        line(&chapter.name).replace(['[', ']'], ""),
                        address(url, &slashes(&path.with_extension("md"))),
                    ));
                }
                list(&chapter.sub_items, url, depth + 1, section, out);
            }
        }
    }
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `sitemap.xml` of pages with these canonical addresses, which are percent-encoded already.
#[must_use]
pub(crate) fn sitemap<'a>(addresses: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for address in addresses {
        let address = escape(address);
        out.push_str(&format!("  <url><loc>{address}</loc></url>\n"));
    }
    out.push_str("</urlset>\n");
    out
}

/// Text for an attribute or the content of an element.
#[must_use]
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(
            address(Some("https://x.example/"), "a b/ü.html"),
            "https://x.example/a%20b/%C3%BC.html"
        );
        assert_eq!(address(None, "a.md"), "a.md");
    }

    #[test]
    fn parts_are_sections_and_drafts_are_left_out() {
        let chapter = |name: &str, path: Option<&str>| {
            let mut chapter = Chapter::new(name, String::new(), "x.md", Vec::new());
            chapter.path = path.map(Into::into);
            chapter
        };
        let mut parent = chapter("Two", Some("two.md"));
        parent
            .sub_items
            .push(BookItem::Chapter(chapter("Deep", Some("two/deep.md"))));
        let book = Book::new_with_items(vec![
            BookItem::Chapter(chapter("One [1]", Some("index.md"))),
            BookItem::PartTitle("Part".to_owned()),
            BookItem::Chapter(chapter("Draft", None)),
            BookItem::Chapter(parent),
        ]);
        assert_eq!(
            llms("T", Some("D\nd"), None, &book),
            "# T\n\n> D d\n\n## Start\n\n- [One 1](index.md)\n\n## Part\n\n- [Two](two.md)\n  \
             - [Deep](two/deep.md)\n"
        );
    }
}
