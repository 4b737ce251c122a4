//! Bash's grammar for [`aws_doc_lint::shell`], by tree-sitter.
//!
//! The grammar is maintained, gives the bytes of every word, and knows substitutions, heredocs and
//! quoting as the shell does. It is C code, so it has a crate of its own.
//!
//! ```no_run
#![doc = include_str!("../examples/loop.rs")]
//! ```

mod heredoc;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;

use aws_doc_lint::shell::{Grammar, Parsed, ParsedCommand, ParsedWord};
use tree_sitter::{Language, Node, Parser, Tree};

/// Bash's grammar.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bash;

impl Grammar for Bash {
    fn parse(&self, source: &str) -> Option<Parsed> {
        if is_costly(source) {
            return None;
        }
        let tree = PARSER.with_borrow_mut(|parser| {
            let parser = parser.as_mut()?;
            parser.parse(ascii(source).as_ref(), None)
        })?;
        (!tree.root_node().has_error()).then(|| walk(&tree, source))
    }
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

/// Visits every node without recursion, so that no depth of nesting matters.
fn walk(tree: &Tree, source: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut cursor = tree.walk();
    let kinds = Kinds::get();
    // A node's own way to its parent begins at the root each time.
    let mut parents = Vec::new();
    loop {
        let node = cursor.node();
        if node.kind_id() == kinds.command
            && let Some(command) = command(node, parents.last())
        {
            parsed.commands.push(command);
        }
        if node.kind_id() == kinds.heredoc
            && let Some(heredoc) = heredoc::read(node, parents.last(), source)
        {
            parsed.heredocs.push(heredoc);
        }
        if cursor.goto_first_child() {
            parents.push(node);
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return parsed;
            }
            parents.pop();
        }
    }
}

fn command(node: Node<'_>, parent: Option<&Node<'_>>) -> Option<ParsedCommand> {
    let mut words = Vec::new();
    let mut range = node.byte_range();
    words_of(node, &mut words);
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
    let words = words.into_iter().map(|word| ParsedWord {
        range: word.byte_range(),
        expansions: expansions_of(word),
    });
    Some(ParsedCommand {
        range,
        words: words.collect(),
    })
}

fn words_of<'n>(command: Node<'n>, words: &mut Vec<Node<'n>>) {
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
/// of heredocs, of tests, of commands in a pipe, and of parentheses that are open at once. No
/// documentation comes near.
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
    is_deep || more_than(64, "<<") || more_than(256, "[[") || more_than(1_000, "|")
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

/// Where the outermost expansions and substitutions of a word are.
fn expansions_of(word: Node<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let kinds = Kinds::get();
    let mut cursor = word.walk();
    loop {
        let node = cursor.node();
        let is_expansion = kinds.expansions.contains(&node.kind_id());
        if is_expansion {
            found.push(node.byte_range());
        }
        if !is_expansion && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}

#[cfg(test)]
mod tests;
