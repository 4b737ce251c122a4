//! A simple command read as the AWS CLI reads it: services, options and their values.

use std::ops::Range;

use super::given::Given;
use super::lookalike::{Lookalike, lookalikes};
use super::placeholder::stands_for_command;
use super::words::{OptionName, is_keystroke, is_synopsis, option_name, program};
use crate::shell::{SimpleCommand, Word};
use aws_doc_facts::cli::{Argument, Arity, Cli, Command};
use spanned_text::Part as _;

/// An option that the command knows.
#[derive(Debug)]
pub struct GivenOption<'a> {
    /// The place of its name, hyphens included.
    pub range: Range<usize>,
    /// The name as it was written, without hyphens.
    pub name: &'a str,
    /// What it is.
    pub argument: Argument<'static>,
    /// Its whole name, without hyphens.
    pub full_name: String,
    /// Its values.
    pub values: Vec<Given<'a>>,
    /// A value was given with `=` to an option that takes none.
    pub refuses_value: bool,
}

/// An option that no command known here has.
#[derive(Debug)]
pub struct StrangeOption<'a> {
    /// The place of its name, hyphens included.
    pub range: Range<usize>,
    /// The name as it was written, without the hyphens before it.
    pub name: &'a str,
    /// Only one hyphen precedes it; no option of the AWS CLI is written so.
    pub has_one_hyphen: bool,
    /// The options that it abbreviates; more than one, or it would be known.
    pub candidates: Vec<String>,
}

/// A call of the AWS CLI.
#[derive(Debug)]
pub struct AwsCommand<'a> {
    /// All words, from `aws` on.
    pub words: &'a [Word],
    /// The command model.
    pub model: Cli<'static>,
    /// The words that name the command, after `aws`.
    pub path: Vec<&'a Word>,
    /// The command that they name, as far as it is known.
    pub command: Command<'static>,
    /// A word in the place of a service, command or operation that `command` does not have.
    pub stranger: Option<&'a Word>,
    /// The options that the command or the CLI knows, in order.
    pub options: Vec<GivenOption<'a>>,
    /// Other options.
    pub strange_options: Vec<StrangeOption<'a>>,
    /// Positional arguments with what they are.
    pub positionals: Vec<(Argument<'static>, Given<'a>)>,
    /// Positional arguments that the command does not take.
    pub surplus: Vec<Given<'a>>,
    /// Characters that are not what they look like.
    pub lookalikes: Vec<Lookalike>,
    /// There may be more arguments than can be seen: an expansion, an ellipsis, a synopsis.
    pub is_open: bool,
    /// `help` or `--version` is asked for: nothing is executed.
    pub asks_help: bool,
}

impl<'a> AwsCommand<'a> {
    /// Reads a simple command, if it calls the AWS CLI.
    #[must_use]
    pub fn read(command: &'a SimpleCommand, model: Cli<'static>) -> Option<Self> {
        let (at, appended) = program(&command.words)?;
        let words = command.words.get(at..)?;
        if words.iter().any(is_keystroke) {
            return None;
        }
        let mut call = AwsCommand {
            words,
            model,
            path: Vec::new(),
            command: model.root(),
            stranger: None,
            options: Vec::new(),
            strange_options: Vec::new(),
            positionals: Vec::new(),
            surplus: Vec::new(),
            lookalikes: words.iter().flat_map(lookalikes).collect(),
            is_open: appended,
            asks_help: false,
        };
        // What such a word was meant to be can only be guessed.
        call.is_open |= !call.lookalikes.is_empty();
        let path = call.find_path();
        call.read_arguments(&path);
        Some(call)
    }

    /// The whole command, as `aws sts get-session-token`.
    #[must_use]
    pub fn title(&self) -> String {
        let mut title = "aws".to_owned();
        for word in &self.path {
            title.push(' ');
            title.push_str(word.value());
        }
        title
    }

