use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use record::DateOrigin;

use super::text;
use crate::draft::Draft;
use crate::{Error, Place, date};

/// Markdown without its marks: paragraphs stay apart, the words of links stay, pictures leave their captions.
///
/// The first heading is the title. Keys of a YAML head (`title`, `date`, `author`, `url`) are read where it has them.
pub(crate) fn draft(place: &Place, bytes: Vec<u8>) -> Result<Draft, Error> {
    let source = text::decode(place, bytes)?;
    let mut draft = Draft::default();
    let (mut body, mut heading, mut head) = (String::new(), None, false);
    for event in Parser::new_ext(&source, Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::MetadataBlock(MetadataBlockKind::YamlStyle)) => head = true,
            Event::End(TagEnd::MetadataBlock(_)) => head = false,
            Event::Text(words) if head => words.lines().for_each(|line| read_key(line, &mut draft)),
            Event::Start(Tag::Heading { .. }) => heading = Some(body.len()),
            Event::End(TagEnd::Heading(_)) => {
                let words = heading.take().map_or("", |start: usize| &body[start..]);
                if draft.title.is_none() && !words.trim().is_empty() {
                    draft.title = Some(words.trim().to_string());
                }
                end_line(&mut body, 2);
            }
            Event::Text(words) | Event::Code(words) => body.push_str(&words),
            Event::SoftBreak | Event::HardBreak => body.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Table) => end_line(&mut body, 2),
            Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => end_line(&mut body, 1),
            Event::End(TagEnd::List(_)) => end_line(&mut body, 2),
            Event::End(TagEnd::TableCell) => body.push(' '),
            _ => {}
        }
    }
    body.truncate(body.trim_end().len());
    Ok(Draft { body, ..draft })
}

/// Ends the line, and puts a blank one after it where `breaks` is 2.
fn end_line(body: &mut String, breaks: usize) {
    body.truncate(body.trim_end_matches([' ', '\n']).len());
    if !body.is_empty() {
        body.push_str(&"\n\n"[..breaks]);
    }
}

fn read_key(line: &str, draft: &mut Draft) {
    let Some((key, value)) = line.split_once(':') else { return };
    let value = value.trim().trim_matches(['"', '\'']).to_string();
    match key.trim() {
        _ if value.is_empty() => {}
        "title" => draft.title = Some(value),
        "author" => draft.author = Some(value),
        "url" => draft.url = Some(value),
        "date" | "published" => draft.dates.extend(date::parse(&value).map(|date| (date, DateOrigin::Metadata))),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_paragraphs_stay() {
        let source = "---\ntitle: \"Ferry sinks\"\ndate: 2021-03-14\n---\n\nA **ferry** sank [off Zanzibar](https://a.example).\nTen died.\n\n- one\n- two\n";
        let draft = draft(&Place::default(), source.into()).unwrap();
        assert_eq!(draft.title.as_deref(), Some("Ferry sinks"));
        assert_eq!(draft.dates, [(jiff::civil::date(2021, 3, 14), DateOrigin::Metadata)]);
        assert_eq!(draft.body, "A ferry sank off Zanzibar.\nTen died.\n\none\ntwo");
    }

    #[test]
    fn first_heading_is_the_title() {
        let draft = draft(&Place::default(), b"# Ferry *sinks*\n\nTen died.".to_vec()).unwrap();
        assert_eq!((draft.title.as_deref(), &*draft.body), (Some("Ferry sinks"), "Ferry sinks\n\nTen died."));
    }
}
