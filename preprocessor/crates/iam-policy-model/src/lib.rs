//! IAM policies: what a policy says, what it means, and what AWS knows of its words.
//!
//! - [`model`] reads a [data tree](spanned_text::tree) as a policy. Each element keeps its place, and
//!   each action, resource and condition key is looked up once.
//! - [`evaluate`] decides requests as IAM does: explicit deny, wildcards, variables, conditions.
//! - [`iam`] holds AWS's actions, resource types and condition keys, searched in place.
//! - [`arn`], [`glob`] and [`operator`] are the parts of the language; [`placeholder`] knows what
//!   documentation writes in place of a value.
//! - [`expect`] reads the assertions that an author makes about a policy.
//!
//! Nothing here reads a file, a clock, the environment or the network.

pub mod arn;
pub mod date;
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
