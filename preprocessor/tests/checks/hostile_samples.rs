//! Samples that repeat one piece many times, as only somebody who means harm writes them: the time
//! that they take grows with their length, and not with its square.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::{Duration, Instant};

use crate::support::Memory;

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

/// The same of templates, with mistakes behind which the reader goes on.
const TEMPLATE_PIECES: &[&str] = &[
    "a: b: c\n",
    "a: 'b\n",
    "\ta: [b\n",
    "a: &a [*a, *a]\n",
    "...\n b: *\n",
];

const LANGUAGES: &[&str] = &[
    "env",
    "sh",
    "console",
    "ini,kind=config",
    "powershell",
    "bat",
];

/// How the pieces lie on the page.
#[derive(Debug, Clone, Copy)]
enum Layout {
    /// All in one block.
    OneBlock,
    /// Each in a block of its own.
    BlockEach,
}

fn page(language: &str, piece: &str, length: usize, layout: Layout) -> String {
    let (body, times) = match layout {
        Layout::OneBlock => (piece.repeat(length / piece.len()), 1),
        Layout::BlockEach => (piece.to_owned(), length / 40),
    };
    format!("``````{language}\n{body}\n``````\n\n").repeat(times)
}

/// What this thread has had of the processor, where the system tells: the time of the clock also
/// holds what other programs did.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

fn time(page: &str) -> Duration {
    let book = Memory::one(page);
    let once = || {
        let (start, spent) = (Instant::now(), processor_time());
        book.check(&["example.md"], |_, _, _| ());
        match (spent, processor_time()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => start.elapsed(),
        }
    };
    // The least of three: other work on the machine counts for nothing.
    once().min(once()).min(once())
}

fn grows_with_length_only(languages: &[&str], pieces: &[&str], layout: Layout) {
    const LENGTH: usize = 4_000;
    const TIMES: u32 = 8;
    let mut slow = String::new();
    for language in languages {
        for piece in pieces {
            let short = time(&page(language, piece, LENGTH, layout));
            let long = time(&page(language, piece, LENGTH * TIMES as usize, layout));
            // A square would be 64 times as much.
            if long > short * (3 * TIMES) + Duration::from_millis(60) {
                slow.push_str(&format!("{language} {piece:?}: {short:?}, then {long:?}\n"));
            }
        }
    }
    assert!(
        slow.is_empty(),
        "{layout:?}: {TIMES} times as long took\n{slow}"
    );
}

#[test]
fn the_time_of_a_block_grows_with_its_length() {
    grows_with_length_only(LANGUAGES, PIECES, Layout::OneBlock);
    grows_with_length_only(&["yaml"], TEMPLATE_PIECES, Layout::OneBlock);
}

#[test]
fn the_time_of_a_page_grows_with_its_blocks() {
    grows_with_length_only(LANGUAGES, PIECES, Layout::BlockEach);
    grows_with_length_only(&["yaml"], TEMPLATE_PIECES, Layout::BlockEach);
}
