//! Judging the input of an operation that is given as JSON in one piece.

use super::super::fault::FaultKind;
use super::super::given::Given;
use super::super::invocation::AwsCommand;
use super::super::placeholder::stands_for_something;
use super::{Judge, Notation, Place};
use aws_doc_facts::cli::{Argument, Arity};
use spanned_text::json;
use spanned_text::tree::Value;

impl Judge {
    /// Judges the value of `--cli-input-json`: an object whose members are the options of the
    /// command by the names that the service has for them.
    pub(crate) fn input(&mut self, command: &AwsCommand<'_>, given: Given<'_>) {
        let text = given.text();
        if !command.is_resolved() || !text.trim_start().starts_with('{') {
            return;
        }
        let of = "`--cli-input-json`";
        let parsed = json::parse(text);
        let mut errors = parsed.errors.iter();
        if let Some(error) = errors.next() {
            let is_known = given.is_known(0..text.len());
            if is_known
                && !error.kind.is_editorial()
                && errors.all(|other| !other.kind.is_editorial())
            {
                let message = error.kind.message();
                self.push(
                    given.range_of(error.range.clone()),
                    of,
                    FaultKind::Json { message },
                );
            }
            return;
        }
        let Some(Value::Object(members)) = parsed.root.as_ref().map(|root| &root.value) else {
            return;
        };
        let options: Vec<(String, Argument<'static>)> = command
            .command
            .arguments()
            .filter(|argument| !argument.is_positional())
            .map(|argument| (letters(&argument.name()), argument))
            .collect();
        let place = Place {
            given,
            notation: Notation::Json,
        };
        for member in members {
            let name = member.key.as_str();
            if !given.is_known(member.key.range()) || stands_for_something(name) {
                continue;
            }
            let plain = letters(name);
            let option = options.iter().find(|(option, _)| *option == plain);
            if let Some((_, argument)) = option {
                if argument.arity() != Arity::None {
                    let of = format!("`{name}` of {of}");
                    self.node(place, &member.value, argument.shape(), &of, false);
                }
                continue;
            }
            // The CLI has other names for some members: only what is a slip away from one that is
            // not there is surely wrong.
            let is_given = |option: &str| {
                members
                    .iter()
                    .any(|other| letters(other.key.as_str()) == option)
            };
            let near = options.iter().find(|(option, _)| {
                name.len() >= 6
                    && strsim::osa_distance(option, &plain) == 1
                    && option.len().abs_diff(plain.len()) <= 1
                    // A plural may be the name of another member.
                    && option.trim_end_matches('s') != plain.trim_end_matches('s')
                    && !is_given(option)
            });
            if near.is_some() {
                self.push(
                    given.range_of(member.key.range()),
                    of,
                    FaultKind::UnknownMember {
                        name: name.to_owned(),
                        known: near
                            .map(|(_, argument)| spelt_like(&argument.name(), name))
                            .into_iter()
                            .collect(),
                    },
                );
            }
        }
    }
}

/// A name without what its spellings differ in: `RoleName` and `role-name` are `rolename`.
fn letters(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The name of an option as a member whose first letter is as large as that of `member`.
fn spelt_like(option: &str, member: &str) -> String {
    let mut name = String::with_capacity(option.len());
    for (place, word) in option.split('-').enumerate() {
        let mut letters = word.chars();
        let is_large = place > 0 || member.starts_with(|c: char| c.is_ascii_uppercase());
        if let Some(first) = letters.next() {
            name.push(if is_large {
                first.to_ascii_uppercase()
            } else {
                first
            });
        }
        name.extend(letters);
    }
    name
}
