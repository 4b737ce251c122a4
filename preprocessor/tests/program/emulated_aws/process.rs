//! The emulator as a process: apart from others, reachable from here alone, and gone afterwards.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use aws_doc_facts::Facts;
use mdbook_aws::doctest::emulator::{Emulator, EmulatorError};
use mdbook_aws::doctest::tools::install::Installed;

use super::account::{Account, tools};

fn answers(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
}

fn port(emulator: &Emulator) -> u16 {
    emulator
        .endpoint()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn accounts_share_nothing() {
    let (Some(mut one), Some(mut other)) = (Account::new(), Account::new()) else {
        return;
    };
    one.run("aws iam create-user --user-name demo").ok();
    other
        .run("aws iam get-user --user-name demo")
        .fails("NoSuchEntity");
}

#[test]
fn it_ends_when_it_is_dropped() {
    let Some(account) = Account::new() else {
        return;
    };
    let port = port(&account.emulator);
    assert!(answers(port));
    drop(account);
    assert!(!answers(port));
}

/// A program that is killed closes the pipe, as this does; the launcher must notice by itself.
#[cfg(target_os = "linux")]
#[test]
fn it_ends_with_a_program_that_is_killed() {
    let Some(installed) = tools() else {
        return;
    };
    if let Ok(folder) = std::env::var("EMULATED_AWS_CHILD") {
        let folder = std::path::Path::new(&folder);
        let facts = Facts::bundled();
        let emulator = Emulator::start(installed, &facts, folder, Duration::from_secs(60)).unwrap();
        std::fs::write(folder.join("port.part"), port(&emulator).to_string()).unwrap();
        std::fs::rename(folder.join("port.part"), folder.join("port")).unwrap();
        std::thread::sleep(Duration::from_secs(120));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "emulated_aws::process::it_ends_with_a_program_that_is_killed",
        ])
        .env("EMULATED_AWS_CHILD", folder.path())
        .spawn()
        .unwrap();
    let file = folder.path().join("port");
    wait_until(|| file.exists());
    let port: u16 = std::fs::read_to_string(&file).unwrap().parse().unwrap();
    assert!(answers(port));
    child.kill().unwrap();
    child.wait().unwrap();
    wait_until(|| !answers(port));
}

#[cfg(target_os = "linux")]
fn wait_until(done: impl Fn() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "waited in vain"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn it_listens_on_the_loopback_interface_alone() {
    let Some(account) = Account::new() else {
        return;
    };
    let port = format!(":{:04X}", port(&account.emulator));
    let mut seen = 0;
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        for line in std::fs::read_to_string(table).unwrap_or_default().lines() {
            let words: Vec<_> = line.split_whitespace().collect();
            // The fourth word is the state; 0A is listening.
            if words.len() > 3 && words[3] == "0A" && words[1].ends_with(&port) {
                assert_eq!(words[1].split(':').next(), Some("0100007F"), "{line}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 1);
}

#[test]
fn what_is_not_ready_in_time_is_stopped() {
    let Some(installed) = tools() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let facts = Facts::bundled();
    let result = Emulator::start(installed, &facts, folder.path(), Duration::from_millis(1));
    let error = result.unwrap_err();
    assert!(matches!(error, EmulatorError::NotReady { .. }), "{error}");
    let nothing = Installed::default();
    let result = Emulator::start(&nothing, &facts, folder.path(), Duration::from_secs(1));
    assert!(matches!(result, Err(EmulatorError::NotInstalled)));
}
