//! The house rules that a compiler does not know: heads of crates, names of files, sizes, the grid, the arrows between
//! crates, and a middle that cannot fail. Each test lists every offender.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// What each crate may use of ours. `publish` knows `language` only to lay out what it found; it never analyses.
const ARROWS: [(&str, &[&str]); 15] = [
    ("record", &[]),
    ("ingest", &["record"]),
    ("language", &["record"]),
    ("reader", &["record", "language"]),
    ("coding", &["record", "language", "reader"]),
    ("publish", &["record", "language"]),
    ("linkage", &["record"]),
    ("store", &["record"]),
    ("desk", &["record", "linkage", "store", "publish"]),
    ("benchmark", &["record", "reader"]),
    ("feeds", &["record", "ingest"]),
    ("mcp", &["record", "store", "publish"]),
    ("proposer", &["record"]),
    (
        "dateline",
        &[
            "record",
            "ingest",
            "language",
            "reader",
            "coding",
            "linkage",
            "store",
            "publish",
            "desk",
            "benchmark",
            "feeds",
            "mcp",
            "proposer",
        ],
    ),
    ("python", &["record", "ingest", "reader", "linkage", "store", "publish", "dateline"]),
];

/// The stages that no input makes fail.
const MIDDLE: [&str; 4] = ["language", "reader", "coding", "linkage"];

/// Public functions of the middle that may return `Result`: they read what a user wrote or
/// what ships with the program, not what a report says.
const MAY_FAIL: [&str; 8] = [
    "Reader::of",
    "Reader::embedded",
    "Codebook::embedded",
    "Codebook::from_files",
    "Codebook::add_places",
    "Gazetteer::from_tables",
    "Dump::line",
    "Dump::compile",
];

/// The questions, which name a file in `record` and one in `corpus/cases`, and the files that answer them in `language`
/// and in `coding`.
const GRID: [(&str, &[&str], &[&str]); 9] = [
    ("actor", &["name", "pronoun"], &["actor"]),
    ("event", &["clause"], &["event"]),
    ("date", &["date"], &["date"]),
    ("location", &["name"], &["location", "gazetteer"]),
    ("weapon", &["clause"], &["weapon"]),
    ("casualty", &["number", "quote"], &["casualty"]),
    ("standing", &["quote"], &["standing"]),
    ("response", &["clause"], &["response"]),
    ("tally", &["number"], &["tally"]),
];

/// Names that say nothing about what a file is for.
const FORBIDDEN_NAMES: [&str; 13] = [
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "core",
    "base",
    "type",
    "types",
    "manager",
    "processor",
    "formatter",
];

/// The crate that is no stage: the wheel.
const PYTHON: &str = "python";

const MAX_FILE: usize = 500;
const MAX_MAIN_PATH: usize = 60;
const MAX_FUNCTION: usize = 80;

#[test]
fn every_crate_opens_with_the_four_lines() {
    let labels = ["//! # ", "//!", "//! In:       ", "//! Out:      ", "//! Never:    ", "//! Start at: "];
    let mut offenders = Vec::new();
    for name in crates() {
        let path = home(&name).join("src/lib.rs");
        let text = read(&path);
        let lines: Vec<&str> = text.lines().collect();
        let title = format!("//! # {name}: ");
        let opens = labels.iter().zip(&lines).all(|(label, line)| line.starts_with(label));
        if !opens || !text.starts_with(&title) {
            offenders.push(format!("{}: opens otherwise than with `{title}…`, In, Out, Never, Start at", show(&path)));
        }
        let start = lines.iter().find_map(|line| line.strip_prefix("//! Start at: ")).unwrap_or_default();
        for item in start.split(", ").map(|item| item.split("::").next().unwrap_or(item)) {
            if !lines.iter().filter(|line| line.contains("pub ")).any(|line| line.contains(item))
                && !text.contains(&format!("{item},"))
            {
                offenders.push(format!("{}: Start at: {item} is not public there", show(&path)));
            }
        }
    }
    none(&offenders);
}

#[test]
fn every_crate_is_in_the_table_of_crates() {
    let table = read(&root().join("crates/README.md"));
    let rows: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split('`').next())
        .map(str::to_string)
        .collect();
    assert_eq!(rows, crates().into_iter().collect(), "crates/README.md has a row for each crate, and no other");
    let known: BTreeSet<String> = ARROWS.iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(known, crates().into_iter().collect(), "a new crate needs its arrows in this file");
}

