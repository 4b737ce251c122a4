//! The modules that a file declares, and the paths in it.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// The modules that these items declare, without those of tests.
pub(super) fn declared(items: &[Item]) -> BTreeSet<String> {
    let modules = items.iter().filter_map(|item| match item {
        Item::Mod(module) if !only_for_tests(&module.attrs) => Some(module.ident.to_string()),
        _ => None,
    });
    modules.collect()
}

pub(super) fn only_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

/// A name that a `use` brings into scope.
pub(super) struct Imported {
    pub(super) segments: Vec<String>,
    pub(super) name: String,
}

pub(super) fn flatten(tree: &UseTree, before: &mut Vec<String>, paths: &mut Vec<Imported>) {
    let mut add = |before: &[String], last: Option<String>, name: String| {
        let mut segments = before.to_vec();
        segments.extend(last);
        paths.push(Imported { segments, name });
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, paths);
            before.pop();
        }
        UseTree::Name(name) => {
            let last = name.ident.to_string();
            if last == "self" {
                let name = before.last().cloned().unwrap_or(last);
                add(before, None, name);
            } else {
                add(before, Some(last.clone()), last);
            }
        }
        UseTree::Rename(rename) => add(
            before,
            Some(rename.ident.to_string()),
            rename.rename.to_string(),
        ),
        UseTree::Glob(_) => add(before, None, "*".to_owned()),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, before, paths);
            }
        }
    }
}

/// Collects the paths of a module that lead into its crate, as the name below the root.
pub(super) struct Paths<'a> {
    pub(super) module: &'a [String],
    pub(super) children: BTreeSet<String>,
    pub(super) found: Vec<(String, usize)>,
}

impl Paths<'_> {
    fn add(&mut self, segments: &[String], line: usize) {
        let mut at = self.module.to_vec();
        let mut rest = segments.iter().peekable();
        match segments.first().map(String::as_str) {
            Some("crate") => {
                rest.next();
                at.clear();
            }
            Some("self") => {
                rest.next();
            }
            Some("super") => {}
            // A path relative to a child stays within the module; any other leads out of the crate or
            // begins with a name whose `use` is counted.
            _ => return,
        }
        while rest.next_if(|segment| *segment == "super").is_some() {
            at.pop();
        }
        if let Some(name) = at.first().or_else(|| rest.peek().copied()) {
            self.found.push((name.clone(), line));
        }
    }

    /// Paths in the arguments of a macro, which no parser knows.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut segments: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.add(&std::mem::take(&mut segments), line);
                        line = ident.span().start().line;
                    }
                    segments.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.add(&std::mem::take(&mut segments), line);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.add(&segments, line);
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes: &[Attribute] = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            _ => &[],
        };
        if !only_for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let mut paths = Vec::new();
        flatten(&item.tree, &mut Vec::new(), &mut paths);
        let line = item.use_token.span.start().line;
        for path in paths {
            self.add(&path.segments, line);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if !segments
            .first()
            .is_some_and(|first| self.children.contains(first))
        {
            let first = path.segments.first();
            let line = first.map_or(0, |first| first.ident.span().start().line);
            self.add(&segments, line);
        }
        visit::visit_path(self, path);
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {
        // `pub(crate)` and `pub(super)` use nothing.
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}
