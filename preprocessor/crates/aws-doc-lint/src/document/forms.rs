//! The forms of a command block for the other shells of the book's readers.
//!
//! A book says `translate = true` of the choice of the shell. Each block in bash is then the source of the
//! forms that its author has not written by hand, as blocks under `<!-- aws-for shell=… -->` next to it.

use std::collections::BTreeMap;

use super::choice::{Allowed, Choice, Choices};
use super::markdown::Document;
use super::snippet::{Kind, Snippet, hide};
use super::variant::{self, Variant};
use shell_forms::{Refusal, Shell};
use spanned_text::MappedText;

/// What the other shells have in place of a block.
#[derive(Debug, Clone)]
pub struct Forms {
    /// The name of the choice.
    pub choice: String,
    /// The number of the block in the chapter.
    pub snippet: usize,
    /// What was translated: the block without hidden lines, with its slots.
    pub source: MappedText,
    /// The shells for which the block itself is, where its author has not said so.
    pub same: Vec<Shell>,
    /// The texts of others, each with its shells.
    pub written: Vec<(Vec<Shell>, String)>,
    /// The shells for which there is no form, and why; the block itself is shown for them.
    pub refused: Vec<(Shell, Refusal)>,
}

/// The choice whose blocks are translated, and the shells that it offers.
fn shells(choices: &Choices) -> Option<(&Choice, Vec<Shell>)> {
    let choice = choices.iter().find(|choice| choice.translates)?;
    let Allowed::Values(values) = &choice.allowed else {
        return None;
    };
    let shells = values
        .iter()
        .filter_map(|value| Shell::from_id(&value.text));
    Some((choice, shells.collect()))
}

/// The forms of each block of a chapter that has other ones.
#[must_use]
pub fn of(document: &Document, text: &str, choices: &Choices) -> Vec<Forms> {
    let Some((choice, shells)) = shells(choices) else {
        return Vec::new();
    };
    let chapter = Chapter {
        document,
        text,
        choice: &choice.name,
    };
    let is_plain = |name: &str| choices.get(name).is_some_and(is_plain);
    let mut forms = Vec::new();
    for (index, snippet) in document.snippets.iter().enumerate() {
        let is_source = snippet.kind == Kind::Command
            && snippet.fenced
            && matches!(
                snippet.info.language.as_str(),
                "sh" | "bash" | "shell" | "zsh"
            )
            && !snippet.is_hidden();
        if !is_source || chapter.is_in_section(snippet) {
            continue;
        }
        let own = chapter.values(snippet);
        if own
            .as_ref()
            .is_some_and(|values| !values.contains(&Shell::Bash))
        {
            continue;
        }
        let by_hand = chapter.by_hand(index);
        let source = match &snippet.template {
            Some(template) => hide(template.content.clone(), template.hides.as_deref()).0,
            None => snippet.text.clone(),
        };
        let mut one = Forms {
            choice: choice.name.clone(),
            snippet: index,
            same: vec![Shell::Bash],
            written: Vec::new(),
            refused: Vec::new(),
            source,
        };
        // Shells with the same text share a block.
        let mut written: BTreeMap<String, Vec<Shell>> = BTreeMap::new();
        for shell in shells.iter().filter(|shell| !by_hand.contains(shell)) {
            match shell_forms::translate(one.source.as_str(), *shell, &is_plain) {
                _ if *shell == Shell::Bash => {}
                Ok(form) if own.is_none() && form == one.source.as_str() => one.same.push(*shell),
                Ok(form) => written.entry(form).or_default().push(*shell),
                Err(refusal) => {
                    one.same.push(*shell);
                    one.refused.push((*shell, refusal));
                }
            }
        }
        let mut written: Vec<(Vec<Shell>, String)> = written
            .into_iter()
            .map(|(form, shells)| (shells, form))
            .collect();
        written.sort();
        one.written = written;
        if !one.written.is_empty() || !one.refused.is_empty() {
            forms.push(one);
        }
    }
    forms
}

