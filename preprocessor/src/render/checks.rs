//! `{{#aws checks}}`: the reference of all checks, from their own documentation.

use crate::check::{REGISTRY, Rule};

/// The table of all checks, with links to the pages that stand in a folder of the chapter's name.
#[must_use]
pub fn table() -> String {
    let mut out = String::from("| Code | Weight | What it finds |\n| --- | --- | --- |\n");
    for rule in REGISTRY {
        out.push_str(&format!(
            "| [`{code}`](reference/{code}.md) | {weight} | {summary} |\n",
            code = rule.code,
            weight = rule.severity.as_str(),
            summary = directives_as_text(&rule.summary()).replace('|', "\\|"),
        ));
    }
    out
}

/// The page of a check as a chapter.
#[must_use]
pub fn page(rule: &Rule) -> String {
    let mut out = format!("# {}\n\n", rule.code);
    out.push_str(&format!("*Weight: {}.*", rule.severity.as_str()));
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
    out.push_str(&directives_as_text(&rule.page()));
    out
}

/// Lets mdBook's `links` print directives instead of following them.
fn directives_as_text(page: &str) -> String {
    page.replace("\\{{#", "{{#").replace("{{#", "\\{{#")
}
