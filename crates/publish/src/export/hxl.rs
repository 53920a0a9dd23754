//! CSV with a row of HXL tags (Humanitarian Exchange Language 1.1) under its head.

use super::Subject;
use super::sheet;
use crate::{EVENT_COLUMNS, events};

/// The tag of each of [`EVENT_COLUMNS`](crate::EVENT_COLUMNS), in their order.
pub const HXL_TAGS: [&str; 35] = [
    "#event+id",
    "#event+type+code",
    "#status+standing",
    "#date+start",
    "#date+end",
    "#date+precision",
    "#date+edtf",
    "#meta+id+date",
    "#loc+name",
    "#country+code+v_iso3",
    "#adm1+name",
    "#geo+lat",
    "#geo+lon",
    "#geo+precision",
    "#geo+precision+ucdp",
    "#actor+name+list+initiator",
    "#actor+name+list+target",
    "#impact+list+weapon",
    "#affected+killed+min",
    "#affected+killed+best",
    "#affected+killed+max",
    "#affected+injured+min",
    "#affected+injured+best",
    "#affected+injured+max",
    "#affected+list",
    "#affected+list+name",
    "#actor+name+list+claim",
    "#actor+name+list+denial",
    "#indicator+reports+num",
    "#meta+source+list",
    "#status+corroboration",
    "#indicator+independent+num",
    "#meta+list+contradiction",
    "#event+list+answered",
    "#meta+id+list+report",
];

pub(super) fn head() -> String {
    [sheet::head(&EVENT_COLUMNS), sheet::head(&HXL_TAGS)].concat()
}

pub(super) fn row(subject: &Subject) -> String {
    sheet::row(events::event_cells(subject.event, subject.tellings).iter().map(|cell| sheet::text(cell)))
}
