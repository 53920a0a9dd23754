//! Whether two tellings tell one event: what the rules compare, beside the reader's link between their acts.

use record::{Standing, SubEventType};

use super::own_acts;
use super::second::{Features, holds, log_odds};
use crate::draft::Compared;
use crate::scene::Scene;
use crate::telling::Telling;

/// What speaks for and against two tellings, the earlier one first, being of one event.
pub(crate) fn features(scene: &Scene<'_>, a: &Telling, b: &Telling, compared: &Compared) -> Features {
    let (x, y): (Vec<usize>, Vec<usize>) = (own_acts(scene, &a.act).collect(), own_acts(scene, &b.act).collect());
    let link = link(scene, &x, &y);
    let steps = scene.steps(a.act.sentence, b.act.sentence).min(8) as f64 / 8.0;
    let mut out = vec![
        ("always", 1.0),
        ("link", link.map_or(0.0, log_odds)),
        ("no link", holds(link.is_none())),
        ("steps", steps),
        ("same sentence", holds(a.act.sentence == b.act.sentence)),
        ("next sentence", holds(scene.steps(a.act.sentence, b.act.sentence) == 1)),
        ("type shared", shared_type(scene, &x, &y)),
        ("standing shared", shared_standing(scene, &x, &y)),
        ("second points back", holds(b.definite)),
        ("second outcome alone", holds(b.act.only_outcome())),
        ("second without doer", holds(b.initiators.is_empty())),
        ("second without target", holds(b.targets.is_empty())),
        ("second without place", holds(b.places.is_empty())),
        ("second without time", holds(b.times.is_empty())),
    ];
    out.extend(rules(compared));
    out
}

/// What the rules' comparison says; what they hold for impossible is a feature of its own.
fn rules(c: &Compared) -> Features {
    let part = |value: Option<f64>| value.unwrap_or(0.0);
    vec![
        ("types", part(c.types)),
        ("types apart", holds(c.types.is_none())),
        ("doers", part(c.initiators)),
        ("doers apart", holds(c.initiators.is_none())),
        ("targets", part(c.targets)),
        ("targets apart", holds(c.targets.is_none())),
        ("places", part(c.places)),
        ("places apart", holds(c.places.is_none())),
        ("dates", part(c.dates)),
        ("dates apart", holds(c.dates.is_none())),
        ("people", c.people),
        ("complement", c.complement),
        ("pointing", c.pointing),
        ("headlines", holds(c.headlines)),
        ("headline first", holds(c.headline)),
        ("list and text", holds(c.list_and_text)),
        ("told apart", holds(c.told_apart)),
        ("taken and killed", holds(c.taken_and_killed)),
        ("rules refuse", holds(c.refused)),
    ]
}

/// The best score of a link between acts of the two; `None` if the reader never saw both at once.
fn link(scene: &Scene<'_>, x: &[usize], y: &[usize]) -> Option<f32> {
    let links = scene.reading.act_links.iter();
    let joins = |l: &&reader::Linked| {
        x.contains(&l.left) && y.contains(&l.right) || y.contains(&l.left) && x.contains(&l.right)
    };
    links.filter(joins).map(|l| l.score).max_by(f32::total_cmp)
}

/// How likely both are of one type, by the best pair of their acts.
fn shared_type(scene: &Scene<'_>, x: &[usize], y: &[usize]) -> f64 {
    let of = |i: usize| -> &[(SubEventType, f32)] { &scene.reading.acts[i].types };
    best_overlap(x, y, of)
}

fn shared_standing(scene: &Scene<'_>, x: &[usize], y: &[usize]) -> f64 {
    let of = |i: usize| -> &[(Standing, f32)] { &scene.reading.acts[i].standings };
    best_overlap(x, y, of)
}

fn best_overlap<'a, T: 'a>(x: &[usize], y: &[usize], of: impl Fn(usize) -> &'a [(T, f32)]) -> f64 {
    let pairs = x.iter().flat_map(|&i| y.iter().map(move |&j| (i, j)));
    let overlap = |(i, j)| of(i).iter().zip(of(j)).map(|(a, b)| f64::from(a.1 * b.1)).sum::<f64>();
    pairs.map(overlap).max_by(f64::total_cmp).unwrap_or(0.0)
}
