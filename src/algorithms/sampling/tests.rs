//! Beside `tests/fixtures/sampling.json`, made by `tests/reference/sampling.py`, and what no reference says.

use serde_json::Value;

use super::*;

fn numbers(value: &Value) -> Vec<f32> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number") as f32).collect()
}

#[test]
fn every_stage_leaves_what_hugging_face_leaves() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/sampling.json");
    let file = std::fs::read(path).expect("the fixtures are committed");
    let cases: Vec<Value> = serde_json::from_slice(&file).expect("the fixtures are JSON");
    assert!(cases.len() > 10);
    for case in cases {
        let setting = |name: &str| case["settings"][name].as_f64().expect("a number") as f32;
        let chain = Chain {
            repetition_penalty: setting("repetition_penalty"),
            temperature: setting("temperature"),
            top_k: setting("top_k") as usize,
            top_p: setting("top_p"),
            min_p: setting("min_p"),
        };
        let text: Vec<u32> = numbers(&case["text"]).into_iter().map(|token| token as u32).collect();
        let trace = chain.apply(&numbers(&case["logits"]), &text).unwrap();
        let entropies = numbers(&case["entropy_bits"]);
        let mut before = vec![1.0; entropies.len()];
        for (index, stage) in Stage::ALL.into_iter().enumerate() {
            let (expected, found) = (numbers(&case["probabilities"][index]), trace.probabilities(stage));
            assert_eq!(found.len(), expected.len());
            for (token, (found, expected)) in found.iter().zip(&expected).enumerate() {
                assert!((found - expected).abs() < 1e-6, "{chain:?} {stage:?} token {token}: {found} {expected}");
                assert_eq!(*found == 0.0, *expected == 0.0, "{chain:?} {stage:?} token {token}");
            }
            let applied = trace.stage(stage);
            assert!((applied.entropy_bits - entropies[index]).abs() < 1e-4, "{chain:?} {stage:?}");
            assert_eq!(applied.kept, expected.iter().filter(|p| **p > 0.0).count());
            if !matches!(stage, Stage::Raw | Stage::RepetitionPenalty | Stage::Temperature) {
                let gone = |token: &u32| before[*token as usize] > 0.0 && expected[*token as usize] == 0.0;
                assert_eq!(applied.removed, (0..expected.len() as u32).filter(gone).collect::<Vec<_>>());
            }
            before = expected;
        }
    }
}

#[test]
fn of_equal_logits_greedy_takes_the_first() {
    let trace = Chain { temperature: 0.0, ..Chain::default() }.apply(&[1.0, 3.0, 3.0], &[]).unwrap();
    assert_eq!(trace.last(), [0.0, 1.0, 0.0]);
    assert_eq!(trace.stage(Stage::MinP).entropy_bits, 0.0);
}

#[test]
fn a_temperature_of_100_is_nearly_even_and_one_near_0_is_nearly_greedy() {
    let logits = [5.0, -4.0, 1.0, 0.0];
    let at = |temperature| Chain { temperature, ..Chain::default() }.apply(&logits, &[]).unwrap();
    assert!(at(100.0).last().iter().all(|p| (p - 0.25).abs() < 0.02));
    assert_eq!(at(1e-30).last(), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(at(1e-38).last(), [1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn logits_that_are_no_numbers_are_an_error_in_words() {
    let chain = Chain::default();
    for bad in [[f32::NAN, 0.0], [f32::INFINITY, 0.0]] {
        assert!(chain.apply(&bad, &[]).unwrap_err().contains("reset the model"));
    }
    assert!(chain.apply(&[f32::NEG_INFINITY; 3], &[]).unwrap_err().contains("nothing to draw"));
    assert!(chain.apply(&[], &[]).is_err());
    assert_eq!(chain.apply(&[f32::NEG_INFINITY, 0.0], &[]).unwrap().last(), [0.0, 1.0]);
}

#[test]
fn settings_that_make_no_sense_are_named() {
    let usual = Chain::default();
    let cases = [
        (Chain { temperature: -1.0, ..usual }, "temperature"),
        (Chain { temperature: f32::NAN, ..usual }, "temperature"),
        (Chain { top_p: 0.0, ..usual }, "top_p"),
        (Chain { top_p: 1.1, ..usual }, "top_p"),
        (Chain { min_p: -0.1, ..usual }, "min_p"),
        (Chain { repetition_penalty: 0.0, ..usual }, "repetition penalty"),
    ];
    for (chain, name) in cases {
        assert!(chain.apply(&[0.0, 1.0], &[]).unwrap_err().contains(name));
    }
}
