//! The terminal that reports are written to.

use clap::ValueEnum;

/// When reports have colors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ColorChoice {
    /// Whether to write colors to a stream, which may be a terminal.
    pub(crate) fn wants_color(self, terminal: bool) -> bool {
        match self {
            Self::Auto => auto(terminal, |name| std::env::var(name).ok()),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// Whether to write colors to a stream where nobody has chosen.
pub(crate) fn wants_color(terminal: bool) -> bool {
    ColorChoice::Auto.wants_color(terminal)
}

/// The conventions of <https://no-color.org> and <https://bixense.com/clicolors/>.
fn auto(terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let on = |name| set(name).is_some_and(|value| value != "0");
    if set("NO_COLOR").is_some() {
        return false;
    }
    if on("CLICOLOR_FORCE") || on("FORCE_COLOR") {
        return true;
    }
    let off = set("CLICOLOR").is_some_and(|value| value == "0");
    terminal && !off && variable("TERM").as_deref() != Some("dumb")
}

#[cfg(test)]
mod tests {
    use super::auto;

    #[test]
    fn the_environment_decides() {
        let color = |terminal, variables: &[(&str, &str)]| {
            auto(terminal, |name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(color(true, &[]));
        assert!(!color(false, &[]));
        assert!(color(true, &[("NO_COLOR", "")]));
        assert!(!color(true, &[("NO_COLOR", "1")]));
        assert!(color(false, &[("CLICOLOR_FORCE", "1")]));
        assert!(color(false, &[("FORCE_COLOR", "3")]));
        assert!(!color(false, &[("FORCE_COLOR", "0")]));
        assert!(!color(false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
        assert!(!color(true, &[("CLICOLOR", "0")]));
        assert!(!color(true, &[("TERM", "dumb")]));
    }
}
