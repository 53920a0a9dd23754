//! A sentence in columns: its words, and under them what was seen, each line of findings aligned with its words.

use std::ops::Range;

use record::Span;
use unicode_width::UnicodeWidthStr;

/// Columns of the names at the left.
const MARGIN: usize = 11;
/// The longest a label may be before it is cut.
const LONGEST_LABEL: usize = 60;

/// A word with what stands directly under it.
pub(crate) struct Cell {
    pub span: Span,
    pub text: String,
    /// One short text per row of tags; empty for none.
    pub tags: Vec<String>,
}

/// Something that was seen over a stretch of words.
pub(crate) struct Mark {
    pub layer: String,
    pub span: Span,
    pub label: String,
}

/// Lays `marks` under `cells`, in blocks of at most `width` columns. `rows` names the rows of tags.
pub(crate) fn gloss(cells: &[Cell], rows: &[&str], marks: &[Mark], width: usize) -> String {
    let blocks = blocks(cells, width.saturating_sub(MARGIN));
    let laid = blocks.iter().map(|block| lay_block(&cells[block.clone()], rows, marks));
    laid.collect::<Vec<_>>().join("\n")
}

/// Runs of cells that fit into the width; a cell that is wider than all has a block of its own.
fn blocks(cells: &[Cell], width: usize) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (i, cell) in cells.iter().enumerate() {
        if i > start && used + columns(cell) > width {
            blocks.push(start..i);
            (start, used) = (i, 0);
        }
        used += columns(cell);
    }
    if start < cells.len() {
        blocks.push(start..cells.len());
    }
    blocks
}

/// Columns of a cell with the space after it.
fn columns(cell: &Cell) -> usize {
    cell.tags.iter().map(|tag| tag.width()).chain([cell.text.width()]).max().unwrap_or(0) + 1
}

fn lay_block(cells: &[Cell], rows: &[&str], marks: &[Mark]) -> String {
    let starts: Vec<usize> = cells
        .iter()
        .scan(0, |at, cell| {
            let start = *at;
            *at += columns(cell);
            Some(start)
        })
        .collect();
    let mut out = String::new();
    line(&mut out, "", &row(cells, &starts, |cell| &cell.text));
    for (i, name) in rows.iter().enumerate() {
        line(&mut out, name, &row(cells, &starts, |cell| cell.tags.get(i).map_or("", String::as_str)));
    }
    let mut layers: Vec<&str> = Vec::new();
    marks.iter().for_each(|mark| {
        if !layers.contains(&mark.layer.as_str()) {
            layers.push(&mark.layer);
        }
    });
    for layer in layers {
        let placed = marks.iter().filter(|mark| mark.layer == layer).filter_map(|mark| place(mark, cells, &starts));
        for text in pack(placed.collect()) {
            line(&mut out, layer, &text);
        }
    }
    out
}

fn line(out: &mut String, name: &str, text: &str) {
    if !text.trim().is_empty() {
        let name: String = name.chars().take(MARGIN - 1).collect();
        out.push_str(format!("{name:<MARGIN$}{text}").trim_end());
        out.push('\n');
    }
}

fn row<'c>(cells: &'c [Cell], starts: &[usize], text: impl Fn(&'c Cell) -> &'c str) -> String {
    let mut out = String::new();
    for (cell, &start) in cells.iter().zip(starts) {
        pad(&mut out, start);
        out.push_str(text(cell));
    }
    out
}

fn pad(out: &mut String, to: usize) {
    out.push_str(&" ".repeat(to.saturating_sub(out.as_str().width())));
}

/// Where a mark begins in its line, and its drawing.
type Placed = (usize, String);

/// "[label───]" under the words that the mark covers; open where it began before this block or goes on after it.
fn place(mark: &Mark, cells: &[Cell], starts: &[usize]) -> Option<Placed> {
    let covered = |cell: &Cell| {
        let empty = mark.span.start == mark.span.end;
        mark.span.overlaps(cell.span) || empty && cell.span.start == mark.span.start
    };
    let first = cells.iter().position(covered)?;
    let last = cells.iter().rposition(covered)?;
    let begins = cells[first].span.start <= mark.span.start.max(cells[0].span.start) && mark.span.start >= cells[0].span.start;
    let ends = mark.span.end <= cells[cells.len() - 1].span.end;
    let inside = starts[last] + cells[last].text.width() - starts[first];
    let label: String = mark.label.chars().take(LONGEST_LABEL).collect();
    let fill = "─".repeat(inside.saturating_sub(label.width() + 2));
    let (open, close) = (if begins { "[" } else { "…" }, if ends { "]" } else { "…" });
    Some((starts[first], format!("{open}{label}{fill}{close}")))
}

/// Marks in as few lines as hold them without touching, each in the first line with room.
fn pack(placed: Vec<Placed>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (start, drawing) in placed {
        let fits = |line: &String| line.is_empty() || line.as_str().width() < start;
        let line = match lines.iter().position(fits) {
            Some(i) => &mut lines[i],
            None => {
                lines.push(String::new());
                let last = lines.len() - 1;
                &mut lines[last]
            }
        };
        pad(line, start);
        line.push_str(&drawing);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Cell> {
        let starts = text.split(' ').map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word));
        starts
            .map(|(at, word)| Cell { span: Span::new(at, at + word.len()), text: word.into(), tags: vec!["x".repeat(3)] })
            .collect()
    }

    fn mark(layer: &str, start: usize, end: usize, label: &str) -> Mark {
        Mark { layer: layer.into(), span: Span::new(start, end), label: label.into() }
    }

    #[test]
    fn marks_stand_under_their_words() {
        let marks = [mark("name", 0, 4, "who"), mark("name", 8, 13, "where"), mark("time", 5, 13, "t")];
        let laid = gloss(&cells("Rana in Minna"), &["tags"], &marks, 80);
        let expected = [
            "           Rana in  Minna",
            "tags       xxx  xxx xxx",
            "name       [who]    [where]",
            "time            [t──────]",
        ];
        assert_eq!(laid.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn wide_sentences_wrap_and_marks_go_on_in_the_next_block() {
        let laid = gloss(&cells("one two three four"), &[], &[mark("all", 0, 18, "z")], MARGIN + 9);
        let lines: Vec<&str> = laid.lines().filter(|line| line.starts_with("all")).collect();
        assert_eq!(lines, ["all        [z────…", "all        …z──…", "all        …z─]"]);
    }

    #[test]
    fn marks_that_overlap_take_two_lines() {
        let laid = gloss(&cells("one two"), &[], &[mark("a", 0, 7, "first"), mark("a", 4, 7, "second")], 80);
        assert_eq!(laid.lines().count(), 3);
    }
}
