//! The layers that this machine's kernel may lack, on one that has them: user-mode Linux, which is the
//! kernel as a program, with control groups, and without Landlock.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::book::Book;
use crate::machine::which;
use crate::skip::skip;

/// Runs a script as the first process of such a kernel, with the files of this machine, and gives what
/// it has printed. None if there is no such kernel here.
fn on_another_kernel(book: &Book, script: &str) -> Option<String> {
    let Some(kernel) = which("linux.uml") else {
        skip(
            "control groups",
            "there is no linux.uml",
            "apt-get install user-mode-linux, or what has it on your system",
        );
        return None;
    };
    let begin = "#!/bin/bash\n\
        export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n\
        mount -t proc proc /proc\nmount -t sysfs sys /sys\nmount -t cgroup2 groups /sys/fs/cgroup\n\
        groups=/sys/fs/cgroup\nmkdir FOLDER/cache\n\
        for place in tmp cache; do mount -t tmpfs -o mode=1777 own FOLDER/$place; done\nexec > FOLDER/said 2>&1\ncd FOLDER\n\
        run() { env -i PATH=\"$PATH\" HOME=FOLDER/home TMPDIR=FOLDER/tmp \
        MDBOOK_AWS_CACHE_DIR=FOLDER/cache PROGRAM test book --yes --no-cache \"$@\"; }\n";
    let end = "\necho the end\nsync\necho o > /proc/sysrq-trigger\nsleep 60\n";
    let folder = book
        .path("")
        .to_string_lossy()
        .trim_end_matches('/')
        .to_owned();
    let script = format!("{begin}{script}{end}")
        .replace("FOLDER", &folder)
        .replace("PROGRAM", env!("CARGO_BIN_EXE_mdbook-aws"));
    let init = book.path("init");
    std::fs::write(&init, script).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&init, mode).unwrap();
    let mut child = Command::new(kernel)
        .args(["mem=640M", "rootfstype=hostfs", "rootflags=/", "rw"])
        .args(["con=null", "con0=null", "ssl=null", "quiet"])
        .arg(format!("init={}", init.display()))
        .env("TMPDIR", book.path(""))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > Duration::from_secs(300) {
            let _ = child.kill();
            child.wait().unwrap();
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let said = std::fs::read_to_string(book.path("said")).unwrap_or_default();
    assert!(said.ends_with("the end\n"), "{said}");
    Some(said)
}

#[test]
fn memory_ends_at_the_limit_of_a_control_group() {
    // Less than what a block may have elsewhere, and more than three quarters of this machine.
    let own = "```sh\n/usr/bin/python3 -c 'x = b\"1\" * (540 << 20); print(\"filled\")'\n```\n";
    // Sockets whose other ends nobody reads hold their data in the memory of the kernel, which lets
    // who wants more of it wait.
    let of_the_kernel = "```sh,timeout=15s\nulimit -n $(ulimit -H -n)\n/usr/bin/python3 - <<'X'\n\
        import socket\npairs = []\nfor _ in range(1900):\n\
        \x20   pair = socket.socketpair()\n    pairs.append(pair)\n    for end in pair:\n\
        \x20       end.setblocking(False)\n        try:\n            while True:\n\
        \x20               end.send(b'x' * 65536)\n        except BlockingIOError:\n            pass\n\
        print('filled')\nX\n```\n";
    let book = Book::of(&[("a.md", own), ("b.md", of_the_kernel)]);
    let script = "for isolation in namespaces environment; do\n\
        run --isolation $isolation --jobs 1\necho \"status $?\"\nls -d $groups/mdbook-aws*\ndone\n";
    let Some(said) = on_another_kernel(&book, script) else {
        return;
    };
    let killed = said.matches("MiB of memory and was killed").count();
    assert!(killed >= 2, "{said}");
    assert!(!said.contains("filled\n"), "{said}");
    assert_eq!(said.matches("status 1").count(), 2, "{said}");
    assert_eq!(said.matches("0 passed, 2 failed").count(), 2, "{said}");
    // What is missing is named, and what is there is not.
    assert!(
        said.contains("missing on this system: rules for files"),
        "{said}"
    );
    assert!(!said.contains("control group"), "{said}");
    // Nothing is left of the groups.
    assert_eq!(
        said.matches("mdbook-aws*': No such file").count(),
        2,
        "{said}"
    );
}

