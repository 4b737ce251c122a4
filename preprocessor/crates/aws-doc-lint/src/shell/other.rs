//! Commands for fish, PowerShell and the Windows Command Prompt.

use super::{Dialect, Script, SimpleCommand, Word, placeholders};
use shell_forms::{Shell, read};

/// Reads the commands of a text for another shell than bash. Positions are bytes of `text`.
#[must_use]
pub fn parse_other(text: &str, shell: Shell) -> Script {
    let placeholders = placeholders(text);
    let commands = read::commands(text, shell).into_iter().map(|command| {
        let words = command.words.iter().map(|word| {
            let mut pieces = Vec::new();
            for piece in &word.pieces {
                // What the reader puts in the place of a placeholder is not known.
                let is_placeholder = placeholders
                    .iter()
                    .any(|each| each.start < piece.source.end && piece.source.start < each.end);
                let is_known = piece.is_known && !is_placeholder;
                match shell {
                    Shell::Powershell if !word.is_raw => unescaped(piece, is_known, &mut pieces),
                    _ => pieces.push((piece.value.clone(), piece.source.clone(), is_known)),
                }
            }
            let spreads = word.pieces.iter().any(|piece| !piece.is_known);
            Word::from_pieces(text, word.range.clone(), pieces, spreads)
        });
        SimpleCommand {
            range: command.range.clone(),
            words: words.collect(),
        }
    });
    Script {
        dialect: Dialect::Script,
        commands: commands.collect(),
        heredocs: Vec::new(),
        unparsed: Vec::new(),
    }
}

/// A part of a value, where it is written, and whether it is known.
type Part = (String, std::ops::Range<usize>, bool);

/// Adds a piece. Authors who write for Windows PowerShell put a backslash before a quote, which the
/// program removes.
fn unescaped(piece: &read::Piece, is_known: bool, pieces: &mut Vec<Part>) {
    let is_verbatim = piece.value.len() == piece.source.len();
    let (mut at, mut rest) = (piece.source.start, piece.value.as_str());
    while let Some((before, after)) = rest.split_once("\\\"").filter(|_| is_verbatim) {
        let quote = at + before.len();
        pieces.push((before.to_owned(), at..quote, is_known));
        pieces.push(("\"".to_owned(), quote..quote + 2, is_known));
        (at, rest) = (quote + 2, after);
    }
    pieces.push((rest.to_owned(), at..piece.source.end, is_known));
}
