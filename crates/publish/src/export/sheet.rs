//! Rows for spreadsheets, in which no text of a report can become a formula.

use std::fmt::Display;

use crate::words;

/// Letters that a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Cell {
    /// Not known, or not told.
    #[default]
    Empty,
    /// Words, on one line, that a stranger may have written.
    Text(String),
    /// A number, a day or a code of ours: nothing that a stranger wrote.
    Plain(String),
}

/// Words of a report, of an outlet, of anybody.
pub(super) fn text(words: &str) -> Cell {
    match words::plain(words) {
        words if words.is_empty() => Cell::Empty,
        words => Cell::Text(words),
    }
}

/// A number, a day or a code; [`Cell::Empty`] for `None`.
pub(super) fn plain(value: Option<impl Display>) -> Cell {
    value.map_or(Cell::Empty, |value| Cell::Plain(value.to_string()))
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
    text(&all.join("; "))
}

impl Cell {
    /// As it is.
    pub(super) fn bare(self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(words) | Cell::Plain(words) => words,
        }
    }

    /// With an apostrophe before text that a spreadsheet would run.
    pub(super) fn safe(self) -> String {
        match self {
            Cell::Text(words) if words.starts_with(FORMULA) => format!("'{words}"),
            other => other.bare(),
        }
    }
}

/// One row of CSV.
pub(super) fn row(cells: impl IntoIterator<Item = Cell>) -> String {
    crate::csv::lines([cells.into_iter().map(Cell::safe).collect()])
}

/// The row of column names.
pub(super) fn head(columns: &[&str]) -> String {
    crate::csv::lines([columns.iter().map(|column| column.to_string()).collect()])
}

/// One line with tabs between cells, without quotation marks: the texts hold neither tabs nor ends of lines.
pub(super) fn tabbed(cells: impl IntoIterator<Item = Cell>) -> String {
    let cells: Vec<String> = cells.into_iter().map(Cell::safe).collect();
    format!("{}\n", cells.join("\t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_in_a_text_is_disarmed_and_a_negative_number_is_left() {
        let cells = [text("=HYPERLINK(\"http://x\")"), text(" +1"), text("@a"), text("-b"), plain(Some(-1.5))];
        assert_eq!(row(cells), "\"'=HYPERLINK(\"\"http://x\"\")\",'+1,'@a,'-b,-1.5\n");
    }

    #[test]
    fn tabs_and_ends_of_lines_in_a_text_break_no_row() {
        assert_eq!(tabbed([text("a\tb\r\nc"), Cell::Empty, text("d")]), "a b c\t\td\n");
    }
}
