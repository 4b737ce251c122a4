//! Links to other servers and within the site. Other commands than `check` report these.

pub mod dead;
pub mod missing_file;
pub mod missing_fragment;
pub mod moved;
pub mod unanswered;

use crate::rule::rules;

rules! { dead, missing_file, missing_fragment, moved, unanswered }
