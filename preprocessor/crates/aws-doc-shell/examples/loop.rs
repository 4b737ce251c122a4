//! Checks a command in a loop, which needs a grammar. Run it with `cargo run --example loop`.

use aws_doc_facts::Facts;
use aws_doc_lint::Linter;
use aws_doc_shell::Bash;

fn main() {
    let facts = Facts::bundled();
    let linter = Linter::new(&facts).grammar(&Bash);
    let text = "```sh\nfor b in a b; do aws s3 lss \"$b\"; done\n```\n";
    for found in linter.check(&[("a.md", text)]).diagnostics {
        println!("{}: {}", found.code, found.message);
    }
}
