//! Shell scripts: the simple commands in them, word by word.
//!
//! The grammar is tree-sitter's for bash: it is kept up, gives the bytes of every word, reads
//! on after a mistake, and knows substitutions, heredocs and quoting as the shell does.
//! Parsers that stop at the first mistake lose the rest of a block to one ellipsis. What a
//! quoted word means, and where each byte of its meaning stands, is worked out in [`Word`].

mod heredoc;
mod placeholder;
mod plain;
mod word;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;

use tree_sitter::{Language, Node, Parser, Tree};

pub use heredoc::Heredoc;
pub use placeholder::placeholders;
pub use word::Word;

/// How a text shows its commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Every line is part of a script.
    Script,
    /// Commands stand behind prompts; other lines are what they print.
    Console,
}

/// What a shell text holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// How its commands are shown.
    pub dialect: Dialect,
    /// The simple commands, also those inside of pipes, loops and substitutions, in the order
    /// in which they begin.
    pub commands: Vec<SimpleCommand>,
    /// The heredocs.
    pub heredocs: Vec<Heredoc>,
    /// Lines that no shell reads, mostly because a quote is not closed. Nothing of them is in
    /// `commands`.
    pub unparsed: Vec<Range<usize>>,
}

/// One command with its arguments, as `aws s3 ls`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimpleCommand {
    /// From its first word (or assignment before it) to its last.
    pub range: Range<usize>,
    /// The name of the command, then its arguments. Redirections are left out.
    pub words: Vec<Word>,
}

/// Reads the commands of a text. Positions are bytes of `text`.
#[must_use]
pub fn parse(text: &str, dialect: Dialect) -> Script {
    read(text, dialect, |reader, script| reader.read_all(script))
}

/// Reads as [`parse`] does, and gives the same, but leaves nothing to the faster way in which
/// that reads plain commands: what it is compared to.
#[must_use]
pub fn parse_by_grammar(text: &str, dialect: Dialect) -> Script {
    read(text, dialect, |reader, script| reader.read_from(0, script))
}

fn read(text: &str, dialect: Dialect, how: impl Fn(&mut Reader<'_>, &mut Script)) -> Script {
    let mut script = Script {
        dialect,
        commands: Vec::new(),
        heredocs: Vec::new(),
        unparsed: Vec::new(),
    };
    let shown = placeholder::with_backslashes(text);
    let shown = match dialect {
        Dialect::Script => shown,
        Dialect::Console => Cow::Owned(super::prompt::commands_only(&shown)),
    };
    let placeholders = placeholders(&shown);
    let masked = placeholder::mask(&shown, &placeholders);
    PARSER.with_borrow_mut(|parser| {
        let Some(parser) = parser else {
            return;
        };
        let mut reader = Reader {
            parser,
            text,
            masked: &masked,
            placeholders: &placeholders,
        };
        how(&mut reader, &mut script);
    });
    script
}

thread_local! {
    /// One parser for all scripts: a new one takes as long as a short script.
    static PARSER: RefCell<Option<Parser>> = RefCell::new(new_parser());
}

fn new_parser() -> Option<Parser> {
    let mut parser = Parser::new();
    let language = tree_sitter_bash::LANGUAGE.into();
    parser.set_language(&language).ok().map(|()| parser)
}

struct Reader<'t> {
    parser: &'t mut Parser,
    text: &'t str,
    /// As long as `text`, with placeholders and output blotted out.
    masked: &'t str,
    placeholders: &'t [Range<usize>],
}

