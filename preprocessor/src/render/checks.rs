//! `{{#aws checks}}`: the reference of all checks, from their own documentation.

use aws_doc_lint::check::rules;
use aws_doc_lint::rule::{ReportedBy, Rule};

/// What the examples of pages write where a real secret would stand, which tests put in, and how
/// readers see it.
const SECRETS: &[(&str, &str)] = &[
    ("@access-key-id@", "<a real access key id>"),
    ("@secret-access-key@", "<a real secret access key>"),
    ("@session-token@", "<a real session token>"),
    ("@bedrock-key@", "<a real Bedrock API key>"),
    ("@private-key@", "<a real private key>"),
];

/// The folder, beside the chapter at `path`, that holds the pages of the checks.
#[must_use]
pub fn folder(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".md").unwrap_or(name)
}

/// The table of all checks for the chapter at `path`, with links to their pages.
#[must_use]
pub fn table(path: &str) -> String {
    let folder = folder(path);
    let mut out = String::from("| Code | Weight | What it finds |\n| --- | --- | --- |\n");
    for rule in rules() {
        out.push_str(&format!(
            "| [`{code}`]({folder}/{code}.md) | {weight} | {summary} |\n",
            code = rule.code,
            weight = rule.severity.as_str(),
            summary = directives_as_text(&rule.summary()).replace('|', "\\|"),
        ));
    }
    out
}

/// The page of a check as text for a terminal.
#[must_use]
pub fn text(rule: &Rule) -> String {
    format!(
        "{}{}\nOn the web: {}\n",
        head(rule),
        shown(rule),
        rule.url()
    )
}

/// The page of a check as a chapter.
#[must_use]
pub fn page(rule: &Rule) -> String {
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
    out.push_str(&format!("*Weight: {}.*", rule.severity.as_str()));
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
    fn no_page_shows_what_stands_for_a_secret() {
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
