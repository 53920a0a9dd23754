//! Acts told by another one ("two days after the raid") take the date of that one, wherever the report tells it.

use language::{Offset, TimeExpression, TimeKind, TokenId};
use record::{Date, DatePrecision, EventDate, Quote};

use crate::act::Act;
use crate::event::Built;
use crate::scene::Scene;
use crate::telling::Telling;

/// How many sentences back the act or day may be told that "the following day" counts from.
const ANCHOR_SENTENCES: usize = 6;

/// An act may hang on one that hangs on another; longer chains are a reading gone wrong.
const LONGEST_CHAIN: usize = 3;

/// What an act's date counts from: its days, as exact as they are, and its words.
struct Anchor {
    days: (Date, Date),
    precision: DatePrecision,
    words: Quote,
    name: String,
}

/// The act that words such as "two days after" date, by its first token: not the one told right behind them, which they
/// count from, but the one before them, or behind the comma where they open the sentence. `None` if the words are none such
/// or no other act is told.
pub(crate) fn dated_by_anchor(scene: &Scene<'_>, time: &TimeExpression, acts: &[Act]) -> Option<TokenId> {
    let TimeKind::Anchored { behind: true, .. } = time.kind else { return None };
    let sentence = scene.doc.tokens[time.tokens.start].sentence;
    let here = || acts.iter().filter(|act| act.sentence == sentence).map(Act::start);
    if let Some(before) = here().filter(|&start| start < time.tokens.start).max() {
        return Some(before);
    }
    let anchor = here().filter(|&start| start >= time.tokens.end).min()?;
    let comma = (anchor..scene.doc.sentences[sentence].tokens.end).find(|&t| scene.lower(t) == ",")?;
    here().filter(|&start| start > comma).min()
}

