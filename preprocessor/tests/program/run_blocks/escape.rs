//! What a book may try in order to get out of its sandbox, as this user and as an ordinary one.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::book::{Book, namespaces};
use super::killed::{SIGNALS, send};
use crate::skip::skip;

/// A user that has no account on any machine.
const NOBODY: u32 = 54_321;

/// The kinds of users that the tests run as: this one, and an ordinary one where this one is root.
pub(crate) fn users() -> Vec<Option<u32>> {
    use std::os::unix::process::CommandExt as _;
    if !rustix::process::geteuid().is_root() {
        return vec![None];
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-aws"));
    command.arg("--version").uid(NOBODY).gid(NOBODY);
    match command.output() {
        Ok(output) if output.status.success() => vec![None, Some(NOBODY)],
        _ => {
            skip(
                "what an ordinary user's blocks can reach",
                "the program lies in a folder that only root can read",
                "build in a folder that every user can read, or run the tests as an ordinary user",
            );
            vec![None]
        }
    }
}

pub(crate) fn isolations() -> Vec<&'static str> {
    match namespaces() {
        true => vec!["namespaces", "environment"],
        false => vec!["environment"],
    }
}

/// Runs the command as a user.
pub(crate) fn run(mut command: Command, user: Option<u32>) -> std::process::Output {
    command.stdin(Stdio::null());
    if let Some(user) = user {
        use std::os::unix::process::CommandExt as _;
        command.uid(user).gid(user);
    }
    command.output().unwrap()
}

