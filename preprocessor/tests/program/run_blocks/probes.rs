//! Further ways that a book may try in order to get out of its sandbox, each tried by a program that
//! prints what it has reached.

use std::io::Read as _;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::Path;
use std::time::{Duration, Instant};

use super::book::Book;
use super::escape::{PYTHON, has, isolations, prints, run, users};
use crate::skip::skip;

/// Runs functions, and prints the name of each that says it has reached something.
const TRY: &str = r#"
import ctypes, os, re, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
def attempt(function):
    try:
        reached = function()
    except Exception:
        return
    if reached:
        print("reached:", function.__name__, reached)
def parent(process):
    return int(re.search(r"PPid:\s+(\d+)", open(f"/proc/{process}/status").read())[1])
supervisor = parent(os.getppid())
"#;

/// What no block may do in either isolation.
const ALWAYS: &str = r#"
@attempt
def limits_of_the_supervisor():
    limit = struct.pack("QQ", 1 << 40, 1 << 40)
    return libc.prlimit(supervisor, 4, limit, None) == 0

@attempt
def priority_of_the_supervisor():
    os.setpriority(os.PRIO_PROCESS, supervisor, 15)
    return True

@attempt
def priority_of_all_processes_of_the_user():
    os.setpriority(os.PRIO_USER, 0, 1)
    return True

@attempt
def priority_of_the_process_group():
    os.setpriority(os.PRIO_PGRP, 0, 1)
    return True

@attempt
def scheduling_of_the_supervisor():
    os.sched_setscheduler(supervisor, os.SCHED_IDLE, os.sched_param(0))
    return True

@attempt
def processors_of_the_supervisor():
    os.sched_setaffinity(supervisor, {0})
    return True

@attempt
def memory_of_the_supervisor():
    return open(f"/proc/{supervisor}/mem", "rb")

@attempt
def environment_and_auxiliary_vector_of_the_supervisor():
    return open(f"/proc/{supervisor}/environ", "rb").read() or open(f"/proc/{supervisor}/auxv", "rb").read()

@attempt
def root_of_the_supervisor():
    return os.listdir(f"/proc/{supervisor}/root/")

@attempt
def working_folder_of_the_supervisor():
    return os.listdir(f"/proc/{supervisor}/cwd/")

@attempt
def files_of_the_supervisor():
    folder = f"/proc/{supervisor}/fd"
    return [os.readlink(f"{folder}/{name}") for name in os.listdir(folder)]

@attempt
def namespaces_of_the_supervisor():
    return os.open(f"/proc/{supervisor}/ns/mnt", os.O_RDONLY)

@attempt
def signal_by_a_descriptor():
    import signal
    signal.pidfd_send_signal(os.pidfd_open(supervisor), signal.SIGCONT)
    return SIGNALS

@attempt
def signal_by_a_pipe():
    import fcntl, signal, time
    ours, theirs = os.pipe()
    if SIGNALS:
        # If that arrives, the chapter ends here.
        fcntl.fcntl(ours, fcntl.F_SETOWN, supervisor)
        fcntl.fcntl(ours, 10, signal.SIGKILL)
        fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        os.write(theirs, b"x")
        time.sleep(0.2)

@attempt
def message_queue():
    attributes = struct.pack("8q", 0, 1, 1, 0, 0, 0, 0, 0)
    number = {"x86_64": 240, "aarch64": 180}[os.uname().machine]
    return libc.syscall(number, b"mdbook", os.O_CREAT | os.O_RDWR, 0o600, attributes) >= 0

@attempt
def program_in_memory():
    return os.memfd_create("x") >= 0

@attempt
def addresses_of_the_kernel():
    return any(int(line.split()[0], 16) for line in list(open("/proc/kallsyms"))[:100])

@attempt
def memory_of_the_machine():
    return open("/proc/kcore", "rb").read(1) or open("/dev/mem", "rb").read(1)

@attempt
def settings_of_the_kernel():
    for name in ("vm/drop_caches", "kernel/core_pattern", "kernel/hostname", "fs/binfmt_misc/register"):
        try:
            os.open(f"/proc/sys/{name}", os.O_WRONLY)
            return name
        except OSError:
            pass

@attempt
def key_that_crashes_the_machine():
    return os.open("/proc/sysrq-trigger", os.O_WRONLY)

