//! The badges of snippets, and the record of a page that carries them to the renderer.

pub mod context;
pub mod page_record;
