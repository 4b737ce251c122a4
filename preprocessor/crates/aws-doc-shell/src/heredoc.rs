//! Heredocs, from the nodes of the grammar.

use std::ops::Range;

use aws_doc_lint::shell::Heredoc;
use tree_sitter::Node;

use super::expansions_of;

/// Reads the node of a `heredoc_redirect`, whose parent is `statement`, in the parsed `source`.
pub(super) fn read(node: Node<'_>, statement: Option<&Node<'_>>, source: &str) -> Option<Heredoc> {
    let mut cursor = node.walk();
    let mut found = Heredoc {
        body: 0..0,
        target: None,
        expands: true,
        strips_tabs: false,
        expansions: Vec::new(),
    };
    let is_quoted = |node: Node<'_>| {
        let word = source.get(node.byte_range());
        word.is_some_and(|word| word.contains(['\'', '"', '\\']))
    };
    let mut body = None;
    for child in node.children(&mut cursor) {
        match child.kind() {
            "<<-" => found.strips_tabs = true,
            "heredoc_start" => found.expands = !is_quoted(child),
            "heredoc_body" => body = Some(child),
            _ => {}
        }
    }
    let body = body?;
    // The grammar's node may begin after what begins the first line.
    let start = source.get(..body.start_byte())?;
    let start = start.rfind('\n').map_or(0, |at| at + 1);
    found.body = start..body.end_byte();
    if found.expands {
        found.expansions = expansions_of(body);
    }
    found.target = target(node, statement, source);
    Some(found)
}

/// The file that the text of a heredoc goes to: that of a redirection next to it, or of `tee`.
fn target(node: Node<'_>, statement: Option<&Node<'_>>, source: &str) -> Option<Range<usize>> {
    let mut files = Vec::new();
    let mut commands = Vec::new();
    for parent in [Some(&node), statement].into_iter().flatten() {
        let mut cursor = parent.walk();
        for child in parent.children(&mut cursor) {
            match child.kind() {
                "file_redirect" => files.extend(written_file(child, source)),
                "command" => commands.push(child),
                "pipeline" => {
                    let mut inner = child.walk();
                    commands.extend(child.children(&mut inner));
                }
                _ => {}
            }
        }
    }
    files.into_iter().next().or_else(|| {
        commands
            .into_iter()
            .find_map(|command| tee_file(command, source))
    })
}

/// The file of `> file` and `>> file`.
fn written_file(redirect: Node<'_>, source: &str) -> Option<Range<usize>> {
    let operator = redirect.child(0)?.kind();
    let file = redirect.child_by_field_name("destination")?;
    let is_written = matches!(operator, ">" | ">>" | ">|");
    let range = file.byte_range();
    (is_written && source.get(range.clone()) != Some("/dev/null")).then_some(range)
}

/// The file of `tee file`, `sudo tee -a file`.
fn tee_file(command: Node<'_>, source: &str) -> Option<Range<usize>> {
    let mut cursor = command.walk();
    let mut words = command
        .named_children(&mut cursor)
        .map(|word| word.byte_range())
        .skip_while(|range| source.get(range.clone()) != Some("tee"))
        .skip(1);
    words.find(|range| {
        source
            .get(range.clone())
            .is_some_and(|word| !word.starts_with('-'))
    })
}