impl Reader<'_> {
    fn read_all(&mut self, script: &mut Script) {
        let mut at = 0;
        while at < self.masked.len() {
            if let Some(line) = plain::line(self.masked, at) {
                script.commands.extend(self.plain(&line));
                at = line.end;
                continue;
            }
            // A command that is complete in itself means the same alone. One that is not, or only
            // seems so, as a heredoc's may, takes all that follows with it.
            let Some(end) = super::logical_line::first(self.masked, at) else {
                break;
            };
            let Some(line) = self.masked.get(at..end) else {
                break;
            };
            let is_command = line
                .trim_start()
                .starts_with(|c: char| c.is_ascii_alphabetic());
            if !is_command || line.contains("<<") || !self.read(at..end, script) {
                break;
            }
            at = end;
        }
        self.read_from(at, script);
    }

    fn plain(&self, line: &plain::Line) -> Option<SimpleCommand> {
        let range = line.words.first()?.start..line.words.last()?.end;
        let words = line.words.iter().cloned();
        Some(SimpleCommand {
            range,
            words: words
                .map(|word| Word::decode(self.text, word, &[], self.placeholders))
                .collect(),
        })
    }

    /// Reads all from `start` on by the grammar.
    fn read_from(&mut self, start: usize, script: &mut Script) {
        if start == self.text.len() || self.read(start..self.text.len(), script) {
            return;
        }
        // One bad line must not hide the others.
        let rest = self.masked.get(start..).unwrap_or_default();
        for line in super::logical_line::logical_lines(rest) {
            let line = start + line.start..start + line.end;
            let blank = self
                .masked
                .get(line.clone())
                .is_none_or(|line| line.bytes().all(|byte| byte.is_ascii_whitespace()));
            if !blank && !self.read(line.clone(), script) {
                script.unparsed.push(line);
            }
        }
    }

    /// Adds the commands of a part of the text; false, and nothing added, if it has mistakes.
    fn read(&mut self, part: Range<usize>, script: &mut Script) -> bool {
        let Some(source) = self.masked.get(part.clone()) else {
            return false;
        };
        if is_costly(source) {
            return false;
        }
        let Some(tree) = self.parser.parse(ascii(source).as_ref(), None) else {
            return false;
        };
        if tree.root_node().has_error() {
            return false;
        }
        self.walk(&tree, part.start, script);
        true
    }

    /// Visits every node without recursion, so that no depth of nesting matters.
    fn walk(&self, tree: &Tree, base: usize, script: &mut Script) {
        let mut cursor = tree.walk();
        let kinds = Kinds::get();
        // A node's own way to its parent begins at the root each time.
        let mut parents = Vec::new();
        loop {
            let node = cursor.node();
            if node.kind_id() == kinds.command
                && let Some(command) = self.command(node, parents.last(), base)
            {
                script.commands.push(command);
            }
            if node.kind_id() == kinds.heredoc
                && let Some(source) = self.masked.get(base..)
                && let Some(heredoc) = Heredoc::read(node, parents.last(), source, base)
            {
                script.heredocs.push(heredoc);
            }
            if cursor.goto_first_child() {
                parents.push(node);
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
                parents.pop();
            }
        }
    }

    fn command(
        &self,
        node: Node<'_>,
        parent: Option<&Node<'_>>,
        base: usize,
    ) -> Option<SimpleCommand> {
        let mut words = Vec::new();
        let mut range = node.byte_range();
        Self::words(node, &mut words);
        // A redirection takes one word; the grammar gives it all that follow.
        if let Some(parent) = parent.filter(|parent| parent.kind() == "redirected_statement") {
            let mut cursor = parent.walk();
            for redirect in parent.children_by_field_name("redirect", &mut cursor) {
                let mut inner = redirect.walk();
                let more: Vec<_> = redirect
                    .children_by_field_name("destination", &mut inner)
                    .chain(redirect.children_by_field_name("argument", &mut redirect.walk()))
                    .collect();
                let kept = usize::from(redirect.kind() == "file_redirect");
                for word in more.into_iter().skip(kept) {
                    range.end = range.end.max(word.end_byte());
                    words.push(word);
                }
            }
        }
        words.first()?;
        Some(SimpleCommand {
            range: base + range.start..base + range.end,
            words: self.decode(&words, base),
        })
    }

    fn words<'n>(command: Node<'n>, words: &mut Vec<Node<'n>>) {
        let mut cursor = command.walk();
        if !cursor.goto_first_child() {
            return;
        }
        loop {
            match cursor.field_name() {
                Some("name" | "argument") => words.push(cursor.node()),
                Some("redirect") => {
                    let redirect = cursor.node();
                    let mut inner = redirect.walk();
                    words.extend(
                        redirect
                            .children_by_field_name("destination", &mut inner)
                            .skip(1),
                    );
                }
                _ => {}
            }
            if !cursor.goto_next_sibling() {
                return;
            }
        }
    }

    /// Reads the words. Where nothing but an escaped line end stands between two, the shell
    /// sees one.
    fn decode(&self, nodes: &[Node<'_>], base: usize) -> Vec<Word> {
        let mut parts: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
        for node in nodes {
            let range = base + node.start_byte()..base + node.end_byte();
            let between = parts
                .last()
                .and_then(|(last, _)| self.masked.get(last.end..range.start));
            if between != Some("\\\n") {
                parts.push((range.clone(), Vec::new()));
            }
            if let Some((joined, expansions)) = parts.last_mut() {
                joined.end = range.end;
                expansions_of(*node, base, expansions);
            }
        }
        parts
            .into_iter()
            .map(|(range, expansions)| {
                Word::decode(self.text, range, &expansions, self.placeholders)
            })
            .collect()
    }
}

