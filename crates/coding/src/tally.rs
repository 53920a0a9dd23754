//! Running totals over many events (CODEBOOK, "A tally", rule 8).

mod read;

use language::{Article, ClauseId, NumberKind, TimeExpression, TimeKind, TokenId};
use record::{Actor, DatePrecision, EventDate, Figure, Quote, Tally};

pub(crate) use self::read::{joined, read_tallies, sees_no_total};
use crate::actor::actor;
use crate::codebook::StandingCue;
use crate::date::event_date;
use crate::location::{Width, location};
use crate::scene::Scene;
use crate::source::speaker_of;
use crate::standing::words_of;
use crate::structure::{Node, extent};
use crate::telling::{Telling, actors_of};

/// Fewer acts than this, told without a span, are events that places or days tell apart.
const HANDFUL: u64 = 4;
/// What a whole war or offensive cost is no toll of one act from this figure on.
const TOLL_OF_WAR: u64 = 20;

/// Whether a telling counts many acts, and so is a total and no event.
pub(crate) fn is_tally(scene: &Scene<'_>, telling: &Telling) -> bool {
    if telling.joint {
        return true;
    }
    let since = span_time(scene, telling).is_some() || since_words(scene, telling).is_some();
    let people = telling.casualties.iter().any(|c| is_many(&c.figure));
    let Some(n) = telling.count else {
        return people && (since || of_campaign(scene, telling));
    };
    let number = &scene.doc.numbers[n];
    if !since && told_as_one(scene, telling) && number.kind != NumberKind::Times {
        return false;
    }
    if number.kind == NumberKind::Times {
        // "struck the camp twice on Friday": the day's, and no total.
        let dated = telling.times.iter().any(|&i| scene.doc.times[i].precision == DatePrecision::Day);
        return since || is_many(&number.figure) && !(dated && told_as_one(scene, telling));
    }
    let spot = telling.places.iter().any(|&i| !scene.places[i].width.is_wide());
    let range = &scene.doc.sentences[telling.act.sentence].tokens;
    let day = scene.doc.times.iter().any(|t| range.contains(&t.tokens.start) && is_short(scene, t));
    is_many(&number.figure) && !day && (since || !spot && telling.times.is_empty() || wide_area(scene, telling))
}

/// "the two explosions" points at one event told before; "two attacks" late on Sunday are a handful, which places tell apart.
fn told_as_one(scene: &Scene<'_>, telling: &Telling) -> bool {
    let Some(n) = telling.count else { return true };
    let figure = scene.doc.numbers[n].figure;
    let small = figure.max.or(figure.min).is_some_and(|m| m <= HANDFUL);
    let definite =
        telling.act.anchors.iter().any(|a| a.phrase.is_some_and(|p| scene.doc.phrases[p].article == Article::Definite));
    definite || small
}

fn wide_area(scene: &Scene<'_>, telling: &Telling) -> bool {
    !telling.places.is_empty() && telling.places.iter().all(|&i| scene.places[i].width >= Width::Province)
}

fn is_many(figure: &Figure) -> bool {
    figure.max.or(figure.min).is_some_and(|n| n >= 2)
}

/// "the war has killed 13,000 people", "hundreds were killed in the offensive": words of a campaign above the outcome.
fn of_campaign(scene: &Scene<'_>, telling: &Telling) -> bool {
    let dated = telling.times.iter().any(|&i| scene.doc.times[i].precision == DatePrecision::Day);
    let heavy = telling.casualties.iter().any(|c| c.figure.min.or(c.figure.max).is_some_and(|n| n >= TOLL_OF_WAR));
    if dated || !heavy {
        return false;
    }
    let range = scene.doc.sentences[telling.act.sentence].tokens.clone();
    words_of(scene, range, StandingCue::Campaign).iter().any(|words| {
        let head = words.end - 1;
        telling.act.anchors.iter().any(|a| {
            a.clause.is_some_and(|c| is_cause(scene, c, head))
                || a.phrase.is_some_and(|p| {
                    scene.structure.path(scene.doc, head).contains(&Node::Phrase(p))
                        && !scene.doc.phrases[p].tokens.contains(&head)
                })
        })
    })
}

