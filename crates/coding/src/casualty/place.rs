//! Which figures of an act that several places tell are of one of them (CODEBOOK, rule 8).

use language::Tag;
use record::Casualty;

use crate::scene::Scene;

/// Words that may stand between a figure and its place: "two people in Sumy", "three others near the town of Sumy".
const NEAR: usize = 6;

/// The figures of each of these places, which stand in order of the text, and those that are of no single one.
///
/// Where each place has figures of its own before or behind it ("three in A and two in B", "in A three, in B two"), they are its
/// own; else only those are that stand right before a place's name.
pub(crate) fn at_places(
    scene: &Scene<'_>,
    figures: &[Casualty],
    places: &[usize],
) -> (Vec<Vec<Casualty>>, Vec<Casualty>) {
    let (mut each, mut joint) = (vec![Vec::new(); places.len()], Vec::new());
    let starts: Vec<usize> = places.iter().map(|&i| scene.span(&scene.places[i].tokens).start).collect();
    let before = |c: &Casualty| starts.partition_point(|&start| start < c.span.start);
    let gaps: Vec<usize> = figures.iter().map(before).collect();
    let has = |gap: usize| gaps.contains(&gap);
    let ahead = (0..places.len()).all(has);
    let behind = (1..=places.len()).all(has);
    for (figure, gap) in figures.iter().zip(gaps) {
        let own = match (ahead, behind) {
            (true, _) if gap < places.len() => Some(gap),
            (false, true) => gap.checked_sub(1),
            _ => right_behind(scene, figure).and_then(|mention| named(scene, places, mention)),
        };
        match own {
            Some(place) => each[place].push(figure.clone()),
            None => joint.push(figure.clone()),
        }
    }
    (each, joint)
}

/// The place that a preposition ties to a figure, with nothing else told between.
fn right_behind(scene: &Scene<'_>, figure: &Casualty) -> Option<usize> {
    let tokens = scene.tokens_of(figure.span)?;
    let within =
        |m: &&crate::location::PlaceMention| m.tokens.start >= tokens.end && m.tokens.start <= tokens.end + NEAR;
    let at = scene.places.iter().position(|m| within(&m))?;
    let between = tokens.end..scene.places[at].tokens.start;
    let tied = between.clone().any(|t| scene.tag(t) == Tag::Preposition);
    let apart = between.clone().any(|t| matches!(scene.tag(t), Tag::Verb | Tag::Conjunction) || scene.lower(t) == ",");
    (tied && !apart).then_some(at)
}

/// Which of the places a mention means.
fn named(scene: &Scene<'_>, places: &[usize], mention: usize) -> Option<usize> {
    let same = |&i: &usize| {
        let (a, b) = (&scene.places[i], &scene.places[mention]);
        i == mention || a.place.is_some() && a.place == b.place || scene.text(&a.tokens) == scene.text(&b.tokens)
    };
    places.iter().position(same)
}