#[test]
fn crates_use_only_what_their_arrow_allows() {
    let mut offenders = Vec::new();
    for (name, allowed) in ARROWS {
        let path = home(name).join("Cargo.toml");
        let manifest: toml::Table = read(&path).parse().unwrap_or_else(|e| panic!("{}: {e}", show(&path)));
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let used = manifest.get(table).and_then(toml::Value::as_table).into_iter().flat_map(|table| table.keys());
            let ours = used.filter(|used| ARROWS.iter().any(|(ours, _)| ours == used));
            let against = ours.filter(|used| !allowed.contains(&used.as_str()));
            offenders.extend(against.map(|used| format!("{}: [{table}] has {used}", show(&path))));
        }
    }
    none(&offenders);
}

#[test]
fn every_question_has_its_file_in_every_stage() {
    let mut offenders = Vec::new();
    let mut want = |folder: String, file: String| {
        let mut found = false;
        walk(&root().join(&folder), &mut |path| found |= path.file_name().is_some_and(|name| *name == *file));
        if !found {
            offenders.push(format!("{folder}: no file {file}"));
        }
    };
    for (question, language, coding) in GRID {
        want("corpus/cases".to_string(), format!("{question}.txt"));
        want("crates/record/src".to_string(), format!("{question}.rs"));
        language.iter().for_each(|file| want("crates/language/src".to_string(), format!("{file}.rs")));
        coding.iter().for_each(|file| want("crates/coding/src".to_string(), format!("{file}.rs")));
    }
    none(&offenders);
}

#[test]
fn no_name_is_empty_of_meaning() {
    let mut offenders = Vec::new();
    walk(&root(), &mut |path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        if FORBIDDEN_NAMES.contains(&stem.as_str()) {
            offenders.push(format!("{}: says nothing about what is in it", show(path)));
        }
    });
    none(&offenders);
}

#[test]
fn files_and_functions_are_short() {
    let mut offenders = Vec::new();
    for source in sources(&crates()) {
        let lines = source.code_lines();
        let limit = if source.path.ends_with("dateline/src/pipeline.rs") { MAX_MAIN_PATH } else { MAX_FILE };
        if lines > limit {
            offenders.push(format!("{}: {lines} code lines, at most {limit}", show(&source.path)));
        }
        let long = source.functions().into_iter().filter(|function| function.lines > MAX_FUNCTION);
        offenders.extend(long.map(|function| {
            format!("{}: {} has {} lines, at most {MAX_FUNCTION}", show(&source.path), function.name, function.lines)
        }));
    }
    none(&offenders);
}

#[test]
fn the_middle_does_not_fail() {
    let mut offenders = Vec::new();
    for source in sources(&MIDDLE.map(str::to_string)) {
        let failing = source.functions().into_iter().filter(|f| f.public && f.returns_result);
        let failing = failing.filter(|function| !MAY_FAIL.contains(&function.name.as_str()));
        offenders.extend(failing.map(|f| format!("{}: {} returns a Result", show(&source.path), f.name)));
    }
    none(&offenders);
}

#[test]
fn the_middle_has_no_unwrap_and_no_expect() {
    let mut offenders = Vec::new();
    for source in sources(&MIDDLE.map(str::to_string)) {
        let mut calls = Calls::default();
        calls.visit_file(&source.file);
        offenders.extend(calls.found.into_iter().map(|(line, name)| format!("{}:{line}: {name}", show(&source.path))));
    }
    none(&offenders);
}

/// One Rust file outside tests.
struct Source {
    path: PathBuf,
    text: String,
    file: syn::File,
}

/// A function with a body.
struct Function {
    name: String,
    lines: usize,
    public: bool,
    returns_result: bool,
}

impl Source {
    /// Lines that are neither empty, nor comment, nor inside a test.
    fn code_lines(&self) -> usize {
        let mut tests = TestLines::default();
        tests.visit_file(&self.file);
        let code = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
        let lines = self.text.lines().enumerate().filter(|(number, _)| !tests.0.contains(&(number + 1)));
        lines.filter(|(_, line)| code(line)).count()
    }

    fn functions(&self) -> Vec<Function> {
        let mut functions = Functions::default();
        functions.visit_file(&self.file);
        functions.found
    }
}

/// Lines of items that are compiled only for tests.
#[derive(Default)]
struct TestLines(BTreeSet<usize>);