#[test]
fn groups_and_processes_of_killed_runs_are_removed() {
    let book = Book::of(&[("a.md", "```sh\nsleep 100\n```\n")]);
    let script = "\
        # One that a killed run has left, with a process in it.\n\
        echo '+memory +pids' > $groups/cgroup.subtree_control\n\
        old=$groups/mdbook-aws-test-1000-1-0\nmkdir -p $old/0-blocks\nsleep 100 &\nsleeping=$!\n\
        echo $sleeping > $old/0-blocks/cgroup.procs\n\
        # One that only looks so.\nmkdir $groups/mdbook-aws-test-x\n\
        run --isolation environment >/dev/null 2>&1 &\nrunning=$!\n\
        for n in {1..900}; do\n  new=$(ls -d $groups/mdbook-aws-test-1[0-9]*-*-0 | grep -v -- -1000- | head -1)\n\
        \x20 [ -n \"$new\" ] && grep -q . $new/0-blocks/cgroup.procs 2>/dev/null && break\n  sleep 0.1\ndone\n\
        [ -d $old ] && echo the old group is there\nkill -0 $sleeping 2>/dev/null && echo its process runs\n\
        pkill -9 -f 'mdbook-aws test'\nsleep 3\n[ -d \"$new\" ] && echo the new group is left\n\
        date -s '+10 minutes' >/dev/null\n\
        printf '```sh\\ntrue\\n```\\n' > book/src/a.md\nrun --isolation namespaces\necho \"status $?\"\n\
        cat $groups/mdbook-aws*/*/cgroup.procs\nls -d $groups/mdbook-aws*\n";
    let Some(said) = on_another_kernel(&book, script) else {
        return;
    };
    assert!(!said.contains("the old group is there"), "{said}");
    assert!(!said.contains("its process runs"), "{said}");
    assert!(said.contains("the new group is left"), "{said}");
    assert!(said.contains("status 0"), "{said}");
    let (_, after) = said.split_once("status 0\n").unwrap();
    let left: Vec<&str> = after
        .lines()
        .filter(|line| line.contains("mdbook-aws-test") && !line.contains("No such file"))
        .collect();
    assert_eq!(left, ["/sys/fs/cgroup/mdbook-aws-test-x"], "{said}");
}

#[test]
fn an_ordinary_user_makes_groups_where_that_is_allowed() {
    let book = Book::new("```sh\nnproc > /dev/null\n```\n");
    let script = "\
        chmod -R a+rwX . 2>/dev/null\n\
        as() { setpriv --reuid 54321 --regid 54321 --clear-groups bash -c \"$(declare -f run); run $*\"; }\n\
        mkdir $groups/other\necho $$ > $groups/other/cgroup.procs\n\
        echo no right\nas --isolation environment\necho \"status $?\"\n\
        echo '+memory +pids' > $groups/cgroup.subtree_control\n\
        mkdir $groups/user\necho '+memory +pids' > $groups/user/cgroup.subtree_control\n\
        mkdir $groups/user/terminal\n\
        chown -R 54321 $groups/user\necho $$ > $groups/user/terminal/cgroup.procs\n\
        echo a right\nas --isolation environment\necho \"status $?\"\n\
        ls -d $groups/user/mdbook-aws*\n";
    let Some(said) = on_another_kernel(&book, script) else {
        return;
    };
    let (without, with) = said.split_once("a right\n").unwrap();
    assert!(
        without.contains("limits by the kernel (a control group"),
        "{said}"
    );
    assert!(!with.contains("control group"), "{said}");
    assert_eq!(said.matches("status 0").count(), 2, "{said}");
    assert!(with.contains("No such file"), "{said}");
}

#[test]
fn nothing_outlives_the_process_of_its_chapter() {
    // Without Landlock a block can end that process.
    let chapter = "```sh\n(setsid sleep 1000 &)\nkill -9 $PPID\nsleep 5\n```\n";
    let book = Book::new(chapter);
    let script = "rmdir $groups/* 2>/dev/null; umount $groups\n\
        run --isolation environment\necho \"status $?\"\npgrep -a sleep\n";
    let Some(said) = on_another_kernel(&book, script) else {
        return;
    };
    assert!(said.contains("status 2"), "{said}");
    assert!(!said.contains("sleep 1000"), "{said}");
}
