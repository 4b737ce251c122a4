use super::*;
use std::process::{Command, Stdio};

/// What [`command_line`] says of a program that prints a line when it is ready.
fn said_of(python: &str, deal: impl FnOnce(Process)) {
    let mut child = Command::new("python3")
        .args(["-c", python])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = child.stdout.take().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).unwrap();
    let id = i32::try_from(child.id()).unwrap();
    let started = Stat::of(id).unwrap().started;
    deal(Process { id, started });
    let _ = child.kill();
    child.wait().unwrap();
}

fn has_python() -> bool {
    // On a machine without it the tests of the program say so.
    Command::new("python3").arg("--version").output().is_ok()
}

#[test]
fn a_process_that_ends_has_no_command_line_at_any_moment() {
    let mut seen = 0;
    for round in 0..300_u64 {
        let mut child = Command::new("sleep").arg("300").spawn().unwrap();
        let id = i32::try_from(child.id()).unwrap();
        let process = Process {
            id,
            started: Stat::of(id).unwrap().started,
        };
        // On a busy machine a program may take long to load, and has no command line before.
        while command_line(process).is_none_or(|said| said.starts_with('[')) {}
        std::thread::sleep(Duration::from_micros(round));
        child.kill().unwrap();
        for _ in 0..2000 {
            match command_line(process) {
                Some(said) => assert!(!said.is_empty() && !said.starts_with('['), "{said:?}"),
                None => {
                    seen += 1;
                    break;
                }
            }
        }
        child.wait().unwrap();
    }
    assert!(seen > 0);
}

#[test]
fn a_process_that_hides_its_command_line_has_its_name() {
    if !has_python() {
        return;
    }
    // The kernel shows what is in this part of its memory now.
    let hide = "\
import ctypes
with open('/proc/self/stat') as stat:
    fields = stat.read().rsplit(')', 1)[1].split()
start, end = int(fields[45]), int(fields[46])
ctypes.memset(start, 0, end - start)
print(flush=True)
input()";
    said_of(hide, |process| {
        assert_eq!(command_line(process).unwrap(), "[python3]");
    });
}

#[test]
fn a_process_without_its_first_thread_still_runs() {
    if !has_python() {
        return;
    }
    let headless = "\
import ctypes, threading, time
libc = ctypes.CDLL(None)
def go_on():
    time.sleep(0.2)
    filled = b'x' * (64 << 20)
    print(flush=True)
    time.sleep(60)
threading.Thread(target=go_on).start()
libc.pthread_exit(None)";
    said_of(headless, |process| {
        let stat = Stat::of(process.id).unwrap();
        assert!(!stat.is_over() && !stat.is_ending(), "{stat:?}");
        assert!(stat.memory > 64 << 20, "{stat:?}");
        let said = command_line(process).unwrap();
        assert!(said.contains("pthread_exit"), "{said}");
        let one = BTreeSet::from([process]);
        assert!(hidden::open_files(&one) > 2);
    });
}
