//! Prints on which day the facts of the book in the current folder were retrieved.

use std::path::Path;

use aws_doc_disk::store::{self, StoreError};

fn main() -> Result<(), StoreError> {
    let book = store::book_facts(Path::new("."))?;
    match book.regions {
        Some(regions) => println!("Regions: {}", regions.provenance().retrieved()),
        None => println!("Regions: built in"),
    }
    Ok(())
}
