//! Scripts of shell tokens: plain commands are read without the grammar, and as the grammar reads
//! them.
#![no_main]

use aws_doc_lint::shell::{Dialect, parse, parse_by_grammar};
use aws_doc_shell::Bash;
use libfuzzer_sys::fuzz_target;

/// Operators of tests and redirections are left out: the grammar joins lines after them.
const TOKENS: &[&str] = &[
    " ", "\n", "aws", "aws ", "a", "\t", "\r\n", "\r", " \\\n  ", "\\\n", "\\\r\n", "'", "'x y'",
    "'{\"a\": [1]}'", "'\n'", "\"", "\"x y\"", "\"{\\\"a\\\": 1}\"", "\"\\\\\"", "\"\\\n\"",
    "\"\n\"", "é", "\u{a0}", "\u{1f300}", "<a b>", "--opt", "-", "--opt=", "Key=a,Value=b", "a=b",
    "7", "2", ".", "./x", "/", ":", ",", "@", "+", "%", "~", "#", " # c", "if", "then", "fi", "do",
    "done", "in", "case", "esac", "time", "export ", "test", "*", "?", "$A", "$(a)", "$ ", "> ",
    "s3 ls", "echo ", "cat ", "{a}",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let tokens = rest.iter().take(64);
    let text: String = tokens
        .filter_map(|byte| TOKENS.get(usize::from(*byte) % TOKENS.len()))
        .copied()
        .collect();
    // The grammar joins a line that begins with an escaped line end, or holds nothing but
    // assignments, to the next. No shell does.
    let joins = |line: &str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        first.starts_with('\\') || first.contains('=')
    };
    if text.lines().any(joins) {
        return;
    }
    let dialect = match first % 2 {
        0 => Dialect::Script,
        _ => Dialect::Console,
    };
    let plain = parse(&text, dialect, Some(&Bash));
    assert_eq!(plain, parse_by_grammar(&text, dialect, &Bash), "{text:?}");
});
