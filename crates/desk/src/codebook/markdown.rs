//! Markdown as a tree that a template lays out: none of it is ever markup that somebody else wrote.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use super::table::anchor;

/// The elements of a text: `{ "tag", "id", "to", "nodes" }`, or `{ "text" }`.
pub(super) fn nodes(text: &str) -> Vec<Value> {
    let mut open: Vec<(Tag, Vec<Value>)> = Vec::new();
    let mut done = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        let put = |node: Value, open: &mut Vec<(Tag, Vec<Value>)>, done: &mut Vec<Value>| {
            open.last_mut().map_or(&mut *done, |(_, nodes)| nodes).push(node);
        };
        match event {
            Event::Start(tag) => open.push((tag, Vec::new())),
            Event::End(end) => {
                if let Some((tag, nodes)) = open.pop() {
                    put(element(&tag, end, nodes), &mut open, &mut done);
                }
            }
            // Markup in the text is shown as it is written.
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => {
                put(json!({ "text": words.as_ref() }), &mut open, &mut done);
            }
            Event::Code(words) => {
                put(json!({ "tag": "code", "nodes": [{ "text": words.as_ref() }] }), &mut open, &mut done);
            }
            Event::SoftBreak | Event::HardBreak => put(json!({ "text": " " }), &mut open, &mut done),
            Event::Rule => put(json!({ "tag": "hr", "nodes": [] }), &mut open, &mut done),
            _ => {}
        }
    }
    done
}

fn element(tag: &Tag, _: TagEnd, nodes: Vec<Value>) -> Value {
    let name = match tag {
        Tag::Heading { level, .. } => {
            // The page's own title is the first heading.
            let name = match level {
                HeadingLevel::H1 | HeadingLevel::H2 => "h2",
                HeadingLevel::H3 => "h3",
                _ => "h4",
            };
            let id = anchor(&words(&nodes));
            return json!({ "tag": name, "id": id, "nodes": nodes });
        }
        Tag::Link { dest_url, .. } => {
            // Only what is on this page or on the web can be led to.
            let to = ["https://", "http://", "#"].iter().any(|start| dest_url.starts_with(start));
            return json!({ "tag": if to { "a" } else { "span" }, "to": dest_url.as_ref(), "nodes": nodes });
        }
        Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => "pre",
        Tag::BlockQuote(_) => "blockquote",
        Tag::List(Some(_)) => "ol",
        Tag::List(None) => "ul",
        Tag::Item => "li",
        Tag::Table(_) => "table",
        Tag::TableHead => "thead",
        Tag::TableRow => "tr",
        Tag::TableCell => "td",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Paragraph => "p",
        _ => "span",
    };
    json!({ "tag": name, "nodes": nodes })
}

/// The words of some elements.
fn words(nodes: &[Value]) -> String {
    let own = |node: &Value| match node["text"].as_str() {
        Some(text) => text.to_string(),
        None => words(node["nodes"].as_array().map_or(&[], Vec::as_slice)),
    };
    nodes.iter().map(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_the_text_is_text_and_links_lead_to_the_web_alone() {
        let all =
            nodes("## The rules\n\nA *b* `c` <script>alert(1)</script>\n\n[x](javascript:alert(1)) [y](https://e.org)");
        assert_eq!(all[0], json!({ "tag": "h2", "id": "the-rules", "nodes": [{ "text": "The rules" }] }));
        let paragraph = all[1]["nodes"].as_array().unwrap();
        assert_eq!(paragraph[1], json!({ "tag": "em", "nodes": [{ "text": "b" }] }));
        assert!(paragraph.contains(&json!({ "text": "<script>" })));
        assert_eq!((&all[2]["nodes"][0]["tag"], &all[2]["nodes"][2]["tag"]), (&json!("span"), &json!("a")));
    }

    #[test]
    fn tables_have_rows_and_cells() {
        let all = nodes("| a | b |\n| --- | --- |\n| 1 | 2 |");
        assert_eq!(all[0]["tag"], "table");
        assert_eq!(all[0]["nodes"][1]["nodes"][1]["nodes"][0]["text"], "2");
    }
}