/// Dates the acts that count from others.
pub(crate) fn settle_anchored(scene: &Scene<'_>, tellings: &[Telling], built: &mut [Built]) {
    for _ in 0..LONGEST_CHAIN {
        let mut changed = false;
        for i in 0..built.len() {
            let date = &built[i].event.date;
            let Some(time) = anchored_words(scene, date).filter(|_| date.anchor.is_none()) else { continue };
            let TimeKind::Anchored { offset, behind } = time.kind else { continue };
            let counting = Counting { scene, tellings, built, own: i, time };
            let anchor = if behind { counting.act_behind() } else { counting.act_before() };
            if let Some(settled) = anchor.and_then(|anchor| counted(date, offset, anchor)) {
                let event = &mut built[i].event;
                event.date = settled;
                if let Some(sentence) = event.date.anchor.as_ref().and_then(|words| sentence_of(scene, words))
                    && !event.evidence.contains(&sentence)
                {
                    event.evidence.push(sentence);
                }
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for time in &scene.doc.times {
        settle_from_behind(scene, tellings, built, time);
    }
}

/// "the two blasts on Wednesday came a day after the killing of X": an act of which nothing else says when is dated by the
/// one that counts from it.
fn settle_from_behind(scene: &Scene<'_>, tellings: &[Telling], built: &mut [Built], time: &TimeExpression) {
    let TimeKind::Anchored { offset, behind: true } = time.kind else { return };
    let holder = |start: TokenId| {
        let holds = |b: &Built| b.draft.tellings.iter().any(|&t| tellings[t].act.start() == start);
        built.iter().position(holds)
    };
    let sentence = scene.doc.tokens[time.tokens.start].sentence;
    let behind = scene.acts.iter().filter(|act| act.sentence == sentence && act.start() >= time.tokens.end);
    let Some(anchor) = behind.map(Act::start).min().and_then(holder) else { return };
    let Some(owner) = dated_by_anchor(scene, time, &scene.acts) else { return };
    let Some(act) = scene.acts.iter().find(|act| act.start() == owner) else { return };
    let Some(i) = holder(owner).filter(|&i| i != anchor) else { return };
    let (open, from) = (&built[anchor].event.date, &built[i].event.date);
    let sure = from.precision == DatePrecision::Day && from.anchor.is_none();
    if !sure || open.text.is_some() {
        return;
    }
    let told = EventDate::unknown(Some(Quote::new(&scene.doc.report.text, time.span)));
    let Some(from) = of_event(scene, tellings, built, act) else { return };
    if let Some(settled) = counted(&told, offset.back(), from) {
        built[anchor].event.date = settled;
    }
}

/// The words for when of a date, if they count from another event.
fn anchored_words<'a>(scene: &'a Scene<'_>, date: &EventDate) -> Option<&'a TimeExpression> {
    let span = date.text.as_ref()?.span;
    let anchored = |t: &&TimeExpression| t.span == span && matches!(t.kind, TimeKind::Anchored { .. });
    scene.doc.times.iter().find(anchored)
}

fn counted(date: &EventDate, offset: Offset, anchor: Anchor) -> Option<EventDate> {
    let (first, _) = offset.span_from(anchor.days.0)?;
    let (_, last) = offset.span_from(anchor.days.1)?;
    Some(EventDate {
        start: Some(first),
        end: Some(last),
        precision: anchor.precision.max(offset.precision()),
        text: date.text.clone(),
        reason: Some(format!("{offset} from {}", anchor.name)),
        anchor: Some(anchor.words),
        approximate: false,
        conflict: None,
    })
}

fn sentence_of(scene: &Scene<'_>, words: &Quote) -> Option<Quote> {
    let sent = scene.doc.sentences.iter().find(|s| s.span.start <= words.span.start && words.span.end <= s.span.end)?;
    Some(Quote::new(&scene.doc.report.text, sent.span))
}

/// An event whose date counts from another act, and the words that say so.
struct Counting<'t, 's> {
    scene: &'t Scene<'s>,
    tellings: &'t [Telling],
    built: &'t [Built],
    /// The event, an index into `built`.
    own: usize,
    time: &'t TimeExpression,
}

impl Counting<'_, '_> {
    /// The act told right behind the words ("hours after a raid killed five"), else the day told there ("the day after the
    /// Oct. 7 attack").
    fn act_behind(&self) -> Option<Anchor> {
        let (scene, time) = (self.scene, self.time);
        let sentence = scene.doc.tokens[time.tokens.start].sentence;
        let behind = |act: &&Act| act.sentence == sentence && act.start() >= time.tokens.end;
        let act = scene.acts.iter().filter(behind).min_by_key(|act| act.start());
        let next = scene.doc.times.iter().find(|t| t.span.start > time.span.start);
        // A day behind a comma is that of the main act, or of who tells it.
        let close = |t: &&TimeExpression| {
            scene.doc.tokens[t.tokens.start].sentence == sentence
                && (time.tokens.end..t.tokens.start).all(|token| scene.lower(token) != ",")
        };
        let day = next.filter(close).and_then(|t| day_told(scene, t));
        match act {
            Some(act) if self.is_own(act) => day,
            // The day between the words and the act, or right behind it, is the act's own.
            Some(act) => day.or_else(|| of_event(scene, self.tellings, self.built, act)),
            None => day,
        }
    }

    /// The last act or day told before the words ("the following day").
    fn act_before(&self) -> Option<Anchor> {
        let (scene, time) = (self.scene, self.time);
        let here = scene.doc.tokens[time.tokens.start].sentence;
        let near = |sentence: usize| sentence <= here && scene.steps(sentence, here) <= ANCHOR_SENTENCES;
        let day = scene.doc.times.iter().rev().find_map(|t| {
            let before = t.span.start < time.span.start && near(scene.doc.tokens[t.tokens.start].sentence);
            day_told(scene, t).filter(|_| before)
        });
        if day.is_some() {
            return day;
        }
        let before = |act: &&Act| act.start() < time.tokens.start && near(act.sentence) && !self.is_own(act);
        let acts = scene.acts.iter().filter(before);
        acts.max_by_key(|act| act.start()).and_then(|act| of_event(scene, self.tellings, self.built, act))
    }

    fn is_own(&self, act: &Act) -> bool {
        self.built[self.own].draft.tellings.iter().any(|&t| self.tellings[t].act.start() == act.start())
    }
}

fn day_told(scene: &Scene<'_>, time: &TimeExpression) -> Option<Anchor> {
    let days = time.days.filter(|_| time.kind == TimeKind::Date && time.precision == DatePrecision::Day)?;
    let words = Quote::new(&scene.doc.report.text, time.span);
    Some(Anchor { days, precision: time.precision, name: format!("{:?}", words.text), words })
}

/// The event that an act belongs to, if its date is known.
fn of_event(scene: &Scene<'_>, tellings: &[Telling], built: &[Built], act: &Act) -> Option<Anchor> {
    let holds = |b: &&Built| b.draft.tellings.iter().any(|&t| tellings[t].act.start() == act.start());
    let event = &built.iter().find(holds)?.event;
    let days = event.date.start.zip(event.date.end)?;
    let tokens = act.anchors.first()?.tokens.clone();
    let words = Quote::new(&scene.doc.report.text, scene.span(&tokens));
    let name = format!("{:?} ({}, {})", words.text, event.id, days.0);
    Some(Anchor { days, precision: event.date.precision, words, name })
}
