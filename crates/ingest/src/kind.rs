use crate::encoding;

/// What a file is, told by its content first and its ending second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Markdown,
    Html,
    Mail,
    Json,
    JsonLines,
    Csv,
    Feed,
    Articles,
    Warc,
    Gzip,
    Zip,
}

/// How many bytes of a file are looked at to tell its kind.
pub(crate) const HEAD: usize = 8 << 10;

/// The kind of the file `name` that begins with `head`; an error text if it is none that is read.
pub(crate) fn of(name: &str, head: &[u8]) -> Result<Kind, &'static str> {
    if head.starts_with(b"\x1F\x8B") {
        return Ok(Kind::Gzip);
    }
    let ending = ending(name);
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return match ending.as_str() {
            "docx" | "xlsx" | "pptx" | "odt" | "ods" | "epub" => Err("an Office document; save it as text first"),
            _ => Ok(Kind::Zip),
        };
    }
    if head.starts_with(b"WARC/") {
        return Ok(Kind::Warc);
    }
    if let Some(what) = encoding::binary(head) {
        return Err(what);
    }
    let text = encoding::decode(head.to_vec(), None);
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    Ok(by_text(text, &ending))
}

fn by_text(text: &str, ending: &str) -> Kind {
    if let Some(kind) = by_markup(text, ending).or_else(|| by_brackets(text, ending)) {
        return kind;
    }
    match ending {
        "eml" => Kind::Mail,
        "csv" | "tsv" => Kind::Csv,
        "md" | "markdown" => Kind::Markdown,
        "html" | "htm" | "xhtml" => Kind::Html,
        "json" => Kind::Json,
        "jsonl" | "ndjson" => Kind::JsonLines,
        _ if is_mail(text) => Kind::Mail,
        _ if crate::format::csv::is_header(text.lines().next().unwrap_or("")) => Kind::Csv,
        _ => Kind::Text,
    }
}

fn by_markup(text: &str, ending: &str) -> Option<Kind> {
    if !text.starts_with('<') {
        return None;
    }
    let start = text.get(..4096).unwrap_or(text).to_ascii_lowercase();
    let feed = ["<rss", "<feed", "<rdf:rdf"].iter().any(|root| start.contains(root));
    let page = ["<!doctype html", "<html", "<head", "<body", "<article"].iter().any(|root| start.contains(root));
    let articles = ["<articles>", "<articles "].iter().any(|root| start.contains(root));
    match ending {
        _ if articles => Some(Kind::Articles),
        _ if page => Some(Kind::Html),
        _ if feed => Some(Kind::Feed),
        "rss" | "atom" | "xml" => Some(Kind::Feed),
        "txt" | "md" | "markdown" | "eml" => None,
        _ => Some(Kind::Html),
    }
}

fn by_brackets(text: &str, ending: &str) -> Option<Kind> {
    let inner = text.get(1..).map(str::trim_start).unwrap_or("");
    match text.as_bytes().first()? {
        b'{' if inner.starts_with(['"', '}']) => {}
        b'[' if inner.starts_with(['{', '[', '"', ']']) => return Some(Kind::Json),
        _ => return None,
    }
    if matches!(ending, "jsonl" | "ndjson") {
        return Some(Kind::JsonLines);
    }
    // A complete object in the first line and more after it is a list of lines, whatever the ending says.
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let complete = !rest.trim().is_empty() && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    Some(if complete { Kind::JsonLines } else { Kind::Json })
}

/// A mail opens with headers; two of them must be ones that every mail carries.
fn is_mail(text: &str) -> bool {
    let (mut headers, mut known) = (0, 0);
    for line in text.lines().take_while(|line| !line.is_empty()).take(60) {
        if line.starts_with([' ', '\t']) && headers > 0 {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return false;
        }
        headers += 1;
        let name = name.to_ascii_lowercase();
        known += usize::from(matches!(&*name, "from" | "to" | "subject" | "message-id" | "mime-version" | "received"));
    }
    known >= 2
}

/// The ending of a file's name in lower case, without the dot and without `.gz`.
pub(crate) fn ending(name: &str) -> String {
    let name = name.rsplit(['/', '\\', '!']).next().unwrap_or(name).to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').map(|(_, ending)| ending.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_the_ending() {
        assert_eq!(of("a.txt", b"<!DOCTYPE html><html>"), Ok(Kind::Html));
        assert_eq!(of("a.json", b"{\"text\":\"x\"}\n{\"text\":\"y\"}\n"), Ok(Kind::JsonLines));
        assert_eq!(of("a", b"{\n \"text\": \"x\"\n}"), Ok(Kind::Json));
        assert_eq!(of("a.html", b"WARC/1.0\r\n"), Ok(Kind::Warc));
        assert_eq!(of("a.xml", b"<?xml version=\"1.0\"?><rss>"), Ok(Kind::Feed));
        assert_eq!(of("a.xml", b"<?xml version=\"1.0\"?>\n<articles>\n<article>"), Ok(Kind::Articles));
        assert_eq!(of("-", b"From: a@b.c\nSubject: x\nDate: y\n\nText"), Ok(Kind::Mail));
        assert_eq!(of("-", b"id,title,text\n1,a,b"), Ok(Kind::Csv));
    }

    #[test]
    fn prose_that_resembles_a_format_stays_prose() {
        assert_eq!(of("a.txt", b"[Update 1] Troops entered the town"), Ok(Kind::Text));
        assert_eq!(of("a.txt", b"Subject: none\n\nTroops entered the town."), Ok(Kind::Text));
        assert_eq!(of("a.txt", b"Text, images and titles\nby our staff"), Ok(Kind::Text));
    }
}
