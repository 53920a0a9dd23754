use crate::draft::Draft;
use crate::{Error, Place, encoding};

/// A plain text is its own report: nothing is cut, line ends stay as they are.
pub(crate) fn draft(place: &Place, bytes: Vec<u8>) -> Result<Draft, Error> {
    Ok(Draft { body: decode(place, bytes)?, ..Draft::default() })
}

/// Decodes what must be text.
pub(crate) fn decode(place: &Place, bytes: Vec<u8>) -> Result<String, Error> {
    let place = place.clone();
    if let Some(what) = encoding::binary(&bytes) {
        return Err(Error::Binary { place, what });
    }
    let text = encoding::decode(bytes, None);
    // The sample may end before the first NUL.
    if text.contains('\0') {
        return Err(Error::Binary { place, what: "it holds NUL bytes" });
    }
    Ok(text)
}
