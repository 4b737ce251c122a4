//! Links. None is looked at while Markdown is checked: only the finished pages tell which files and
//! places there are, and only the network tells what lies beyond.

pub mod dead;
pub mod missing_file;
pub mod missing_fragment;
pub mod moved;
pub mod unanswered;