/// Whether the noun at a token is the subject of the clause, hangs on its verb, or is what its relative clause hangs on.
fn is_cause(scene: &Scene<'_>, c: ClauseId, head: TokenId) -> bool {
    let clause = &scene.doc.clauses[c];
    let holds = |p: language::PhraseId| scene.doc.phrases[p].head == head;
    let relative = matches!(clause.link, language::ClauseLink::Relative(p) if holds(p));
    relative || clause.subject.is_some_and(holds) || clause.prepositions.iter().any(|&(_, p)| holds(p))
}

/// The words for the span that a total runs over: "since May", "so far this year", "in March" of a plural that is told at
/// its end.
fn span_time<'a>(scene: &'a Scene<'_>, telling: &Telling) -> Option<&'a TimeExpression> {
    let own = telling.times.iter().map(|&i| &scene.doc.times[i]);
    if let Some(t) = own.clone().find(|t| t.kind == TimeKind::Since) {
        return (!is_short(scene, t)).then_some(t);
    }
    let range = &scene.doc.sentences[telling.act.sentence].tokens;
    let mut here = scene.doc.times.iter().filter(|t| t.kind == TimeKind::Since && range.contains(&t.tokens.start));
    let since = here.find(|t| !is_short(scene, t)).or_else(|| own.clone().find(|t| runs_on(scene, telling, t)));
    // "…has carried out 300 strikes this year, killing …": the words for when hang on the first verb.
    let all = scene.doc.times.iter().filter(|t| range.contains(&t.tokens.start));
    since.or_else(|| all.filter(|_| telling.times.is_empty()).find(|t| runs_on(scene, telling, t)))
}

/// "since the coup of 1 February": the phrase behind "since".
fn since_words(scene: &Scene<'_>, telling: &Telling) -> Option<language::PhraseId> {
    let clauses = telling.act.anchors.iter().filter_map(|a| a.clause).chain(telling.act.supports.iter().map(|s| s.0));
    let mut hanging = clauses.flat_map(|c| scene.doc.clauses[c].prepositions.iter());
    hanging.find(|(prep, _)| scene.lower(*prep) == "since").map(|&(_, p)| p)
}

fn since_time<'a>(scene: &'a Scene<'_>, telling: &Telling) -> Option<&'a TimeExpression> {
    let words = extent(scene.doc, since_words(scene, telling)?);
    scene.doc.times.iter().find(|t| words.start <= t.tokens.start && t.tokens.start <= words.end + 1)
}

/// "in the past 24 hours": the span of one event.
fn is_short(scene: &Scene<'_>, time: &TimeExpression) -> bool {
    let hours = time.tokens.clone().any(|t| scene.lemma(t) == "hour");
    let published = scene.doc.report.published.as_ref().map(|p| p.date);
    let fresh = match (time.days, published) {
        (Some((start, _)), Some(day)) => {
            start.until(day).is_ok_and(|span| span.get_days() <= 2 && span.get_days() >= 0)
        }
        _ => false,
    };
    hours || time.kind == TimeKind::Since && fresh
}

/// "have killed 500 people this year": a month or year that still runs, with a verb in the perfect.
fn runs_on(scene: &Scene<'_>, telling: &Telling, time: &TimeExpression) -> bool {
    let wide = matches!(time.precision, DatePrecision::Month | DatePrecision::Year);
    let published = scene.doc.report.published.as_ref().map(|p| p.date);
    let open = time.days.zip(published).is_some_and(|((from, to), day)| from <= day && day <= to);
    wide && (open && is_perfect(scene, telling) || many_acts(scene, telling))
}

/// "Bombings and shootings killed …": a bare plural that did it.
fn many_acts(scene: &Scene<'_>, telling: &Telling) -> bool {
    let subjects = telling.act.anchors.iter().filter_map(|a| a.clause).filter_map(|c| scene.doc.clauses[c].subject);
    subjects.into_iter().any(|p| {
        let phrase = &scene.doc.phrases[p];
        let plural = scene.lower(phrase.head) != scene.lemma(phrase.head);
        phrase.article == Article::Bare && plural && telling.act.has_phrase(p)
    })
}

