//! The arguments that choose checks and their severities.

use std::collections::BTreeSet;

use super::Error;
use crate::settings::codes::{self, Severities};
use aws_doc_lint::check::rules;

/// The arguments, which go before all settings.
#[derive(Debug, clap::Args)]
pub(super) struct RuleArguments {
    /// Run only these checks, by code or family, such as `policy/*`; may be given several times
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave these checks out, by code or family; may be given several times
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Change the severity of checks, as `CODE=error`, `warning`, `hint` or `off`
    #[arg(long, value_name = "CODE=SEVERITY", value_delimiter = ',')]
    severity: Vec<String>,
}

/// What the arguments say of severities.
#[derive(Debug)]
pub(super) struct Overrides {
    selected: Option<BTreeSet<&'static str>>,
    severities: Severities,
}

impl Overrides {
    /// Reads the arguments.
    ///
    /// # Errors
    /// When they name a check that does not exist.
    pub(super) fn of(arguments: &RuleArguments) -> Result<Self, Error> {
        let named = |patterns: &[String]| -> Result<BTreeSet<&'static str>, Error> {
            let mut all = BTreeSet::new();
            for pattern in patterns {
                all.extend(codes::matching(pattern).map_err(Error::Code)?);
            }
            Ok(all)
        };
        let mut severities = Severities::new();
        for choice in &arguments.severity {
            let wrong = || {
                Error::Code(format!(
                    "`--severity {choice}`: expected `CODE=error`, `warning`, `hint` or `off`"
                ))
            };
            let (pattern, word) = choice.split_once('=').ok_or_else(wrong)?;
            let severity = codes::severity(word).map_err(|()| wrong())?;
            for code in codes::matching(pattern).map_err(Error::Code)? {
                severities.insert(code.to_owned(), severity);
            }
        }
        for code in named(&arguments.ignore)? {
            severities.insert(code.to_owned(), None);
        }
        Ok(Self {
            selected: match arguments.select.as_slice() {
                [] => None,
                patterns => Some(named(patterns)?),
            },
            severities,
        })
    }

    /// Puts what the arguments say over what settings say.
    pub(super) fn apply(&self, settings: &mut Severities) {
        if let Some(selected) = &self.selected {
            for rule in rules() {
                if !selected.contains(rule.code) {
                    settings.insert(rule.code.to_owned(), None);
                } else if settings.get(rule.code) == Some(&None) {
                    settings.remove(rule.code);
                }
            }
        }
        settings.extend(self.severities.clone());
    }
}
