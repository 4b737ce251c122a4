//! Reads JSON with a mistake in it, and says where the mistake is.

use spanned_text::{Files, MappedText, Memory, ReadError, json};

fn main() -> Result<(), ReadError> {
    let sources = Memory::from_iter([("a.json", "{\n  \"a\": [1, 2], /* 😀 */ \"b\": 'c'\n}")]);
    let mut files = Files::new(&sources);
    let id = files.load("a.json")?;
    let text = MappedText::of_file(id, files.text(id), 0..files.text(id).len());
    let parsed = json::parse(text.as_str());
    for error in &parsed.errors {
        if let (Some(span), Some(file)) = (text.span(error.range.clone()), files.get(id)) {
            let (position, lsp) = (file.position(span.start), file.position_utf16(span.start));
            println!(
                "{}:{}: {}",
                position.line,
                position.column,
                error.kind.message()
            );
            println!("in LSP: {}:{}", lsp.line, lsp.character);
        }
    }
    let list = parsed.root.as_ref().and_then(|root| root.get("a"));
    println!("`a` is {}", list.map_or("missing", |list| list.type_name()));
    Ok(())
}
