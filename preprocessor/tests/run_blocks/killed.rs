//! Whenever the program is killed, nothing of the book lives on.

use std::time::Duration;

use crate::book::Book;

/// A chapter that is busy in many ways for some seconds.
const BUSY: &str = "```sh\n(setsid bash -c 'exec -a MARKER sleep 300' >/dev/null 2>&1 &)\n\
                    bash -c 'exec -a MARKER sleep 301' &\nfor n in 1 2 3 4 5 6 7 8; do\n  sleep 0.02\n  ls >/dev/null\ndone\n```\n\
                    ```sh\nsleep 302 | cat\n```\n";

#[test]
fn nothing_survives_the_program() {
    for isolation in ["auto", "environment"] {
        let book = Book::of(&[("a.md", BUSY), ("b.md", BUSY), ("c.md", BUSY)]);
        // From before anything has started to when all is busy.
        for round in 0..12_u64 {
            let mut child = book
                .command(&[
                    "test",
                    "book",
                    "--yes",
                    "--isolation",
                    isolation,
                    "--jobs",
                    "3",
                ])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(round * round * 7));
            child.kill().unwrap();
            child.wait().unwrap();
            let mut left = book.processes();
            for _ in 0..250 {
                if left.is_empty() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
                left = book.processes();
            }
            assert!(left.is_empty(), "{isolation}, round {round}: {left:?}");
        }
    }
}
