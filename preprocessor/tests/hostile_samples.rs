//! Samples that repeat one piece many times, as only somebody who means harm writes them: the time
//! that they take grows with their length, and not with its square.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::time::{Duration, Instant};

use support::Memory;

/// What a sample repeats: quotes, expansions and heredocs that never end, and lines that each
/// look for the end.
const PIECES: &[&str] = &[
    "K=\"\\\"\n",
    "K=\"\n",
    "K='\n",
    "K=`\n",
    "K=\\\n",
    "K=$(\n",
    "K=${\n",
    "K=<<E\n",
    "K=a$K$K\n",
    "K=\"a\"x\n",
    "K='\\'\n",
    "K=${K:-",
    "K: \"\\\"\n",
    "\"\\\"\n",
    "\\\n",
    "\"",
    "'",
    "`",
    "$(",
    "export ",
    "[a\n",
    "[profile a]\nsource_profile = a\n",
    "s3 =\n  a = b\n",
    "aws s3 ls '\n",
    "aws s3 ls {a: \"\n",
    "aws ec2 create-tags --tags Key=a,Value={",
    "$ aws s3 ls \\\n",
    "cat <<E\naws\n",
];

const LANGUAGES: &[&str] = &[
    "env",
    "sh",
    "console",
    "ini,kind=config",
    "powershell",
    "bat",
];

fn time(language: &str, piece: &str, length: usize) -> Duration {
    let body = piece.repeat(length / piece.len());
    let book = Memory::one(&format!("``````{language}\n{body}\n``````\n"));
    let once = || {
        let start = Instant::now();
        book.check(&["example.md"], |_, _, _| ());
        start.elapsed()
    };
    // The least of three: other work on the machine counts for nothing.
    once().min(once()).min(once())
}

#[test]
fn time_grows_with_length_only() {
    const LENGTH: usize = 4_000;
    const TIMES: u32 = 8;
    let mut slow = String::new();
    for language in LANGUAGES {
        for piece in PIECES {
            let short = time(language, piece, LENGTH);
            let long = time(language, piece, LENGTH * TIMES as usize);
            // A square would be 64 times as much.
            if long > short * (3 * TIMES) + Duration::from_millis(60) {
                slow.push_str(&format!("{language} {piece:?}: {short:?}, then {long:?}\n"));
            }
        }
    }
    assert!(slow.is_empty(), "{TIMES} times as long took\n{slow}");
}
