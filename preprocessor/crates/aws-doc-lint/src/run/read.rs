//! The first stage: reads chapters, and what they include.

use super::{Options, changed};
use crate::document::choice::Choices;
use crate::document::include::{self, Expanded};
use crate::document::markdown::{self, MarkdownOptions};
use crate::document::{Chapter, Form, Input, UnreadableChapter, listed, plain};
use aws_doc_facts::Facts;
use spanned_text::{Files, ReadError};

/// Chapters that were read together, before any check.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Chapters {
    /// The chapters that could be read, in the order given.
    pub chapters: Vec<Chapter>,
    /// The others.
    pub unreadable: Vec<UnreadableChapter>,
    /// The reader's choices, with the values that the facts list.
    pub choices: Choices,
    /// How many files had been read before.
    pub(super) files_before: usize,
}

/// All chapters that are read together have at most this many bytes, with what they include.
const MAX_EXPANDED: usize = 256 << 20;

/// Reads chapters and what they include, without checking them.
///
/// A chapter that cannot be read does not keep the others from being read. Where the chapters together
/// exceed 256 MiB, the one that crosses the limit is listed as unreadable, and those after it are not read.
#[must_use]
pub fn read(files: &mut Files<'_>, inputs: &[Input], facts: &Facts, options: &Options) -> Chapters {
    let choices = listed::resolve(&options.markdown.choices, facts);
    let markdown_options = MarkdownOptions {
        choices: choices.clone(),
        ..options.markdown.clone()
    };
    let mut read = Chapters {
        choices,
        files_before: files.iter().count(),
        ..Chapters::default()
    };
    let mut size = 0;
    for input in inputs {
        let file = match files.load(&input.path) {
            Ok(file) => file,
            Err(error) => {
                let path = files.display(&input.path);
                read.unreadable.push(UnreadableChapter { path, error });
                continue;
            }
        };
        let given = changed::map(files, file, input.content.as_deref());
        let expanded = match input.form {
            Form::Markdown => include::expand(files, file, &given),
            Form::Plain(_) => Expanded {
                text: given.clone(),
                ..Expanded::default()
            },
        };
        size += expanded.text.len();
        if size > MAX_EXPANDED {
            let path = files.display(&input.path);
            let message = "with it, all chapters and what they include have more than 256 MiB";
            let error = ReadError::Other(message.to_owned());
            read.unreadable.push(UnreadableChapter { path, error });
            break;
        }
        let document = match input.form {
            Form::Markdown => markdown::parse(&expanded.text, &markdown_options),
            Form::Plain(kind) => plain::document(&expanded.text, kind),
        };
        read.chapters.push(Chapter {
            file,
            given,
            expanded,
            document,
        });
    }
    read
}
