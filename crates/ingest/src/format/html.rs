use crate::draft::Draft;
use crate::{Error, Options, Place};

pub(crate) fn draft(place: &Place, _bytes: Vec<u8>, _label: Option<&str>, _options: &Options) -> Result<Draft, Error> {
    Err(Error::NoText { place: place.clone(), reason: "not built yet" })
}
