//! `{{#aws models}}`: the foundation models, where they are and how they are called.

use super::options::{self, Words};
use super::{Context, DataFile, Directive, Source, Table, bedrock};
use crate::render::data::{csv, field, json};
use crate::render::markdown::{code_cell, code_cells, table, text_cell};
use aws_doc_facts::models::Model;
use aws_doc_facts::{Facts, Models};
use aws_doc_lint::document::directive::DirectiveError;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "models",
    usage: "models",
    doc: "the models with their end of life, the Regions where each is called by its own ID, and its \
          inference profiles; takes `provider=` and `region=`",
    parse,
};

#[derive(Default)]
struct ModelTable {
    /// Only models of this provider, by the word before the dot of a model ID.
    provider: Option<String>,
    /// Only models in this Region.
    region: Option<String>,
}

fn parse(words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let [provider, region] = options::read("models", words, ["provider", "region"])?;
    Ok(Box::new(ModelTable { provider, region }))
}

impl ModelTable {
    fn shows(&self, model: &Model) -> bool {
        let provider = model.id.split('.').next();
        self.provider
            .as_deref()
            .is_none_or(|wanted| provider == Some(wanted))
    }
}

impl Table for ModelTable {
    fn body(&self, context: &Context<'_>) -> String {
        body(self, context.facts.models())
    }

    fn source<'f>(&self, facts: &'f Facts) -> Option<Source<'f>> {
        bedrock::source(facts)
    }

    fn data_files(&self, facts: &Facts) -> Vec<DataFile> {
        data_files(facts.models())
    }
}

fn body(options: &ModelTable, models: &Models) -> String {
    let shown: Vec<&Model> = models
        .models
        .iter()
        .filter(|model| options.shows(model))
        .collect();
    if models.is_first_hand() {
        by_region(options, &shown, models)
    } else {
        by_name(options, &shown, models)
    }
}

