use jiff::tz::TimeZone;
use linkage::{Profile, Weights};
use record::{Date, Event, Key, Telling};
use store::{Error, Store};

/// The event of an event report as it stood at the end of a day, with its tellings: what was stated, edited and judged by
/// then, linked anew. `None` if the event report was not known by then.
///
/// # Errors
/// Whatever keeps the store from being read.
pub fn as_of(store: &Store, event_report: Key, day: Date) -> Result<Option<(Event, Vec<Telling>)>, Error> {
    // The last day that can be written ends when time does.
    let end = day.tomorrow().and_then(|next| next.to_zoned(TimeZone::UTC)).map(|next| next.timestamp());
    let end = end.unwrap_or(jiff::Timestamp::MAX);
    let mut tellings = Vec::new();
    store.each_telling_as_of(end, |telling| tellings.push(telling))?;
    let profiles: Vec<Profile> = tellings.iter().map(linkage::profile).collect();
    let events = linkage::link(&profiles, &store.judgements_as_of(end)?, &Weights::embedded()).events;
    let Some(members) = events.into_iter().find(|event| event.contains(&event_report)) else { return Ok(None) };
    tellings.retain(|telling| members.contains(&telling.key));
    Ok(linkage::reconcile(&tellings).map(|event| (event, tellings)))
}
