//! Slots `{{aws:region}}` in a fence, which the reader's choices fill.

use std::collections::HashSet;
use std::ops::Range;

use super::choice::{Assignment, Choices};
use super::suppression::Comment;
use spanned_text::text::MappedText;

const OPEN: &str = "{{aws:";

/// A slot, or one that a backslash makes plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot<'t> {
    /// From the first `{`, or the backslash before it, to the end of the last `}`.
    pub range: Range<usize>,
    /// The name of the choice, as it was written.
    pub name: &'t str,
    /// Whether a backslash precedes it: the page shows the rest as it is.
    pub escaped: bool,
}

/// All slots of `text` in order. A slot does not run on over a line's end and holds no brace.
pub fn scan(text: &str) -> impl Iterator<Item = Slot<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.as_bytes().get(at..)?;
            let open = at + memchr::memmem::find(rest, OPEN.as_bytes())?;
            let start = open + OPEN.len();
            at = start;
            let inside = text.get(start..)?;
            let Some(len) = inside.find(['{', '}', '\n']) else {
                continue;
            };
            let (Some(name), Some(after)) = (inside.get(..len), inside.get(len..)) else {
                continue;
            };
            if !after.starts_with("}}") {
                continue;
            }
            let end = start + len + 2;
            at = end;
            let escaped = open > 0 && text.as_bytes().get(open - 1) == Some(&b'\\');
            return Some(Slot {
                range: open - usize::from(escaped)..end,
                name,
                escaped,
            });
        }
    })
}

/// A text with its slots filled.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    /// The text; the value of a slot has the slot's place on disk.
    pub text: MappedText,
    /// The places of the values in it, and the choice of each, in order.
    pub values: Vec<(Range<usize>, String)>,
}

/// Fills the slots of `template`. A slot that nothing is assigned to stays as it is; where nothing
/// at all is, a backslash stays too: it is not for us.
#[must_use]
pub fn fill(template: &MappedText, assignment: &Assignment) -> Filled {
    let mut filled = Filled::default();
    let mut done = 0;
    let ours = !assignment.is_empty();
    for slot in scan(template.as_str()).take_while(|_| ours) {
        let Slot {
            range,
            name,
            escaped,
        } = slot;
        if escaped {
            filled.text.push_slice(template, done..range.start);
            done = range.start + 1;
            continue;
        }
        let Some(value) = assignment.get(name) else {
            continue;
        };
        filled.text.push_slice(template, done..range.start);
        let start = filled.text.len();
        filled.text.push_for(value, template, range.clone());
        filled
            .values
            .push((start..filled.text.len(), name.to_owned()));
        done = range.end;
    }
    filled.text.push_slice(template, done..template.len());
    filled
}

/// A block as its author wrote it, slots and hidden lines included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The content of the block.
    pub content: MappedText,
    /// The prefix of lines that mdBook hides.
    pub hides: Option<String>,
    /// Our comments before the block; what they expect may have slots too.
    pub comments: Vec<Comment>,
}

impl Template {
    /// The content with its slots filled.
    #[must_use]
    pub fn fill(&self, assignment: &Assignment) -> Filled {
        fill(&self.content, assignment)
    }

    /// The comments with their slots filled.
    #[must_use]
    pub fn comments(&self, assignment: &Assignment) -> Vec<Comment> {
        let filled = |comment: &Comment| Comment {
            body: fill(&comment.body, assignment).text,
            ..comment.clone()
        };
        self.comments.iter().map(filled).collect()
    }

    /// The names of the choices in its slots, each once, known or not.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        scan(self.content.as_str())
            .filter(|slot| !slot.escaped && seen.insert(slot.name))
            .map(|slot| slot.name)
            .collect()
    }

    /// Every assignment that changes the text, the defaults first.
    #[must_use]
    pub fn assignments(&self, choices: &Choices) -> Vec<Assignment> {
        choices.assignments(&self.names())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_and_what_only_looks_so() {
        let text =
            "{{aws:a}} \\{{aws:b}} {{ aws:c }} {{aws:d\n}} {{aws:{{aws:e}} {{aws:f} {{aws:}}";
        let found: Vec<_> = scan(text).map(|slot| (slot.name, slot.escaped)).collect();
        assert_eq!(
            found,
            [("a", false), ("b", true), ("e", false), ("", false)]
        );
    }

    #[test]
    fn values_know_their_place() {
        let mut template = MappedText::new();
        template.push_unmapped("x={{aws:a}};\\{{aws:a}};{{aws:b}}");
        let filled = fill(&template, &[("a".to_owned(), "1".to_owned())].into());
        assert_eq!(filled.text.as_str(), "x=1;{{aws:a}};{{aws:b}}");
        assert_eq!(filled.values, [(2..3, "a".to_owned())]);
    }
}
