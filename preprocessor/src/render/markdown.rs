//! Markdown for text from outside, and for tables.

use std::collections::BTreeMap;

use aws_doc_facts::Provenance;

/// Text from outside, safe in a cell of a Markdown table: none of it is read as markup.
pub(crate) fn escape_cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => escaped.push(' '),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c if c.is_control() => {}
            c if c.is_ascii_punctuation() && !matches!(c, '-' | '.' | ',' | '(' | ')' | '\'') => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// A name from outside as code in a cell; as text if it holds characters that names do not have.
pub(crate) fn code_cell(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:/*".contains(&b);
    if !name.is_empty() && name.bytes().all(plain) {
        format!("`{name}`")
    } else {
        escape_cell(name)
    }
}

/// Several names as code in a cell; a dash for none.
pub(crate) fn code_cells<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let cells: Vec<String> = names.into_iter().map(code_cell).collect();
    if cells.is_empty() {
        return "–".to_owned();
    }
    cells.join(", ")
}

/// Text from outside in a cell; a dash for none.
pub(crate) fn text_cell(text: Option<&str>) -> String {
    text.map_or_else(|| "–".to_owned(), escape_cell)
}

/// A table in Markdown.
pub(crate) fn table<const N: usize>(
    titles: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let mut out = format!("| {} |\n|{}\n", titles.join(" | "), " --- |".repeat(N));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out
}

/// Where a set of facts comes from and when it was retrieved, in words.
pub(crate) fn origins(provenance: &Provenance) -> String {
    let mut retrieved: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for origin in &provenance.sources {
        // The word by which the table names the source.
        let key = match origin.key.as_str() {
            "" => String::new(),
            key => format!("{}: ", escape_cell(key)),
        };
        let source = escape_cell(&origin.source);
        let version = escape_cell(&origin.version);
        retrieved
            .entry(&origin.retrieved)
            .or_default()
            .push(format!("{key}{source}, version {version}"));
    }
    let days = retrieved
        .into_iter()
        .map(|(day, sources)| format!("Retrieved {}: {}.", escape_cell(day), sources.join("; ")));
    format!("*{}*", days.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_is_not_markup() {
        assert_eq!(
            escape_cell("<script>a|b</script> [x](y) *z* `c` &amp;\n"),
            "&lt;script&gt;a\\|b&lt;\\/script&gt; \\[x\\](y) \\*z\\* \\`c\\` &amp;amp\\; "
        );
    }
}
