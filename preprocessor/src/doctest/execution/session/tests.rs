use super::*;
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// All that this process has started is one chapter to a watch: two at a time would kill each
/// other's processes.
static ALONE: Mutex<()> = Mutex::new(());

struct Place {
    _alone: MutexGuard<'static, ()>,
    folder: tempfile::TempDir,
    session: Session,
    watch: Watch,
}

fn place() -> Place {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let exchange = folder.path().join("shell");
    let work = folder.path().join("work");
    std::fs::create_dir(&work).unwrap();
    let path = std::env::var("PATH").unwrap();
    let environment = vec![("PATH".to_owned(), path)];
    let session = Session::new(
        Exchange::at(&exchange).unwrap(),
        &work,
        environment,
        Limits::default(),
        None,
        None,
    )
    .unwrap();
    Place {
        _alone: alone,
        folder,
        session,
        watch: Watch::default(),
    }
}

impl Place {
    fn script(&mut self, text: &str) -> Ran {
        self.run(text, Mode::Script)
    }

    fn run(&mut self, text: &str, mode: Mode) -> Ran {
        let timeout = Duration::from_secs(20);
        self.session
            .run(text, mode, timeout, &mut self.watch)
            .unwrap()
    }
}

#[test]
fn what_one_block_sets_the_next_one_has() {
    let mut place = place();
    let set =
        "a='x y'; list=(1 '2 3'); export B=b; f() { echo \"f $1\"; }; mkdir d; cd d; umask 077";
    assert_eq!(place.script(set).ended, Ended::Status(0));
    let get = "echo \"$a ${list[1]} $(printenv B)\"; f 1; basename \"$PWD\"; umask";
    let all = "x y 2 3 b\nf 1\nd\n0077\n";
    assert_eq!(place.script(get).stdout, all);
    // The same in the shell that follows on one that a block has ended.
    for end in ["exit 3", "a='x y'; false; echo never", "kill -9 $$"] {
        let ended = place.script(end);
        assert_ne!(ended.ended, Ended::Status(0), "{end}");
        assert_eq!(ended.stdout, "", "{end}");
        assert_eq!(place.script(get).stdout, all, "after {end}");
    }
}

#[test]
fn what_a_failed_block_has_set_is_there_for_the_teardown() {
    let mut place = place();
    assert_eq!(place.script("id=42\nfalse\n").ended, Ended::Status(1));
    assert_eq!(place.script("echo $id").stdout, "42\n");
}

#[test]
fn the_first_failure_ends_a_script_at_its_line() {
    let mut place = place();
    for (text, status, line) in [
        ("true\nfalse\ntrue\n", 1, Some(2)),
        ("true\nif true; then\n  (exit 7)\nfi\n", 7, Some(3)),
        ("f() {\n  false\n}\n\nf\n", 1, Some(2)),
        ("x=$(exit 4)\n", 4, Some(1)),
        ("false || true\nif false; then :; fi\nexit 5\n", 5, None),
        ("true\n\nno-such-command\n", 127, Some(3)),
        ("false | true\n", 0, None),
    ] {
        let ran = place.script(text);
        assert_eq!(ran.ended, Ended::Status(status), "{text}");
        assert_eq!(ran.line, line, "{text}");
    }
    let ran = place.script("no-such-command\n");
    assert_eq!(ran.stderr, "bash: no-such-command: command not found\n");
}

#[test]
fn a_session_goes_on_after_a_failure() {
    let mut place = place();
    assert_eq!(
        place.run("(exit 9)\n", Mode::Session).ended,
        Ended::Status(9)
    );
    assert_eq!(place.run("echo $?\n", Mode::Session).stdout, "9\n");
    assert_eq!(place.run("false; echo on\n", Mode::Session).stdout, "on\n");
}

#[test]
fn the_streams_are_told_apart_and_nothing_is_read() {
    let mut place = place();
    let ran = place.script("echo out; echo err >&2; cat; echo $#");
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        ("out\n0\n", "err\n")
    );
    assert_eq!(ran.ended, Ended::Status(0));
}

#[test]
fn a_block_that_hangs_is_killed_with_all_it_started() {
    let mut place = place();
    assert_eq!(place.script("kept=1").ended, Ended::Status(0));
    let timeout = Duration::from_millis(400);
    let marker = place.folder.path().join("alive");
    let text = format!(
        "(setsid sh -c 'sleep 2; touch {}' &)\nsleep 60\n",
        marker.display()
    );
    let ran = place
        .session
        .run(&text, Mode::Script, timeout, &mut place.watch)
        .unwrap();
    assert_eq!(ran.ended, Ended::Timeout(timeout));
    assert_eq!(place.script("echo $kept").stdout, "1\n");
}

#[test]
fn too_much_output_is_cut_and_told() {
    let mut place = place();
    let ran = place.script("yes");
    let most = Limits::default().output;
    assert_eq!(ran.ended, Ended::Limit(Excess::Output(most)));
    assert!(ran.stdout.len() as u64 <= most);
}

#[test]
fn too_much_memory_is_told() {
    let mut place = place();
    let memory = 200 * 1024 * 1024;
    place.session.limits.memory = memory;
    let ran = place.script("x=$(head -c 400000000 /dev/zero | tr '\\0' x)\necho ${#x}");
    assert_eq!(ran.ended, Ended::Limit(Excess::Memory(memory)));
}

#[test]
fn the_shell_sees_no_variable_of_ours() {
    let mut place = place();
    let ran =
        place.script("env | grep -v -e '^PATH=' -e '^PWD=' -e '^OLDPWD=' -e '^SHLVL=' -e '^_='");
    assert_eq!((ran.stdout.as_str(), ran.ended), ("", Ended::Status(1)));
    place.session.close();
    let _ = place.watch.kill(&BTreeSet::new());
}

#[test]
fn memory_that_is_in_no_process_counts() {
    if !Path::new("/usr/bin/python3").exists() {
        return;
    }
    let mut place = place();
    let memory = 200 * 1024 * 1024;
    place.session.limits.memory = memory;
    // 640 MiB of shared memory, of which the process lets each part go before the next one.
    let ran = place.script(
        "/usr/bin/python3 - <<'X'\nimport mmap, time\nkept = []\nfor _ in range(10):\n    \
         part = mmap.mmap(-1, 64 << 20)\n    for at in range(0, 64 << 20, 4096):\n        part[at] = 1\n    \
         part.madvise(mmap.MADV_DONTNEED)\n    kept.append(part)\n    time.sleep(0.1)\ntime.sleep(5)\nX",
    );
    assert_eq!(ran.ended, Ended::Limit(Excess::Memory(memory)), "{ran:?}");
}

#[test]
fn files_that_are_open_count() {
    let mut place = place();
    let processes = std::fs::metadata("/proc/self/fd").unwrap();
    if processes.len() == 0 {
        return;
    }
    place.session.limits.open = 300;
    let ran = place.script("for _ in {1..400}; do exec {x}</dev/null; done\nsleep 5");
    assert_eq!(ran.ended, Ended::Limit(Excess::Open(300)), "{ran:?}");
}
