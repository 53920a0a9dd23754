use std::io::Read;

use crate::source::{Run, Stop};
use crate::{Error, Place};

pub(crate) fn read(place: &Place, _stream: Box<dyn Read + '_>, _run: &mut Run) -> Result<(), Stop> {
    Err(Error::NoText { place: place.clone(), reason: "not built yet" }.into())
}