/// Whether no shell reads a value of this choice in another way.
fn is_plain(choice: &Choice) -> bool {
    let is_plain = |value: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
        !value.is_empty() && !value.starts_with('-') && value.chars().all(plain)
    };
    match &choice.allowed {
        Allowed::Pattern(pattern) => pattern.as_str() == "account-id",
        Allowed::Listed(_) => true,
        Allowed::Values(values) => values.iter().all(|value| is_plain(&value.text)),
        Allowed::Depending { cases, .. } => cases
            .iter()
            .flat_map(|(_, values)| values)
            .all(|value| is_plain(&value.text)),
    }
}

/// A chapter, and the choice of the shell.
struct Chapter<'d> {
    document: &'d Document,
    text: &'d str,
    choice: &'d str,
}

impl Chapter<'_> {
    /// The shells that a comment before the block names.
    fn values(&self, snippet: &Snippet) -> Option<Vec<Shell>> {
        let comments = snippet
            .comments
            .iter()
            .filter(|one| one.name == variant::NAME);
        let mut variants = comments.filter_map(|one| Variant::parse(one.body.as_str()));
        let variant = variants.find(|variant| variant.choice == self.choice)?;
        let values = variant.values.iter();
        Some(
            values
                .filter_map(|(value, _)| Shell::from_id(value))
                .collect(),
        )
    }

    /// The shells of the blocks next to this one that are for some shells only, and its own.
    fn by_hand(&self, index: usize) -> Vec<Shell> {
        let snippets = &self.document.snippets;
        let mut found = snippets
            .get(index)
            .and_then(|one| self.values(one))
            .unwrap_or_default();
        let (before, behind) = snippets.split_at_checked(index).unwrap_or((snippets, &[]));
        let behind: Vec<&Snippet> = behind.iter().collect();
        let before: Vec<&Snippet> = behind
            .first()
            .copied()
            .into_iter()
            .chain(before.iter().rev())
            .collect();
        let is_back = [false, true];
        for (row, is_back) in [behind, before].into_iter().zip(is_back) {
            let mut in_row = Vec::new();
            for pair in row.windows(2) {
                let [one, next] = pair else { break };
                let (first, second) = if is_back { (next, one) } else { (one, next) };
                let between = self.text.get(first.range.end..second.range.start);
                if !between.is_some_and(is_comments) {
                    break;
                }
                match self.values(next) {
                    // It has forms of its own: those between the two, as they come below it.
                    Some(values) if values.contains(&Shell::Bash) => {
                        if is_back {
                            in_row.clear();
                        }
                        break;
                    }
                    Some(values) => in_row.extend(values),
                    // What is not on the page, or is what the block prints, divides nothing.
                    None if next.is_hidden() || next.kind == Kind::Output => {}
                    None => break,
                }
            }
            found.extend(in_row);
        }
        found
    }

    /// Whether the block is in a section that is for some shells only.
    fn is_in_section(&self, snippet: &Snippet) -> bool {
        let headings = &self.document.headings;
        let mut comments = Variant::comments(self.document);
        comments.any(|comment| {
            let at = headings.partition_point(|(start, _)| *start < comment.covers.start);
            let Some((start, level)) = headings.get(at) else {
                return false;
            };
            let is_of_shell = Variant::parse(comment.body.as_str())
                .is_some_and(|variant| variant.choice == self.choice);
            let mut behind = headings.iter().skip(at + 1);
            let end = behind.find(|(_, other)| other <= level);
            is_of_shell
                && *start == comment.covers.start
                && *start < snippet.range.start
                && end.is_none_or(|(end, _)| snippet.range.start < *end)
        })
    }
}

/// Whether the text between two blocks is nothing but comments and white space.
fn is_comments(mut text: &str) -> bool {
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        if text.is_empty() {
            return true;
        }
        let Some(rest) = text.strip_prefix("<!--") else {
            return false;
        };
        text = rest.split_once("-->").map_or("", |(_, rest)| rest);
    }
}

#[cfg(test)]
mod tests;
