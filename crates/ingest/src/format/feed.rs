use serde_json::{Map, Value};

use crate::source::{Run, Stop};
use crate::{Error, Place};

pub(crate) fn is_json_feed(_object: &Map<String, Value>) -> bool {
    false
}

pub(crate) fn read(place: &Place, _bytes: &[u8], _run: &mut Run) -> Result<(), Stop> {
    Err(Error::NoText { place: place.clone(), reason: "not built yet" }.into())
}