/// What a book prints, under each isolation and as each user: a chapter of one block that runs
/// `script` and is expected to print `printed`.
#[track_caller]
pub(crate) fn prints(script: &str, printed: &str, isolations: &[&str]) {
    let chapter = format!("```sh\n{script}\n```\n```output\n{printed}\n```\n");
    for isolation in isolations {
        for user in users() {
            let book = Book::new(&chapter);
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
            assert!(
                output.status.success(),
                "{isolation}, user {user:?}: {}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}

/// Python where every chapter has it.
pub(crate) const PYTHON: &str = "/usr/bin/python3";

/// Whether a program is there that a test needs.
pub(crate) fn has(program: &str) -> bool {
    let there = Path::new(program).exists();
    if !there {
        let why = format!("there is no {program}");
        let remedy = "apt-get install python3 util-linux, or what has them on your system";
        skip("that blocks cannot leave their sandbox", &why, remedy);
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
    for signal in SIGNALS {
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
        send(&child, signal);
        let status = child.wait().unwrap();
        use std::os::unix::process::ExitStatusExt as _;
        assert_eq!(status.signal(), Some(signal.as_raw()), "{status}");
        book.left_nothing();
    }
}

/// System calls that no block may make, by their number on this machine, with what they must fail
/// with. Each is given arguments with which it works, or fails otherwise, where it is allowed.
const CALLS: &str = r#"
import ctypes, errno, platform, struct
libc = ctypes.CDLL(None, use_errno=True)
numbers = {
    "x86_64": dict(memfd_create=319, shmget=29, msgget=68, semget=64, ptrace=101, keyctl=250,
                   add_key=248, request_key=249, process_vm_readv=310, unshare=272, setns=308,
                   mount=165, umount2=166, pivot_root=155, open_tree=428, fsopen=430, bpf=321,
                   io_uring_setup=425, clone3=435, perf_event_open=298, userfaultfd=323,
                   open_by_handle_at=304, name_to_handle_at=303, pidfd_getfd=438, kcmp=312,
                   x32_memfd_create=0x40000000 + 319, clone=56),
    "aarch64": dict(memfd_create=279, shmget=194, msgget=186, semget=190, ptrace=117, keyctl=219,
                    add_key=217, request_key=218, process_vm_readv=270, unshare=97, setns=268,
                    mount=40, umount2=39, pivot_root=41, open_tree=428, fsopen=430, bpf=280,
                    io_uring_setup=425, clone3=435, perf_event_open=241, userfaultfd=282,
                    open_by_handle_at=265, name_to_handle_at=264, pidfd_getfd=438, kcmp=272,
                    clone=220),
}[platform.machine()]
unknown = {"memfd_create", "x32_memfd_create", "shmget", "msgget", "semget", "io_uring_setup", "clone3"}
buffer = ctypes.create_string_buffer(4096)
arguments = dict(
    memfd_create=(b"x", 0), x32_memfd_create=(b"x", 0), shmget=(0, 4096, 0o1600), msgget=(0, 0o1600),
    semget=(0, 1, 0o1600), ptrace=(16, 1, 0, 0), keyctl=(0, -3, 0), add_key=(b"user", b"x", b"y", 1, -3),
    request_key=(b"user", b"x", 0, 0), unshare=(0,), umount2=(b"/tmp", 0), clone=(0x10000011, 0, 0, 0, 0),
    name_to_handle_at=(-100, b"/tmp", buffer, buffer, 0),
)
for name, number in numbers.items():
    ctypes.set_errno(0)
    result = libc.syscall(number, *arguments.get(name, (0, 0, 0, 0, 0)))
    if name == "clone" and result == 0:
        libc._exit(0)
    found = errno.errorcode.get(ctypes.get_errno(), "none")
    wanted = "ENOSYS" if name in unknown else "EPERM"
    if result != -1 or found != wanted:
        print(name, result, found)
import socket
for family in range(0, 46):
    try:
        socket.socket(family, socket.SOCK_STREAM).close()
    except OSError as error:
        if family not in (1, 2, 10, 16) and error.errno != errno.EAFNOSUPPORT:
            print("family", family, error)
    else:
        if family not in (1, 2, 10):
            print("family", family, "opened")
import fcntl, pty, termios
main, side = pty.openpty() if __import__("os").path.exists("/dev/ptmx") and PTY else (0, 0)
for code in (termios.TIOCSTI, 0x541C, 0x541D):
    try:
        fcntl.ioctl(side, code, b"x")
        print("typed", code)
    except OSError as error:
        if error.errno != errno.EPERM:
            print("ioctl", code, error)
print("done")
"#;

#[test]
fn no_block_makes_calls_that_lead_out() {
    if !has(PYTHON) {
        return;
    }
    for isolation in isolations() {
        // Without namespaces the terminals are those of the machine.
        let terminals = if isolation == "namespaces" {
            "True"
        } else {
            "False"
        };
        let calls = CALLS.replace("PTY", terminals);
        prints(&format!("{PYTHON} - <<'X'\n{calls}X"), "done", &[isolation]);
    }
}

#[test]
fn nothing_of_the_machine_but_programs_is_seen() {
    if !namespaces() {
        return;
    }
    let script = "\
ls /dev
ls /run /var /proc/1/root 2>/dev/null || true
for path in /home /srv /mnt /media /boot /etc/shadow /etc/ssh /etc/sudoers /var/lib /var/log \
/dev/kvm /dev/fuse /dev/loop0 /dev/mem /dev/vda /dev/sda /dev/tty /dev/console /dev/vsock \
REAL_HOME/.aws/credentials REAL_HOME/.vault-token REAL_HOME/.config/rclone REAL_HOME; do
  [ -e $path ] && echo $path is there
done
for path in / /etc /usr /usr/bin /bin /opt /dev /proc /proc/sys/kernel/core_pattern /run /var /sys/devices/system/cpu; do
  [ -d $path ] && path=$path/x
  (echo x > $path) 2>/dev/null && echo $path is written
done
cat /proc/keys /proc/key-users
for path in /tmp/x /var/tmp/x /dev/shm/x; do echo x > $path || echo $path is not written; done
true";
    let listed = "fd\nfull\nnull\nptmx\npts\nrandom\nshm\nstderr\nstdin\nstdout\nurandom\nzero\n\
                  /run:\nmdbook-aws\n\n/var:\ntmp";
    prints(script, listed, &["namespaces"]);
}

fn landlock_is_missing() {
    skip(
        "what blocks reach without namespaces",
        "the kernel has no Landlock with rules for the network",
        "use Linux 6.7 or newer with Landlock",
    );
}

#[test]
fn home_folders_and_sockets_are_out_of_reach_without_namespaces() {
    use mdbook_aws::doctest::execution::sandbox::{self, Layer};
    if !has(PYTHON) {
        return;
    }
    let missing = sandbox::missing();
    if [Layer::SystemCalls, Layer::Files, Layer::Network]
        .iter()
        .any(|layer| missing.contains(layer))
    {
        return landlock_is_missing();
    }
    // Older kernels cannot hold signals back.
    let signals = match missing.contains(&Layer::Signals) {
        true => "",
        false => "STOP KILL",
    };
    // Blocks may write to the machine's /tmp, where the book is.
    let elsewhere = Path::new(env!("CARGO_TARGET_TMPDIR"));
    if ["/tmp", "/var/tmp", "/dev/shm"]
        .iter()
        .any(|shared| elsewhere.starts_with(shared))
    {
        return skip(
            "what blocks reach without namespaces",
            "the build is in a folder that blocks may write to",
            "build in a folder that is not below /tmp, /var/tmp or /dev/shm",
        );
    }
    let elsewhere = tempfile::tempdir_in(elsewhere).unwrap();
    // A server of the machine that no block may call.
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let open = std::os::unix::fs::PermissionsExt::from_mode;
    std::fs::set_permissions(elsewhere.path(), open(0o777)).unwrap();
    std::fs::write(elsewhere.path().join("credentials"), "x").unwrap();
    let folder = elsewhere.path().display();
    let script = format!(
        "{{\ncat {folder}/credentials && echo read\nls /root && echo listed\n\
         echo x > {folder}/x && echo written\ncat /etc/shadow && echo read\n\
         cat /proc/{}/environ && echo read\n\
         for signal in {signals}; do kill -$signal $PPID && echo ended; done\n\
         (: > /dev/tcp/127.0.0.1/{port}) && echo called\n\
         {PYTHON} -c 'import socket; socket.socket(socket.AF_UNIX)' && echo opened\n\
         }} 2>/dev/null\necho x > /tmp/MARKER && rm /tmp/MARKER && echo done",
        std::process::id()
    );
    prints(&script, "done", &["environment"]);
    drop(server);
}

#[test]
fn without_namespaces_the_endpoint_of_the_book_is_reached_and_no_other() {
    use mdbook_aws::doctest::execution::sandbox::{self, Layer};
    if sandbox::missing().contains(&Layer::Network) {
        return landlock_is_missing();
    }
    let servers = [(); 2].map(|()| std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    let ports = servers
        .each_ref()
        .map(|server| server.local_addr().unwrap().port());
    let [named, other] = ports;
    let book = Book::new(&format!(
        "```sh\n: > /dev/tcp/127.0.0.1/{named}\necho $AWS_ENDPOINT_URL\n```\n```output\n\
         http://127.0.0.1:{named}\n```\n```sh,exit=1\n: > /dev/tcp/127.0.0.1/{other}\n```\n"
    ));
    book.write(
        "book/book.toml",
        &format!("[preprocessor.aws.test]\nendpoint = \"http://127.0.0.1:{named}/\"\n"),
    );
    book.test(&["--isolation", "environment"]).passes();
}

#[test]
fn no_block_keeps_the_program_from_ending() {
    if !has(PYTHON) {
        return;
    }
    let pipes = "for name in 1.out 1.err line 2.sh 2.out state state.new; do\n  \
                 rm -f $OLDPWD/../shell/$name ../shell/$name; mkfifo ../shell/$name\ndone";
    let stops = format!(
        "{PYTHON} -c 'import ctypes, os\nctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)\n\
         ctypes.CDLL(None).ptrace(16, 1, 0, 0)'; kill -STOP $PPID 1 $$; sleep 1"
    );
    for script in [pipes, &stops] {
        let chapter =
            format!("```sh,timeout=2s\n{script}\n```\n```sh,timeout=2s\necho next\n```\n");
        for isolation in isolations() {
            for user in users() {
                let book = Book::new(&chapter);
                book.give_to(user);
                let arguments = ["test", "book", "--yes", "--isolation", isolation];
                let began = Instant::now();
                let output = run(book.command(&arguments), user);
                let text = String::from_utf8_lossy(&output.stdout);
                assert!(
                    began.elapsed() < Duration::from_secs(45),
                    "{isolation}, {user:?}: {:?}",
                    began.elapsed()
                );
                assert!(!output.status.success(), "{isolation}, {user:?}: {text}");
                book.left_nothing();
            }
        }
    }
}

#[test]
fn a_link_of_a_block_leads_this_program_nowhere() {
    for isolation in isolations() {
        let book = Book::new(
            "```sh\nln -s REAL_HOME/x x\nln -s REAL_HOME folder\n```\n```text,file=x\ny\n```\n",
        );
        let output = run(
            book.command(&["test", "book", "--yes", "--isolation", isolation]),
            None,
        );
        assert!(!output.status.success());
        assert!(!book.path("home/x").exists(), "{isolation}");
    }
}

#[test]
fn a_block_that_speaks_for_the_shell_lies_about_itself_at_most() {
    // As if both blocks had ended well, while the first one runs on.
    let chapter = "```sh\nfor n in {5..20}; do for answer in 0 '1 0' '2 0' 0; do echo $answer >&$n || true; done; done 2>/dev/null\n\
                   sleep 1; exit 7\n```\n```sh\ntrue\n```\n";
    for isolation in isolations() {
        let book = Book::new(chapter);
        let told = book.test(&["--no-cache", "--isolation", isolation]);
        assert_eq!(
            told.chapter()["failed"],
            1,
            "{isolation}: {:#}",
            told.report
        );
    }
}

#[test]
fn calls_of_another_interface_of_the_kernel_end_a_block() {
    if !has(PYTHON) || cfg!(not(target_arch = "x86_64")) {
        return;
    }
    // `getpid` by the interface of 32-bit programs, whose calls no filter here knows.
    let script = format!(
        "{PYTHON} - <<'X'\nimport ctypes, mmap\n\
         code = mmap.mmap(-1, 4096, prot=7)\ncode.write(bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3]))\n\
         address = ctypes.addressof(ctypes.c_char.from_buffer(code))\n\
         print(ctypes.CFUNCTYPE(ctypes.c_int)(address)())\nX\n\
         echo status $?"
    );
    prints(
        &format!("set +e\n({script}) 2>/dev/null"),
        "status 159",
        &isolations(),
    );
}