fn is_perfect(scene: &Scene<'_>, telling: &Telling) -> bool {
    let clauses = telling.act.anchors.iter().filter_map(|a| a.clause).chain(telling.act.supports.iter().map(|s| s.0));
    clauses.into_iter().any(|c| {
        let clause = &scene.doc.clauses[c];
        let above = clause.parent.filter(|_| clause.link == language::ClauseLink::Participle);
        let perfect = |c: ClauseId| scene.lemma(scene.doc.clauses[c].verb_group.start) == "have";
        perfect(c) || above.is_some_and(perfect)
    })
}

/// The tallies that a telling gives: the acts that it counts, and the people if it counts them too.
pub(crate) fn tallies(scene: &Scene<'_>, telling: &Telling) -> Vec<Tally> {
    let mut out: Vec<Tally> = Vec::new();
    if let Some(n) = telling.count.filter(|&n| is_many(&scene.doc.numbers[n].figure)) {
        out.push(tally(scene, telling, counted_noun(scene, telling), scene.doc.numbers[n].figure));
    }
    for c in telling.casualties.iter().filter(|c| telling.joint || is_many(&c.figure)) {
        let mut t = tally(scene, telling, c.outcome.code().to_string(), c.figure);
        t.source.clone_from(&c.source);
        if !out.iter().any(|x| x.what == t.what && x.figure == t.figure && x.source == t.source) {
            out.push(t);
        }
    }
    out
}

/// "strike" where the report counts strikes, else "attack".
fn counted_noun(scene: &Scene<'_>, telling: &Telling) -> String {
    let lemma = telling.act.anchors.first().map_or("attack", |a| scene.lemma(a.tokens.end - 1));
    if lemma.ends_with("strike") || lemma == "raid" { "strike".to_string() } else { "attack".to_string() }
}

fn tally(scene: &Scene<'_>, telling: &Telling, what: String, figure: Figure) -> Tally {
    let places: Vec<_> = telling.places.iter().map(|&i| &scene.places[i]).collect();
    let location = location(scene, &places);
    let country = location.as_ref().and_then(|l| l.country.clone());
    let actors = |list: &[usize]| {
        let mut out: Vec<Actor> = Vec::new();
        for a in list.iter().filter_map(|&i| actor(scene, &scene.actors[i], country.as_deref())) {
            if !out.iter().any(|x| x.name == a.name) {
                out.push(a);
            }
        }
        out
    };
    let since = match span_time(scene, telling).or_else(|| since_time(scene, telling)) {
        Some(t) => {
            let date = event_date(scene, t);
            EventDate { end: date.start, ..date }
        }
        None => EventDate::unknown(None),
    };
    let targets = if telling.targets.is_empty() { aimed_at(scene, telling) } else { telling.targets.clone() };
    Tally {
        id: String::new(),
        what,
        joint: telling.joint,
        initiators: actors(&telling.initiators),
        targets: actors(&targets),
        location,
        figure,
        since,
        as_of: None,
        source: speaker_of(scene, telling.act.start()),
        evidence: vec![Quote::new(&scene.doc.report.text, telling.span(scene))],
    }
}

/// Whom the sentence's only "against" names, however far it stands from the count.
fn aimed_at(scene: &Scene<'_>, telling: &Telling) -> Vec<usize> {
    let phrases = scene.doc.sentences[telling.act.sentence].phrases.clone();
    let mut aims = phrases.filter(|&p| {
        scene.doc.phrases[p].governor.is_some_and(|(prep, _)| {
            prep > telling.act.start() && scene.preposition_in(prep, &scene.book.prepositions.target)
        })
    });
    let Some(p) = aims.next().filter(|_| aims.next().is_none()) else { return Vec::new() };
    let named = actors_of(scene, p).into_iter().filter(|&i| scene.actors[i].who.is_named());
    named.filter(|i| !telling.initiators.contains(i)).collect()
}
