use std::io::{BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use record::DateOrigin;

use super::{html, text};
use crate::draft::Draft;
use crate::limit::{self, Line};
use crate::source::{Run, Stop};
use crate::{Error, Options, Place, date};

/// The longest line of a record's head, and the most lines of one.
const MAX_HEAD_LINE: u64 = 64 << 10;
const MAX_HEAD_LINES: usize = 1000;

/// What the head of a record says.
#[derive(Debug, Default)]
struct Head {
    kind: String,
    length: Option<u64>,
    content_type: String,
    url: Option<String>,
    date: Option<String>,
}

/// The pages and texts among the responses of a crawl, CC-NEWS style. Other records are passed over.
///
/// An entry's number is the number of its record in the file. A page is held in memory, the file never is.
pub(crate) fn read(place: &Place, stream: Box<dyn Read + '_>, run: &mut Run) -> Result<(), Stop> {
    let mut reader = BufReader::with_capacity(64 << 10, stream);
    for number in 1.. {
        let place = place.entry(number);
        let Some(head) = head(&place, &mut reader)? else { return Ok(()) };
        let length = head.length.ok_or_else(|| malformed(&place, "a record has no Content-Length"))?;
        let wanted = matches!(&*head.kind, "response" | "resource" | "conversion");
        let limit = run.options.max_report_bytes;
        if !wanted || length > limit {
            skip(&place, &mut reader, length)?;
            if wanted {
                run.deliver(Err(Error::TooLong { place, limit }))?;
            }
            continue;
        }
        let mut block = Vec::new();
        reader.by_ref().take(length).read_to_end(&mut block).map_err(|reason| Error::from_io(&place, reason))?;
        if (block.len() as u64) < length {
            return Err(Error::Truncated { place }.into());
        }
        if let Some(draft) = draft(&place, head, block, run.options).transpose() {
            run.finish(&place, draft)?;
        }
    }
    Ok(())
}

fn malformed(place: &Place, reason: &str) -> Error {
    Error::Malformed { place: place.clone(), format: "WARC", reason: reason.to_string() }
}

/// The head of the next record; `None` at the end of the file.
fn head(place: &Place, reader: &mut dyn BufRead) -> Result<Option<Head>, Error> {
    let mut line = || match limit::read_line(reader, MAX_HEAD_LINE).map_err(|reason| Error::from_io(place, reason))? {
        Line::Whole(line) => Ok(Some(String::from_utf8_lossy(&line).trim_end().to_string())),
        Line::TooLong => Err(malformed(place, "a line of a record's head is too long")),
        Line::End => Ok(None),
    };
    // Blank lines stand between records.
    let version = loop {
        match line()? {
            None => return Ok(None),
            Some(blank) if blank.is_empty() => {}
            Some(version) => break version,
        }
    };
    if !version.starts_with("WARC/") {
        return Err(malformed(place, "a record does not begin with WARC/"));
    }
    let mut head = Head::default();
    for _ in 0..MAX_HEAD_LINES {
        let Some(line) = line()? else { return Err(Error::Truncated { place: place.clone() }) };
        if line.is_empty() {
            return Ok(Some(head));
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match &*name.to_ascii_lowercase() {
            "warc-type" => head.kind = value.to_ascii_lowercase(),
            "content-length" => head.length = value.parse().ok(),
            "content-type" => head.content_type = value.to_ascii_lowercase(),
            "warc-target-uri" => head.url = Some(value.trim_matches(['<', '>']).to_string()),
            "warc-date" => head.date = Some(value.to_string()),
            _ => {}
        }
    }
    Err(malformed(place, "a record's head has no end"))
}

fn skip(place: &Place, reader: &mut dyn BufRead, length: u64) -> Result<(), Error> {
    let skipped = std::io::copy(&mut reader.take(length), &mut std::io::sink());
    let skipped = skipped.map_err(|reason| Error::from_io(place, reason))?;
    if skipped < length { Err(Error::Truncated { place: place.clone() }) } else { Ok(()) }
}

/// The article of a record; `None` where it is no page and no text, or the server gave no page.
fn draft(place: &Place, head: Head, block: Vec<u8>, options: &Options) -> Result<Option<Draft>, Error> {
    let (content_type, body) = if head.content_type.starts_with("application/http") || block.starts_with(b"HTTP/") {
        match response(place, block, options)? {
            Some(response) => response,
            None => return Ok(None),
        }
    } else {
        (head.content_type, block)
    };
    let label = content_type
        .split_once("charset=")
        .map(|(_, label)| label.split(';').next().unwrap_or(label).trim_matches(['"', ' ']));
    let mut draft = match content_type.split(';').next().unwrap_or("").trim() {
        "text/html" | "application/xhtml+xml" => html::draft(place, body, label, options)?,
        "text/plain" => text::draft(place, body)?,
        _ => return Ok(None),
    };
    // Where the crawler went, not where the page says it belongs: the outlet is named by what the page says.
    if draft.outlets.is_empty() {
        draft.outlets = head.url.as_deref().and_then(|url| options.book().outlet(url)).into_iter().collect();
    }
    draft.url = head.url.or(draft.url);
    draft.dates.extend(head.date.as_deref().and_then(date::parse).map(|date| (date, DateOrigin::Fetched)));
    Ok(Some(draft))
}

/// The content type and the body of an HTTP response; `None` if it is not a success.
fn response(place: &Place, block: Vec<u8>, options: &Options) -> Result<Option<(String, Vec<u8>)>, Error> {
    let mut headers = vec![httparse::EMPTY_HEADER; 256];
    let mut response = httparse::Response::new(&mut headers);
    let mut config = httparse::ParserConfig::default();
    config.ignore_invalid_headers_in_responses(true).allow_spaces_after_header_name_in_responses(true);
    let start = match config.parse_response(&mut response, &block) {
        Ok(httparse::Status::Complete(start)) => start,
        Ok(httparse::Status::Partial) => return Err(Error::Truncated { place: place.clone() }),
        Err(reason) => return Err(malformed(place, &format!("its HTTP response: {reason}"))),
    };
    if !response.code.is_some_and(|code| (200..300).contains(&code)) {
        return Ok(None);
    }
    let header = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| String::from_utf8_lossy(header.value).trim().to_ascii_lowercase()).unwrap_or_default()
    };
    let (content_type, chunked) = (header("content-type"), header("transfer-encoding").contains("chunked"));
    let body = &block[start..];
    let body = if chunked { joined_chunks(body).unwrap_or_else(|| body.to_vec()) } else { body.to_vec() };
    Ok(Some((content_type, unzipped(place, body, options)?)))
}

/// The chunks of a body put together; `None` if it is not in chunks after all, as crawlers often join them.
fn joined_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    while let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(body) {
        if size == 0 {
            return Some(whole);
        }
        let end = start.checked_add(usize::try_from(size).ok()?)?;
        whole.extend_from_slice(body.get(start..end)?);
        body = body.get(end..)?.strip_prefix(b"\r\n")?;
    }
    None
}

/// A body that the server had zipped; most crawlers store it unzipped whatever the header says.
fn unzipped(place: &Place, body: Vec<u8>, options: &Options) -> Result<Vec<u8>, Error> {
    if !body.starts_with(b"\x1F\x8B") {
        return Ok(body);
    }
    let mut decoder = MultiGzDecoder::new(Cursor::new(body));
    limit::read_all(&mut decoder, options.max_report_bytes).map_err(|reason| Error::from_io(place, reason))
}
