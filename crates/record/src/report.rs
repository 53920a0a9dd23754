use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Date, Key, Quote, Span};

codes! {
    /// Where a candidate publication date was found, most trusted first.
    DateOrigin {
        /// Given by the user for this run.
        Given = "given",
        /// The text's own dateline, or a line that holds nothing but a date under the title.
        Dateline = "dateline",
        /// A line of the text such as "Updated: December 04, 2023".
        TextLine = "text line",
        /// The `published` key of a JSON, CSV or feed entry, or the `Date:` header of a mail.
        Metadata = "metadata",
        /// `datePublished` in JSON-LD.
        JsonLd = "json-ld",
        /// A `<meta>` or `<time>` element.
        Meta = "meta",
        /// Digits in the address.
        Url = "url",
        /// When a crawler fetched the page: a bound, not a date of publication.
        Fetched = "fetched",
    }
}

/// One date that may be the date of publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateCandidate {
    /// The day.
    pub date: Date,
    /// Where it was found.
    pub origin: DateOrigin,
    /// Its words, where they stand in the report's text.
    pub span: Option<Span>,
}

/// The date of publication that was chosen: the first candidate in the order of [`DateOrigin`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The day.
    pub date: Date,
    /// Where it was found.
    pub origin: DateOrigin,
}

/// The line that opens a wire report: "BAGHDAD, Nov 21 (Reuters) -".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// The whole of it, its dash included.
    pub span: Span,
    /// The place; `None` if it has none.
    pub place: Option<Quote>,
    /// The agency; `None` if it has none.
    pub agency: Option<String>,
}

codes! {
    /// What a piece of page furniture is.
    FurnitureKind {
        /// "Read more in World News", "Live updates: Follow …".
        ReadMore = "read more",
        /// A caption of a picture taken in another year or for another story.
        OldCaption = "old caption",
        /// A photographer's or agency's credit.
        Credit = "credit",
        /// "Powered by automated translation", "Original Source Link".
        TranslationNote = "translation note",
        /// Newsletter boxes, subscription prompts, sharing buttons.
        Prompt = "prompt",
        /// By-lines, time stamps, "Reuters contributed to this report".
        Byline = "byline",
        /// The dateline.
        Dateline = "dateline",
    }
}

/// A stretch of the text that is not the report's own telling. It is marked, never cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Furniture {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: FurnitureKind,
}

/// One article as it was read. Every offset in this workspace counts bytes of `text`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// The `id` that the input gave, else the file's name without its ending (with `#N` for the Nth entry of a file).
    pub id: String,
    /// The file it came from, as the user named it, with `!member` for one inside an archive.
    pub path: String,
    /// The text: for plain text the file's own, decoded; for pages the main content; where title and text come
    /// apart (JSON, CSV, feeds, mail, pages) and the text does not open with its title: title, blank line, text.
    pub text: String,
    /// Where the input's own `text` begins in `text`: 0 unless a title was put before it.
    pub body_start: usize,
    /// The headline; `None` if it has none.
    pub title: Option<Quote>,
    /// The date of publication chosen among `date_candidates`; `None` if there is none.
    pub published: Option<Published>,
    /// Every date that may be the date of publication, each with its origin, in the order of [`DateOrigin`].
    pub date_candidates: Vec<DateCandidate>,
    /// Who published it; several for wire copy.
    pub outlets: Vec<String>,
    /// Where it was published; `None` if not known.
    pub url: Option<String>,
    /// Who wrote it; `None` if not known.
    pub author: Option<String>,
    /// ISO 639-1 code of its language; `None` if it could not be told.
    pub language: Option<String>,
    /// Its dateline; `None` if it has none.
    pub dateline: Option<Dateline>,
    /// Page furniture, in order of the text, without overlaps.
    pub furniture: Vec<Furniture>,
    /// Identifiers of other reports with the same text, which were read as this one.
    pub copies: Vec<String>,
    /// Keys of the input that Dateline does not use, kept as they were.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// What a list says of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Names the report in the store.
    pub report: Key,
    /// Its headline; `None` if it has none.
    pub title: Option<String>,
    /// Where it was published; `None` if not known.
    pub url: Option<String>,
}
