//! What a book may try in order to get out of its sandbox, as this user and as an ordinary one.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::book::{Book, namespaces};

/// A user that has no account on any machine.
const NOBODY: u32 = 54_321;

/// The kinds of users that the tests run as: this one, and an ordinary one where this one is root.
fn users() -> Vec<Option<u32>> {
    match rustix::process::geteuid().is_root() {
        true => vec![None, Some(NOBODY)],
        false => vec![None],
    }
}

fn isolations() -> Vec<&'static str> {
    match namespaces() {
        true => vec!["namespaces", "environment"],
        false => vec!["environment"],
    }
}

/// Runs the command as a user.
fn run(mut command: Command, user: Option<u32>) -> std::process::Output {
    command.stdin(Stdio::null());
    if let Some(user) = user {
        use std::os::unix::process::CommandExt as _;
        command.uid(user).gid(user);
    }
    command.output().unwrap()
}

/// Python that every chapter has, if there is one.
const PYTHON: &str = "/usr/bin/python3";

fn has(program: &str) -> bool {
    let there = Path::new(program).exists();
    if !there {
        eprintln!("skipped: there is no {program}");
    }
    there
}

#[test]
fn no_block_reaches_the_terminal_of_the_user() {
    if !has(PYTHON) || !has("/usr/bin/script") {
        return;
    }
    let block = format!(
        "{PYTHON} - <<'X'\nimport fcntl, os, termios\ntry:\n    tty = os.open('/dev/tty', os.O_RDWR)\n\
         \x20   for byte in b'typed\\n':\n        fcntl.ioctl(tty, termios.TIOCSTI, bytes([byte]))\n\
         \x20   print('typed')\nexcept OSError as error:\n    print('refused')\nX\n"
    );
    let chapter = format!("```sh\n{block}```\n```output\nrefused\n```\n");
    for isolation in isolations() {
        for user in users() {
            let book = Book::new(&chapter);
            book.give_to(user);
            let program = env!("CARGO_BIN_EXE_mdbook-aws");
            // A terminal whose next reader would get what was typed.
            let line = format!(
                "{program} test book --yes --no-cache --isolation {isolation}; echo status $?; \
                 IFS= read -r -t 1 line; echo \"read [$line]\""
            );
            let mut command = book.command(&[]);
            let mut script = Command::new("/usr/bin/script");
            script.args(["-qec", &line, "/dev/null"]).env_clear();
            for (name, value) in command.get_envs() {
                script.env(name, value.unwrap());
            }
            script.env("SHELL", "/bin/bash");
            script.current_dir(command.get_current_dir().unwrap());
            command = script;
            let output = run(command, user);
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(text.contains("status 0"), "{isolation}, {user:?}: {text}");
            assert!(text.contains("read []"), "{isolation}, {user:?}: {text}");
        }
    }
}

#[test]
fn no_block_reads_the_environment_of_the_program() {
    // In the block's own text there is no such word.
    let chapter = "```sh\n{\nword=planted\nfor file in /proc/[0-9]*/environ; do\n  \
                   if tr '\\0' '\\n' < $file | grep -q \"^MY_TOKEN=$word-in-vain\"; then echo found; fi\n\
                   done\n} 2>/dev/null\necho done\n```\n```output\ndone\n```\n";
    for isolation in isolations() {
        for user in users() {
            let book = Book::new(chapter);
            book.give_to(user);
            let arguments = [
                "test",
                "book",
                "--yes",
                "--no-cache",
                "--isolation",
                isolation,
            ];
            let mut command = book.command(&arguments);
            command.env("MY_TOKEN", "planted-in-vain");
            let output = run(command, user);
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{isolation}, {user:?}: {text}");
        }
    }
}

#[test]
fn no_block_speaks_for_the_process_that_judges_it() {
    let chapter = "```sh\nfor n in 0 1 2 3 4 5; do echo '\"Finished\"' > /proc/$PPID/fd/$n || true; done\n\
                   sleep 0.3\nexit 7\n```\n";
    for isolation in isolations() {
        for user in users() {
            let book = Book::new(chapter);
            book.give_to(user);
            let arguments = [
                "test",
                "book",
                "--yes",
                "--no-cache",
                "--isolation",
                isolation,
            ];
            let output = run(book.command(&arguments), user);
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(
                text.contains("the block ended with exit status 7"),
                "{isolation}, {user:?}: {text}"
            );
        }
    }
}

#[test]
fn no_open_file_of_the_caller_reaches_a_block() {
    for isolation in isolations() {
        let book = Book::new(
            "```sh\nfor n in 5 9 77; do [ -e /proc/self/fd/$n ] && echo $n is open; done; true\n```\n```output\n```\n",
        );
        let program = env!("CARGO_BIN_EXE_mdbook-aws");
        let mut command = book.command(&[]);
        let mut shell = Command::new("bash");
        shell.args([
            "-c",
            &format!(
                "exec 5</ 9</etc/passwd 77>/dev/null; exec {program} test book --yes --isolation {isolation}"
            ),
        ]);
        shell.env_clear();
        for (name, value) in command.get_envs() {
            shell.env(name, value.unwrap());
        }
        shell.current_dir(command.get_current_dir().unwrap());
        command = shell;
        let output = run(command, None);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{isolation}: {text}");
    }
}

/// All folders and files below a folder, with their modes.
fn all(folder: &Path) -> Vec<(std::path::PathBuf, u32)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.path().symlink_metadata() else {
            continue;
        };
        found.push((entry.path(), metadata.mode()));
        if metadata.is_dir() {
            found.extend(all(&entry.path()));
        }
    }
    found
}

#[test]
fn real_credentials_stay_with_the_user_and_are_in_no_file() {
    let book = Book::new("```sh\necho $AWS_REGION\nexport OTHER=1\n```\n```sh\nsleep 20\n```\n");
    let secret = "a-secret-key-in-vain";
    for signal in ["INT", "TERM", "HUP"] {
        let mut child = book
            .command(&["test", "book", "--yes", "--real-aws"])
            .env("AWS_ACCESS_KEY_ID", "a")
            .env("AWS_SECRET_ACCESS_KEY", secret)
            .env("AWS_REGION", "eu-west-1")
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let state = |files: &[(std::path::PathBuf, u32)]| {
            let state = files.iter().find(|(path, _)| path.ends_with("shell/state"));
            state.and_then(|(path, _)| std::fs::read_to_string(path).ok())
        };
        let began = Instant::now();
        let (files, text) = loop {
            let files = all(&book.path("tmp"));
            if let Some(text) = state(&files).filter(|text| text.contains("OTHER")) {
                break (files, text);
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{files:?}");
            std::thread::sleep(Duration::from_millis(20));
        };
        assert!(!text.contains(secret), "{text}");
        let scratch = &files[0];
        assert_eq!(scratch.1 & 0o777, 0o700, "{files:?}");
        let process = child.id().to_string();
        let killed = Command::new("kill")
            .args(["-s", signal, &process])
            .status()
            .unwrap();
        assert!(killed.success());
        let status = child.wait().unwrap();
        use std::os::unix::process::ExitStatusExt as _;
        assert!(status.signal().is_some(), "{signal}: {status}");
        book.left_nothing();
    }
}
