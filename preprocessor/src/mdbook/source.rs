//! Where the chapters of a book are on disk.

use std::path::PathBuf;

use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::Chapter;
use mdbook_preprocessor::errors::Result;

use crate::paths::shown;
use crate::settings::Settings;
use aws_doc_disk::{regular, slashes};
use spanned_text::files::join;

/// Where the chapters of a book are.
pub(super) struct Source {
    /// The folder that includes may not leave.
    pub(super) top: PathBuf,
    /// The book's folder from there.
    pub(super) base: String,
    /// The folder of the chapters from there, which may lead out.
    src: String,
}

impl Source {
    pub(super) fn of(context: &PreprocessorContext, settings: &Settings) -> Result<Self> {
        let root = context.root.canonicalize()?;
        let top = match &settings.include_root {
            Some(wider) => root.join(wider).canonicalize()?,
            None => root.clone(),
        };
        let base = root.strip_prefix(&top).map(slashes).map_err(|_| {
            anyhow::anyhow!("`include-root` in book.toml does not contain the book itself")
        })?;
        let src = &context.config.book.src;
        let src = match (src.strip_prefix(&top), base.as_str()) {
            (Ok(inside), _) => slashes(inside),
            (Err(_), _) if src.is_absolute() => slashes(src),
            (Err(_), "") => slashes(src),
            (Err(_), base) => format!("{base}/{}", slashes(src)),
        };
        Ok(Self { top, base, src })
    }

    /// The path of a chapter's file from the folder of the chapters, by its path in the tree that
    /// is called `mount`.
    pub(super) fn below_sources<'p>(&self, path: &'p str, mount: &str) -> &'p str {
        let folder = join("", &format!("{mount}/{}", self.src));
        folder
            .and_then(|folder| path.strip_prefix(&folder)?.strip_prefix('/'))
            .unwrap_or(path)
    }

    /// The path of a chapter's file from the folder that includes may not leave; `None` for a
    /// file outside of it, for a draft, and for a chapter that another preprocessor made.
    pub(super) fn path(&self, chapter: &Chapter) -> Option<String> {
        let path = chapter.source_path.as_ref()?;
        if path.is_absolute() {
            return None;
        }
        let path = join("", &format!("{}/{}", self.src, slashes(path)))?;
        // A link inside the book may lead out of it.
        let real = self.top.join(&path).canonicalize().ok();
        let inside = real.is_none_or(|real| real.starts_with(&self.top));
        inside.then_some(path)
    }

    /// What reports call a chapter that has no file inside the book. Its file is named only if
    /// the lines of the chapter are those of the file.
    pub(super) fn shown(&self, chapter: &Chapter, context: &PreprocessorContext) -> String {
        let Some(path) = &chapter.source_path else {
            return format!("chapter `{}`", chapter.name);
        };
        let path = context.config.book.src.join(path);
        let file = shown(&context.root).join(&path);
        let same = regular::read_text(&context.root.join(&path)).is_ok_and(|text| {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            text == chapter.content
        });
        match same {
            true => slashes(&file),
            false => format!(
                "chapter `{}` ({}, preprocessed)",
                chapter.name,
                slashes(&file)
            ),
        }
    }
}
