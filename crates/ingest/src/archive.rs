use std::io::{BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

use crate::limit::{self, Unpacked};
use crate::source::{Input, Run, Stop};
use crate::{Error, Place};

/// One gzip file, of any number of members, holds one file of any kind.
pub(crate) fn read_gzip(place: &Place, stream: Box<dyn Read + '_>, run: &mut Run) -> Result<(), Stop> {
    let unpacked = Unpacked::new(MultiGzDecoder::new(BufReader::with_capacity(64 << 10, stream)), &run.budget);
    run.member(place, Input::Stream(Box::new(unpacked)))
}

/// How much of a zip archive that is not a file on disk may be held in memory.
const ZIP_IN_MEMORY: u64 = 1 << 30;

/// Each member of a zip archive, in the order of its table.
pub(crate) fn read_zip(place: &Place, input: Input, run: &mut Run) -> Result<(), Stop> {
    match input {
        Input::File(file) => read_members(place, BufReader::new(file), run),
        Input::Stream(mut stream) => {
            let bytes = limit::read_all(&mut stream, ZIP_IN_MEMORY).map_err(|reason| Error::from_io(place, reason))?;
            read_members(place, Cursor::new(bytes), run)
        }
    }
}

fn read_members<R: Read + std::io::Seek>(place: &Place, reader: R, run: &mut Run) -> Result<(), Stop> {
    let malformed = |place: &Place, reason: zip::result::ZipError| Error::Malformed {
        place: place.clone(),
        format: "zip",
        reason: reason.to_string(),
    };
    let mut archive = zip::ZipArchive::new(reader).map_err(|reason| malformed(place, reason))?;
    if archive.is_empty() {
        return Err(Error::Empty { place: place.clone() }.into());
    }
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).unwrap_or_default().to_string();
        let place = place.member(&name);
        if name.ends_with('/') || is_clutter(&name) {
            continue;
        }
        match archive.by_index(index) {
            Ok(member) => {
                let unpacked = Unpacked::new(member, &run.budget);
                run.member(&place, Input::Stream(Box::new(unpacked)))?;
            }
            Err(reason) => run.deliver(Err(malformed(&place, reason)))?,
        }
    }
    Ok(())
}

/// Files that systems put into archives for themselves.
fn is_clutter(name: &str) -> bool {
    name.split('/').any(|part| part == "__MACOSX" || part.starts_with('.'))
}
