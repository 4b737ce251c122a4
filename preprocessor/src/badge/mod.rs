//! The badges of snippets, and the record of a page that carries them to the renderer.

pub(crate) mod context;
pub(crate) mod page_record;
