//! The tables of a chapter as data for machines: CSV and JSON files beside the pages.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::Request;
use aws_doc_facts::{Facts, Provenance};
use aws_doc_lint::document::directive;

/// The files that go with the tables of a chapter, by their path from the root of the site. A
/// file holds all that is known, whatever the table on the page shows of it.
#[must_use]
pub fn files(chapter: &str, facts: &Facts) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for directive in directive::scan(chapter).filter(|found| found.name == "aws") {
        match Request::parse(directive.argument) {
            Ok(Request::Regions(_)) => regions(facts, &mut files),
            Ok(Request::Models(_)) => models(facts, &mut files),
            Ok(Request::Profiles(_)) => profiles(facts, &mut files),
            _ => {}
        }
    }
    files
}

fn regions(facts: &Facts, files: &mut BTreeMap<String, String>) {
    let regions = facts.regions();
    let offering: Vec<_> = regions.with_bedrock().collect();
    let rows = offering.iter().map(|region| {
        let opt_in = match region.opt_in {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        [
            region.code.clone(),
            region.name.clone().unwrap_or_default(),
            region.partition.clone().unwrap_or_default(),
            opt_in.to_owned(),
            region.bedrock.join(" "),
        ]
    });
    let head = ["region", "name", "partition", "opt_in", "listed_by"];
    files.insert("data/regions.csv".to_owned(), csv(head, rows));
    files.insert(
        "data/regions.json".to_owned(),
        json_file(regions.provenance(), "regions", &offering),
    );
}

fn models(facts: &Facts, files: &mut BTreeMap<String, String>) {
    let models = facts.models();
    let rows = models.models.iter().map(|model| {
        let regions: Vec<&str> = model.regions.keys().map(String::as_str).collect();
        let profiles: Vec<&str> = models
            .profiles_of(&model.id)
            .map(|it| it.id.as_str())
            .collect();
        [
            model.id.clone(),
            model.name.clone().unwrap_or_default(),
            model.status.clone().unwrap_or_default(),
            model.end_of_life.clone().unwrap_or_default(),
            regions.join(" "),
            profiles.join(" "),
        ]
    });
    let head = [
        "model_id",
        "name",
        "status",
        "end_of_life",
        "regions",
        "inference_profiles",
    ];
    files.insert("data/models.csv".to_owned(), csv(head, rows));
    files.insert(
        "data/models.json".to_owned(),
        json_file(&models.provenance, "models", &models.models),
    );
}

fn profiles(facts: &Facts, files: &mut BTreeMap<String, String>) {
    let models = facts.models();
    let rows = models.profiles.iter().map(|profile| {
        let regions: Vec<&str> = profile.regions.keys().map(String::as_str).collect();
        [
            profile.id.clone(),
            profile.name.clone().unwrap_or_default(),
            profile.model.clone().unwrap_or_default(),
            regions.join(" "),
        ]
    });
    let head = ["inference_profile_id", "name", "model_id", "regions"];
    files.insert("data/profiles.csv".to_owned(), csv(head, rows));
    files.insert(
        "data/profiles.json".to_owned(),
        json_file(&models.provenance, "profiles", &models.profiles),
    );
}

fn json_file(provenance: &Provenance, name: &str, items: &impl Serialize) -> String {
    let file = json!({ "provenance": provenance, name: items });
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// A table by RFC 4180.
fn csv<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
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
    // A spreadsheet must not take a text from outside for a formula.
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
    fn only_tables_that_stand_there_have_files() {
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
