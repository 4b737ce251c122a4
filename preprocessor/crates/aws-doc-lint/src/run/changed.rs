//! Chapters that another preprocessor has changed.

use similar::{ChangeTag, TextDiff};
use spanned_text::Part as _;

use spanned_text::{FileId, Files, MappedText, Span};

/// The text of a chapter with its places on disk. Where `content` is not what the file holds,
/// the lines that are the same keep their places and the others have none: never a guessed line.
pub(super) fn map(files: &Files<'_>, file: FileId, content: Option<&str>) -> MappedText {
    let Some(source) = files.get(file) else {
        return MappedText::new();
    };
    let (disk, start) = (source.text(), source.bom_len());
    let body = disk.part(start..);
    let Some(content) = content.filter(|content| *content != body) else {
        return MappedText::of_file(file, disk, start..disk.len());
    };
    let mut mapped = MappedText::new();
    let mut at = start;
    for change in TextDiff::from_lines(body, content).iter_all_changes() {
        let line = change.value();
        match change.tag() {
            ChangeTag::Equal => {
                mapped.push(
                    line,
                    Span {
                        file,
                        via: None,
                        start: at,
                        end: at + line.len(),
                    },
                );
                at += line.len();
            }
            ChangeTag::Delete => at += line.len(),
            ChangeTag::Insert => mapped.push_unmapped(line),
        }
    }
    mapped
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanned_text::Memory;

    #[test]
    fn only_unchanged_lines_have_places() {
        let sources = Memory::from_iter([("x", "\u{feff}one\ntwo\nthree\n")]);
        let mut files = Files::new(&sources);
        let file = files.load("x").unwrap();
        let mapped = map(&files, file, Some("one\n2\nthree\n"));
        assert_eq!(mapped.as_str(), "one\n2\nthree\n");
        let span = mapped.span(6..11).unwrap();
        assert_eq!((span.start, span.end), (11, 16));
        assert_eq!(mapped.span(4..5), None);
        assert_eq!(mapped.span(0..6), None);
    }
}
