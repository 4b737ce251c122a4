//! Checks of the directives `{{#aws …}}`.

pub mod unknown;
