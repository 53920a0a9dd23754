//! What holds for any text whatever: no stage breaks down, and every span lies inside the text on character boundaries.

use coding::Codebook;
use proptest::prelude::*;
use publish::{Content, Format, Layout};
use record::Report;
use serde_json::Value;

/// Words that stages react to, in any order, with what breaks tokenisers between them.
fn any_report() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => prop::sample::select(vec![
            "Gunmen", "killed", "at least", "five", "soldiers", "in", "Gao", "on Monday", "the army", "said", "“", "”", "\"",
            ",", ".", "\n\n", "a drone", "struck", "between", "and", "more than", "100", "since", "May", "2019", "U.S.",
            "according to", "claimed", "denied", "in response to", "wounded", "who", "was", "by", "(", ")", "-", "Jan. 28",
            "al-Shabaab", "’s", "the attack", "it", "up to", "dozens of", "GAO (Wire) -", "Read more:", "not", "after",
        ]).prop_map(str::to_string),
        1 => any::<String>(),
        1 => "\\PC{0,6}",
        1 => prop::sample::select(vec!["\u{0}", "\u{202e}", "é\u{301}", "غزة", "🚁", "\r\n", "\t", "\u{a0}", "ß", "İ"]).prop_map(str::to_string),
    ];
    (prop::collection::vec(word, 0..60), any::<bool>())
        .prop_map(|(words, spaced)| words.join(if spaced { " " } else { "" }))
}

/// Every `[start, end]` under a key that holds spans.
fn spans(value: &Value, inside: bool, found: &mut Vec<(usize, usize)>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| spans(value, inside || key == "spans" || key == "span", found));
        }
        Value::Array(items) => match items.as_slice() {
            [Value::Number(start), Value::Number(end)] if inside => {
                found.push((start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize));
            }
            _ => items.iter().for_each(|item| spans(item, inside, found)),
        },
        _ => {}
    }
}

fn check(text: &str) {
    let codebook = Codebook::embedded().unwrap();
    let date = "2022-02-02".parse().unwrap();
    let published = Some(record::Published { date, origin: record::DateOrigin::Given });
    let report = Report { id: "r".into(), text: text.to_string(), published, ..Report::default() };
    let coded = dateline::pipeline::code(&report, codebook, None);
    let mut found = Vec::new();
    spans(&publish::record_json(&coded), false, &mut found);
    for (start, end) in found {
        assert!(text.get(start..end).is_some(), "span {start}..{end} is not in {text:?}");
    }
    for format in [Format::Table, Format::Jsonl, Format::Json, Format::Csv] {
        let layout = Layout { format, content: Content::Records, with_text: true, width: 60 };
        assert_eq!(layout.report(&coded), layout.report(&dateline::pipeline::code(&report, codebook, None)));
    }
    let toponyms = coding::toponyms(&language::analyse(&report), codebook, coding::Points::default());
    assert!(toponyms.iter().all(|t| text.get(t.span.start..t.span.end).is_some_and(|words| !words.is_empty())));
    assert!(toponyms.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    dateline::pipeline::explain(&report, codebook, None, 60);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_coded_without_a_breakdown(text in any_report()) {
        check(&text);
    }
}
