use std::panic::catch_unwind;

use mail_parser::{HeaderValue, MessageParser};
use record::{Date, DateOrigin};

use super::html;
use crate::draft::Draft;
use crate::{Error, Place};

/// A mail: its subject is the title, its text part the text, its `Date:` metadata.
pub(crate) fn draft(place: &Place, bytes: &[u8]) -> Result<Draft, Error> {
    let malformed = |reason: &str| Error::Malformed { place: place.clone(), format: "a mail", reason: reason.into() };
    catch_unwind(|| read(place, bytes)).map_err(|_| malformed("the mail's parser failed on it"))?
}

fn read(place: &Place, bytes: &[u8]) -> Result<Draft, Error> {
    let malformed = |reason: &str| Error::Malformed { place: place.clone(), format: "a mail", reason: reason.into() };
    let mail = MessageParser::default().parse(bytes).ok_or_else(|| malformed("it has no headers"))?;
    let plain = mail.text_bodies().any(|part| part.is_text() && !part.is_text_html());
    let body = if plain { mail.body_text(0) } else { None };
    let body = match body {
        Some(text) => text.into_owned(),
        None => html::fragment(place, &mail.body_html(0).unwrap_or_default())?,
    };
    let day = mail.date().and_then(|date| Date::new(date.year as i16, date.month as i8, date.day as i8).ok());
    let from = mail.from().and_then(|from| from.first());
    let name = from.and_then(|from| from.name().or_else(|| from.address()));
    let language = match mail.header("Content-Language") {
        Some(HeaderValue::Text(language)) => Some(language.to_string()),
        _ => None,
    };
    Ok(Draft {
        title: mail.subject().map(str::to_string),
        body,
        dates: day.into_iter().map(|day| (day, DateOrigin::Metadata)).collect(),
        author: name.map(str::to_string),
        language,
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_with_two_parts_gives_its_text_and_headers() {
        let mail = "From: Jo Bloggs <jo@daily.example>\r\nSubject: =?utf-8?q?Ferry_sinks?=\r\nDate: Sun, 14 Mar 2021 23:30:00 -0500\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=X\r\n\r\n--X\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
            Ten people died.\r\n--X\r\nContent-Type: text/html\r\n\r\n<p>Ten people <b>died</b>.</p>\r\n--X--\r\n";
        let draft = draft(&Place::default(), mail.as_bytes()).unwrap();
        assert_eq!((draft.title.as_deref(), draft.body.trim()), (Some("Ferry sinks"), "Ten people died."));
        assert_eq!(draft.author.as_deref(), Some("Jo Bloggs"));
        assert_eq!(draft.dates, [(jiff::civil::date(2021, 3, 14), DateOrigin::Metadata)]);
    }

    #[test]
    fn a_mail_of_html_alone_gives_its_words() {
        let mail = b"From: a@b.example\nSubject: x\nContent-Type: text/html\n\n<p>Ten <b>died</b>.</p><p>More.</p>";
        assert_eq!(draft(&Place::default(), mail).unwrap().body, "Ten died.\n\nMore.");
    }
}
