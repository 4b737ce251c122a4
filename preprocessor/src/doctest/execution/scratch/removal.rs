//! Removes a folder whatever a block has made of it: nested deeper than any path or number of open
//! files reaches, or without permission for its own owner.

use std::io;
use std::path::Path;

use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, chmodat, openat, renameat, statat, unlinkat,
};

/// Removes the folder with all that is in it. No link is followed. Nothing may run any more that
/// could write there.
///
/// # Errors
/// When something cannot be removed. What can be removed is gone then, too.
pub(crate) fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {}
        // Nearly always this is all.
        _ => return Ok(()),
    }
    let top = open(CWD, folder)?;
    let mut made = 0_u64;
    loop {
        let mut found = false;
        for name in names(&top)? {
            found = true;
            if !is_folder(&top, &name) {
                unlinkat(&top, name.as_c_str(), AtFlags::empty())?;
                continue;
            }
            // Each folder is emptied once: the folders in it move up, and have their turn then.
            let inner = open(&top, name.as_c_str())?;
            for inside in names(&inner)? {
                if is_folder(&inner, &inside) {
                    made += 1;
                    let up = format!("removed-{made}");
                    // A folder that moves changes, as it holds the way up.
                    chmodat(&inner, inside.as_c_str(), Mode::RWXU, AtFlags::empty())?;
                    renameat(&inner, inside.as_c_str(), &top, unused(&top, up).as_str())?;
                } else {
                    unlinkat(&inner, inside.as_c_str(), AtFlags::empty())?;
                }
            }
            unlinkat(&top, name.as_c_str(), AtFlags::REMOVEDIR)?;
        }
        if !found {
            return std::fs::remove_dir(folder);
        }
    }
}

/// A name that nothing in the folder has.
fn unused(folder: &OwnedFd, mut name: String) -> String {
    while statat(folder, name.as_str(), AtFlags::SYMLINK_NOFOLLOW).is_ok() {
        name.push('-');
    }
    name
}

/// Opens a folder, after giving its owner all rights.
fn open(parent: impl AsFd, name: impl rustix::path::Arg + Copy) -> io::Result<OwnedFd> {
    chmodat(&parent, name, Mode::RWXU, AtFlags::empty())?;
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(openat(&parent, name, flags, Mode::empty())?)
}

fn is_folder(parent: &OwnedFd, name: &std::ffi::CString) -> bool {
    statat(parent, name.as_c_str(), AtFlags::SYMLINK_NOFOLLOW)
        .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
}

fn names(folder: &OwnedFd) -> io::Result<Vec<std::ffi::CString>> {
    let mut names = Vec::new();
    for entry in Dir::read_from(folder)? {
        let name = entry?.file_name().to_owned();
        if !matches!(name.as_bytes(), b"." | b"..") {
            names.push(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::mkdirat;

    #[test]
    fn nothing_keeps_a_folder_from_being_removed() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("folder");
        std::fs::create_dir(&folder).unwrap();
        let outside = place.path().join("outside");
        std::fs::write(&outside, "theirs").unwrap();
        // Deeper than there may be open files.
        let mut at = open(CWD, &folder).unwrap();
        for _ in 0..3000 {
            mkdirat(&at, "removed-1", Mode::RWXU).unwrap();
            at = open(&at, "removed-1").unwrap();
        }
        rustix::fs::symlinkat(&outside, &at, "link").unwrap();
        for name in ["a", "a/b", "a/c", "removed-2"] {
            std::fs::create_dir(folder.join(name)).unwrap();
        }
        std::fs::write(folder.join("a/b/file"), "x").unwrap();
        for name in ["a/b", "a/c", "a"] {
            chmodat(CWD, folder.join(name), Mode::empty(), AtFlags::empty()).unwrap();
        }
        remove(&folder).unwrap();
        assert!(!folder.exists());
        assert_eq!(std::fs::read_to_string(outside).unwrap(), "theirs");
        remove(&folder).unwrap();
    }
}