fn data_files(models: &Models) -> Vec<DataFile> {
    let rows = models.models.iter().map(|model| {
        let profiles: Vec<&str> = models
            .profiles_of(&model.id)
            .map(|it| it.id.as_str())
            .collect();
        [
            model.id.clone(),
            field(model.name.as_deref()),
            field(model.status.as_deref()),
            field(model.end_of_life.as_deref()),
            bedrock::region_field(model.regions.keys()),
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
    vec![
        ("data/models.csv", csv(head, rows)),
        (
            "data/models.json",
            json(&models.provenance, "models", &models.models),
        ),
    ]
}

/// Bedrock's own list.
fn by_region(options: &ModelTable, shown: &[&Model], models: &Models) -> String {
    let region = options.region.as_deref();
    let rows: Vec<[String; 6]> = shown
        .iter()
        .filter_map(|model| {
            let here = |candidate: &str| region.is_none_or(|wanted| wanted == candidate);
            let direct: Vec<&str> = model
                .regions
                .iter()
                .filter(|(region, ways)| here(region) && ways.contains("ON_DEMAND"))
                .map(|(region, _)| region.as_str())
                .collect();
            let profiles: Vec<&str> = models
                .profiles_of(&model.id)
                .filter(|profile| profile.regions.keys().any(|region| here(region)))
                .map(|profile| profile.id.as_str())
                .collect();
            let listed = model.regions.keys().any(|region| here(region));
            (listed || !profiles.is_empty()).then(|| {
                [
                    code_cell(&model.id),
                    text_cell(model.name.as_deref()),
                    text_cell(model.status.as_deref()),
                    end(model, models),
                    code_cells(direct),
                    code_cells(profiles),
                ]
            })
        })
        .collect();
    if rows.is_empty() {
        return "No such model is known here.\n".to_owned();
    }
    let what = match region {
        Some(region) => format!("models in {}", code_cell(region)),
        None => "models".to_owned(),
    };
    format!(
        "{}\n\n{}",
        bedrock::heading(rows.len(), &what, models),
        table(
            [
                "Model ID",
                "Name",
                "State",
                "End of life",
                "On demand in",
                "Through profile"
            ],
            rows.into_iter()
        )
    )
}

/// The list of another source, which names no Regions.
fn by_name(options: &ModelTable, shown: &[&Model], models: &Models) -> String {
    if let Some(region) = &options.region {
        return format!(
            "Which models {} offers is not known here: the list at hand names no Regions.\n",
            code_cell(region)
        );
    }
    if shown.is_empty() {
        return "No such model is known here.\n".to_owned();
    }
    let rows = shown.iter().map(|model| {
        [
            code_cell(&model.id),
            end(model, models),
            code_cells(models.profiles_of(&model.id).map(|it| it.id.as_str())),
        ]
    });
    format!(
        "{} It may lack models, keep some that are gone, and names no Regions. A dash under *End of \
         life* means that the list has no date.\n\n{}",
        bedrock::heading(shown.len(), "models", models),
        table(["Model ID", "End of life", "Inference profiles"], rows)
    )
}

/// The day of a model's end of life, and whether it had come when the data was retrieved.
fn end(model: &Model, models: &Models) -> String {
    let day = text_cell(model.end_of_life.as_deref());
    match &model.end_of_life {
        Some(end) if end.as_str() <= models.retrieved() => format!("ended {day}"),
        _ => day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::markdown::origins;
    use aws_doc_facts::models::Profile;
    use aws_doc_facts::provenance::{Origin, Provenance};

    fn hostile() -> Models {
        let evil = "<script>alert(1)</script> | [x](javascript:y) `{{#include /etc/passwd}}`";
        Models {
            models: vec![Model {
                id: "a.b`|<b>{{#include x}}".to_owned(),
                name: Some(evil.to_owned()),
                status: Some("ACTIVE\n\n# h".to_owned()),
                end_of_life: Some("2026-11-22 <b>".to_owned()),
                regions: [("us-east-1".to_owned(), ["ON_DEMAND".to_owned()].into())].into(),
                ..Model::default()
            }],
            profiles: vec![Profile {
                id: "us.<img src=x onerror=y>".to_owned(),
                model: Some("a.b`|<b>{{#include x}}".to_owned()),
                regions: [("us-east-1".to_owned(), [evil.to_owned()].into())].into(),
                ..Profile::default()
            }],
            asked: [("us-east-1".to_owned(), "2026-11-22".to_owned())].into(),
            provenance: Provenance {
                sources: vec![Origin {
                    source: evil.to_owned(),
                    version: "</em><script>".to_owned(),
                    retrieved: "2026-11-22".to_owned(),
                    ..Origin::default()
                }],
                ..Provenance::default()
            },
        }
    }

    #[test]
    fn a_hostile_answer_brings_no_markup() {
        let models = hostile();
        let pages = [
            body(&ModelTable::default(), &models),
            super::super::profiles::body(&Default::default(), &models),
            origins(&models.provenance),
        ];
        for page in pages {
            assert!(!page.contains("{{"), "{page}");
            for event in pulldown_cmark::Parser::new_ext(&page, pulldown_cmark::Options::all()) {
                use pulldown_cmark::{Event, Tag};
                let bad = matches!(
                    event,
                    Event::Html(_)
                        | Event::InlineHtml(_)
                        | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Heading { .. })
                );
                assert!(!bad, "{event:?} in {page}");
            }
        }
    }

    #[test]
    fn the_bundled_list_says_what_it_is() {
        let models = Models::bundled();
        let page = body(&ModelTable::default(), &models);
        assert!(page.contains("by a list that is not AWS's"), "{page}");
        assert!(page.contains("| `amazon.nova-lite-v1:0` | – | "));
        assert!(page.contains("| `anthropic.claude-sonnet-4-20250514-v1:0` | ended 2026-10-14 | "));
        assert!(page.contains("| `anthropic.claude-opus-4-1-20250805-v1:0` | 2027-01-08 | "));
        let here = ModelTable {
            region: Some("us-east-1".to_owned()),
            ..ModelTable::default()
        };
        assert!(body(&here, &models).starts_with("Which models `us-east-1` offers is not known"));
    }

    #[test]
    fn a_region_shows_its_own_models() {
        let mut models = hostile();
        models.models.push(Model {
            id: "z.only-west".to_owned(),
            regions: [("us-west-2".to_owned(), Default::default())].into(),
            ..Model::default()
        });
        let here = |region: &str| ModelTable {
            region: Some(region.to_owned()),
            ..ModelTable::default()
        };
        assert!(
            body(&here("us-west-2"), &models).contains("| `z.only-west` | – | – | – | – | – |")
        );
        assert!(!body(&here("us-east-1"), &models).contains("only-west"));
        assert!(body(&here("eu-west-1"), &models).contains("No such model"));
    }
}
