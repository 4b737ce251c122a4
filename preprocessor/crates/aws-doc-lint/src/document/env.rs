//! The lines of an env sample, read without regard to any one reader's rules.

use std::ops::Range;

/// A line of an env sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line without its end.
    pub range: Range<usize>,
    /// What it is.
    pub content: Content,
}

/// What a line of an env sample can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Nothing but white space.
    Blank,
    /// `#` first.
    Comment,
    /// `NAME=…`, perhaps after `export`.
    Assignment(Assignment),
    /// Anything else.
    Other,
}

/// `NAME=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The place of `export`, if it is there.
    pub export: Option<Range<usize>>,
    /// The place of the name, without white space.
    pub name: Range<usize>,
    /// Everything after `=` up to the end of the line, untouched.
    pub value: Range<usize>,
}

/// Reads `text` line by line.
pub fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |full| {
        let line = full.strip_suffix('\n').unwrap_or(full);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let start = at;
        at += full.len();
        Line {
            range: start..start + line.len(),
            content: content(line, start),
        }
    })
}

fn content(line: &str, start: usize) -> Content {
    let trimmed = line.trim_start();
    if trimmed.is_empty() {
        return Content::Blank;
    }
    if trimmed.starts_with('#') {
        return Content::Comment;
    }
    let at = start + line.len() - trimmed.len();
    let (export, rest, at) = match trimmed.strip_prefix("export") {
        Some(rest) if rest.starts_with([' ', '\t']) => {
            let name = rest.trim_start();
            let name_at = at + trimmed.len() - name.len();
            (Some(at..at + "export".len()), name, name_at)
        }
        _ => (None, trimmed, at),
    };
    let Some((name, value)) = rest.split_once('=') else {
        return Content::Other;
    };
    let bare = name.trim_end();
    if bare.is_empty() || bare.contains(char::is_whitespace) {
        return Content::Other;
    }
    let value_at = at + name.len() + 1;
    Content::Assignment(Assignment {
        export,
        name: at..at + bare.len(),
        value: value_at..value_at + value.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_have_their_places() {
        let text = "# c\r\n\n export  A_B = x # y\nno\nC=\n";
        let read: Vec<_> = lines(text)
            .map(|line| match line.content {
                Content::Assignment(a) => format!(
                    "{}{}|{}",
                    a.export.map_or("", |_| "export "),
                    text.get(a.name).unwrap(),
                    text.get(a.value).unwrap()
                ),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(
            read,
            ["Comment", "Blank", "export A_B| x # y", "Other", "C|"]
        );
    }
}
