//! Links from page to page, and to places in pages, checked on the finished HTML: there every
//! anchor is known, whatever has made it.

use std::collections::{BTreeMap, BTreeSet};

use super::page::Page;
use aws_doc_lint::check::link::{missing_file, missing_fragment};
use aws_doc_lint::rule::Rule;
use aws_doc_lint::suggest::nearest;
use spanned_text::Cut as _;

/// A broken link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The page that holds the link, as a path from the root of the site.
    pub page: String,
    /// The address as it is written in the page.
    pub link: String,
    /// Why it is broken, and what may be meant.
    pub reason: Reason,
}

/// Why a link is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    /// There is no such file; perhaps this one is meant.
    File(Option<String>),
    /// The page, named first, has no such anchor; perhaps this one is meant.
    Fragment(String, Option<String>),
}

impl Reason {
    /// The rule that reports it.
    #[must_use]
    pub(crate) fn rule(&self) -> &'static Rule {
        match self {
            Self::File(_) => &missing_file::RULE,
            Self::Fragment(..) => &missing_fragment::RULE,
        }
    }
}

/// The broken links. `pages` are the pages whose anchors are known, by their path from the root;
/// `files` is everything on the site. Links out of the site, and to a place in something that is not
/// a page, are skipped.
#[must_use]
pub(crate) fn broken(pages: &BTreeMap<String, Page>, files: &BTreeSet<String>) -> Vec<Broken> {
    let mut broken = Vec::new();
    for (path, page) in pages.iter().filter(|(_, page)| !page.has_base) {
        let mut seen = BTreeSet::new();
        for link in page.links.iter().filter(|link| seen.insert(*link)) {
            if let Some(reason) = check(path, link, pages, files) {
                broken.push(Broken {
                    page: path.clone(),
                    link: link.clone(),
                    reason,
                });
            }
        }
    }
    broken
}

/// The broken redirects: from an address that the book once had, such as `/old.html` or `/old.html#place`,
/// to where the page is now. A redirect out of the book is skipped.
#[must_use]
pub(crate) fn broken_redirects(
    redirects: &BTreeMap<String, String>,
    pages: &BTreeMap<String, Page>,
    files: &BTreeSet<String>,
) -> Vec<Broken> {
    let broken = redirects.iter().filter_map(|(from, to)| {
        let page = from.before('#');
        let page = page.trim_start_matches('/');
        Some(Broken {
            page: from.clone(),
            link: to.clone(),
            reason: check(page, to, pages, files)?,
        })
    });
    broken.collect()
}

fn check(
    path: &str,
    link: &str,
    pages: &BTreeMap<String, Page>,
    files: &BTreeSet<String>,
) -> Option<Reason> {
    let (address, fragment) = match link.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment)),
        None => (link, None),
    };
    let address = address.before('?');
    let target = if address.is_empty() {
        path.to_owned()
    } else {
        let target = resolve(path, &decode(address)?)?;
        let index = format!("{target}/index.html");
        let index = index.trim_start_matches('/');
        if files.contains(&target) {
            target
        } else if files.contains(index) {
            index.to_owned()
        } else {
            let near = nearest(&target, files.iter().map(String::as_str), 3);
            return Some(Reason::File(near.map(str::to_owned)));
        }
    };
    let fragment = decode(fragment?)?;
    // Browsers know `top` by themselves, and a fragment may say what text to look for.
    if fragment.is_empty() || fragment.eq_ignore_ascii_case("top") || fragment.starts_with(":~:") {
        return None;
    }
    let anchors = &pages.get(&target)?.anchors;
    if anchors.contains(&fragment) {
        return None;
    }
    let near = nearest(&fragment, anchors.iter().map(String::as_str), 4);
    Some(Reason::Fragment(target, near.map(str::to_owned)))
}

/// The path from the root that a relative address leads to; `None` where it leaves the site.
fn resolve(path: &str, address: &str) -> Option<String> {
    let scheme = address.before(['/', '.']);
    if scheme.contains(':') || address.starts_with('/') || address.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Text with its percent signs decoded; `None` where that gives no UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| byte == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = after.get(2..).unwrap_or(&[]);
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(link: &str) -> Option<Reason> {
        let pages: BTreeMap<String, Page> = [
            ("index.html", "<a name=old><h2 id=\"the-end\">"),
            (
                "a/b.html",
                &format!("<h2 id=\"über-uns\"><a href=\"{link}\">"),
            ),
        ]
        .into_iter()
        .map(|(path, html)| (path.to_owned(), Page::read(html)))
        .collect();
        let mut files: BTreeSet<String> = pages.keys().cloned().collect();
        files.insert("a/data.csv".to_owned());
        let broken = broken(&pages, &files);
        assert!(broken.len() < 2);
        broken.into_iter().next().map(|broken| broken.reason)
    }

    #[test]
    fn working_links_are_not_reported() {
        for link in [
            "",
            "#",
            "#top",
            "#%C3%BCber-uns",
            "#über-uns",
            "#:~:text=x",
            "b.html",
            "./b.html?x=y#über-uns",
            "../index.html#the-end",
            "../index.html#old",
            "..",
            "../",
            "data.csv#row=4",
        ] {
            assert_eq!(reason(link), None, "{link}");
        }
    }

    #[test]
    fn a_redirect_leads_to_where_the_page_is_now() {
        let pages: BTreeMap<String, Page> = [("a/b.html", "<h2 id=new>")]
            .into_iter()
            .map(|(path, html)| (path.to_owned(), Page::read(html)))
            .collect();
        let files = pages.keys().cloned().collect();
        let broken = |from: &str, to: &str| {
            let redirects = [(from.to_owned(), to.to_owned())].into();
            broken_redirects(&redirects, &pages, &files)
                .pop()
                .map(|it| it.reason)
        };
        assert_eq!(broken("/a/old.html", "b.html"), None);
        assert_eq!(broken("/old.html", "a/b.html#new"), None);
        assert_eq!(broken("/a/b.html#old", "#new"), None);
        assert_eq!(broken("/old.html", "https://example.com/"), None);
        let near = Some("a/b.html".to_owned());
        assert_eq!(broken("/old.html", "a/c.html"), Some(Reason::File(near)));
        let near = Some("new".to_owned());
        let lost = Reason::Fragment("a/b.html".to_owned(), near);
        assert_eq!(broken("/a/b.html#old", "#now"), Some(lost));
    }

    #[test]
    fn links_out_of_the_book_are_skipped() {
        for link in [
            "https://example.com/x",
            "//example.com/x",
            "mailto:a@example.com",
            "javascript:void(0)",
            "/elsewhere/on/the/server.html",
            "../../other-book/index.html",
        ] {
            assert_eq!(reason(link), None, "{link}");
        }
    }

    #[test]
    fn broken_links_come_with_a_suggestion() {
        assert_eq!(
            reason("../indx.html"),
            Some(Reason::File(Some("index.html".to_owned())))
        );
        assert_eq!(
            reason("nowhere-near-anything.html"),
            Some(Reason::File(None))
        );
        assert_eq!(
            reason("../index.html#the-ned"),
            Some(Reason::Fragment(
                "index.html".to_owned(),
                Some("the-end".to_owned())
            ))
        );
    }
}
