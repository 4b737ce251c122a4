//! Policies in a shell text that are neither in a heredoc nor given to an AWS command: written to a file
//! by another command, or printed.

use std::ops::Range;

use crate::shell::Script;
use iam_policy_model::policy_text;
use spanned_text::json;
use spanned_text::text::MappedText;
use spanned_text::{Cut as _, Part as _};

use super::AwsCommand;
use aws_doc_facts::cli::Cli;

/// The policies in a text, but for those in heredocs and in what AWS commands are given. `script` is `None`
/// where the text holds no such command.
#[must_use]
pub fn find(text: &MappedText, script: Option<&Script>, model: Cli<'static>) -> Vec<MappedText> {
    if !policy_text::in_json(text.as_str()) {
        return Vec::new();
    }
    let commands = script.map_or(&[][..], |script| &script.commands);
    let mut found = Vec::new();
    for command in commands {
        if AwsCommand::read(command, model).is_some() {
            continue;
        }
        for word in &command.words {
            let value = word.value();
            let start = assigned(value);
            let value = value.part(start..);
            if value.trim_start().starts_with('{') && policy_text::in_json(value) {
                found.push(word.mapped(start, text));
            }
        }
    }
    let heredocs = script.map_or(&[][..], |script| &script.heredocs);
    let words = commands.iter().flat_map(|command| &command.words);
    let words = words.map(|word| word.range.clone());
    let bodies = heredocs.iter().map(|heredoc| heredoc.body.clone());
    let elsewhere = merged(words.chain(bodies).collect());
    let is_read_elsewhere = |at: usize| {
        let after = elsewhere.partition_point(|range| range.start <= at);
        let last = after.checked_sub(1).and_then(|last| elsewhere.get(last));
        last.is_some_and(|range| range.contains(&at))
    };
    let mut at = 0;
    while let Some(start) = next_object(text.as_str(), at) {
        let rest = text.as_str().part(start..);
        let parsed = json::parse(rest);
        let length = parsed.root.map_or(1, |root| root.range().end).max(1);
        let whole = rest.part(..length);
        // Of the rest of a shell text it is not known where it ends, if it is not whole.
        let is_whole = parsed
            .errors
            .iter()
            .all(|error| error.range.start >= length);
        if is_whole && policy_text::in_json(whole) && !is_read_elsewhere(start) {
            found.push(text.slice(start..start + length));
        }
        at = start + length;
    }
    found
}

/// Ranges in order, those that overlap made one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Where the value begins, in a word that assigns a variable; otherwise the start of the word.
fn assigned(word: &str) -> usize {
    let Some((name, _)) = word.split_once('=') else {
        return 0;
    };
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_name { name.len() + 1 } else { 0 }
}

/// The first brace from `at` on that opens a line.
fn next_object(text: &str, at: usize) -> Option<usize> {
    memchr::memchr_iter(b'{', text.as_bytes().get(at..)?)
        .map(|found| at + found)
        .find(|start| {
            let before = text.part(at..*start);
            let line = before.after_last('\n');
            line.trim().is_empty() && (line.len() < before.len() || at == 0)
        })
}