/// The numbers of the node kinds that are looked for: names would be compared at every node.
struct Kinds {
    command: u16,
    heredoc: u16,
    expansions: [u16; 7],
}

impl Kinds {
    fn get() -> &'static Kinds {
        static KINDS: OnceLock<Kinds> = OnceLock::new();
        KINDS.get_or_init(|| {
            let language = Language::new(tree_sitter_bash::LANGUAGE);
            let number = |name| language.id_for_node_kind(name, true);
            Kinds {
                command: number("command"),
                heredoc: number("heredoc_redirect"),
                expansions: [
                    "simple_expansion",
                    "expansion",
                    "command_substitution",
                    "process_substitution",
                    "arithmetic_expansion",
                    "brace_expression",
                    "extglob_pattern",
                ]
                .map(number),
            }
        })
    }
}

/// Whether the parser's time would grow with the square of the length: it does with the number
/// of heredocs, of tests, and of parentheses that are open at once. No documentation comes near.
fn is_costly(source: &str) -> bool {
    if source.len() < 1024 {
        return false;
    }
    let more_than = |most: usize, what: &str| {
        memchr::memmem::find_iter(source.as_bytes(), what)
            .nth(most)
            .is_some()
    };
    let mut depth = 0_usize;
    let is_deep = memchr::memchr2_iter(b'(', b')', source.as_bytes()).any(|at| {
        depth = if source.as_bytes().get(at) == Some(&b'(') {
            depth + 1
        } else {
            depth.saturating_sub(1)
        };
        depth > 500
    });
    is_deep || more_than(64, "<<") || more_than(256, "[[")
}

/// `source` with a letter for each byte of any other character: to a shell these are letters of a
/// word, while the grammar's C scanner asks its tables for characters that they do not hold, and
/// crashes on some.
fn ascii(source: &str) -> Cow<'_, str> {
    if source.is_ascii() {
        return Cow::Borrowed(source);
    }
    let letters = source.bytes().map(|byte| {
        if byte.is_ascii() {
            char::from(byte)
        } else {
            'x'
        }
    });
    Cow::Owned(letters.collect())
}

/// Where the outermost expansions and substitutions of a word stand.
fn expansions_of(word: Node<'_>, base: usize, found: &mut Vec<Range<usize>>) {
    let kinds = Kinds::get();
    let mut cursor = word.walk();
    loop {
        let node = cursor.node();
        let is_expansion = kinds.expansions.contains(&node.kind_id());
        if is_expansion {
            found.push(base + node.start_byte()..base + node.end_byte());
        }
        if !is_expansion && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
