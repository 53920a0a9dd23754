//! `explain`, `score`, `codes`, `completions`.

use crate::folder::{Folder, root};

#[test]
fn explain_lays_tags_under_the_text() {
    let folder = Folder::new();
    let ran = folder.write("a.txt", "Gunmen killed two guards.\n").run("explain a.txt --published 2020-02-02");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("published  2020-02-02 (given)"), "{}", ran.out);
    assert!(ran.out.contains("Gunmen killed two guards"), "{}", ran.out);
    assert!(ran.out.contains("\ntag  ") && ran.out.contains("\nRecord\n"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'));
}

#[test]
fn explain_names_what_it_cannot_read() {
    let ran = Folder::new().run("explain missing.txt");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("missing.txt"));
}

#[test]
fn score_prints_the_reference_scorers_words() {
    let corpus = root().join("corpus/score");
    let (gold, pred) = (corpus.join("gold"), corpus.join("pred"));
    let folder = Folder::new();
    let run = |options: &str| folder.run(&format!("score {} {} {options}", gold.display(), pred.display()));
    assert_eq!(run("--by-report --errors").out, std::fs::read_to_string(corpus.join("expected.txt")).unwrap());
    assert_eq!(run("--json").out, std::fs::read_to_string(corpus.join("expected.json")).unwrap());
    assert_eq!(run("").code, 0);
}

#[test]
fn score_reads_what_code_writes() {
    let folder = Folder::new();
    folder.write("in/a.txt", "Gunmen killed two guards in Gao.\n").run("code in -o out.jsonl");
    let ran = folder.run("score out.jsonl out.jsonl --json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let figures: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(figures["event"]["gold"], figures["event"]["right"]);
}

#[test]
fn score_names_the_record_that_is_broken() {
    let folder = Folder::new();
    let ran = folder.write("gold.jsonl", "{\"report\":\"a\"}\n{oops\n").run("score gold.jsonl gold.jsonl");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("gold.jsonl, line 2"), "{}", ran.err);
}

#[test]
fn score_says_that_a_folder_holds_no_records() {
    let folder = Folder::new();
    let ran = folder.write("gold/records/a.json", "{}").write("out.jsonl", "").run("score gold out.jsonl");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("gold: holds no .json files"), "{}", ran.err);
}

#[test]
fn codes_lists_every_type_and_shows_one() {
    let folder = Folder::new();
    let all = folder.run("codes");
    assert_eq!(all.code, 0);
    for code in record::SubEventType::ALL {
        assert!(all.out.contains(code.code()), "{code} is not listed");
        let one = folder.run(&format!("codes {code}"));
        assert!(one.code == 0 && one.out.contains("\n  yes  "), "{code}: {}", one.out);
    }
    let unknown = folder.run("codes nonsense");
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("nonsense"));
}

#[test]
fn codes_come_from_the_users_files_where_they_have_them() {
    let folder = Folder::new();
    let file = "code = \"grenade\"\nname = \"Grenade\"\nfamily = \"explosions\"\ndefinition = \"My own words.\"\n\
        [[wording]]\npart = \"noun\"\nwords = [\"pineapple\"]\n";
    folder.write("my/event/grenade.toml", file);
    let ran = folder.run("codes grenade --codebook my");
    assert!(ran.out.contains("My own words.") && ran.out.contains("pineapple"), "{}{}", ran.out, ran.err);
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = Folder::new().run(&format!("completions {shell}"));
        assert!(ran.code == 0 && ran.out.contains("explain"), "{shell}");
    }
}

#[test]
fn toponyms_are_listed_and_scored() {
    let xml = "<articles><article file=\"3\"><text>Gunmen killed two guards in Gao.</text><toponyms><toponym>\
        <extractedName>Gao</extractedName><type>Literal</type><start>28</start><end>31</end>\
        <latitude>16.27</latitude><longitude>-0.04</longitude></toponym></toponyms></article></articles>";
    let folder = Folder::new();
    let ran = folder.write("in.xml", xml).run("toponyms in.xml --score --json -o out.jsonl");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let score: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(score["all"]["F1, associative false"], 1.0);
    assert_eq!(score["all"]["resolved within 25 km"], 1.0);
    let line: serde_json::Value = serde_json::from_str(&folder.read("out.jsonl")).unwrap();
    assert_eq!((&line["report"], &line["start"], &line["country"]), (&"3".into(), &28.into(), &"MLI".into()));
    assert_eq!(folder.run("toponyms in.xml --format csv").out.lines().count(), 2);
}

#[test]
fn toponyms_begin_anew_where_a_part_file_was_left() {
    let folder = Folder::new();
    folder.write("report.txt", "Gunmen killed three soldiers in Kunduz, Afghanistan, on Monday.");
    folder.write("out.jsonl.part", "{\"report\":\"left over\"}\n");
    let ran = folder.run("toponyms report.txt -o out.jsonl");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let written = folder.read("out.jsonl");
    assert!(written.contains("Kunduz") && !written.contains("left over"), "{written}");
    assert!(!folder.has("out.jsonl.part"));
}

#[test]
fn toponyms_read_a_dateline_in_capitals_whole() {
    let folder = Folder::new();
    folder.write("a.txt", "LOS ANGELES (AP) - A man slept for two days, his sister said.\n");
    let ran = folder.run("toponyms a.txt --format jsonl");
    assert!(ran.out.contains("\"text\":\"LOS ANGELES\",\"name\":\"Los Angeles\""), "{}{}", ran.out, ran.err);
}