@attempt
def terminals_and_devices():
    import glob
    names = glob.glob("/dev/pts/[0-9]*") + glob.glob("/dev/tty*") + glob.glob("/dev/vcs*")
    for name in names + ["/dev/console", "/dev/kmsg", "/dev/uinput", "/dev/fuse", "/dev/kvm", "/dev/net/tun"]:
        try:
            os.open(name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            return name
        except OSError:
            pass

@attempt
def clock():
    import time
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    return True

@attempt
def name_of_the_machine():
    socket.sethostname(socket.gethostname())
    return True

@attempt
def packets_of_all_kinds():
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)

@attempt
def rights():
    status = open("/proc/self/status").read()
    wanted = {"NoNewPrivs": 1, "Seccomp": 2, "CapInh": 0, "CapPrm": 0, "CapEff": 0, "CapAmb": 0}
    found = {name: int(re.search(rf"^{name}:\s+(\w+)", status, re.M)[1], 16) for name in wanted}
    return found if found != wanted else None

@attempt
def programs_of_other_users():
    import subprocess
    for name in ("su", "sudo", "mount", "passwd", "newgrp", "fusermount3", "unix_chkpwd", "pkexec"):
        for folder in ("/bin", "/usr/bin", "/sbin", "/usr/sbin"):
            path = f"{folder}/{name}"
            if os.path.exists(path) and os.stat(path).st_mode & 0o4000:
                # What such a program becomes is seen while it waits.
                child = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, start_new_session=True)
                status = open(f"/proc/{child.pid}/status").read()
                child.kill()
                child.wait()
                user = re.search(r"^Uid:\s+(\d+)\s+(\d+)", status, re.M)
                if int(user[2]) != os.geteuid():
                    return path

print("done")
"#;

/// What no block may do to what others on the machine have.
const OUTSIDE: &str = r#"
@attempt
def socket_of_another_by_a_name_of_its_own():
    pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return pair[0].sendto(b"x", "\0ABSTRACT")

@attempt
def socket_of_another_by_a_raw_pair():
    pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_RAW)
    return pair[0].sendto(b"x", "FOLDER/datagrams")

@attempt
def socket_of_another_by_a_pair():
    pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return pair[0].sendto(b"x", "FOLDER/datagrams")

@attempt
def open_file_of_another():
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(5)
    connection.connect("FOLDER/files")
    return socket.recv_fds(connection, 1, 1)[1]

@attempt
def names_of_files_of_another():
    watch = libc.inotify_init1(0)
    return watch >= 0 and libc.inotify_add_watch(watch, b"FOLDER", 0x100) >= 0

@attempt
def attributes_of_a_file_of_another():
    os.setxattr("FOLDER/file", "user.x", b"x")
    return True

@attempt
def length_of_a_file_of_another():
    os.truncate("FOLDER/file", 0)
    return True

@attempt
def link_to_a_file_of_another():
    os.link("FOLDER/file", "link")
    return True

@attempt
def name_of_a_file_of_another():
    os.rename("FOLDER/file", "FOLDER/other")
    return True

@attempt
def tcp():
    return socket.create_connection(("127.0.0.1", PORT), 5)

@attempt
def tcp_that_opens_fast():
    connection = socket.socket()
    connection.settimeout(5)
    try:
        connection.sendto(b"x", socket.MSG_FASTOPEN, ("127.0.0.1", PORT))
    except BlockingIOError:
        pass
    return connection.getpeername()

@attempt
def tcp_that_opens_fast_by_an_option():
    connection = socket.socket()
    connection.settimeout(5)
    connection.setsockopt(socket.IPPROTO_TCP, 30, 1)
    connection.connect(("127.0.0.1", PORT))
    return True

@attempt
def tcp_of_several_connections():
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
    connection.settimeout(5)
    connection.connect(("127.0.0.1", PORT))
    return True
"#;

/// What would stay behind for others.
const BEHIND: &str = r#"
def set_user(number, *arguments):
    open("program", "w").close()
    libc.syscall(number, *arguments)
    return os.path.exists("program") and os.stat("program").st_mode & 0o6000

calls = {"x86_64": dict(chmod=90, fchmodat=268, openat=257, open=2, creat=85, mknod=133),
         "aarch64": dict(fchmodat=53, openat=56)}[os.uname().machine]
