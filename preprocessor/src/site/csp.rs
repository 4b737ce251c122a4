//! A Content Security Policy for one page: it may run and load what it holds, and nothing else.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use super::page::{Load, Page};

/// The policy for a page. What is in the page is allowed by its hash; what it names on another
/// server is allowed by that address and no more.
#[must_use]
pub(crate) fn policy(page: &Page) -> String {
    let mut directives = vec!["default-src 'none'".to_owned()];
    let mut directive = |name: &str, sources: Vec<String>| {
        directives.push(format!("{name} {}", sources.join(" ")));
    };
    let own = || vec!["'self'".to_owned()];

    let mut scripts = own();
    scripts.extend(hashes(&page.scripts));
    if !page.handlers.is_empty() {
        scripts.push("'unsafe-hashes'".to_owned());
        scripts.extend(hashes(&page.handlers));
    }
    scripts.extend(elsewhere(page, Load::Script));
    directive("script-src", scripts);

    let mut styles = own();
    styles.extend(hashes(&page.styles));
    if !page.style_attributes.is_empty() {
        styles.push("'unsafe-hashes'".to_owned());
        styles.extend(hashes(&page.style_attributes));
    }
    styles.extend(elsewhere(page, Load::Style));
    directive("style-src", styles);

    let mut images = own();
    images.push("data:".to_owned());
    images.extend(elsewhere(page, Load::Image));
    directive("img-src", images);

    directive("font-src", own());
    let mut frames = own();
    frames.extend(elsewhere(page, Load::Frame));
    directive("frame-src", frames);
    let mut media = own();
    media.extend(elsewhere(page, Load::Media));
    directive("media-src", media);
    let mut connections = own();
    if page.has_playground {
        connections.push("https://play.rust-lang.org".to_owned());
    }
    directive("connect-src", connections);
    directive("base-uri", own());
    directive("form-action", own());
    directives.join("; ")
}

fn hashes<'a>(contents: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    contents
        .into_iter()
        .map(|content| {
            let digest = Sha256::digest(content.as_bytes());
            format!("'sha256-{}'", BASE64_STANDARD.encode(digest))
        })
        .collect()
}

/// The addresses on other servers that the page loads as `kind`, without what a policy could
/// misread.
fn elsewhere(page: &Page, kind: Load) -> BTreeSet<String> {
    page.loads
        .iter()
        .filter(|(load, _)| *load == kind)
        .filter_map(|(_, address)| {
            let address = match address.strip_prefix("//") {
                Some(rest) => format!("https://{rest}"),
                None => address.clone(),
            };
            let remote = address.starts_with("https://") || address.starts_with("http://");
            let end = address.find(['?', '#']).unwrap_or(address.len());
            let address = address.get(..end)?;
            let misread = |c: char| c.is_whitespace() || matches!(c, ';' | ',' | '\'' | '"');
            (remote && !address.contains(misread)).then(|| address.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_page_holds_is_allowed() {
        let page = Page::read(
            "<script>alert('Hello, world.');</script>\
             <script src=\"https://cdn.example/a.js?x=1\"></script><p style=\"color:red\">",
        );
        let policy = policy(&page);
        // The hash that the specification's own example gives.
        assert!(policy.contains(
            "script-src 'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=' \
             https://cdn.example/a.js;"
        ));
        assert!(policy.contains("style-src 'self' 'unsafe-hashes' 'sha256-"));
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn an_address_cannot_widen_the_policy() {
        let page = Page::read("<img src=\"https://x.example/; script-src *\">");
        assert!(policy(&page).contains("img-src 'self' data:; "));
    }
}
