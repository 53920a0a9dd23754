//! `dateline code`: formats, inputs, exit codes.

use crate::folder::{Folder, lines, root};

const ATTACK: &str = "Gunmen killed five soldiers at a checkpoint near Gao in Mali on Monday, the army said.\n";
const QUIET: &str = "The library opened its new reading room, and many children came with their parents to see it.\n";

#[test]
fn events_found_end_with_zero() {
    let folder = Folder::new();
    let ran = folder.write("a.txt", ATTACK).run("code a.txt --published 2021-05-05");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.records()[0]["event_reports"].as_array().unwrap().len(), 1);
    assert!(ran.err.starts_with("1 report, 1 event, 0 tallies, "), "{}", ran.err);
}

#[test]
fn nothing_found_ends_with_one_and_still_writes_the_record() {
    let folder = Folder::new();
    let ran = folder.write("a.txt", QUIET).run("code a.txt");
    assert_eq!(ran.code, 1);
    assert_eq!(ran.records()[0]["report"], "a");
    assert_eq!(ran.records()[0]["event_reports"], serde_json::json!([]));
}

#[test]
fn jsonl_is_what_a_pipe_gets() {
    let folder = Folder::new();
    let ran = folder.write("in/b.txt", QUIET).write("in/a.txt", ATTACK).run("code in");
    let names: Vec<_> = ran.records().iter().map(|record| record["report"].clone()).collect();
    assert_eq!(names, ["a", "b"], "in the order of the names");
}

#[test]
fn each_format_is_well_formed() {
    let folder = Folder::new();
    folder.write("in/a.txt", ATTACK).write("in/b.txt", QUIET);
    let array: serde_json::Value = serde_json::from_str(&folder.run("code in --format json").out).unwrap();
    assert_eq!(array.as_array().unwrap().len(), 2);
    let table = folder.run("code in --format table").out;
    assert!(table.contains("No events.") && !table.contains('\u{1b}'), "{table}");
    let csv = folder.run("code in --format csv").out;
    assert!(csv.starts_with("report,published,outlets,"), "{csv}");
    assert_eq!(folder.run("code in --format xml").code, 2);
}

#[test]
fn ending_of_the_output_chooses_the_format() {
    let folder = Folder::new();
    folder.write("in/a.txt", QUIET);
    for (name, start) in [("o.csv", "report,"), ("o.json", "[\n"), ("o.jsonl", "{\"report\""), ("o.txt", "a\n")] {
        let ran = folder.run(&format!("code in -o {name} --quiet"));
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", ""), "{name}");
        let file = folder.read(name);
        assert!(file.starts_with(start) || name == "o.txt" && file.contains("No events."), "{name}: {file}");
        assert!(!folder.has(&format!("{name}.part")) && !file.contains('\u{1b}'));
    }
}

#[test]
fn output_among_the_inputs_is_not_read() {
    let folder = Folder::new();
    folder.write("a.txt", QUIET);
    for _ in 0..2 {
        folder.run("code . -o out.jsonl");
        assert_eq!(folder.read("out.jsonl").lines().count(), 1);
    }
}

#[test]
fn standard_input_is_read() {
    let ran = Folder::new().run_with("code -", QUIET);
    assert_eq!(ran.records().len(), 1, "{}", ran.err);
    let ran = Folder::new().run_with("code -", &lines(3));
    assert_eq!(ran.records().len(), 3, "{}", ran.err);
}

#[test]
fn given_date_goes_over_all_others() {
    let folder = Folder::new();
    let ran = folder.write("a.jsonl", lines(1)).run("code a.jsonl --published 1999-12-31");
    assert_eq!(ran.records()[0]["published"], "1999-12-31");
    assert_eq!(folder.run("code a.jsonl --published yesterday").code, 2);
}

#[test]
fn text_is_in_the_record_only_if_asked_for() {
    let folder = Folder::new();
    folder.write("a.txt", QUIET);
    assert!(folder.run("code a.txt").records()[0].get("text").is_none());
    assert_eq!(folder.run("code a.txt --text").records()[0]["text"], QUIET);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = Folder::new();
    folder.write("in/many.jsonl", lines(700)).write("in/one.txt", ATTACK);
    let one = folder.run("code in --jobs 1");
    let four = folder.run("code in --jobs 4");
    assert_eq!(one.out.lines().count(), 701);
    assert!(one.out == four.out, "the order or the content depends on the threads");
}

#[test]
fn other_languages_are_skipped_with_a_note() {
    let folder = Folder::new();
    let french = "Des hommes armés ont attaqué un marché près de la frontière et ont incendié un poste de police, \
        selon le maire de la commune et plusieurs habitants.\n";
    let ran = folder.write("fr.txt", french).write("en.txt", QUIET).run("code fr.txt en.txt");
    assert_eq!(ran.records().len(), 1);
    assert!(ran.err.contains("fr.txt: skipped, it is not in English (fr)"), "{}", ran.err);
    assert!(ran.err.contains("1 skipped, 0 failed"), "{}", ran.err);
    assert_eq!(folder.run("code fr.txt --quiet").err, "");
}

