//! Directives `{{#aws …}}`.

pub(crate) mod unknown;

use crate::document::directive::ParsedDirective;
use crate::rule::checks;

checks! { ParsedDirective<'_>: unknown }
