use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use record::FurnitureKind;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;

const FURNITURE: &str = include_str!("../../../codebook/outlet/furniture.toml");
const AGENCIES: &str = include_str!("../../../codebook/outlet/agencies.toml");
const OUTLETS: &str = include_str!("../../../codebook/outlet/outlets.toml");

/// What is known of outlets: their addresses, the agencies in their datelines, the furniture of their pages.
///
/// It is read from the files of `codebook/outlet/`, which a researcher can edit.
#[derive(Debug)]
pub struct OutletBook {
    whole_lines: RegexSet,
    whole_line_kinds: Vec<FurnitureKind>,
    insides: RegexSet,
    inside: Vec<Inside>,
    labels: Vec<(String, u8)>,
    byline_opens: Vec<String>,
    agencies: HashMap<String, String>,
    no_places: Vec<String>,
    outlets: HashMap<String, String>,
}

/// A wording of furniture inside a line. Most are never met, so each is compiled when it first is.
#[derive(Debug)]
struct Inside {
    pattern: String,
    regex: OnceLock<Option<Regex>>,
    kind: FurnitureKind,
}

impl Inside {
    /// Where the wording stands in a line.
    fn find(&self, line: &str) -> Vec<Range<usize>> {
        // What the set of all took is sound.
        let regex = self.regex.get_or_init(|| regex(&self.pattern).ok());
        let trimmed = |found: regex::Match| found.end() - found.as_str().trim_start().len()..found.end();
        regex.iter().flat_map(|regex| regex.find_iter(line)).map(trimmed).collect()
    }
}

#[derive(Deserialize)]
struct FurnitureFile {
    pattern: Vec<Pattern>,
    byline: Byline,
    date_labels: DateLabels,
}

#[derive(Deserialize)]
struct Byline {
    opens: Vec<String>,
}

#[derive(Deserialize)]
struct Pattern {
    kind: String,
    line: Option<String>,
    inside: Option<String>,
    #[serde(default)]
    case: bool,
    #[cfg(test)]
    examples: Vec<String>,
    #[cfg(test)]
    not: Vec<String>,
}

#[derive(Deserialize)]
struct DateLabels {
    published: Vec<String>,
    updated: Vec<String>,
}

#[derive(Deserialize)]
struct AgencyFile {
    agency: Vec<Agency>,
    no_place: NoPlace,
}

#[derive(Deserialize)]
struct Agency {
    name: String,
    written: Vec<String>,
}

#[derive(Deserialize)]
struct NoPlace {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct OutletFile {
    outlets: HashMap<String, String>,
}

/// Longer lines, in bytes, are paragraphs of the report.
const LONGEST_LINE: usize = 500;

/// Links to other stories and prompts are shorter than captions.
const LONGEST_PROMPT: usize = 250;

static BUILTIN: LazyLock<OutletBook> = LazyLock::new(|| {
    OutletBook::from_toml(FURNITURE, AGENCIES, OUTLETS).expect("the files that come with the program are tested")
});

impl OutletBook {
    /// The book that comes with the program.
    pub fn builtin() -> &'static OutletBook {
        &BUILTIN
    }

    /// The book in the folder `outlet` of a codebook; a file that is missing there is taken from the program's own.
    ///
    /// # Errors
    /// In words, naming the file, if one cannot be read or breaks its form.
    pub fn from_codebook(folder: &Path) -> Result<OutletBook, String> {
        let read = |name: &str, own: &str| match std::fs::read_to_string(folder.join("outlet").join(name)) {
            Ok(text) => Ok(text),
            Err(reason) if reason.kind() == std::io::ErrorKind::NotFound => Ok(own.to_string()),
            Err(reason) => Err(format!("{}: {reason}", folder.join("outlet").join(name).display())),
        };
        let furniture = read("furniture.toml", FURNITURE)?;
        OutletBook::from_toml(&furniture, &read("agencies.toml", AGENCIES)?, &read("outlets.toml", OUTLETS)?)
    }

