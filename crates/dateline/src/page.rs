//! Pages that `codes` and `actors` print: headings, labels, wrapped text.

use anstyle::{AnsiColor, Style};
use coding::{Example, Part};

const TITLE: Style = Style::new().bold();
const NAME: Style = AnsiColor::Cyan.on_default();
/// Columns of a code in the list.
const CODE: usize = 37;
/// Columns of a label on the page of one code.
const LABEL: usize = 13;

/// Text that grows block by block.
pub struct Page {
    /// What it says so far.
    pub out: String,
    width: usize,
}

impl Page {
    /// An empty page, as wide as the terminal.
    pub fn new() -> Page {
        let width = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        Page { out: String::new(), width: width.clamp(60, 120) }
    }

    /// Text that begins at column `indent`, after `label`.
    pub fn block(&mut self, label: &str, indent: usize, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let rest = " ".repeat(indent);
        let options = textwrap::Options::new(self.width)
            .initial_indent(label)
            .subsequent_indent(&rest)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        self.out.push_str(&textwrap::fill(&text, options));
        self.out.push('\n');
    }

    /// A heading, after a blank line.
    pub fn title(&mut self, title: &str) {
        let gap = if self.out.is_empty() { "" } else { "\n" };
        self.out.push_str(&format!("{gap}{TITLE}{title}{TITLE:#}\n"));
    }

    /// A code with its text.
    pub fn entry(&mut self, code: &str, text: &str) {
        self.block(&format!("  {NAME}{code:<CODE$}{NAME:#}"), CODE + 2, text);
    }

    /// A heading with a definition below it.
    pub fn head(&mut self, code: &str, kind: &str, definition: &str) {
        self.title(&format!("{code} ({kind})"));
        self.block("  ", 2, definition);
    }

    /// Text behind its label.
    pub fn labelled(&mut self, label: &str, text: &str) {
        self.block(&format!("  {label:<LABEL$}"), LABEL + 2, text);
    }

    /// Items behind their label; nothing if there are none.
    pub fn list(&mut self, label: &str, items: &[String]) {
        if !items.is_empty() {
            self.labelled(label, &items.join(", "));
        }
    }

    /// Words behind their part of speech.
    pub fn wording(&mut self, part: Part, words: &[String]) {
        self.list(&format!("{part:?}").to_lowercase(), words);
    }

    /// Sentences that tell a code, and others that do not.
    pub fn examples(&mut self, examples: &[Example], counter_examples: &[Example]) {
        examples.iter().for_each(|example| self.labelled("yes", &example.text));
        counter_examples.iter().for_each(|example| self.labelled("no", &example.text));
    }
}
