//! The guide as a whole, the program that builds and serves it, and `mdbook-aws` from its package.

#[path = "../../preprocessor/tests/support/machine.rs"]
mod machine;
#[path = "../../preprocessor/tests/support/skip.rs"]
mod skip;

mod browser;
mod guide;
mod package;
mod programs;
mod serve;
mod site;
