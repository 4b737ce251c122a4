//! `{{#aws checks}}`: the reference of all checks, from their own documentation.

use super::options::{self, Words};
use super::{Context, Directive, Table};
use aws_doc_lint::check::rules;
use aws_doc_lint::document::directive::DirectiveError;
use aws_doc_lint::rule::{ReportedBy, Rule};

pub(super) const DIRECTIVE: Directive = Directive {
    name: "checks",
    usage: "checks",
    doc: "the table of all checks; a page for each follows the chapter",
    parse,
};

/// What the examples on pages have in the place of a real secret, which tests fill in, and how
/// readers see it.
const SECRETS: &[(&str, &str)] = &[
    ("@access-key-id@", "<a real access key id>"),
    ("@secret-access-key@", "<a real secret access key>"),
    ("@session-token@", "<a real session token>"),
    ("@bedrock-key@", "<a real Bedrock API key>"),
    ("@private-key@", "<a real private key>"),
];

struct Checks;

fn parse(words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    options::none("checks", words)?;
    Ok(Box::new(Checks))
}

impl Table for Checks {
    fn body(&self, context: &Context<'_>) -> String {
        table(context.chapter)
    }

    fn brings_check_pages(&self) -> bool {
        true
    }
}

/// The folder, next to the chapter at `path`, that holds the pages of the checks.
fn folder(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.strip_suffix(".md").unwrap_or(name)
}

/// The table of all checks for the chapter at `path`, with links to their pages.
fn table(path: &str) -> String {
    let folder = folder(path);
    let mut out = String::from("| Code | Severity | What it finds |\n| --- | --- | --- |\n");
    for rule in rules() {
        out.push_str(&format!(
            "| [`{code}`]({folder}/{code}.md) | {severity} | {summary} |\n",
            code = rule.code,
            severity = rule.severity.as_str(),
            summary = directives_as_text(&rule.summary()).replace('|', "\\|"),
        ));
    }
    out
}

/// The page of a check as text for a terminal.
pub(crate) fn text(rule: &Rule) -> String {
    let url = rule.url();
    let url = url.map_or_else(String::new, |url| format!("\nOn the web: {url}\n"));
    format!("{}{}{url}", head(rule), shown(rule))
}

/// What a page says of a check, without its heading.
pub(crate) fn markdown(rule: &Rule) -> String {
    directives_as_text(&shown(rule))
}

/// The page of a check as a chapter.
pub(crate) fn page(rule: &Rule) -> String {
    format!("{}{}", head(rule), directives_as_text(&shown(rule)))
}

/// The page as readers see it.
fn shown(rule: &Rule) -> String {
    SECRETS.iter().fold(rule.page(), |page, (written, shown)| {
        page.replace(written, shown)
    })
}

fn head(rule: &Rule) -> String {
    let mut out = format!("# {}\n\n", rule.code);
    out.push_str(&format!("*Severity: {}.*", rule.severity.as_str()));
    if rule.reported_by != ReportedBy::Check {
        out.push_str(&format!(" *Found by* `{}`.", rule.reported_by.command()));
    }
    if !rule.aws_findings.is_empty() {
        let ids: Vec<String> = rule
            .aws_findings
            .iter()
            .map(|id| format!("`{id}`"))
            .collect();
        out.push_str(&format!(
            " *AWS's own policy validation calls it* {}.",
            ids.join(", ")
        ));
    }
    out.push_str("\n\n");
    out
}

/// Lets mdBook's `links` print directives instead of following them.
fn directives_as_text(page: &str) -> String {
    page.replace("\\{{#", "{{#").replace("{{#", "\\{{#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_shows_the_placeholder_of_a_secret() {
        for rule in rules() {
            let shown = shown(rule);
            let marked = shown.lines().find(|line| {
                let mut parts = line.split('@');
                parts.next();
                parts.any(|part| {
                    part.ends_with("-key") || part.ends_with("-id") || part.ends_with("-token")
                })
            });
            assert_eq!(marked, None, "{}", rule.code);
        }
    }
}
