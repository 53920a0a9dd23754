//! What the heads that MUC-4 taught see in a text: who plays which role in an incident, and which sentence tells of one.
//! They are for measuring the reader by that corpus; coding never asks them.

use record::Span;

use crate::encoder::{HIDDEN, Room};
use crate::link::mean;
use crate::piece::Piece;
use crate::reader::{Reader, enclosed};
use crate::span::{Dense, Found, SPAN_SIZE, Spans};
use crate::weights::{Fault, Names, Weights};
use crate::window::{Window, windows};

/// Log odds under which a span is not worth telling: a chance of some three in a hundred.
const LEAST: f32 = -3.5;

/// A role of MUC-4 that is filled with words of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IncidentRole {
    /// A person or people who did it.
    PerpInd,
    /// The organisation that did it.
    PerpOrg,
    /// A thing or place that it was aimed at.
    Target,
    /// A named person whom it was aimed at.
    Victim,
    /// What it was done with.
    Weapon,
}

/// A type of incident of MUC-4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IncidentType {
    /// Any attack that is none of the others.
    Attack,
    /// An explosion, or an attempt at one.
    Bombing,
    /// People taken.
    Kidnapping,
    /// Fire laid.
    Arson,
    /// Things taken.
    Robbery,
    /// A strike that was forced on people.
    ForcedWorkStoppage,
}

/// What was seen in a text. All scores are log odds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncidentReading {
    /// Words that may play a role, in order of the text; they may overlap.
    pub spans: Vec<IncidentSpan>,
    /// For each sentence, that it tells of an incident, and then of one of each type in the order of [`IncidentType::ALL`].
    pub sentences: Vec<[f32; 1 + IncidentType::ALL.len()]>,
}

/// Words that may play a role in an incident.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IncidentSpan {
    /// Where they stand.
    pub span: Span,
    /// The role.
    pub role: IncidentRole,
    /// That they play it.
    pub score: f32,
    /// That they play it in an incident of each type, in the order of [`IncidentType::ALL`].
    pub types: [f32; IncidentType::ALL.len()],
}

impl IncidentRole {
    /// Every role, in the order of MUC-4's keys.
    pub const ALL: [IncidentRole; 5] = [
        IncidentRole::PerpInd,
        IncidentRole::PerpOrg,
        IncidentRole::Target,
        IncidentRole::Victim,
        IncidentRole::Weapon,
    ];

    /// Its name, as files of MUC-4 have it.
    pub fn name(self) -> &'static str {
        match self {
            IncidentRole::PerpInd => "PerpInd",
            IncidentRole::PerpOrg => "PerpOrg",
            IncidentRole::Target => "Target",
            IncidentRole::Victim => "Victim",
            IncidentRole::Weapon => "Weapon",
        }
    }

    fn named(name: &str) -> Option<IncidentRole> {
        IncidentRole::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl IncidentType {
    /// Every type.
    pub const ALL: [IncidentType; 6] = [
        IncidentType::Attack,
        IncidentType::Bombing,
        IncidentType::Kidnapping,
        IncidentType::Arson,
        IncidentType::Robbery,
        IncidentType::ForcedWorkStoppage,
    ];

    /// Its name, as files of MUC-4 have it.
    pub fn name(self) -> &'static str {
        match self {
            IncidentType::Attack => "attack",
            IncidentType::Bombing => "bombing",
            IncidentType::Kidnapping => "kidnapping",
            IncidentType::Arson => "arson",
            IncidentType::Robbery => "robbery",
            IncidentType::ForcedWorkStoppage => "forced work stoppage",
        }
    }

    fn named(name: &str) -> Option<IncidentType> {
        IncidentType::ALL.into_iter().find(|t| t.name().replace(' ', "_") == name)
    }
}

/// The heads.
pub(crate) struct IncidentHeads {
    spans: Spans,
    sentence: Dense,
    types: Dense,
}

impl IncidentHeads {
    /// `None` if the weights have none.
    pub(crate) fn of(weights: &Weights<'_>, names: &Names) -> Result<Option<IncidentHeads>, Fault> {
        if !names.has("muc4") {
            return Ok(None);
        }
        let in_order = names.list("muc4", IncidentRole::named)? == IncidentRole::ALL
            && names.list("incidents", IncidentType::named)? == IncidentType::ALL;
        if !in_order {
            return Err(Fault::Tensor { name: "muc4".to_owned(), reason: "has its roles or types in another order" });
        }
        Ok(Some(IncidentHeads {
            spans: Spans::of(weights, "spans.muc4", IncidentRole::ALL.len())?,
            sentence: Dense::of(weights, "document")?,
            types: Dense::of(weights, "incident")?,
        }))
    }
}

impl Reader {
    /// Reads a text as MUC-4 asks for it, in sentences that the caller cut. `None` if the weights have no heads for that.
    pub fn read_incidents(&self, text: &str, sentences: &[Span]) -> Option<IncidentReading> {
        let heads = self.incidents.as_ref()?;
        let pieces = self.vocabulary.pieces(text);
        let mut out =
            IncidentReading { sentences: vec![[f32::NEG_INFINITY; _]; sentences.len()], ..Default::default() };
        let mut room = Room::default();
        for window in windows(sentences.iter().copied(), &pieces, &[]) {
            self.read_incident_window(heads, &pieces, &window, &mut room, &mut out);
        }
        out.spans.sort_by(|a, b| (a.span, a.role).cmp(&(b.span, b.role)).then(b.score.total_cmp(&a.score)));
        out.spans.dedup_by_key(|s| (s.span, s.role));
        Some(out)
    }

    fn read_incident_window(
        &self,
        heads: &IncidentHeads,
        pieces: &[Piece],
        window: &Window,
        room: &mut Room,
        out: &mut IncidentReading,
    ) {
        let own = &pieces[window.pieces.clone()];
        let x = self.encoder.encode(self.path, &enclosed(own), room);
        for (i, range) in &window.sentences {
            let at = |p: usize| (p - window.pieces.start + 1) * HIDDEN;
            let scores = heads.sentence.apply(&mean(&x[at(range.start)..at(range.end)], HIDDEN)).collect::<Vec<f32>>();
            out.sentences[*i].iter_mut().zip(scores).for_each(|(most, score)| *most = most.max(score));
        }
        let border = |is: fn(&Piece) -> bool| -> Vec<bool> {
            [false].into_iter().chain(own.iter().map(is)).chain([false]).collect()
        };
        let found = heads.spans.find(self.path, &x, &border(|p| p.starts), &border(|p| p.ends), LEAST);
        let vectors = self.vectors.of_spans(self.path, &x, &found);
        let told = |(f, v): (&Found, &[f32])| {
            let mut types = [0.0; IncidentType::ALL.len()];
            types.iter_mut().zip(heads.types.apply(v)).for_each(|(t, score)| *t = score);
            let span = own[f.first - 1].span.join(own[f.last - 1].span);
            IncidentSpan { span, role: IncidentRole::ALL[f.role], score: f.score, types }
        };
        out.spans.extend(found.iter().zip(vectors.chunks_exact(SPAN_SIZE)).map(told));
    }
}