impl<'ast> Visit<'ast> for TestLines {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if is_test(item) {
            self.0.extend(item.span().start().line..=item.span().end().line);
        } else {
            visit::visit_item(self, item);
        }
    }
}

#[derive(Default)]
struct Functions {
    owner: Option<String>,
    found: Vec<Function>,
}

impl Functions {
    fn add(&mut self, signature: &syn::Signature, public: bool, span: proc_macro2::Span) {
        let name = signature.ident.to_string();
        let name = self.owner.as_ref().map_or(name.clone(), |owner| format!("{owner}::{name}"));
        let lines = span.end().line - signature.span().start().line + 1;
        self.found.push(Function { name, lines, public, returns_result: returns_result(&signature.output) });
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig, matches!(function.vis, syn::Visibility::Public(_)), function.block.span());
        visit::visit_item_fn(self, function);
    }

    fn visit_item_impl(&mut self, implementation: &'ast syn::ItemImpl) {
        let owner = match &*implementation.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        };
        let outer = std::mem::replace(&mut self.owner, owner);
        visit::visit_item_impl(self, implementation);
        self.owner = outer;
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig, matches!(function.vis, syn::Visibility::Public(_)), function.block.span());
        visit::visit_impl_item_fn(self, function);
    }
}

/// Calls of `unwrap` and `expect`, inside macros too.
#[derive(Default)]
struct Calls {
    found: Vec<(usize, String)>,
}

impl Calls {
    fn note(&mut self, name: &proc_macro2::Ident) {
        if name == "unwrap" || name == "expect" {
            self.found.push((name.span().start().line, name.to_string()));
        }
    }

    fn note_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (token, next) in tokens.iter().zip(tokens.iter().skip(1).map(Some).chain([None])) {
            match (token, next) {
                (TokenTree::Ident(name), Some(TokenTree::Group(_))) => self.note(name),
                (TokenTree::Group(group), _) => self.note_tokens(group.stream()),
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.note(&call.method);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.note_tokens(called.tokens.clone());
    }
}

fn returns_result(output: &syn::ReturnType) -> bool {
    let syn::ReturnType::Type(_, returned) = output else { return false };
    match &**returned {
        syn::Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Result"),
        _ => false,
    }
}

fn is_test(item: &syn::Item) -> bool {
    let attributes = match item {
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        syn::Meta::NameValue(_) => false,
    })
}

/// The Rust files of these crates that are compiled into them: those named in a `#[cfg(test)] mod` are not.
fn sources(crates: &[String]) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut tests = BTreeSet::new();
    for name in crates {
        walk(&home(name).join("src"), &mut |path| {
            if path.extension().is_none_or(|ending| ending != "rs") {
                return;
            }
            let text = read(path);
            let file = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", show(path)));
            for item in file.items.iter().filter(|item| is_test(item)) {
                if let syn::Item::Mod(module) = item {
                    tests.insert(path.with_file_name(format!("{}.rs", module.ident)));
                }
            }
            sources.push(Source { path: path.to_path_buf(), text, file });
        });
    }
    sources.retain(|source| !tests.contains(&source.path));
    sources
}

fn crates() -> Vec<String> {
    let folders = fs::read_dir(root().join("crates")).expect("the folder of crates can be read");
    let folders = folders.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut names: Vec<String> = folders
        .filter(|path| path.join("Cargo.toml").is_file())
        .filter_map(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .collect();
    names.push(PYTHON.to_string());
    names.sort();
    names
}

/// The folder of a crate: the wheel's stands at the top, beside what else belongs to it.
fn home(name: &str) -> PathBuf {
    if name == PYTHON { root().join(name) } else { root().join("crates").join(name) }
}

/// Every file and folder below, but for what Git and Cargo keep for themselves.
fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", show(folder)));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if [".git", ".venv", "target", "node_modules", "dist"].contains(&name.as_str()) {
            continue;
        }
        each(&path);
        if path.is_dir() {
            walk(&path, each);
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", show(path)))
}

fn show(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("a crate lies two folders down").to_path_buf()
}

fn none(offenders: &[String]) {
    let by_file: BTreeMap<&str, usize> = offenders.iter().fold(BTreeMap::new(), |mut counts, offender| {
        *counts.entry(offender.split(':').next().unwrap_or_default()).or_default() += 1;
        counts
    });
    assert!(offenders.is_empty(), "{} in {} files:\n{}", offenders.len(), by_file.len(), offenders.join("\n"));
}
