use crate::draft::Draft;
use crate::{Error, Place};

pub(crate) fn draft(place: &Place, _bytes: &[u8]) -> Result<Draft, Error> {
    Err(Error::NoText { place: place.clone(), reason: "not built yet" })
}
