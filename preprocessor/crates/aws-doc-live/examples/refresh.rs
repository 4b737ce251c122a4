//! Prints how many Regions offer Amazon Bedrock today, by AWS's own lists.

use std::time::SystemTime;

use aws_doc_facts::Known;
use aws_doc_live::{BUILD_DEADLINE, Config, refresh};

fn main() {
    let variable = |name: &str| std::env::var(name).ok();
    let config = Config::from_environment(BUILD_DEADLINE, false, variable);
    let result = refresh(Known::bundled(), &config, None, SystemTime::now());
    for error in &result.errors {
        eprintln!("{error}");
    }
    println!("answered: {}", result.answered.join(", "));
    println!("{} Regions", result.known.regions.with_bedrock().count());
}
