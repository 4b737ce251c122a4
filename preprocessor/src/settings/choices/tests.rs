use crate::settings::Settings;

fn error(choice: &str) -> String {
    let text = format!("[preprocessor.aws.choices.x]\n{choice}\n");
    Settings::from_book_toml(&text, "book.toml")
        .unwrap_err()
        .to_string()
}

#[test]
fn wrong_choices_name_their_place() {
    for (choice, expected) in [
        (
            "vales = []",
            "book.toml:2:1: [preprocessor.aws]: choice `x`: there is no `vales`; did you mean `values`?",
        ),
        (
            "values = []",
            "book.toml:2:1: [preprocessor.aws]: choice `x`: it has no value",
        ),
        ("values = [\"a\", 3]", "`values` takes a list of texts"),
        ("values = [\"a\", \"a\"]", "`a` is there twice"),
        ("values = [\"a\\nb\"]", "a line end"),
        (
            "values = [\"a\"]\ndefault = \"b\"",
            "book.toml:3:1: [preprocessor.aws]: choice `x`: the default `b` is not allowed; it takes one of its values",
        ),
        (
            "pattern = \"account-id\"\ndefault = \"12\"",
            "it takes 12 digits",
        ),
        (
            "pattern = \"email\"\ndefault = \"12\"",
            "`pattern` takes `\"account-id\"`",
        ),
        (
            "from = \"regions\"",
            "book.toml:1:27: [preprocessor.aws]: choice `x`: it needs a `default`",
        ),
        (
            "from = \"regions\"\nprovider = \"a\"\ndefault = \"b\"",
            "`provider` takes a text",
        ),
        (
            "from = \"regions\"\nvalues = [\"a\"]",
            "it takes one of `values`, `from` and `pattern`",
        ),
        (
            "depends-on = \"y\"\nvalues = { a = [\"b\"] }",
            "there is no choice `y`",
        ),
        (
            "depends-on = \"x\"\nvalues = { a = [\"b\"] }",
            "itself depends on a choice",
        ),
    ] {
        let error = error(choice);
        assert!(error.contains(expected), "{choice}: {error}");
    }
}

#[test]
fn so_many_choices_and_values_are_too_many() {
    let many: Vec<String> = (0..=super::MOST_VALUES).map(|n| format!("v{n}")).collect();
    let message = error(&format!("values = {many:?}"));
    assert_eq!(
        message,
        "book.toml:2:1: [preprocessor.aws]: choice `x`: all choices of a book together have \
         at most 1000 values"
    );
    let one = |n: usize| format!("[preprocessor.aws.choices.c{n}]\nvalues = [\"a\"]\n");
    let read = |count: usize| {
        let text: String = (0..count).map(one).collect();
        Settings::from_book_toml(&text, "book.toml").map(|_| ())
    };
    assert!(read(super::MOST_CHOICES).is_ok());
    let message = read(super::MOST_CHOICES + 1).unwrap_err().to_string();
    assert!(
        message.ends_with("a book has at most 100 choices, and this one 101"),
        "{message}"
    );
}

#[test]
fn choices_keep_the_order_of_the_file() {
    let text = "[preprocessor.aws.choices.region]\nfrom = \"regions\"\n\
                default = \"us-west-2\"\n[preprocessor.aws.choices.account]\n\
                pattern = \"account-id\"\ndefault = \"111122223333\"\n";
    let settings = Settings::from_book_toml(text, "book.toml").unwrap();
    let choices: Vec<_> = settings.run.markdown.choices.iter().collect();
    let names: Vec<_> = choices.iter().map(|choice| choice.name.as_str()).collect();
    assert_eq!(names, ["region", "account"]);
    let disk = |range: &Option<std::ops::Range<usize>>| text.get(range.clone().unwrap());
    assert_eq!(disk(&choices[0].name_range), Some("region"));
    assert_eq!(disk(&choices[0].default_range), Some("\"us-west-2\""));
}