for bit in (0o4000, 0o2000):
    for name, number in calls.items():
        arguments = {
            "chmod": (b"program", 0o700 | bit),
            "fchmodat": (-100, b"program", 0o700 | bit, 0),
            "openat": (-100, b"new", os.O_CREAT | os.O_WRONLY, 0o700 | bit),
            "open": (b"new", os.O_CREAT | os.O_WRONLY, 0o700 | bit),
            "creat": (b"new", 0o700 | bit),
            "mknod": (b"new", 0o100700 | bit, 0),
        }[name]
        if os.path.exists("new"):
            os.remove("new")
        if set_user(number, *arguments):
            print("reached:", name, oct(bit))
        if os.path.exists("new") and os.stat("new").st_mode & 0o6000:
            print("reached:", name, oct(bit))
how = struct.pack("QQQ", os.O_CREAT | os.O_WRONLY, 0o4700, 0)
if libc.syscall(437, -100, b"newer", how, len(how)) >= 0:
    print("reached: openat2")
temporary = os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o700)
if libc.syscall(calls["openat"], -100, b".", os.O_TMPFILE | os.O_WRONLY, 0o4700) >= 0:
    print("reached: O_TMPFILE")
os.chmod("program", 0o755)
os.chmod("program", 0o600)
if os.stat("program").st_mode & 0o777 != 0o600:
    print("modes cannot be set")
"#;

fn python(parts: &[&str]) -> String {
    format!("{PYTHON} - <<'X'\n{}X\n", parts.concat())
}

#[test]
fn no_block_reaches_the_process_that_judges_it_or_the_machine() {
    use mdbook_aws::doctest::execution::sandbox::{self, Layer};
    if !has(PYTHON) {
        return;
    }
    let missing = sandbox::missing();
    if missing.contains(&Layer::SystemCalls) || missing.contains(&Layer::Files) {
        return skip(
            "what blocks reach of the process that judges them",
            "the kernel has no Landlock or no seccomp",
            "use Linux 5.13 or newer with both",
        );
    }
    // Older kernels cannot hold signals back.
    let held = if missing.contains(&Layer::Signals) {
        "False"
    } else {
        "True"
    };
    let always = ALWAYS.replace("SIGNALS", held);
    prints(&python(&[TRY, &always]), "done", &isolations());
}

/// Things of this machine that no block may reach.
struct Outside {
    folder: tempfile::TempDir,
    name: String,
    _datagrams: [UnixDatagram; 2],
    _files: UnixListener,
    server: std::net::TcpListener,
}

impl Outside {
    /// None where blocks may write to the folder of the build without namespaces.
    fn new() -> Option<Self> {
        let build = Path::new(env!("CARGO_TARGET_TMPDIR"));
        if ["/tmp", "/var/tmp", "/dev/shm"]
            .iter()
            .any(|shared| build.starts_with(shared))
        {
            skip(
                "what blocks reach of others",
                "the build is in a folder that blocks may write to",
                "build in a folder that is not below /tmp, /var/tmp or /dev/shm",
            );
            return None;
        }
        let folder = tempfile::tempdir_in(build).unwrap();
        let name = format!("mdbook-aws-probe-{}", std::process::id());
        let path = folder.path();
        let open = |mode| std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::write(path.join("file"), "theirs").unwrap();
        use std::os::linux::net::SocketAddrExt as _;
        let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
        let datagrams = [
            UnixDatagram::bind_addr(&address).unwrap(),
            UnixDatagram::bind(path.join("datagrams")).unwrap(),
        ];
        for socket in &datagrams {
            socket.set_nonblocking(true).unwrap();
        }
        let files = UnixListener::bind(path.join("files")).unwrap();
        for name in ["", "file", "datagrams", "files"] {
            std::fs::set_permissions(path.join(name), open(0o777)).unwrap();
        }
        let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        server.set_nonblocking(true).unwrap();
        Some(Self {
            folder,
            name,
            _datagrams: datagrams,
            _files: files,
            server,
        })
    }

