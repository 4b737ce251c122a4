//! The generated files that models and readers both read.

use std::path::{Path, PathBuf};

/// Lines that matter by themselves, each one file. `NAME` is replaced by a variable's name.
const LINES: &[&str] = &[
    "NAME=us-west-2",
    "NAME=us-west-2  # Or your preferred Region",
    "NAME=us-west-2#x",
    "NAME=us-west-2 #x",
    "NAME=us-west-2\t# x",
    "NAME=\"us-west-2\"  # c",
    "NAME='us-west-2'  # c",
    "NAME=\"us-west-2\"",
    "NAME='us-west-2'",
    "NAME=`us-west-2`",
    "NAME=ab$cd",
    "NAME=\"ab$cd\"",
    "NAME=\"ab$cd e\"",
    "NAME='ab$cd'",
    "NAME=ab${cd}ef",
    "NAME='ab${cd}ef'",
    "NAME=${cd:-us-east-1}",
    "NAME=${cd-us-east-1}",
    "NAME=a b c",
    "NAME = v",
    "NAME= v",
    "NAME =v",
    "export NAME=v",
    "export  NAME=v",
    "export NAME",
    "NAME=",
    "NAME=   ",
    "NAME= # nothing",
    "NAME=#nothing",
    "NAME=\"\"",
    "NAME=''",
    "NAME: v",
    "NAME:v",
    "NAME",
    "=v",
    "NAME=a=b",
    "NAME=a\\ b",
    "NAME=a\\b",
    "NAME=\"a\\nb\"",
    "NAME='a\\nb'",
    "NAME=\"a\\tb\"",
    "NAME=\"a\\\\b\"",
    "NAME=\"a \\\"b\\\"\"",
    "NAME='it'\\''s'",
    "NAME=it's",
    "NAME=\"it's\"",
    "NAME=\"a\nb\"",
    "NAME='a\nb'",
    "NAME=\"a",
    "NAME='a",
    "NAME=\"a\" b",
    "NAME=\"a\"b",
    "NAME=a \"b\"",
    "NAME=a\"b\"",
    "  NAME=v",
    "\tNAME=v",
    "NAME=v  ",
    "NAME=v\t",
    "# NAME=v",
    "; NAME=v",
    "#NAME=v",
    "  # NAME=v",
    "\u{feff}NAME=v",
    "NAME=v\u{a0}",
    "NAME=\u{201c}v\u{201d}",
    "NAME=v\\",
    "NAME=$",
    "NAME=a$",
    "NAME=$$",
    "NAME=\\$cd",
    "NAME=\"\\$cd\"",
    "NAME.X=v",
    "NAME-X=v",
    "1NAME=v",
    "NAME[0]=v",
    "NA ME=v",
    "AWS_PROFILE=dev\nNAME=$AWS_PROFILE",
    "AWS_PROFILE=dev\nNAME=${AWS_PROFILE}-x",
    "AWS_PROFILE=dev\nNAME=\"${AWS_PROFILE}-x\"",
    "AWS_PROFILE=dev\nNAME='${AWS_PROFILE}-x'",
    "AWS_PROFILE=dev\nNAME=${AWS_PROFILE:-x}",
    "AWS_PROFILE=\nNAME=${AWS_PROFILE:-x}${AWS_PROFILE-y}",
    "NAME=a # b # c",
    "NAME=https://localhost:4566/?a=b&c",
    "NAME=a;b",
    "NAME=é",
];

const NAMES: &[&str] = &["AWS_REGION", "AWS_PROFILE", "KEY", "K2"];

/// Pieces that values are put together from.
const PIECES: &[&str] = &[
    "a",
    "b",
    "us-west-2",
    "42",
    "+/=",
    "_",
    "-",
    ".",
    " ",
    " ",
    "  ",
    "\t",
    "#",
    " #",
    "\"",
    "\"",
    "'",
    "'",
    "`",
    "\\",
    "\\n",
    "\\\"",
    "\\'",
    "$",
    "$KEY",
    "${KEY}",
    "${KEY:-d}",
    "=",
    ":",
    ";",
    ",",
    "é",
    "\u{a0}",
    "{",
    "}",
];

/// Pieces before a name, between a name and a value, and after a value.
const BEFORE: &[&str] = &[
    "", "", "", "", "", " ", "\t", "export ", "export\t", "export", "# ", ";",
];
const BETWEEN: &[&str] = &[
    "=", "=", "=", "=", "=", " = ", "= ", " =", ": ", ":", "==", "", " ",
];
const AFTER: &[&str] = &[
    "",
    "",
    "",
    "",
    " # c",
    "#c",
    "  ",
    "\t# c",
    " # it's \"x\"",
    "\\",
];
const LINE_ENDS: &[&str] = &["\n", "\n", "\n", "\n", "\n\n", "\r\n", "\n# note\n"];

/// Makes files; always the same ones.
pub(crate) struct Corpus {
    state: u64,
}

impl Corpus {
    pub(crate) fn new() -> Self {
        Self {
            state: 0x9e37_79b9_7f4a_7c15,
        }
    }

    fn next(&mut self, bound: usize) -> usize {
        // Numbers from xorshift: enough to mix, and the same everywhere.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 33) as usize % bound
    }

    fn pick(&mut self, pieces: &[&'static str]) -> &'static str {
        pieces[self.next(pieces.len())]
    }

    fn value(&mut self) -> String {
        let inner: String = (0..self.next(5)).map(|_| self.pick(PIECES)).collect();
        match self.next(8) {
            0 => format!("\"{}\"", inner.replace('"', "")),
            1 => format!("'{}'", inner.replace('\'', "")),
            2..=4 => self
                .pick(&["us-east-1", "abc", "/a/b", "x y", ""])
                .to_owned(),
            _ => inner,
        }
    }

    fn file(&mut self) -> String {
        let mut text = String::new();
        if self.next(40) == 0 {
            text.push('\u{feff}');
        }
        let lines = 1 + self.next(4);
        for line in 0..lines {
            text += self.pick(BEFORE);
            text += self.pick(NAMES);
            text += self.pick(BETWEEN);
            text += &self.value();
            text += self.pick(AFTER);
            if line + 1 < lines || self.next(3) > 0 {
                text += self.pick(LINE_ENDS);
            }
        }
        text
    }

    /// `count` files: first the lines that matter by themselves, then mixtures.
    pub(crate) fn files(mut self, count: usize) -> Vec<String> {
        let mut files: Vec<String> = Vec::new();
        for line in LINES {
            let line = line.replace("NAME", "AWS_REGION");
            files.push(format!("{line}\n"));
            files.push(format!("KEY=before\n{line}\nK2=after\n"));
        }
        while files.len() < count {
            files.push(self.file());
        }
        files
    }
}

/// Writes each text to a file of its own in `folder`.
pub(crate) fn write(folder: &Path, files: &[String]) -> Vec<PathBuf> {
    std::fs::create_dir_all(folder).unwrap();
    files
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let path = folder.join(format!("{number}.env"));
            std::fs::write(&path, text).unwrap();
            path
        })
        .collect()
}
