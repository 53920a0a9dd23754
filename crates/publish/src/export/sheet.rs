//! Rows for spreadsheets of a few known columns.

use std::fmt::Display;

use crate::words;

/// One cell; empty where nothing is known or told.
pub(super) type Cell = String;

/// Words of a report, of an outlet, of anybody, on one line.
pub(super) fn text(words: &str) -> Cell {
    words::plain(words)
}

/// A number, a day or a code; empty for `None`.
pub(super) fn plain(value: Option<impl Display>) -> Cell {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Several texts, once each, with `; ` between.
pub(super) fn list(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Cell {
    let mut all: Vec<String> = Vec::new();
    for words in texts {
        let words = words::plain(words.as_ref());
        if !words.is_empty() && !all.contains(&words) {
            all.push(words);
        }
    }
    all.join("; ")
}

/// One row of CSV.
pub(super) fn row(cells: impl IntoIterator<Item = Cell>) -> String {
    crate::csv::lines([cells.into_iter().collect()])
}

/// The row of column names.
pub(super) fn head(columns: &[&str]) -> String {
    crate::csv::lines([columns.iter().map(|column| column.to_string()).collect()])
}

/// One line with tabs between cells, without quotation marks: the texts hold neither tabs nor ends of lines.
pub(super) fn tabbed(cells: impl IntoIterator<Item = Cell>) -> String {
    let cells: Vec<String> = cells.into_iter().map(crate::csv::disarmed).collect();
    format!("{}\n", cells.join("\t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_in_a_text_is_disarmed_and_a_negative_number_is_left() {
        let cells = [text("=HYPERLINK(\"http://x\")"), text(" +1+a"), text("@a"), text("-b"), plain(Some(-1.5))];
        assert_eq!(row(cells), "\"'=HYPERLINK(\"\"http://x\"\")\",'+1+a,'@a,'-b,-1.5\n");
    }

    #[test]
    fn tabs_and_ends_of_lines_in_a_text_break_no_row() {
        assert_eq!(tabbed([text("a\tb\r\nc"), Cell::new(), text("d")]), "a b c\t\td\n");
    }
}