    /// That nothing has come here.
    #[track_caller]
    fn is_untouched(&self) {
        for socket in &self._datagrams {
            assert!(socket.recv(&mut [0; 8]).is_err(), "a datagram has come");
        }
        assert!(self._files.set_nonblocking(true).is_ok());
        assert!(self._files.accept().is_err(), "a connection has come");
        match self.server.accept() {
            Ok((mut stream, _)) => {
                let mut text = Vec::new();
                let _ = stream.read_to_end(&mut text);
                panic!("a TCP connection has come, with {text:?}");
            }
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
        }
        let file = std::fs::read_to_string(self.folder.path().join("file"));
        assert_eq!(file.unwrap(), "theirs");
    }
}

#[test]
fn no_block_reaches_what_others_have() {
    use mdbook_aws::doctest::execution::sandbox::{self, Layer};
    if !has(PYTHON) {
        return;
    }
    let Some(outside) = Outside::new() else {
        return;
    };
    let missing = sandbox::missing();
    let mut isolations = isolations();
    if [Layer::SystemCalls, Layer::Files, Layer::Network]
        .iter()
        .any(|layer| missing.contains(layer))
    {
        isolations.retain(|isolation| *isolation == "namespaces");
    }
    let probes = OUTSIDE
        .replace("FOLDER", &outside.folder.path().to_string_lossy())
        .replace("ABSTRACT", &outside.name)
        .replace(
            "PORT",
            &outside.server.local_addr().unwrap().port().to_string(),
        );
    prints(
        &python(&[TRY, &probes, "print('done')\n"]),
        "done",
        &isolations,
    );
    outside.is_untouched();
}

#[test]
fn no_block_leaves_a_program_that_runs_as_its_user() {
    use mdbook_aws::doctest::execution::sandbox::{self, Layer};
    if !has(PYTHON) || sandbox::missing().contains(&Layer::SystemCalls) {
        return;
    }
    let script = python(&[TRY, BEHIND, "print('done')\n"]);
    prints(&script, "done", &["environment"]);
}

#[test]
fn mounts_of_a_chapter_do_not_spread() {
    if isolations().contains(&"namespaces") {
        // Where a mount is shared, others see what is mounted below.
        let script = "grep -c -E ' (shared|master|propagate_from):' /proc/self/mountinfo || true";
        prints(script, "0", &["namespaces"]);
    }
}

#[test]
fn no_process_hides_from_its_end() {
    if !has(PYTHON) {
        return;
    }
    // Its first thread has ended, so it looks like a process that has; it holds memory, too.
    let block = format!(
        "```sh\n{PYTHON} - MARKER <<'X' &\nimport ctypes, threading, time\n\
         threading.Thread(target=lambda: time.sleep(120)).start()\n\
         ctypes.CDLL(None).pthread_exit(None)\nX\nsleep 1\n```\n"
    );
    for isolation in isolations() {
        for user in users() {
            let book = Book::new(&block);
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
                text.contains("test/left-running"),
                "{isolation}, user {user:?}: {text}"
            );
            book.left_nothing();
        }
    }
}

#[test]
fn no_folder_of_a_block_stays() {
    if !has(PYTHON) {
        return;
    }
    // Deeper than there may be open files, and closed to its own owner.
    let chapter = format!(
        "```sh\nmkdir -p a/b\necho x > a/b/c\nchmod 000 a/b a\n{PYTHON} -c 'import os\n\
         for _ in range(1500):\n    os.mkdir(\"d\")\n    os.chdir(\"d\")'\n```\n"
    );
    for user in users() {
        let book = Book::new(&chapter);
        book.give_to(user);
        let arguments = [
            "test",
            "book",
            "--yes",
            "--no-cache",
            "--isolation",
            "environment",
        ];
        let output = run(book.command(&arguments), user);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "user {user:?}: {text}");
        book.left_nothing();
    }
}

#[test]
fn no_name_of_a_file_leads_out() {
    for name in [
        "../x",
        "/tmp/x",
        "~/../x",
        "a/../../x",
        "~/",
        ".",
        "..",
        "a//../../x",
        "./../x",
    ] {
        let book = Book::new(&format!("```text,file={name}\nx\n```\n"));
        let began = Instant::now();
        let output = book.output(&["test", "book", "--yes", "--isolation", "environment"]);
        assert!(!output.status.success(), "{name}");
        assert!(began.elapsed() < Duration::from_secs(30), "{name}");
        book.left_nothing();
        assert!(
            !book.path("x").exists() && !book.path("tmp/x").exists(),
            "{name}"
        );
    }
}