#[test]
fn same_text_twice_is_one_report() {
    let folder = Folder::new();
    let long = format!("{}\n\n{}", ATTACK.repeat(3), QUIET.repeat(4));
    let ran = folder.write("in/a.txt", &long).write("in/b.txt", &long).run("code in");
    assert_eq!(ran.records().len(), 1, "{}", ran.out);
    assert_eq!(ran.records()[0]["copies"], serde_json::json!(["b"]));
}

#[test]
fn own_codebook_goes_over_the_built_in_one() {
    let folder = Folder::new();
    let file = "code = \"grenade\"\nname = \"Grenade\"\nfamily = \"explosions\"\ndefinition = \"Mine.\"\n\
        [[wording]]\npart = \"noun\"\nwords = [\"zorbing\"]\n";
    folder.write("my/event/grenade.toml", file).write("a.txt", "A zorbing hit Gao, killing two soldiers.\n");
    let ran = folder.run("code a.txt --codebook my");
    assert!(ran.code < 2, "{}", ran.err);
    folder.write("my/event/grenade.toml", "code = [");
    let ran = folder.run("code a.txt --codebook my");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("event/grenade.toml"), "{}", ran.err);
    assert_eq!(folder.run("code a.txt --codebook nowhere").code, 2);
}

#[test]
fn sample_reports_are_all_read() {
    let folder = Folder::new();
    let ran = folder.run(&format!("code {}", root().join("corpus/sample").display()));
    assert!(ran.err.contains("7 reports, ") && ran.err.contains(" 0 skipped, 0 failed"), "{}", ran.err);
}

#[test]
fn output_that_cannot_be_written_is_named() {
    let folder = Folder::new();
    let ran = folder.write("a.txt", QUIET).run("code a.txt -o nowhere/out.jsonl");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("nowhere/out.jsonl"), "{}", ran.err);
}

#[test]
fn help_has_examples() {
    let help = Folder::new().run("code --help").out;
    assert!(help.contains("Examples:") && help.contains("--resume") && help.contains("Exit codes:"));
    assert_eq!(Folder::new().run("").code, 2);
    assert_eq!(Folder::new().run("code").code, 2);
}

/// A page that says three times when it was published.
fn page(json_ld: &str, url: &str) -> String {
    format!(
        "<html><head><title>Soldiers killed</title><link rel=\"canonical\" href=\"https://news.example/{url}/soldiers\">\
         <script type=\"application/ld+json\">{{\"@type\": \"NewsArticle\", \"datePublished\": \"{json_ld}\"}}</script></head>\
         <body><article><h1>Soldiers killed</h1><p>{ATTACK}</p></article></body></html>"
    )
}

#[test]
fn publication_dates_that_do_not_agree_are_a_doubt() {
    let folder = Folder::new();
    folder.write("apart.html", page("2021-05-05", "2021/03/01")).write("same.html", page("2021-05-05", "2021/05/04"));
    let apart = &folder.run("code apart.html").records()[0];
    assert_eq!(apart["published"], "2021-05-05");
    let doubt = &apart["doubts"][0];
    assert_eq!((&doubt["field"], &doubt["reason"]), (&"published".into(), &"conflict".into()), "{doubt}");
    assert!(doubt["note"].as_str().unwrap().contains("2021-03-01 (url)"), "{doubt}");
    let same = &folder.run("code same.html").records()[0];
    assert_eq!(same["doubts"], serde_json::json!([]), "a day apart is one evening");
}

#[test]
fn dates_come_in_edtf_with_their_reason() {
    let folder = Folder::new();
    let ran = folder.write("a.txt", ATTACK).run("code a.txt --published 2021-05-05");
    let event = &ran.records()[0]["event_reports"][0];
    assert_eq!(event["date_edtf"], "2021-05-03");
    assert!(event["date_reason"].as_str().unwrap().contains("weekday"), "{event}");
}

#[test]
fn weights_of_ones_own_are_read_from_their_folder() {
    let folder = Folder::new();
    folder.write("a.txt", ATTACK).write("bad/reader.safetensors", "no weights").write("bad/vocabulary.txt", "the\n");
    let built_in = folder.run("code a.txt --reader trained");
    let own = folder.run(&format!("code a.txt --reader trained --model {}", root().join("model").display()));
    assert_eq!((own.code, &own.out), (0, &built_in.out), "{}", own.err);
    for (dir, reason) in [("nowhere", "No such file"), ("bad", "no file of weights")] {
        let ran = folder.run(&format!("code a.txt --reader trained --model {dir}"));
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(&format!("{dir}/reader.safetensors")) && ran.err.contains(reason), "{}", ran.err);
    }
}
