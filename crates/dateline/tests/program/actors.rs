//! `actors find`, `actors check`.

use serde_json::Value;

use crate::folder::Folder;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn find_prints_whom_a_name_means_in_any_spelling() {
    let folder = Folder::new();
    for name in ["kataib-hezbollah", "Kata'ib Hizballah", "Hezbollah Brigades"] {
        let ran = folder.run(&format!("actors find {name}"));
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert!(ran.out.starts_with("Kataib Hezbollah (militia, inter 3)\n"), "{name}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("part of      Popular Mobilization Forces"), "{}", ran.out);
    }
}

#[test]
fn find_gives_json_with_parents_and_children() {
    let own = "[[actor]]\nid = \"tarkan-front\"\nname = \"Tarkan Front\"\nkind = \"rebel\"\ncountry = \"MLI\"\n\
        wikidata = \"Q1\"\nucdp = 2\n\
        [[actor]]\nid = \"tarkan-lions\"\nname = \"Lions of Tarkan\"\nkind = \"communal\"\n\
        parents = [{ id = \"tarkan-front\", since = \"2012\", until = \"2019-03\" }]\n";
    let folder = Folder::new();
    folder.write("my/actor/own.toml", own);
    let ran = folder.run("actors find Tarkan Front --codebook my --format json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let front = &json(&ran.out)["found"][0];
    assert_eq!((&front["id"], &front["inter"]), (&Value::from("tarkan-front"), &Value::from(2)));
    assert_eq!((&front["wikidata"], &front["ucdp"]), (&Value::from("Q1"), &Value::from(2)));
    assert_eq!(
        (&front["children"][0]["id"], &front["file"]),
        (&Value::from("tarkan-lions"), &Value::from("actor/own.toml"))
    );
    let lions = folder.run("actors find Lions of Tarkan --codebook my");
    assert!(lions.out.contains("Lions of Tarkan (communal, inter 4)"), "{}", lions.out);
    assert!(lions.out.contains("part of      Tarkan Front (2012–2019-03)"), "{}", lions.out);
}

#[test]
fn find_proposes_but_does_not_decide() {
    let ran = Folder::new().run("actors find Kataib Hezbolat --format json");
    assert_eq!(ran.code, 1);
    let said = json(&ran.out);
    assert_eq!(said["found"].as_array().unwrap().len(), 0);
    assert_eq!(said["proposals"][0]["id"], "kataib-hezbollah");
    let page = Folder::new().run("actors find Kataib Hezbolat");
    assert!(page.code == 1 && page.out.contains("proposals, not the same"), "{}", page.out);
    let nobody = Folder::new().run("actors find Xyzzy");
    assert_eq!((nobody.code, nobody.out.as_str()), (1, ""));
    assert!(nobody.err.contains("Xyzzy"));
}

#[test]
fn find_knows_the_forces_of_states() {
    let ran = Folder::new().run("actors find Pentagon --format json");
    let found = &json(&ran.out)["found"][0];
    assert_eq!(
        (&found["name"], &found["inter"]),
        (&Value::from("Military Forces of the United States"), &Value::from(1))
    );
}

#[test]
fn the_registry_that_ships_has_no_faults() {
    let ran = Folder::new().run("actors check");
    let faults: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("fault: ")).collect();
    assert_eq!((ran.code, faults), (0, Vec::new()), "{}", ran.err);
}

#[test]
fn check_names_file_line_and_id_of_what_is_wrong() {
    let own = "[[actor]]\nid = \"tarkan-front\"\nname = \"Tarkan Front\"\nkind = \"rebel\"\nparents = [\"nobody\"]\n\
        [[actor]]\nid = \"tarkan-lions\"\nname = \"al-Tarkan Front\"\nkind = \"rebels\"\n";
    let folder = Folder::new();
    folder.write("my/actor/own.toml", own);
    let ran = folder.run("actors check --codebook my");
    assert_eq!(ran.code, 2, "{}", ran.out);
    let faults: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("fault: ")).collect();
    assert_eq!(
        faults,
        [
            "fault: actor/own.toml:2: tarkan-front: its parent \"nobody\" does not exist",
            "fault: actor/own.toml:7: tarkan-lions: kind \"rebels\" is none of the kinds",
            "fault: actor/own.toml:7: tarkan-lions: \"al-Tarkan Front\" is a name of \"tarkan-front\" too \
             (actor/own.toml:2), and no country tells the two apart",
        ]
    );
    assert!(ran.err.contains("3 faults"), "{}", ran.err);
}

#[test]
fn check_goes_on_behind_a_file_that_cannot_be_read() {
    let folder = Folder::new();
    folder.write("my/actor/own.toml", "[[actor]]\nid = 7\n");
    let ran = folder.run("actors check --codebook my");
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("fault: actor/own.toml: "), "{}", ran.out);
}
