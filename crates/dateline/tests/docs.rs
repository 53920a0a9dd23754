//! The documentation is true: commands, columns, keys, codes and crates are all described, and examples print what they
//! say.
//!
//! A block marked `console` holds lines `$ dateline …`, run in the repository's root, each followed by what it prints. A
//! line with nothing but `…` stands for any lines. `UPDATE_DOCS=1 cargo test -p dateline --test docs` writes what is
//! printed now into the files, for review as a diff.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use coding::Codebook;
use dateline::pipeline;
use record::{DateOrigin, DatePrecision, DoubtReason, Field, Focus, FurnitureKind, Outcome, Standing, SubEventType};
use serde_json::Value;

/// Stands for any lines of output.
const ANY: &str = "…";

#[test]
fn examples_print_what_they_say() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let mut offenders = Vec::new();
    for page in pages() {
        let text = read(&page);
        let (renewed, wrong) = renew(&text, &page);
        if update && renewed != text {
            fs::write(&page, renewed).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
        } else if !update {
            offenders.extend(wrong);
        }
    }
    assert!(offenders.is_empty(), "UPDATE_DOCS=1 renews these:\n{}", offenders.join("\n"));
}

#[test]
fn readme_opens_with_the_report_that_it_codes() {
    let quoted: Vec<String> = read(&root().join("README.md"))
        .lines()
        .filter_map(|line| line.strip_prefix("> "))
        .map(str::to_string)
        .collect();
    let report = read(&root().join("docs/strike.txt"));
    let told = report.split("\n\n").last().unwrap_or_default();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&quoted.join(" ")).contains(&words(told)), "README.md quotes docs/strike.txt");
}

#[test]
fn every_command_and_option_is_described() {
    let page = read(&root().join("docs/commands.md"));
    let commands = entries(&run(&["--help"]), "Commands:");
    assert!(commands.len() > 4, "commands are listed: {commands:?}");
    let mut offenders = Vec::new();
    for command in commands.iter().filter(|command| *command != "help") {
        let Some(section) = section(&page, &format!("## dateline {command}")) else {
            offenders.push(format!("no heading `## dateline {command}`"));
            continue;
        };
        let help = run(&[command, "--help"]);
        let options = help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2);
        let options: BTreeSet<&str> = options.map(|word| word.trim_end_matches([',', ']', ')', '.'])).collect();
        let missing =
            options.into_iter().filter(|option| *option != "--help" && !section.contains(&format!("`{option}")));
        offenders.extend(missing.map(|option| format!("dateline {command}: {option}")));
    }
    assert!(offenders.is_empty(), "docs/commands.md lacks:\n{}", offenders.join("\n"));
}

#[test]
fn every_column_and_key_is_described() {
    let page = read(&root().join("docs/records.md"));
    let mut keys: BTreeSet<String> = publish::COLUMNS.iter().map(|column| column.to_string()).collect();
    for record in samples() {
        add_keys(&record, &mut keys);
    }
    let missing = keys.into_iter().filter(|key| !page.contains(&format!("`{key}`")));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<String>::new(), "docs/records.md lacks these");
}

#[test]
fn every_column_of_events_is_described() {
    let page = read(&root().join("docs/events.md"));
    let missing: Vec<&str> =
        publish::EVENT_COLUMNS.into_iter().filter(|column| !page.contains(&format!("`{column}`"))).collect();
    assert_eq!(missing, Vec::<&str>::new(), "docs/events.md lacks these");
}

#[test]
fn every_column_of_exports_is_described() {
    use publish::export::{ACLED_COLUMNS, CAMEO_COLUMNS, PLOVER_COLUMNS, UCDP_COLUMNS};
    let page = read(&root().join("docs/exports.md"));
    let forms: [(&str, &[&str]); 4] =
        [("acled", &ACLED_COLUMNS), ("ucdp", &UCDP_COLUMNS), ("plover", &PLOVER_COLUMNS), ("cameo", &CAMEO_COLUMNS)];
    let mut missing = Vec::new();
    for (form, columns) in forms {
        let section = section(&page, &format!("## {form}")).unwrap_or_else(|| panic!("docs/exports.md: no ## {form}"));
        let lacking = columns.iter().filter(|column| !section.contains(&format!("`{column}`")));
        missing.extend(lacking.map(|column| format!("{form}: {column}")));
    }
    assert_eq!(missing, Vec::<String>::new(), "docs/exports.md lacks these");
}

#[test]
fn every_code_is_described() {
    let pages = ["docs/records.md", "docs/formats.md"].map(|page| read(&root().join(page))).concat();
    let mut codes: Vec<&str> = SubEventType::ALL.iter().map(|code| code.code()).collect();
    codes.extend(Standing::ALL.iter().map(|code| code.code()));
    codes.extend(Focus::ALL.iter().map(|code| code.code()));
    codes.extend(Outcome::ALL.iter().map(|code| code.code()));
    codes.extend(DatePrecision::ALL.iter().map(|code| code.code()));
    codes.extend(Field::ALL.iter().map(|code| code.code()));
    codes.extend(DoubtReason::ALL.iter().map(|code| code.code()));
    codes.extend(DateOrigin::ALL.iter().map(|code| code.code()));
    codes.extend(FurnitureKind::ALL.iter().map(|code| code.code()));
    codes.retain(|code| !pages.contains(&format!("`{code}`")));
    assert_eq!(codes, Vec::<&str>::new(), "docs/records.md and docs/formats.md lack these");
}

