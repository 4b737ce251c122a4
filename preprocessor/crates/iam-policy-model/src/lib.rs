//! IAM policies: their elements with exact spans, their decisions, and AWS's action data.
//!
//! - [`Document::parse`] reads the policies of a text, and [`evaluate()`] decides a request by them.
//! - [`model`] reads a [data tree](spanned_text::tree) as a policy. Each element keeps its span, and
//!   each action, resource and condition key is looked up once.
//! - [`mod@evaluate`] decides requests as IAM does: explicit deny, wildcards, variables, conditions.
//! - [`iam`] holds AWS's actions, resource types and condition keys, searched in place.
//! - [`arn`], [`glob`] and [`operator`] are the parts of the language; [`placeholder`] knows what
//!   documentation writes in place of a value.
//! - [`expect`] reads the assertions that an author makes about a policy.
//!
//! Nothing here reads a file, a clock, the environment or the network.

pub mod arn;
pub mod date;
mod document;
pub mod evaluate;
pub mod expect;
pub mod glob;
pub mod iam;
pub mod ip_range;
pub mod meant_service;
pub mod model;
pub mod operator;
pub mod placeholder;
pub mod policy_text;
pub mod repeated;

pub use arn::Arn;
pub use document::Document;
pub use evaluate::{Decision, Request, evaluate};
pub use iam::Iam;
pub use model::{Policy, PolicyType, Statement};

#[cfg(test)]
mod tests {
    /// Cargo compiles the example; the README must hold the same program.
    #[test]
    fn the_readme_holds_the_example() {
        let example = include_str!("../examples/evaluate.rs");
        let (_, program) = example.split_once("\n\n").unwrap();
        assert!(include_str!("../README.md").contains(program));
    }
}
