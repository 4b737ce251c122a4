//! Turns IAM action data from the JSON of AWS's Service Reference into the form compiled in:
//! `encode-iam INPUT.json OUTPUT.bin`. `facts/build/iam.py` calls it.

use std::error::Error;

use mdbook_aws::facts::iam::encode::encode;
use mdbook_aws::facts::iam::reference::Reference;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(input), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("usage: encode-iam INPUT.json OUTPUT.bin".into());
    };
    let reference: Reference = serde_json::from_slice(&std::fs::read(input)?)?;
    std::fs::write(output, encode(&reference)?)?;
    Ok(())
}
