//! Prints the Regions that offer Amazon Bedrock, and the sources of the list.

use aws_doc_facts::Facts;

fn main() {
    let facts = Facts::bundled();
    for region in facts.regions().with_bedrock() {
        println!("{}: listed by {}", region.code, region.bedrock.join(", "));
    }
    for origin in &facts.regions().provenance().sources {
        println!("{} of {}", origin.source, origin.retrieved);
    }
}
