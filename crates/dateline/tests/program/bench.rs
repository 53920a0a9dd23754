//! `bench`: MUC-4 with weights whose heads give the same for every span, so that the figures follow by hand.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};

use crate::folder::{Folder, root};

const LINE: &str = concat!(
    r#"{"docid": "X-1", "doctext": "rebels burned mills", "templates": [{"incident_type": "arson", "#,
    r#""PerpInd": [[["rebels", 0]]], "PerpOrg": [], "Target": [[["mills", 14]]], "Victim": [], "Weapon": []}]}"#,
    "\n"
);

/// A folder `model` with the shipped encoder, and heads for MUC-4 that think every run of words a perpetrator, or none.
fn folder(heads: bool) -> Folder {
    let folder = Folder::new();
    let shipped = std::fs::read(root().join("model/reader.safetensors")).unwrap();
    let (_, metadata) = SafeTensors::read_metadata(&shipped).unwrap();
    let mut lists: HashMap<String, String> = metadata.metadata().clone().unwrap_or_default();
    lists.retain(|name, _| name != "muc4" && name != "incidents");
    let shipped = SafeTensors::deserialize(&shipped).unwrap();
    let mut tensors = shipped.tensors();
    tensors.retain(|(n, _)| !["spans.muc4", "document", "incident"].iter().any(|head| n.starts_with(head)));
    let zeros = vec![0; 4 * 240 * 384];
    let perpetrator: Vec<u8> = [3.0f32, -20.0, -20.0, -20.0, -20.0].iter().flat_map(|x| x.to_le_bytes()).collect();
    if heads {
        let mut add = |name: &str, dtype: Dtype, shape: &[usize], bytes| {
            tensors.push((name.to_string(), TensorView::new(dtype, shape.to_vec(), bytes).unwrap()));
        };
        for side in ["begin", "finish"] {
            let name = |part: &str| format!("spans.muc4.{side}{part}");
            add(&name(".weight"), Dtype::I8, &[240, 384], &zeros[..240 * 384]);
            add(&name(".scale"), Dtype::F32, &[240], &zeros[..4 * 240]);
            add(&name(".bias"), Dtype::F32, &[240], &zeros[..4 * 240]);
            add(&name("_score.weight"), Dtype::F32, &[5, 384], &zeros[..4 * 5 * 384]);
        }
        add("spans.muc4.begin_score.bias", Dtype::F32, &[5], &perpetrator);
        add("spans.muc4.finish_score.bias", Dtype::F32, &[5], &zeros[..4 * 5]);
        add("spans.muc4.width", Dtype::F32, &[24, 5], &zeros[..4 * 24 * 5]);
        for (head, shape) in [("document", [7, 384]), ("incident", [6, 192])] {
            add(&format!("{head}.weight"), Dtype::F32, &shape, &zeros[..4 * shape[0] * shape[1]]);
            add(&format!("{head}.bias"), Dtype::F32, &shape[..1], &zeros[..4 * shape[0]]);
        }
        lists.insert("muc4".into(), "PerpInd PerpOrg Target Victim Weapon".into());
        lists.insert("incidents".into(), "attack bombing kidnapping arson robbery forced_work_stoppage".into());
    }
    folder.write("model/reader.safetensors", serialize(tensors, Some(lists)).unwrap());
    folder.write("model/vocabulary.txt", std::fs::read(root().join("model/vocabulary.txt")).unwrap());
    folder.write("muc4.json", LINE);
    folder
}

/// A second stage that takes whatever has a score, one filler of each role, and calls every document arson.
fn second_stage() -> String {
    let weights = |n: usize, heaviest: Option<usize>| {
        (0..n).map(|i| if Some(i) == heaviest { 1.0 } else { 0.0 }).collect::<Vec<f64>>()
    };
    let even = [0.5; 5];
    serde_json::json!({
        "filler": {"bias": 0.0, "weights": weights(29, Some(0))},
        "incident": {"bias": -5.0, "weights": weights(17, Some(14)).iter().map(|w| 9.0 * w).collect::<Vec<f64>>()},
        "link": {"bias": 0.0, "weights": weights(11, None)},
        "thresholds": {"extracts": even, "templates": even, "first": 0.5, "more": 0.5, "link": 0.5},
    })
    .to_string()
}

#[test]
fn bench_prints_figures_that_follow_by_hand() {
    let folder = folder(true);
    folder.write("model/muc4.json", second_stage());
    let ran = folder.run("bench muc4 muc4.json --model model --json --predictions out.jsonl");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let figures: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    // "rebels", "burned" and "mills" are all thought perpetrators: one of three is right, one of two fillers is found.
    assert!((figures["CEAF-REE"]["micro"]["f1"].as_f64().unwrap() - 0.4).abs() < 1e-9, "{figures}");
    // With the type: two of four slots are right, two of three are found.
    assert_eq!(figures["GTT"]["micro"]["precision"], 0.5, "{figures}");
    assert_eq!(figures["GTT"]["slots"]["incident_type"]["found"], 1, "{figures}");
    let predicted: serde_json::Value = serde_json::from_str(&folder.read("out.jsonl")).unwrap();
    assert_eq!(predicted["templates"][0]["incident_type"], "arson");
    assert_eq!(predicted["extracts"]["PerpInd"][0], serde_json::json!([["rebels", 0]]));
}

#[test]
fn bench_fits_a_second_stage_that_it_can_use() {
    let folder = folder(true);
    let fitted = folder.run("bench muc4 muc4.json --model model --fit model/muc4.json");
    assert_eq!(fitted.code, 0, "{}", fitted.err);
    let again = folder.run("bench muc4 muc4.json --model model");
    assert_eq!((again.code, &again.out), (0, &fitted.out), "{}", again.err);
}

#[test]
fn bench_says_what_is_missing() {
    let bare = folder(false);
    let ran = bare.run("bench muc4 muc4.json --model model");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no heads for MUC-4"), "{}", ran.err);
    let folder = folder(true);
    assert!(folder.run("bench muc4 muc4.json --model model").err.contains("muc4.json: cannot be read"));
    folder.write("model/muc4.json", "{\"filler\": 1}").write("other.json", "\n{\"docid\": \"X\"}\n");
    assert!(folder.run("bench muc4 muc4.json --model model").err.contains("no second stage"));
    assert!(folder.run("bench muc4 other.json --model model").err.contains("other.json: line 2: missing field"));
}
