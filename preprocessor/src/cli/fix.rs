//! `mdbook-aws check --fix`: writes mended files.

use std::io::Write as _;
use std::path::Path;

use super::Error;
use super::target::Target;
use aws_doc_disk::Disk;
use aws_doc_lint::fix::apply;
use aws_doc_lint::run;
use spanned_text::Files;

/// Fixes that touch each other wait for the next round; more rounds than this no text needs.
const ROUNDS: usize = 16;

/// Applies the safe fixes to the files of all targets and tells how many went in.
pub(super) fn mend(disk: &Disk, targets: &[Target]) -> Result<String, Vec<Error>> {
    let mut count = 0;
    let mut changed = std::collections::BTreeSet::new();
    for target in targets {
        for _ in 0..ROUNDS {
            let mut files = Files::new(disk);
            let outcome = run::check(
                &mut files,
                &target.inputs,
                &target.facts,
                &target.settings.run,
            )
            .map_err(|unreadable| unreadable.into_iter().map(Error::from).collect::<Vec<_>>())?;
            let (mended, applied) = apply(&files, &outcome.diagnostics);
            for file in &mended {
                let Some(path) = files
                    .get(file.file)
                    .and_then(|found| disk.locate(found.path()))
                else {
                    continue;
                };
                write(&path, &file.text).map_err(|error| {
                    let reason = format!("it cannot be written: {error}");
                    vec![Error::Target {
                        path: path.clone(),
                        reason,
                    }]
                })?;
                changed.insert(path);
            }
            count += applied;
            if applied == 0 {
                break;
            }
        }
    }
    let plural = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        count if word.ends_with('x') => format!("{count} {word}es"),
        count => format!("{count} {word}s"),
    };
    Ok(format!(
        "{} applied in {}",
        plural(count, "fix"),
        plural(changed.len(), "file")
    ))
}

/// Replaces a file as a whole, so that a stop halfway leaves the old one.
pub(super) fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".mdbook-aws-fix");
    let beside = path.with_file_name(name);
    let permissions = std::fs::metadata(path)?.permissions();
    let written = std::fs::File::create_new(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.set_permissions(permissions)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    if written.is_err() {
        // The error that led here says more than one from cleaning up.
        let _ = std::fs::remove_file(&beside);
    }
    written
}
