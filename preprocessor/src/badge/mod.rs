//! What a page says of its snippets: how each was checked, and the record that the pages carry.

pub mod context;
pub mod page_record;