    /// Whether the words name one command to the end, so that its arguments are known.
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        !self.path.is_empty() && self.stranger.is_none()
    }

    /// Whether an option is one of the CLI's own, as `--region`, and not the command's.
    #[must_use]
    pub fn is_global(&self, option: &GivenOption<'_>) -> bool {
        self.model.root().option(&option.full_name).is_some()
    }

    /// Whether the next word after a value is one that belongs to no option.
    pub(crate) fn is_followed_by_stray(&self, value: Given<'_>) -> bool {
        let end = value.range().end;
        // Both are in the order of the text.
        let after = self.words.partition_point(|word| word.range.start < end);
        self.words.get(after).is_some_and(|next| {
            let start = |stray: &Given<'_>| stray.word().range.start;
            let stray = self
                .surplus
                .partition_point(|stray| start(stray) < next.range.start);
            let stray = self.surplus.get(stray);
            stray.is_some_and(|stray| stray.word().range == next.range)
        })
    }

    /// The places of the words that name the command.
    #[must_use]
    pub fn path_range(&self) -> Range<usize> {
        let start = self.words.first().map_or(0, |word| word.range.start);
        let last = self.path.last().copied().or(self.words.first());
        start..last.map_or(start, |word| word.range.end)
    }

    /// An option with this name was given.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.options.iter().any(|option| option.full_name == name)
    }

    /// Finds the words that name the command; gives their places among the words.
    fn find_path(&mut self) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = 1;
        while let Some(word) = self.words.get(at) {
            let place = at;
            at += 1;
            if let Some(name) = option_name(word) {
                let known = name
                    .literal
                    .filter(|_| !name.has_one_hyphen)
                    .and_then(|text| exact_or_abbreviated(self.model.root(), text));
                let Some(argument) = known else {
                    if self.command.has_children() {
                        continue;
                    }
                    break;
                };
                if argument.arity() == Arity::One && name.value.is_none() {
                    at += 1;
                }
                continue;
            }
            if !self.command.has_children() {
                break;
            }
            let literal = word
                .literal()
                .filter(|text| self.command.child(text).is_some() || !stands_for_command(text))
                .filter(|_| lookalikes(word).is_empty());
            let Some(literal) = literal else {
                // Whatever this is, what follows cannot be known.
                self.is_open = true;
                self.stranger = None;
                self.path.clear();
                return Vec::new();
            };
            if literal == "help" {
                self.asks_help = true;
                break;
            }
            match self.command.child(literal) {
                Some(child) => {
                    self.command = child;
                    self.path.push(word);
                    path.push(place);
                }
                // A command that runs by itself may take a positional argument.
                None if self.command.arguments().next().is_some() && !self.path.is_empty() => break,
                None => {
                    self.stranger = Some(word);
                    break;
                }
            }
        }
        path
    }

    fn read_arguments(&mut self, path: &[usize]) {
        let mut positionals = Vec::new();
        let mut at = 1;
        let mut only_positionals = false;
        while let Some(word) = self.words.get(at) {
            let place = at;
            at += 1;
            if path.contains(&place) {
                continue;
            }
            if is_synopsis(word) {
                self.is_open = true;
                continue;
            }
            if !lookalikes(word).is_empty() {
                continue;
            }
            if word.value() == "--" && word.literal().is_some() && !only_positionals {
                only_positionals = true;
                continue;
            }
            match option_name(word).filter(|_| !only_positionals) {
                Some(name) => at = self.read_option(word, &name, at),
                None => positionals.push(Given::new(word, 0)),
            }
        }
        self.place_positionals(positionals);
        // Both prompt the reader or print help instead of calling AWS.
        if self.has("version") || self.has("cli-auto-prompt") {
            self.asks_help = true;
        }
    }

    /// Reads an option and its values; gives the place of the next word.
    fn read_option(&mut self, word: &'a Word, name: &OptionName<'a>, at: usize) -> usize {
        let Some(text) = name.literal else {
            self.is_open = true;
            return at;
        };
        let range = word.range_of(0..name.end);
        let found = if name.has_one_hyphen {
            Err(Vec::new())
        } else {
            self.find_option(text)
        };
        let argument = match found {
            Ok(argument) => argument,
            Err(candidates) => {
                self.strange_options.push(StrangeOption {
                    range,
                    name: text,
                    has_one_hyphen: name.has_one_hyphen,
                    candidates,
                });
                // Its values cannot be distinguished from positional arguments.
                return at + self.count_values(at, usize::MAX);
            }
        };
        let mut option = GivenOption {
            range,
            name: text,
            argument,
            full_name: argument.name(),
            values: Vec::new(),
            refuses_value: false,
        };
        let mut next = at;
        if let Some(start) = name.value {
            if argument.arity() == Arity::None {
                option.refuses_value = true;
            }
            option.values.push(Given::new(word, start));
        } else {
            let most = match argument.arity() {
                Arity::None => 0,
                Arity::One | Arity::Optional => 1,
                Arity::Two => 2,
                Arity::Any | Arity::Some => usize::MAX,
            };
            next += self.count_values(at, most);
            let values = self.words.part(at..next);
            option.values.extend(
                values
                    .iter()
                    .filter(|word| !is_synopsis(word))
                    .map(|word| Given::new(word, 0)),
            );
            if values.iter().any(is_synopsis) {
                self.is_open = true;
            }
        }
        self.options.push(option);
        next
    }

    /// How many of the words from `at` on are values of the option before them.
    fn count_values(&self, at: usize, most: usize) -> usize {
        self.words
            .iter()
            .skip(at)
            .take(most)
            .take_while(|word| option_name(word).is_none() && word.value() != "--")
            .count()
    }

    fn find_option(&self, name: &str) -> Result<Argument<'static>, Vec<String>> {
        let root = self.model.root();
        let own = self.is_resolved().then_some(self.command);
        // The CLI looks for global options first, then for those of the command.
        if let Some(found) = Command::first_option([Some(root), own].into_iter().flatten(), name) {
            return Ok(found);
        }
        let mut candidates: Vec<Argument<'static>> = abbreviated(root, name).collect();
        if candidates.len() != 1 && self.is_resolved() {
            candidates.extend(abbreviated(self.command, name));
        }
        match candidates.as_slice() {
            [only] => Ok(*only),
            several => Err(several.iter().map(|each| each.name()).collect()),
        }
    }

    /// Gives each positional argument its meaning, from the first to the last.
    fn place_positionals(&mut self, given: Vec<Given<'a>>) {
        let mut given = given.into_iter().peekable();
        if self.is_resolved() {
            for argument in self.command.arguments() {
                if !argument.is_positional() {
                    break;
                }
                let most = match argument.arity() {
                    Arity::None => 0,
                    Arity::One | Arity::Optional => 1,
                    Arity::Two => 2,
                    Arity::Any | Arity::Some => usize::MAX,
                };
                for _ in 0..most {
                    let Some(value) = given.next() else {
                        break;
                    };
                    self.positionals.push((argument, value));
                }
            }
        }
        for value in given {
            if value.word().spreads() {
                self.is_open = true;
            } else if value.text() == "help" {
                self.asks_help = true;
            } else {
                self.surplus.push(value);
            }
        }
        let spreads = self
            .positionals
            .iter()
            .any(|(_, value)| value.word().spreads());
        self.is_open |= spreads;
    }
}

/// The options that begin with `name`, which the CLI accepts where there is only one.
fn abbreviated(command: Command<'static>, name: &str) -> impl Iterator<Item = Argument<'static>> {
    command.arguments().filter(move |argument| {
        !name.is_empty() && !argument.is_positional() && argument.name().starts_with(name)
    })
}

fn exact_or_abbreviated(command: Command<'static>, name: &str) -> Option<Argument<'static>> {
    command.option(name).or_else(|| {
        let mut candidates = abbreviated(command, name);
        let only = candidates.next()?;
        candidates.next().is_none().then_some(only)
    })
}