#[test]
fn every_crate_is_described() {
    let architecture = read(&root().join("ARCHITECTURE.md"));
    for folder in fs::read_dir(root().join("crates")).unwrap() {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if folder.is_dir() {
            assert!(architecture.contains(&format!("`{name}`")), "ARCHITECTURE.md does not name the crate {name}");
        }
    }
    assert!(architecture.lines().count() <= 250, "ARCHITECTURE.md is a map, of at most 250 lines");
}

#[test]
fn every_file_that_the_guides_name_exists() {
    let mut offenders = Vec::new();
    for page in pages() {
        for name in names_in_ticks(&read(&page)) {
            let beside = page.parent().map(|folder| folder.join(&name));
            if !root().join(&name).exists() && !beside.is_some_and(|path| path.exists()) {
                offenders.push(format!("{}: {name}", page.display()));
            }
        }
    }
    assert!(offenders.is_empty(), "these are named and do not exist:\n{}", offenders.join("\n"));
}

/// Words in single backticks that are paths of this repository: with a folder of it before the first slash.
fn names_in_ticks(text: &str) -> Vec<String> {
    let tops = ["crates/", "corpus/", "codebook/", "docs/", ".ci/"];
    let prose = text.split("```").step_by(2).collect::<String>();
    let words = prose.split('`').skip(1).step_by(2).map(str::to_string).collect::<Vec<_>>();
    let plain = |word: &String| !word.contains(['<', '*', ' ', '…', '{', '=']);
    words.into_iter().filter(|word| plain(word) && tops.iter().any(|top| word.starts_with(top))).collect()
}

/// The page with what its examples print now, and where that is not what it says.
fn renew(text: &str, page: &Path) -> (String, Vec<String>) {
    let (mut out, mut wrong) = (String::new(), Vec::new());
    let mut lines = text.lines().enumerate().peekable();
    let mut inside = false;
    while let Some((number, line)) = lines.next() {
        out.push_str(line);
        out.push('\n');
        inside = if inside { line != "```" } else { line == "```console" };
        let Some(command) = line.strip_prefix("$ dateline ").filter(|_| inside) else { continue };
        let mut said = Vec::new();
        while let Some((_, line)) = lines.next_if(|(_, line)| !line.starts_with("$ ") && *line != "```") {
            said.push(line);
        }
        let args: Vec<&str> = command.split_whitespace().collect();
        let printed = run(&args);
        let printed = like(&said, printed.lines().map(str::trim_end).collect());
        if printed != said {
            let place = format!("{}:{}", page.display(), number + 1);
            wrong.push(format!("{place}: dateline {command}\n{}", printed.join("\n")));
        }
        printed.iter().for_each(|line| out.push_str(&format!("{line}\n")));
    }
    (out, wrong)
}

/// The printed lines with as many left out as `said` leaves out: as long a start and an end as there.
fn like<'a>(said: &[&'a str], printed: Vec<&'a str>) -> Vec<&'a str> {
    let Some(start) = said.iter().position(|line| *line == ANY) else { return printed };
    let end = said.len() - start - 1;
    if start + end >= printed.len() {
        return printed;
    }
    [&printed[..start], &[ANY], &printed[printed.len() - end..]].concat()
}

/// What the program prints when it runs in the repository's root.
fn run(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let output = command.current_dir(root()).args(args).env("COLUMNS", "100").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some_and(|code| code < 2), "dateline {}: {said}", args.join(" "));
    String::from_utf8(output.stdout).unwrap()
}

/// The records of everything that is shipped, with their texts.
fn samples() -> Vec<Value> {
    let codebook = Codebook::embedded().unwrap();
    let folders = ["corpus/sample", "corpus/gold"].map(|folder| root().join(folder));
    let texts = |path: &Path| !path.components().any(|part| part.as_os_str() == "records");
    let sources = ingest::sources(&folders).into_iter().filter(|source| texts(source.path()));
    let reports = sources.flat_map(|source| source.read(&ingest::Options::default())).filter_map(Result::ok);
    reports.map(|report| publish::record_json(&pipeline::code(&report, codebook, None))).collect()
}

/// Keys of a record, all the way down; what a user's input brought along is not ours to describe.
fn add_keys(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                keys.insert(key.clone());
                if key != "extra" {
                    add_keys(value, keys);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_keys(item, keys)),
        _ => {}
    }
}

/// First words of the indented lines under a title of a help page.
fn entries(help: &str, title: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != title).skip(1).take_while(|line| !line.is_empty());
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_string).collect()
}

/// The part of a page under a heading, up to the next heading of the same depth.
fn section<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("\n{heading}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

/// The pages that are checked: the guides at the root, and the documentation.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(|name| root().join(name)).to_vec();
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    pages.sort();
    pages
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
