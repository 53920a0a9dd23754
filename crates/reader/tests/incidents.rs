//! The heads for MUC-4, with weights whose scores are known: the shipped encoder under heads that give the same for every
//! span and every sentence.

use std::collections::HashMap;

use reader::{IncidentReading, IncidentRole, Reader};
use record::Span;
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};

const SHIPPED: &[u8] = include_bytes!("../../../model/reader.safetensors");
const VOCABULARY: &str = include_str!("../../../model/vocabulary.txt");
const ROLES: usize = IncidentRole::ALL.len();
const HIDDEN: usize = 384;

/// Log odds that every span gets: of a perpetrator high, of a target low, of the rest none.
const SCORES: [f32; ROLES] = [2.0, -20.0, -3.0, -20.0, -20.0];
const TYPES: [f32; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
const TOLD: [f32; 7] = [0.5, -1.0, -2.0, -3.0, -4.0, -5.0, -6.0];

/// The shipped weights without heads for MUC-4, and with these lists of names.
fn weights(more: &[(&str, Dtype, Vec<usize>, Vec<u8>)], names: &[(&str, &str)]) -> Vec<u8> {
    let shipped = SafeTensors::deserialize(SHIPPED).expect("the shipped weights are whole");
    let (_, metadata) = SafeTensors::read_metadata(SHIPPED).expect("the shipped weights are whole");
    let is_own = |name: &str| !["spans.muc4", "document", "incident"].iter().any(|head| name.starts_with(head));
    let mut tensors: Vec<(String, TensorView<'_>)> = shipped.tensors().into_iter().filter(|(n, _)| is_own(n)).collect();
    let view =
        |dtype, shape: &[usize], bytes| TensorView::new(dtype, shape.to_vec(), bytes).expect("it is of that size");
    tensors.extend(more.iter().map(|(name, dtype, shape, bytes)| (name.to_string(), view(*dtype, shape, bytes))));
    let mut lists: HashMap<String, String> = metadata.metadata().clone().unwrap_or_default();
    lists.retain(|name, _| name != "muc4" && name != "incidents");
    lists.extend(names.iter().map(|(name, words)| (name.to_string(), words.to_string())));
    serialize(tensors, Some(lists)).expect("they can be written")
}

fn heads() -> Vec<(&'static str, Dtype, Vec<usize>, Vec<u8>)> {
    let floats = |x: &[f32]| x.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    let zeros = |shape: Vec<usize>| (Dtype::F32, shape.clone(), vec![0; 4 * shape.iter().product::<usize>()]);
    let bias = |x: &[f32]| (Dtype::F32, vec![x.len()], floats(x));
    let wide = ROLES * 48;
    let integers = || (Dtype::I8, vec![wide, HIDDEN], vec![0; wide * HIDDEN]);
    let named = |name, (dtype, shape, bytes)| (name, dtype, shape, bytes);
    vec![
        named("spans.muc4.begin.weight", integers()),
        named("spans.muc4.begin.scale", zeros(vec![wide])),
        named("spans.muc4.begin.bias", zeros(vec![wide])),
        named("spans.muc4.finish.weight", integers()),
        named("spans.muc4.finish.scale", zeros(vec![wide])),
        named("spans.muc4.finish.bias", zeros(vec![wide])),
        named("spans.muc4.begin_score.weight", zeros(vec![ROLES, HIDDEN])),
        named("spans.muc4.begin_score.bias", bias(&SCORES)),
        named("spans.muc4.finish_score.weight", zeros(vec![ROLES, HIDDEN])),
        named("spans.muc4.finish_score.bias", zeros(vec![ROLES])),
        named("spans.muc4.width", zeros(vec![24, ROLES])),
        named("document.weight", zeros(vec![TOLD.len(), HIDDEN])),
        named("document.bias", bias(&TOLD)),
        named("incident.weight", zeros(vec![TYPES.len(), 192])),
        named("incident.bias", bias(&TYPES)),
    ]
}

const NAMES: [(&str, &str); 2] = [
    ("muc4", "PerpInd PerpOrg Target Victim Weapon"),
    ("incidents", "attack bombing kidnapping arson robbery forced_work_stoppage"),
];

fn read(text: &str, sentences: &[Span]) -> IncidentReading {
    let reader = Reader::of(&weights(&heads(), &NAMES), VOCABULARY).expect("the weights are whole");
    reader.read_incidents(text, sentences).expect("the weights have the heads")
}

#[test]
fn every_run_of_whole_words_is_scored_for_every_role() {
    let text = "guerrilleros burned mills";
    let found = read(text, &[Span::new(0, text.len())]);
    let told: Vec<(&str, IncidentRole)> = found.spans.iter().map(|s| (s.span.of(text), s.role)).collect();
    let runs = ["guerrilleros", "guerrilleros burned", "guerrilleros burned mills", "burned", "burned mills", "mills"];
    let both = runs.iter().flat_map(|&run| [(run, IncidentRole::PerpInd), (run, IncidentRole::Target)]);
    assert_eq!(told, both.collect::<Vec<_>>());
    assert!(found.spans.iter().all(|s| s.score == SCORES[s.role as usize] && s.types == TYPES), "{:?}", found.spans[0]);
    assert_eq!(found.sentences, [TOLD]);
}

#[test]
fn a_long_text_is_read_to_its_end_and_each_place_once() {
    let sentence = "the band burned the mill near the river. ";
    let text = sentence.repeat(120);
    let bounds: Vec<Span> = (0..120).map(|i| Span::new(i * sentence.len(), (i + 1) * sentence.len() - 1)).collect();
    let found = read(&text, &bounds);
    assert_eq!(found.sentences, [TOLD; 120]);
    let mills = found.spans.iter().filter(|s| s.span.of(&text) == "mill" && s.role == IncidentRole::PerpInd);
    assert_eq!(mills.count(), 120);
}

#[test]
fn weights_without_the_heads_read_no_incidents() {
    let reader = Reader::of(&weights(&[], &[]), VOCABULARY).expect("the weights are whole");
    assert_eq!(reader.read_incidents("rebels burned a mill.", &[Span::new(0, 21)]), None);
}

#[test]
fn heads_in_another_order_are_refused() {
    let names = [("muc4", "PerpOrg PerpInd Target Victim Weapon"), NAMES[1]];
    let fault = Reader::of(&weights(&heads(), &names), VOCABULARY).err().expect("the order is wrong");
    assert!(fault.to_string().contains("another order"), "{fault}");
}
