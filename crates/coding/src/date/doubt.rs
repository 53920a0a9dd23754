//! Where the report's dates do not agree, a person has to look.

use record::{DateOrigin, Doubt, DoubtReason, EventReport, Field, Report};

use crate::scene::Scene;

/// Dates of publication this many days apart are one: of an evening and of the morning after, here and there.
const SAME_PUBLICATION_DAYS: i32 = 1;

/// What is in doubt about an event's date.
pub(crate) fn date_doubt(event: &EventReport) -> Option<Doubt> {
    let text = event.date.text.as_ref()?;
    let (reason, note) = match (&event.date.conflict, event.date.start) {
        (Some(conflict), _) => (DoubtReason::Conflict, format!("{:?}: {conflict}", text.text)),
        (None, None) => {
            let why = event.date.reason.as_deref().unwrap_or("nothing fixes it");
            (DoubtReason::Unresolved, format!("{:?} cannot be dated: {why}", text.text))
        }
        (None, Some(_)) => return None,
    };
    Some(Doubt { field: Field::Date, reason, note, span: Some(text.span) })
}

/// What is in doubt about the dates of a report as a whole: candidates for its publication that do not agree, and days
/// that contradict each other or the date of publication and date no event.
pub(crate) fn report_doubts(scene: &Scene<'_>, events: &[EventReport]) -> Vec<Doubt> {
    let dated = |span| events.iter().filter_map(|e| e.date.text.as_ref()).any(|text| text.span == span);
    let loose = scene.doc.times.iter().filter(|t| !dated(t.span)).filter_map(|t| {
        let words = t.span.of(&scene.doc.report.text);
        let note = format!("{words:?}: {}", t.conflict.as_ref()?);
        Some(Doubt { field: Field::Date, reason: DoubtReason::Conflict, note, span: Some(t.span) })
    });
    publication_doubt(scene.doc.report).into_iter().chain(loose).collect()
}

fn publication_doubt(report: &Report) -> Option<Doubt> {
    let published = report.published.as_ref()?;
    let apart = |day: record::Date| published.date.until(day).map_or(0, |span| span.get_days().abs());
    let others = report.date_candidates.iter().filter(|c| c.origin != DateOrigin::Fetched);
    let others: Vec<String> = others
        .filter(|c| apart(c.date) > SAME_PUBLICATION_DAYS)
        .map(|c| format!("{} ({})", c.date, c.origin))
        .collect();
    if others.is_empty() || published.origin == DateOrigin::Given {
        return None;
    }
    let note = format!("published {} ({}), but also dated {}", published.date, published.origin, others.join(", "));
    let span = report.date_candidates.iter().find(|c| c.date == published.date).and_then(|c| c.span);
    Some(Doubt { field: Field::Published, reason: DoubtReason::Conflict, note, span })
}
