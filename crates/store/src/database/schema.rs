//! The tables of a store, read from what makes them: SQLite's schema, which a server's follows column by column.

use std::sync::LazyLock;

use super::sqlite::SCHEMA;

/// A table, but for the full text, which is made from the others.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<&'static str>,
    /// The columns by which its rows are told apart.
    pub(crate) key: Vec<&'static str>,
    /// Columns that lead to a row of another table, with its name.
    pub(crate) references: Vec<(&'static str, &'static str)>,
    /// Whether every store has the same rows in it from the beginning.
    pub(crate) is_given: bool,
}

/// All tables, in the order in which they are made.
pub(crate) fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
        let mut tables: Vec<Table> = Vec::new();
        let mut is_open = false;
        for line in SCHEMA.lines() {
            let name = line.strip_prefix("CREATE TABLE ").and_then(|line| line.split_once(" ("));
            if let Some((name, _)) = name {
                tables.push(Table { name, is_given: name == "part", ..Table::default() });
                is_open = true;
            } else if line.starts_with(')') {
                is_open = false;
            } else if let Some(table) = tables.last_mut().filter(|_| is_open) {
                table.read(line.trim_start());
            }
        }
        tables
    });
    &TABLES
}

impl Table {
    /// Reads a line between the brackets of a table.
    fn read(&mut self, line: &'static str) {
        if let Some(key) = line.strip_prefix("PRIMARY KEY (") {
            self.key = key.split(')').next().unwrap_or_default().split(", ").collect();
            return;
        }
        let code = line.split("--").next().unwrap_or_default();
        let Some(column) = code.split_whitespace().next() else { return };
        self.columns.push(column);
        if code.contains("PRIMARY KEY") {
            self.key = vec![column];
        }
        if let Some((_, other)) = code.split_once("REFERENCES ") {
            self.references.push((column, other.trim_end_matches([',', ' '])));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_columns_and_a_key() {
        let tables = tables();
        assert!(tables.len() > 25, "{tables:?}");
        for table in tables {
            assert!(!table.columns.is_empty() && !table.key.is_empty(), "{table:?}");
            assert!(table.key.iter().all(|key| table.columns.contains(key)), "{table:?}");
            let others = table.references.iter().map(|(_, other)| other);
            others.for_each(|other| assert!(tables.iter().any(|table| table.name == *other), "{table:?}: {other}"));
        }
        let statement = tables.iter().find(|table| table.name == "statement").unwrap();
        assert_eq!(statement.key, ["event_report", "run", "part", "ordinal"]);
        assert_eq!(statement.columns.len(), 9);
        assert_eq!(statement.references.len(), 4);
    }
}
