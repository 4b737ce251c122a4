//! Whenever the program is killed, nothing of the book lives on.

use std::time::Duration;

use rustix::process::Signal;

use super::book::Book;

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

/// What terminals and service managers end a program with.
pub(crate) const SIGNALS: [Signal; 3] = [Signal::INT, Signal::TERM, Signal::HUP];

/// Sends a signal to a program.
pub(crate) fn send(child: &std::process::Child, signal: Signal) {
    let id = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(id, signal).unwrap();
}

/// The processes below a process, and the process itself, with when each started.
fn below(id: u32) -> Vec<(u32, String)> {
    let stat = |id: u32| -> Option<(u32, String)> {
        let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        Some((fields[1].parse().ok()?, fields[19].to_owned()))
    };
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let all: Vec<(u32, u32, String)> = entries
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let (parent, started) = stat(id)?;
            Some((id, parent, started))
        })
        .collect();
    let mut found: Vec<(u32, String)> = Vec::new();
    found.extend(stat(id).map(|(_, started)| (id, started)));
    let mut at = 0;
    while let Some((parent, _)) = found.get(at).cloned() {
        at += 1;
        let children = all.iter().filter(|(_, of, _)| *of == parent);
        found.extend(children.map(|(id, _, started)| (*id, started.clone())));
    }
    found
}

#[test]
fn a_signal_ends_all_processes_and_leaves_no_file() {
    for isolation in ["auto", "environment"] {
        for signal in SIGNALS {
            let book = Book::of(&[("a.md", BUSY), ("b.md", BUSY)]);
            let mut child = book
                .command(&["test", "book", "--yes", "--isolation", isolation])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
            let mut seen = Vec::new();
            for _ in 0..500 {
                seen = below(child.id());
                // The program, the processes of both chapters, their shells, and what is busy.
                if seen.len() > 8 {
                    break;
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            assert!(seen.len() > 8, "{isolation}, {signal:?}: {seen:?}");
            send(&child, signal);
            let status = child.wait().unwrap();
            let number = std::os::unix::process::ExitStatusExt::signal(&status);
            assert_eq!(number, Some(signal.as_raw()), "{isolation}: {status}");
            book.left_nothing();
            for _ in 0..100 {
                seen.retain(|(id, started)| below(*id).first().is_some_and(|it| it.1 == *started));
                if seen.is_empty() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            assert!(seen.is_empty(), "{isolation}, {signal:?}: {seen:?}");
        }
    }
}

#[test]
fn a_killed_run_leaves_no_file() {
    let book = Book::of(&[("a.md", BUSY), ("b.md", BUSY)]);
    let arguments = ["test", "book", "--yes", "--isolation", "environment"];
    let files = || std::fs::read_dir(book.path("tmp")).unwrap().count();
    for round in 0..10_u64 {
        let mut child = book
            .command(&arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        for _ in 0..500 {
            if files() > 0 {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        std::thread::sleep(Duration::from_millis(round * round * 5));
        child.kill().unwrap();
        child.wait().unwrap();
        book.left_nothing_soon();
    }
}
