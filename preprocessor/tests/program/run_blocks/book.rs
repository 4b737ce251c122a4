//! A book of one test, and what the program says about it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::skip::skip;

/// A book in a folder of its own, with a home, caches and temporary files of its own.
pub(crate) struct Book {
    folder: TempDir,
    /// Is part of the book's commands, so that its processes can be found.
    pub(crate) marker: String,
}

/// What the program said.
pub(crate) struct Told {
    pub(crate) report: Value,
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
}

impl Told {
    /// `code at line: message` of each diagnostic.
    pub(crate) fn found(&self) -> Vec<String> {
        let found = self.report["diagnostics"].as_array().unwrap().iter();
        found
            .map(|it| {
                let line = &it["location"]["start"]["line"];
                let text = |key: &str| it[key].as_str().unwrap().to_owned();
                format!("{} at {line}: {}", text("code"), text("message"))
            })
            .collect()
    }

    /// The notes of the only diagnostic.
    pub(crate) fn notes(&self) -> String {
        let notes = self.report["diagnostics"][0]["notes"].as_array().unwrap();
        let notes: Vec<&str> = notes.iter().map(|note| note.as_str().unwrap()).collect();
        notes.join("\n")
    }

    #[track_caller]
    pub(crate) fn passes(&self) -> &Self {
        assert_eq!(self.found(), Vec::<String>::new(), "{:#}", self.report);
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    /// The result of the first chapter.
    pub(crate) fn chapter(&self) -> &Value {
        &self.report["tests"]["chapters"][0]
    }
}

impl Book {
    /// A book of one chapter.
    pub(crate) fn new(chapter: &str) -> Self {
        Self::of(&[("a.md", chapter)])
    }

    pub(crate) fn of(chapters: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().file_name().unwrap().to_string_lossy();
        let marker = format!("marker-{}", name.trim_start_matches('.'));
        let book = Self { folder, marker };
        for place in ["book/src", "home/.aws", "tmp"] {
            std::fs::create_dir_all(book.path(place)).unwrap();
        }
        let toml = "[output.html.code.hidelines]\nsh = \"~\"\n";
        book.write("book/book.toml", toml);
        let links = chapters.iter().map(|(path, _)| format!("- [x]({path})\n"));
        book.write("book/src/SUMMARY.md", &links.collect::<String>());
        for (path, text) in chapters {
            book.write(&format!("book/src/{path}"), text);
        }
        book
    }

    pub(crate) fn path(&self, place: &str) -> PathBuf {
        self.folder.path().join(place)
    }

    /// Writes a file; `MARKER` and `HOME` stand for the marker and for the real home.
    pub(crate) fn write(&self, place: &str, text: &str) {
        let home = self.path("home");
        let text = text
            .replace("MARKER", &self.marker)
            .replace("REAL_HOME", &home.to_string_lossy());
        std::fs::write(self.path(place), text).unwrap();
    }

    pub(crate) fn read(&self, place: &str) -> String {
        std::fs::read_to_string(self.path(place)).unwrap()
    }

    /// The program in the folder that holds the book, with an environment that nothing of the
    /// machine but programs can be reached by.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-aws"));
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("tmp"))
            .env("MDBOOK_AWS_CACHE_DIR", self.path("cache"))
            .env("MDBOOK_AWS_TEST_MARKER", &self.marker)
            .stdin(Stdio::null())
            .current_dir(self.folder.path());
        command
    }

    /// Makes the book and all around it another user's.
    pub(crate) fn give_to(&self, user: Option<u32>) {
        fn give(path: &Path, user: u32) {
            std::os::unix::fs::lchown(path, Some(user), Some(user)).unwrap();
            if path.is_dir() {
                for entry in std::fs::read_dir(path).unwrap() {
                    give(&entry.unwrap().path(), user);
                }
            }
        }
        if let Some(user) = user {
            give(self.folder.path(), user);
        }
    }

    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs `mdbook-aws test` without asking.
    pub(crate) fn test(&self, arguments: &[&str]) -> Told {
        self.test_with_cache(&self.path("cache"), arguments)
    }

    /// The same with the tools in the folder `cache`.
    pub(crate) fn test_with_cache(&self, cache: &Path, arguments: &[&str]) -> Told {
        let mut all = vec!["test", "book", "--yes", "--format", "json"];
        all.extend(arguments);
        let mut command = self.command(&all);
        let output = command.env("MDBOOK_AWS_CACHE_DIR", cache).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {stderr}"));
        let schema: Value = serde_json::from_str(mdbook_aws::report::json::SCHEMA).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(validator.is_valid(&report), "{report:#}");
        Told {
            report,
            code: output.status.code(),
            stderr,
        }
    }

    /// That no process of the book runs, and nothing but the book and the caches is on disk.
    #[track_caller]
    pub(crate) fn left_nothing(&self) {
        let mut left = self.processes();
        for _ in 0..100 {
            if left.is_empty() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
            left = self.processes();
        }
        assert!(left.is_empty(), "left running: {left:?}");
        let files = |place: &str| {
            let entries = std::fs::read_dir(self.path(place)).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name());
            let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
            names.sort();
            names
        };
        assert_eq!(files("tmp"), Vec::<String>::new());
        assert_eq!(files("home"), [".aws"]);
        assert_eq!(
            files("book/src").len(),
            files("book/src")
                .iter()
                .filter(|it| it.ends_with(".md"))
                .count()
        );
    }

    /// The same, for a program that cannot clean up itself. If it was killed before any chapter
    /// began, an empty folder stays for the next run to remove.
    #[track_caller]
    pub(crate) fn left_nothing_soon(&self) {
        let tmp = self.path("tmp");
        for _ in 0..250 {
            let entries = std::fs::read_dir(&tmp).unwrap();
            // Only an empty folder can be removed so.
            let full =
                entries.filter(|it| std::fs::remove_dir(it.as_ref().unwrap().path()).is_err());
            if full.count() == 0 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        self.left_nothing();
    }

    /// The processes that name the book, by their command or environment.
    pub(crate) fn processes(&self) -> Vec<String> {
        let folder = self.folder.path().to_string_lossy().into_owned();
        let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        entries
            .filter(|entry| {
                let name = entry.file_name();
                name.to_string_lossy()
                    .bytes()
                    .all(|byte| byte.is_ascii_digit())
            })
            .filter_map(|entry| {
                let read = |file: &str| {
                    let bytes = std::fs::read(entry.path().join(file)).unwrap_or_default();
                    String::from_utf8_lossy(&bytes).replace('\0', " ")
                };
                let (command, environment) = (read("cmdline"), read("environ"));
                let ours = [&command, &environment]
                    .iter()
                    .any(|text| text.contains(&self.marker) || text.contains(&folder));
                ours.then(|| format!("{}: {command}", entry.path().display()))
            })
            .collect()
    }
}

/// Whether the kernel gives namespaces here; says so where it does not.
pub(crate) fn namespaces() -> bool {
    let program = Path::new(env!("CARGO_BIN_EXE_mdbook-aws"));
    match mdbook_aws::doctest::execution::run::isolation(program).1 {
        None if cfg!(target_os = "linux") => true,
        why => {
            skip(
                "that namespaces keep chapters apart",
                &why.unwrap_or_else(|| "this is not Linux".to_owned()),
                "use a Linux that lets its users make namespaces (not a container that forbids it)",
            );
            false
        }
    }
}