    /// A book from the text of its three files.
    ///
    /// # Errors
    /// In words, naming the file, if one breaks its form or holds a pattern that is no regular expression.
    pub fn from_toml(furniture: &str, agencies: &str, outlets: &str) -> Result<OutletBook, String> {
        let furniture: FurnitureFile = toml::from_str(furniture).map_err(|e| format!("furniture.toml: {e}"))?;
        let agencies: AgencyFile = toml::from_str(agencies).map_err(|e| format!("agencies.toml: {e}"))?;
        let outlets: OutletFile = toml::from_str(outlets).map_err(|e| format!("outlets.toml: {e}"))?;
        let (mut lines, mut line_kinds, mut insides, mut inside) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for pattern in &furniture.pattern {
            let kind = FurnitureKind::from_code(&pattern.kind)
                .ok_or_else(|| format!("furniture.toml: `{}` is no kind of furniture", pattern.kind))?;
            let flags = if pattern.case { "" } else { "(?i)" };
            // Word boundaries between letters of any script are slow; between ASCII letters they are not, and serve.
            let quick = |pattern: &str| pattern.replace(r"\b", r"(?-u:\b)");
            if let Some(line) = &pattern.line {
                lines.push(format!("{flags}^(?:{})$", quick(line)));
                line_kinds.push(kind);
            }
            if let Some(words) = &pattern.inside {
                let words = format!("{flags}{}", quick(words));
                insides.push(words.clone());
                inside.push(Inside { pattern: words, regex: OnceLock::new(), kind });
            }
        }
        let labels = labels(furniture.date_labels);
        let written = agencies.agency.into_iter().flat_map(|agency| {
            agency.written.into_iter().map(move |written| (written, agency.name.clone())).collect::<Vec<_>>()
        });
        Ok(OutletBook {
            whole_lines: regex_set(&lines)?,
            whole_line_kinds: line_kinds,
            insides: regex_set(&insides)?,
            inside,
            labels,
            byline_opens: furniture.byline.opens,
            agencies: written.collect(),
            no_places: agencies.no_place.words,
            outlets: outlets.outlets,
        })
    }

    /// The outlet that publishes at `url`: its name if the book has its domain, else the domain itself; `None` if
    /// the address has none.
    pub fn outlet(&self, url: &str) -> Option<String> {
        self.known_outlet(url).or_else(|| host(url))
    }

    /// The name of the outlet that publishes at `url`; `None` if the book does not have its domain.
    pub(crate) fn known_outlet(&self, url: &str) -> Option<String> {
        let host = host(url)?;
        let mut domain = host.as_str();
        loop {
            if let Some(name) = self.outlets.get(domain) {
                return Some(name.clone());
            }
            domain = domain.split_once('.')?.1;
        }
    }

    /// The name of the agency that datelines write as `written`; `None` if the book has none.
    pub(crate) fn agency(&self, written: &str) -> Option<&str> {
        self.agencies.get(written).map(String::as_str)
    }

    /// The author that a by-line names; `None` if the line is no by-line with a name.
    pub(crate) fn author<'a>(&self, line: &'a str) -> Option<&'a str> {
        let names = self.byline_opens.iter().find_map(|opening| line.strip_prefix(opening.as_str()))?;
        if self.furniture_of_line(line) != Some(FurnitureKind::Byline) {
            return None;
        }
        let end = names.find([',', '|', '·', '•', '–', '—']).unwrap_or(names.len());
        let name = names[..end].trim();
        (!name.is_empty() && !name.contains(|c: char| c.is_ascii_digit())).then_some(name)
    }

    /// Whether a word in capitals opens lines without being a town.
    pub(crate) fn is_no_place(&self, word: &str) -> bool {
        self.no_places.iter().any(|known| known == word)
    }

    /// What a whole line is, if it is furniture by its wording.
    pub(crate) fn furniture_of_line(&self, line: &str) -> Option<FurnitureKind> {
        if line.len() > LONGEST_LINE {
            return None;
        }
        let short = line.len() <= LONGEST_PROMPT;
        let kinds = self.whole_lines.matches(line).into_iter().map(|number| self.whole_line_kinds[number]);
        kinds.into_iter().find(|kind| short || !matches!(kind, FurnitureKind::ReadMore | FurnitureKind::Prompt))
    }

    /// The words of a line that are furniture by their wording, each with what they are.
    pub(crate) fn furniture_inside(&self, line: &str) -> Vec<(Range<usize>, FurnitureKind)> {
        if line.len() > LONGEST_LINE {
            return Vec::new();
        }
        let fitting = self.insides.matches(line);
        let found = fitting.iter().map(|index| &self.inside[index]);
        found.flat_map(|inside| inside.find(line).into_iter().map(|part| (part, inside.kind))).collect()
    }

    /// The label of a date that `text` opens with: its rank (0 published, 1 updated) and its length with what follows it.
    pub(crate) fn date_label(&self, text: &str) -> Option<(u8, usize)> {
        let fits = |label: &str| text.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label));
        let (label, rank) = self.labels.iter().find(|(label, _)| fits(label))?;
        let rest = &text[label.len()..];
        let value = rest.trim_start_matches(|c: char| c.is_whitespace() || ":-–—|".contains(c));
        (value.len() < rest.len()).then_some((*rank, text.len() - value.len()))
    }
}

