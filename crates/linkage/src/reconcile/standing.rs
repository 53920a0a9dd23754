//! How an event stands over all of its tellings, and how well it is borne out.

use record::{Actor, Contradiction, Corroboration, Field, Grade, Standing};
use rustc_hash::FxHashSet;

use super::account::Account;
use super::doer::speaks_for;
use crate::casualty::closeness::is_anyone;
use crate::casualty::people::telling_words;

/// How the act stands over all tellings.
///
/// What is asserted (occurred, foiled) goes before what is only planned, that before what is only alleged, and that before
/// what is denied; of occurred and foiled what more voices have. Only where more voices have it denied than told in any
/// other way is it denied.
pub(crate) fn standing(account: &Account<'_>) -> Standing {
    let votes = |standing: Standing| account.votes(&with(account, |told| told == standing));
    let asserted =
        if votes(Standing::Foiled) > votes(Standing::Occurred) { Standing::Foiled } else { Standing::Occurred };
    let order = [asserted, Standing::Planned, Standing::Alleged, Standing::Denied];
    if is_discounted(account) {
        return Standing::Denied;
    }
    order.into_iter().find(|standing| votes(*standing) > 0).unwrap_or(Standing::Occurred)
}

/// The numbers of the tellings whose standing is as wanted.
pub(crate) fn with(account: &Account<'_>, wanted: impl Fn(Standing) -> bool) -> Vec<usize> {
    let told = account.tellings.iter().enumerate();
    told.filter(|(_, telling)| wanted(telling.event_report.standing)).map(|(at, _)| at).collect()
}

fn is_discounted(account: &Account<'_>) -> bool {
    let denied = account.votes(&with(account, |standing| standing == Standing::Denied));
    denied > account.votes(&with(account, |standing| standing != Standing::Denied))
}

/// Airwars' five words, by the first rule that holds:
///
/// 1. discounted: more voices have it denied than told in any other way;
/// 2. contested: some have it denied; or, where no doer claims it, tellings name doers that cannot be one, or a doer denies it;
/// 3. confirmed: a doer that is named, or one where none is, says that it did it;
/// 4. fair: two or more voices tell it, or two or more sources that are surely not the same are credited;
/// 5. weak: one voice tells it.
///
/// A claim settles who did it, not whether it happened. That some only allege what others assert speaks against nothing.
pub(crate) fn corroboration(
    account: &Account<'_>,
    initiators: &[Actor],
    claimed_by: &[Actor],
    denied_by: &[Actor],
    contradictions: &[Contradiction],
) -> Corroboration {
    let independent = account.votes(&(0..account.tellings.len()).collect::<Vec<_>>());
    let voices = count(independent, "independent telling");
    let denied = account.votes(&with(account, |standing| standing == Standing::Denied));
    let claimant = claimed_by.iter().find(|by| initiators.is_empty() || initiators.iter().any(|a| speaks_for(a, by)));
    let rivals = contradictions.iter().any(|contradiction| contradiction.field == Field::Initiators);
    let denies = |doer: &Actor| denied_by.iter().any(|by| speaks_for(doer, by));
    let denier = initiators.iter().find(|doer| denies(doer));
    let sources = sources(account);
    let (grade, reason) = if is_discounted(account) {
        (Grade::Discounted, format!("it is denied by {denied} of {voices}"))
    } else if denied > 0 {
        (Grade::Contested, format!("it is denied by {denied} of {voices}"))
    } else if let Some(claimant) = claimant {
        (Grade::Confirmed, format!("{} says that it did it; {voices}", claimant.name))
    } else if rivals {
        (Grade::Contested, format!("{voices} name doers that cannot be one, and none of them claims it"))
    } else if let Some(denier) = denier {
        (Grade::Contested, format!("{} denies that it did it; {voices}", denier.name))
    } else if independent >= 2 {
        (Grade::Fair, voices)
    } else if sources >= 2 {
        (Grade::Fair, format!("{voices}, which credits {sources} sources"))
    } else {
        (Grade::Weak, format!("{voices} alone"))
    };
    Corroboration { grade, reason, independent }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// How many sources are credited that are surely not the same.
fn sources(account: &Account<'_>) -> usize {
    let told = account.tellings.iter().flat_map(|telling| &telling.event_report.sources);
    let known: FxHashSet<Vec<String>> =
        told.map(|source| telling_words(&source.text)).filter(|words| !words.is_empty() && !is_anyone(words)).collect();
    known.len()
}
