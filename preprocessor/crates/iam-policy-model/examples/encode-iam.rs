//! Encodes IAM action data: `cargo run -p iam-policy-model --example encode-iam -- UNION.json iam.bin`.
//!
//! `preprocessor/crates/aws-doc-facts/data/build/iam.py` makes the JSON from its pinned sources and runs this.

use std::error::Error;

use iam_policy_model::iam::{encode::encode, reference::Reference};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: encode-iam UNION.json iam.bin".into());
    };
    let reference: Reference = serde_json::from_slice(&std::fs::read(from)?)?;
    std::fs::write(to, encode(&reference)?)?;
    Ok(())
}
