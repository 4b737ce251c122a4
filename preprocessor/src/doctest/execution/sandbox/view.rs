//! What of the machine's files a chapter may read: programs and what they need, and nothing of its
//! users. What is not named here is not there.

use std::path::{Path, PathBuf};

/// Folders of programs and libraries.
const SYSTEM: [&str; 13] = [
    "/bin",
    "/gnu/store",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/opt",
    "/run/current-system",
    "/sbin",
    "/sys/devices/system/cpu",
    "/usr",
    "/var/lib/ca-certificates",
];

/// What programs read below `/etc` that holds no secrets. The folder also has host keys, password
/// hashes and the settings of services.
const ETC: [&str; 49] = [
    "alternatives",
    "bash.bashrc",
    "bindresvport.blacklist",
    "ca-certificates",
    "ca-certificates.conf",
    "crypto-policies",
    "debian_version",
    "default/locale",
    "fonts",
    "gai.conf",
    "gitconfig",
    "group",
    "host.conf",
    "hosts",
    "inputrc",
    "java",
    "jvm",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "locale.alias",
    "locale.conf",
    "localtime",
    "login.defs",
    "lsb-release",
    "magic",
    "mime.types",
    "netconfig",
    "nsswitch.conf",
    "os-release",
    "passwd",
    "perl",
    "pki/ca-trust",
    "pki/tls/cert.pem",
    "pki/tls/certs",
    "pki/tls/openssl.cnf",
    "protocols",
    "python3",
    "resolv.conf",
    "rpc",
    "services",
    "shells",
    "ssl/cert.pem",
    "ssl/certs",
    "ssl/openssl.cnf",
    "static",
    "terminfo",
    "timezone",
    "vimrc",
];

/// What a chapter may read, of what is there, in an order in which a folder comes before what is
/// in it. `keep` is what its tools need as well.
pub(super) fn readable(keep: &[PathBuf]) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = SYSTEM.map(PathBuf::from).into();
    all.extend(ETC.map(|name| Path::new("/etc").join(name)));
    all.extend(keep.iter().filter(|path| path.is_absolute()).cloned());
    all.retain(|path| path.symlink_metadata().is_ok());
    all.sort();
    let mut shown: Vec<PathBuf> = Vec::new();
    for path in all {
        // What is in a folder that is shown is shown with it.
        if !shown.iter().any(|other| path.starts_with(other)) {
            shown.push(path);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_users_and_nothing_twice() {
        let keep = [
            "/usr/lib/python3",
            "/root/.pyenv",
            "relative",
            "/no/such/folder",
        ];
        let shown = readable(&keep.map(PathBuf::from));
        for path in ["/", "/etc", "/home", "/root", "/run", "/var", "/etc/shadow"] {
            assert!(!shown.contains(&PathBuf::from(path)), "{path}");
        }
        assert!(shown.contains(&PathBuf::from("/usr")), "{shown:?}");
        for (index, path) in shown.iter().enumerate() {
            let others = shown.iter().enumerate();
            let mut others = others.filter(|(other, _)| *other != index);
            assert!(
                !others.any(|(_, other)| path.starts_with(other)),
                "{path:?}"
            );
        }
    }
}
