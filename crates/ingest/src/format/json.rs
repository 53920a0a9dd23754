use std::io::{BufRead, BufReader, Read};

use record::{DateOrigin, Report};
use serde_json::{Map, Value};

use crate::draft::Draft;
use crate::limit::{self, Line};
use crate::source::{Run, Stop};
use crate::{Error, Options, Place, date, encoding};

/// One object to a line. A line that is broken is an error, and the next line is read.
///
/// Lone surrogates (`"\ud800"`) and values nested more than 128 deep break their line.
pub(crate) fn read_lines(place: &Place, stream: Box<dyn Read + '_>, run: &mut Run) -> Result<(), Stop> {
    let mut reader = transcoded(stream);
    let limit = run.options.max_report_bytes;
    let mut number = 0;
    loop {
        number += 1;
        let place = place.entry(number);
        let draft = match limit::read_line(&mut reader, limit).map_err(|reason| Error::from_io(&place, reason))? {
            Line::End => return Ok(()),
            Line::Whole(line) if line.trim_ascii().is_empty() => continue,
            Line::Whole(line) => parse(&place, line).and_then(|value| draft(&place, value)),
            Line::TooLong => Err(Error::TooLong { place: place.clone(), limit }),
        };
        run.finish(&place, draft)?;
    }
}

/// A JSON object, a list of objects, or objects one after the other over many lines; a JSON Feed, too.
pub(crate) fn read_values(place: &Place, stream: Box<dyn Read + '_>, run: &mut Run) -> Result<(), Stop> {
    let mut reader = transcoded(stream);
    let limit = run.options.max_report_bytes;
    let list = skip_to_value(&mut reader).map_err(|reason| Error::from_io(place, reason))? == Some(b'[');
    if list {
        reader.consume(1);
    }
    let mut number = 0;
    let mut pending: Option<Vec<u8>> = None;
    loop {
        let value = next_object(&mut reader, limit);
        let more = !matches!(&value, Ok(None));
        // A file with one object is that report; with several, each has its number.
        if let Some(bytes) = pending.take() {
            number += 1;
            let single = number == 1 && !more && !list;
            let place = if single { place.clone() } else { place.entry(number) };
            deliver(&place, bytes, run)?;
        }
        match value {
            Ok(Some(bytes)) => pending = Some(bytes),
            Ok(None) if number == 0 => return Err(malformed(place, "no object in it").into()),
            Ok(None) => return Ok(()),
            Err(reason) => {
                let truncated = reason.kind() == std::io::ErrorKind::UnexpectedEof;
                let place = if truncated && number == 0 { place.clone() } else { place.entry(number + 1) };
                return Err(Error::from_io(&place, reason).into());
            }
        }
    }
}

fn deliver(place: &Place, bytes: Vec<u8>, run: &mut Run) -> Result<(), Stop> {
    match parse(place, bytes) {
        Ok(Value::Object(object)) if super::feed::is_json_feed(&object) => {
            let bytes = serde_json::to_vec(&object).unwrap_or_default();
            super::feed::read(place, &bytes, run)
        }
        value => run.finish(place, value.and_then(|value| draft(place, value))),
    }
}

/// The report of one object, as an entry of a JSON file is read: `text`, `title`, `id`, `url`, `published`, `outlet`, `author`,
/// `language`; other keys stay in `extra`.
///
/// # Errors
/// If it has no text.
pub fn report_of(place: &Place, mut object: Map<String, Value>, options: &Options) -> Result<Report, Error> {
    object.values_mut().for_each(blank);
    fill(place, object)?.finish(place, options)
}

/// UTF-16 with a byte order mark becomes UTF-8 as it is read; a UTF-8 mark is dropped.
pub(crate) fn transcoded<'a>(stream: Box<dyn Read + 'a>) -> BufReader<Box<dyn Read + 'a>> {
    let mut transcoder = encoding_rs_io::DecodeReaderBytesBuilder::new();
    transcoder.bom_sniffing(true).utf8_passthru(true).strip_bom(true);
    BufReader::with_capacity(64 << 10, Box::new(transcoder.build(stream)))
}

