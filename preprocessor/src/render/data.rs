//! The tables of a chapter as data files, CSV and JSON, next to the pages.

use std::collections::BTreeMap;

use serde::Serialize;

use super::directives;
use aws_doc_facts::{Facts, Provenance};
use aws_doc_lint::document::directive;

/// The files that go with the tables of a chapter, by their path from the root of the site. A
/// file holds all that is known, whatever the table on the page shows of it.
pub(crate) fn files(chapter: &str, facts: &Facts) -> BTreeMap<String, String> {
    directive::scan(chapter)
        .filter(|found| found.name == "aws")
        .filter_map(|found| directives::parse(found.argument).ok())
        .flat_map(|table| table.data_files(facts))
        .map(|(path, text)| (path.to_owned(), text))
        .collect()
}

/// Facts as a JSON file: their provenance, and `items` under `name`.
pub(super) fn json(provenance: &Provenance, name: &str, items: &impl Serialize) -> String {
    let file = serde_json::json!({ "provenance": provenance, name: items });
    format!("{file:#}\n")
}

/// A field of a row; empty where nothing is known.
pub(super) fn field(value: Option<&str>) -> String {
    value.map_or_else(String::new, str::to_owned)
}

/// A table by RFC 4180.
pub(super) fn csv<const N: usize>(
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let mut text = head.join(",");
    text.push_str("\r\n");
    for row in rows {
        let fields: Vec<String> = row.iter().map(|field| quoted(field)).collect();
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    text
}

fn quoted(field: &str) -> String {
    // A spreadsheet must not read text from outside as a formula.
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let field = if formula {
        format!("'{field}")
    } else {
        field.to_owned()
    };
    if field.contains(['"', ',', '\r', '\n']) {
        return format!("\"{}\"", field.replace('"', "\"\""));
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tables_in_the_chapter_have_files() {
        let facts = Facts::bundled();
        let regions = files("{{#aws regions partition=aws}} \\{{#aws models}}", &facts);
        let names: Vec<&str> = regions.keys().map(String::as_str).collect();
        assert_eq!(names, ["data/regions.csv", "data/regions.json"]);
        let csv = regions.get("data/regions.csv").unwrap();
        assert!(csv.starts_with("region,name,partition,opt_in,listed_by\r\n"));
        assert!(csv.contains("\r\nus-west-2,US West (Oregon),aws,"));
        let count = facts.regions().with_bedrock().count();
        assert_eq!(csv.matches("\r\n").count(), count + 1);
        let json: serde_json::Value =
            serde_json::from_str(regions.get("data/regions.json").unwrap()).unwrap();
        assert_eq!(json["regions"].as_array().unwrap().len(), count);
        assert!(json["provenance"]["sources"].is_array());
        assert_eq!(files("{{#aws models}}{{#aws profiles}}", &facts).len(), 4);
    }

    #[test]
    fn fields_from_outside_stay_fields() {
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
    }
}