/// The domain of an address, without `www.`.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let host = ["www.", "m.", "amp."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(&host);
    host.contains('.').then(|| host.to_string())
}

/// The longest first, so that "published on" is not read as "published".
fn labels(labels: DateLabels) -> Vec<(String, u8)> {
    let published = labels.published.into_iter().map(|label| (label, 0));
    let mut labels: Vec<(String, u8)> = published.chain(labels.updated.into_iter().map(|label| (label, 1))).collect();
    labels.sort_by_key(|(label, _)| std::cmp::Reverse(label.len()));
    labels
}

/// What a compiled pattern may weigh: the sets are large, but bounded.
const PATTERN_BYTES: usize = 64 << 20;

fn regex(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build().map_err(|e| format!("furniture.toml: {e}"))
}

fn regex_set(patterns: &[String]) -> Result<RegexSet, String> {
    let set = RegexSetBuilder::new(patterns).size_limit(PATTERN_BYTES).dfa_size_limit(16 << 20).build();
    set.map_err(|e| format!("furniture.toml: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_marks_its_examples_and_leaves_the_others_alone() {
        let book = OutletBook::builtin();
        let file: FurnitureFile = toml::from_str(FURNITURE).unwrap();
        let found = |line: &str| {
            let inside = book.furniture_inside(line).into_iter().map(|(_, kind)| kind);
            book.furniture_of_line(line).into_iter().chain(inside).collect::<Vec<_>>()
        };
        let mut wrong = Vec::new();
        for pattern in &file.pattern {
            let kind = FurnitureKind::from_code(&pattern.kind).unwrap();
            assert!(
                !pattern.examples.is_empty() && !pattern.not.is_empty(),
                "a pattern without examples: {}",
                pattern.kind
            );
            let missed = pattern.examples.iter().filter(|line| !found(line).contains(&kind));
            wrong.extend(missed.map(|line| format!("{kind} is missed: {line}")));
            let marked = pattern.not.iter().filter(|line| !found(line).is_empty());
            wrong.extend(marked.map(|line| format!("is no furniture: {line}")));
        }
        assert!(wrong.is_empty(), "codebook/outlet/furniture.toml:\n{}", wrong.join("\n"));
    }

    #[test]
    fn outlets_are_named_by_their_address() {
        let book = OutletBook::builtin();
        let name = |url| book.outlet(url);
        assert_eq!(name("https://www.reuters.com/world/x").as_deref(), Some("Reuters"));
        assert_eq!(name("https://uk.reuters.com/").as_deref(), Some("Reuters"));
        assert_eq!(name("http://news.example.org:8080/a").as_deref(), Some("news.example.org"));
        assert_eq!(name("nonsense"), None);
    }

    #[test]
    fn a_broken_file_is_named() {
        let error = OutletBook::from_toml("pattern = 3", AGENCIES, OUTLETS).unwrap_err();
        assert!(error.starts_with("furniture.toml"), "{error}");
    }
}
