use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn refused(path: &Path, before: &str) -> String {
    text(path, before, "new").unwrap_err().to_string()
}

#[test]
fn an_edit_made_meanwhile_wins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, "old, edited").unwrap();
    assert!(matches!(
        text(&path, "old", "new"),
        Err(ReplaceError::Changed)
    ));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old, edited");
    // An edit between the first look and the move.
    let edit = || {
        std::fs::write(&path, "edited again")?;
        Err(ReplaceError::Changed)
    };
    let old = std::fs::metadata(&path).unwrap();
    assert!(write(&path, Some(&old), Keeps::All, b"new", edit).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "edited again");
    text(&path, "edited again", "new").unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    assert_eq!(names(folder.path()), ["a"]);
}

#[cfg(unix)]
#[test]
fn what_a_file_is_beside_its_content_stays() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, "old").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let root = rustix::process::geteuid().is_root();
    if root {
        std::os::unix::fs::chown(&path, Some(12345), Some(12346)).unwrap();
    }
    let before = std::fs::metadata(&path).unwrap();
    #[cfg(target_os = "linux")]
    let kept =
        rustix::fs::setxattr(&path, "user.note", b"x", rustix::fs::XattrFlags::empty()).is_ok();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink("a", &link).unwrap();
    text(&link, "old", "new").unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    let after = std::fs::metadata(&path).unwrap();
    let what = |it: &Metadata| (it.uid(), it.gid(), it.mode());
    assert_eq!(what(&after), what(&before));
    #[cfg(target_os = "linux")]
    if kept {
        let mut value = [0; 8];
        let len = rustix::fs::getxattr(&path, "user.note", &mut value[..]).unwrap();
        assert_eq!(&value[..len], b"x");
    }
    whole(&link, b"newer").unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    let after = std::fs::metadata(&path).unwrap();
    assert_eq!(what(&after), what(&before));
}

#[cfg(unix)]
#[test]
fn what_must_not_be_replaced_is_refused_in_words() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, "old").unwrap();
    std::fs::hard_link(&path, folder.path().join("b")).unwrap();
    assert!(refused(&path, "old").contains("several names"));
    std::fs::remove_file(folder.path().join("b")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    assert_eq!(refused(&path, "old"), "it is read-only");
    let pipe = folder.path().join("pipe");
    #[cfg(target_os = "linux")]
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
    #[cfg(target_os = "linux")]
    assert_eq!(refused(&pipe, "old"), "it is not a regular file");
    let _ = std::fs::remove_file(&pipe);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(names(folder.path()), ["a"]);
}

#[cfg(unix)]
#[test]
fn links_out_of_a_book_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (root, other) = (folder.path().join("book"), folder.path().join("other"));
    std::fs::create_dir_all(&root).unwrap();
    std::fs::create_dir_all(&other).unwrap();
    whole_below(&root, &root.join("facts/a"), b"x").unwrap();
    std::os::unix::fs::symlink(&other, root.join("out")).unwrap();
    std::os::unix::fs::symlink(other.join("none"), root.join("facts/b")).unwrap();
    for path in ["out/a", "out/b/c", "facts/b"] {
        assert!(
            whole_below(&root, &root.join(path), b"x").is_err(),
            "{path}"
        );
    }
    assert!(whole(&root.join("facts/b"), b"x").is_err());
    std::fs::write(other.join("a"), "mine").unwrap();
    std::os::unix::fs::symlink(other.join("a"), root.join("facts/c")).unwrap();
    let error = whole(&root.join("facts/c"), b"x").unwrap_err().to_string();
    assert!(error.contains("leads out of its folder"), "{error}");
    assert_eq!(std::fs::read_to_string(other.join("a")).unwrap(), "mine");
    assert_eq!(names(&other), ["a"]);
}

#[test]
fn only_what_nobody_writes_any_more_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let writing = begin(at).unwrap().unwrap();
    let left = format!("{PREFIX}abcdefABCDEF{SUFFIX}");
    std::fs::write(at.join(&left), "torn").unwrap();
    for other in [
        ".mdbook-aws-unfinished-.tmp",
        ".mdbook-aws-unfinished-notes.tmp",
        "a.tmp",
    ] {
        std::fs::write(at.join(other), "mine").unwrap();
    }
    sweep_now(at);
    assert!(writing.path().exists());
    assert!(!at.join(&left).exists());
    assert_eq!(names(at).len(), 4);
}

#[test]
fn writers_at_once_never_mix() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    std::thread::scope(|scope| {
        for byte in [b'a', b'b', b'c'] {
            let path = &path;
            scope.spawn(move || {
                for _ in 0..10 {
                    whole(path, &vec![byte; 100_000]).unwrap();
                    sweep_now(path.parent().unwrap());
                    let read = std::fs::read(path).unwrap();
                    assert_eq!(read.len(), 100_000);
                    assert!(read.iter().all(|it| *it == read[0]));
                }
            });
        }
    });
    assert_eq!(names(folder.path()), ["x"]);
}
