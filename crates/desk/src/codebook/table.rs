//! Files of words and names as tables: one for each list of entries, with a column for each key.

use serde_json::{Value, json};
use toml::Value as Toml;

/// Rows of a table that are shown; a search leads to the others.
const ROWS: usize = 1000;

/// Keys that say what a file is about.
const FIRST: [&str; 4] = ["name", "code", "family", "definition"];

/// The name of an entry as an address has it: "Air/drone strike" is "air-drone-strike".
pub(super) fn anchor(words: &str) -> String {
    let letters = words.to_lowercase();
    let parts = letters.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// What a table shows: `name`, `head`, `rows` of `{ "id", "cells" }`, `more` rows that are not shown.
fn table(name: &str, head: Vec<String>, rows: Vec<(String, Vec<String>)>, words: &str) -> Value {
    let words = words.to_lowercase();
    let fits = |(_, cells): &(String, Vec<String>)| {
        words.is_empty() || cells.iter().any(|cell| cell.to_lowercase().contains(&words))
    };
    let fitting: Vec<_> = rows.into_iter().filter(fits).collect();
    let more = fitting.len().saturating_sub(ROWS);
    let rows: Vec<Value> =
        fitting.iter().take(ROWS).map(|(id, cells)| json!({ "id": anchor(id), "cells": cells })).collect();
    json!({ "name": name, "head": head, "rows": rows, "more": more })
}

/// A table of lines with tabs between cells.
pub(super) fn of_tsv(text: &str, words: &str) -> Value {
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let cells = |line: &str| line.split('\t').map(str::to_string).collect::<Vec<String>>();
    let head = lines.next().map(cells).unwrap_or_default();
    let rows = lines.map(|line| (line.split('\t').next().unwrap_or_default().to_string(), cells(line))).collect();
    table("", head, rows, words)
}

/// The tables of a file: what stands alone first, then each list of entries.
pub(super) fn of_toml(text: &str, words: &str) -> Vec<Value> {
    let Ok(file) = text.parse::<toml::Table>() else { return Vec::new() };
    let mut alone = Vec::new();
    let mut tables = Vec::new();
    // Lists stand in the order of the file; what says what it is stands before all.
    let place = |key: &str| match FIRST.iter().position(|first| *first == key) {
        Some(first) => first,
        None => FIRST.len() + text.find(&format!("[[{key}")).or_else(|| text.find(key)).unwrap_or(text.len()),
    };
    let mut keys: Vec<(&String, &Toml)> = file.iter().collect();
    keys.sort_by_key(|(key, _)| place(key));
    for (key, value) in keys {
        match value {
            Toml::Array(list) if list.iter().any(Toml::is_table) => tables.push(entries(key, list, words)),
            Toml::Table(inner) => {
                let rows = inner.iter().map(|(name, value)| (name.clone(), vec![name.clone(), shown(value)]));
                tables.push(table(key, vec!["key".into(), "value".into()], rows.collect(), words));
            }
            other => {
                let id = if matches!(key.as_str(), "code" | "name") { shown(other) } else { key.clone() };
                alone.push((id, vec![key.clone(), shown(other)]));
            }
        }
    }
    if !alone.is_empty() {
        tables.insert(0, table("", Vec::new(), alone, words));
    }
    tables
}

/// A list of entries: the columns are the keys that any has, in the order in which they first stand.
fn entries(name: &str, list: &[Toml], words: &str) -> Value {
    let mut head: Vec<String> = Vec::new();
    for entry in list.iter().filter_map(Toml::as_table) {
        for key in entry.keys().filter(|key| !head.contains(key)).cloned().collect::<Vec<_>>() {
            head.push(key);
        }
    }
    // What an entry is called stands first.
    head.sort_by_key(|key| ["code", "name", "id"].iter().position(|first| key == first).unwrap_or(9));
    let rows = list.iter().filter_map(Toml::as_table).map(|entry| {
        let id = ["id", "code", "name"].iter().find_map(|key| entry.get(*key)).map(shown).unwrap_or_default();
        (id, head.iter().map(|key| entry.get(key).map(shown).unwrap_or_default()).collect())
    });
    let rows = rows.collect();
    table(name, head, rows, words)
}

/// A value in words: lists with semicolons between, tables with their keys.
fn shown(value: &Toml) -> String {
    match value {
        Toml::String(words) => publish::plain(words),
        Toml::Boolean(true) => "yes".to_string(),
        Toml::Boolean(false) => "no".to_string(),
        Toml::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join("; "),
        Toml::Table(keys) => {
            keys.iter().map(|(key, value)| format!("{key} {}", shown(value))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_rows_with_a_column_for_each_key() {
        let text =
            "code = \"attack\"\n[[wording]]\nwords = [\"raid\", \"storm\"]\n[[wording]]\nweak = true\nname = \"x\"\n";
        let tables = of_toml(text, "");
        assert_eq!(tables[0]["rows"], json!([{ "id": "attack", "cells": ["code", "attack"] }]));
        assert_eq!(tables[1]["head"], json!(["name", "words", "weak"]));
        assert_eq!(tables[1]["rows"][0]["cells"], json!(["", "raid; storm", ""]));
        assert_eq!(tables[1]["rows"][1], json!({ "id": "x", "cells": ["x", "", "yes"] }));
        assert_eq!(of_toml(text, "RAID")[1]["rows"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn lines_with_tabs_are_rows() {
        let found = of_tsv("id\tname\n1\tGao\n2\tMopti\n", "mop");
        assert_eq!(found["rows"], json!([{ "id": "2", "cells": ["2", "Mopti"] }]));
    }

    #[test]
    fn anchors_are_of_letters_and_digits() {
        assert_eq!(anchor("Air/drone strike"), "air-drone-strike");
        assert_eq!(anchor("air_drone_strike"), "air_drone_strike");
    }
}