fn skip_to_value(reader: &mut dyn BufRead) -> std::io::Result<Option<u8>> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        match buffer.iter().position(|byte| !byte.is_ascii_whitespace()) {
            Some(at) => {
                let byte = buffer[at];
                reader.consume(at);
                return Ok(Some(byte));
            }
            None => {
                let used = buffer.len();
                reader.consume(used);
            }
        }
    }
}

/// The bytes of the next object, from its `{` to the `}` that closes it; whatever stands between objects is passed over.
///
/// This only finds where an object ends, so that a broken one does not take the rest of the list with it.
fn next_object(reader: &mut dyn BufRead, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut object = Vec::new();
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            let cut = (depth > 0).then(|| std::io::Error::from(std::io::ErrorKind::UnexpectedEof));
            return cut.map_or(Ok(None), Err);
        }
        let mut used = 0;
        for &byte in buffer {
            used += 1;
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' if depth > 0 => quoted = !quoted,
                b'{' if !quoted => depth += 1,
                b'}' if !quoted && depth > 0 => depth -= 1,
                _ => {}
            }
            if depth > 0 || byte == b'}' {
                object.push(byte);
            }
            if depth == 0 && byte == b'}' {
                break;
            }
        }
        reader.consume(used);
        if depth == 0 && object.len() > 1 {
            return Ok(Some(object));
        }
        if depth == 0 {
            object.clear();
        }
        if object.len() as u64 > limit {
            return Err(std::io::Error::other(limit::Exceeded::Report { limit }));
        }
    }
}

fn parse(place: &Place, bytes: Vec<u8>) -> Result<Value, Error> {
    let text = encoding::decode(bytes, None);
    let mut value = serde_json::from_str(&text).map_err(|reason| malformed(place, &reason.to_string()))?;
    if text.contains("\\u0000") {
        blank(&mut value);
    }
    Ok(value)
}

/// Puts a blank where a text has U+0000, as long as it: no other format lets that character in, and few programs can keep it.
fn blank(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('\0') => *text = text.replace('\0', " "),
        Value::Array(values) => values.iter_mut().for_each(blank),
        Value::Object(values) => values.values_mut().for_each(blank),
        _ => {}
    }
}

fn malformed(place: &Place, reason: &str) -> Error {
    Error::Malformed { place: place.clone(), format: "JSON", reason: reason.to_string() }
}

fn draft(place: &Place, value: Value) -> Result<Draft, Error> {
    match value {
        Value::Object(object) => fill(place, object),
        _ => Err(malformed(place, "an object with a text was expected")),
    }
}

/// A draft from the keys of an object; keys that are not known stay in `extra`.
pub(crate) fn fill(place: &Place, object: Map<String, Value>) -> Result<Draft, Error> {
    let mut draft = Draft::default();
    let mut keys = false;
    for (key, value) in object {
        keys |= matches!(&*key, "text" | "title");
        match (&*key, &value) {
            ("text", Value::String(text)) => draft.body = text.clone(),
            ("title", Value::String(title)) => draft.title = Some(title.clone()),
            ("id", Value::String(id)) if !id.is_empty() => draft.id = Some(id.clone()),
            ("id", Value::Number(id)) => draft.id = Some(id.to_string()),
            ("url", Value::String(url)) if !url.is_empty() => draft.url = Some(url.clone()),
            ("author", Value::String(author)) if !author.is_empty() => draft.author = Some(author.clone()),
            ("language", Value::String(language)) => draft.language = Some(language.clone()),
            ("outlet", Value::String(outlet)) if !outlet.is_empty() => draft.outlets = vec![outlet.clone()],
            ("outlet", Value::Array(outlets)) => {
                draft.outlets = outlets.iter().filter_map(Value::as_str).map(str::to_string).collect();
            }
            ("published", Value::String(published)) => match date::parse(published) {
                Some(date) => draft.dates.push((date, DateOrigin::Metadata)),
                // What cannot be read as a day is kept, so that a person can see it.
                None if published.trim().is_empty() => {}
                None => drop(draft.extra.insert(key, value)),
            },
            (_, Value::Null) => {}
            _ => {
                draft.extra.insert(key, value);
            }
        }
    }
    if !keys {
        return Err(Error::NoText { place: place.clone(), reason: "it has neither a `text` nor a `title`" });
    }
    Ok(draft)
}
