//! Beside `tests/fixtures/retrieval.json`, made by `tests/reference/retrieval.py`, and what no reference says.

use proptest::prelude::*;
use serde_json::Value;

use super::bm25::{Bm25, Parameters};
use super::flat::{Flat, inner_product, normalize};
use super::ranking::{Measures, Relevant};
use super::{Hit, fusion, mmr, ranking, top, top_where};

fn fixture(part: &str) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/retrieval.json");
    let file = std::fs::read(path).expect("the fixtures are committed");
    let all: Value = serde_json::from_slice(&file).expect("the fixtures are JSON");
    all[part].clone()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn floats(value: &Value) -> Vec<f64> {
    list(value).iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn narrow(value: &Value) -> Vec<f32> {
    floats(value).into_iter().map(|number| number as f32).collect()
}

fn whole(value: &Value) -> Vec<usize> {
    list(value).iter().map(|number| number.as_u64().expect("a count") as usize).collect()
}

#[test]
fn search_is_faiss_own_to_the_last_bit_and_ties_go_to_the_lower_index() {
    let case = fixture("flat");
    let width = whole(&Value::from(vec![case["width"].clone()]))[0];
    let eighths = |value: &Value| narrow(value).into_iter().map(|value| value / 8.0).collect::<Vec<f32>>();
    let exact = Flat { width, vectors: eighths(&case["eighths"]) };
    let mut unit = exact.clone();
    normalize(&mut unit.vectors, width);
    assert_eq!(exact.len(), 300);
    for (number, query) in list(&case["queries"]).iter().enumerate() {
        let mut query = eighths(query);
        let found = exact.search(&query, 40);
        assert_eq!(found.iter().map(|hit| hit.index).collect::<Vec<_>>(), whole(&case["order"][number]));
        assert_eq!(found.iter().map(|hit| hit.score).collect::<Vec<_>>(), narrow(&case["scores"][number]));
        normalize(&mut query, width);
        let cosines = unit.search(&query, 40);
        for (hit, expected) in cosines.iter().zip(narrow(&case["cosines"][number])) {
            assert!((hit.score - expected).abs() < 1e-6, "{hit:?} {expected}");
        }
    }
}

#[test]
fn bm25_is_lucenes() {
    let case = fixture("bm25");
    let passages: Vec<&str> = list(&case["passages"]).iter().map(|text| text.as_str().unwrap()).collect();
    let index = Bm25::new(&passages);
    for case in list(&case["cases"]) {
        let parameters = Parameters { k1: case["k1"].as_f64().unwrap(), b: case["b"].as_f64().unwrap() };
        let expected = floats(&case["scores"]);
        let found = index.search(case["query"].as_str().unwrap(), 5, parameters);
        for (passage, expected) in expected.iter().enumerate() {
            let parts = index.explain(&found.terms, passage, parameters);
            let sum: f64 = parts.iter().map(|part| part.score).sum();
            assert!((sum - expected).abs() < 1e-12, "{case} {passage}: {sum}");
            assert_eq!(f64::from(found.scores[passage]), f64::from(sum as f32), "{passage}");
        }
        assert_eq!(found.hits.len(), expected.iter().filter(|score| **score > 0.0).count().min(5));
        assert_eq!(found.hits, top(&found.scores, found.hits.len()));
    }
}

#[test]
fn a_word_is_found_in_any_case_and_filtered_passages_are_not() {
    let index = Bm25::new(["Öffnungszeiten: 9 bis 18 Uhr.", "", "ÖFFNUNGSZEITEN im Winter"]);
    let found = index.search("öffnungszeiten", 9, Parameters::default());
    assert_eq!(found.hits.iter().map(|hit| hit.index).collect::<Vec<_>>(), [2, 0]);
    assert_eq!(found.terms[0].document_frequency, 2);
    assert_eq!(index.lengths, [5, 0, 3]);
    let one = index.search_where("öffnungszeiten", 9, Parameters::default(), |index| index == 0);
    assert_eq!(one.hits.iter().map(|hit| hit.index).collect::<Vec<_>>(), [0]);
    assert!(Bm25::default().search("anything", 3, Parameters::default()).hits.is_empty());
}

#[test]
fn maximal_marginal_relevance_chooses_as_langchain_does() {
    for case in list(&fixture("mmr")) {
        let (query, vectors) = (narrow(&case["query"]), narrow(&case["vectors"]));
        let relevance: Vec<f32> = vectors.chunks_exact(6).map(|vector| inner_product(&query, vector)).collect();
        let k = case["k"].as_u64().unwrap() as usize;
        let steps = mmr::select(&relevance, &vectors, 6, k, case["lambda"].as_f64().unwrap() as f32);
        assert_eq!(steps.iter().map(|step| step.chosen).collect::<Vec<_>>(), whole(&case["chosen"]), "{case}");
        for (taken, step) in steps.iter().enumerate() {
            assert_eq!(step.candidates.len(), relevance.len() - taken);
            let best = step.candidates.iter().find(|candidate| candidate.index == step.chosen).unwrap();
            assert!(step.candidates.iter().all(|candidate| candidate.score <= best.score));
            assert_eq!(best.nearest.is_some(), taken > 0);
        }
    }
}

#[test]
fn fusion_is_that_of_ranx() {
    for case in list(&fixture("fusion")) {
        let rankings: Vec<Vec<usize>> = list(&case["rankings"]).iter().map(whole).collect();
        let fused = fusion::reciprocal_rank(&rankings, &[], fusion::K);
        let expected = case["scores"].as_object().unwrap();
        assert_eq!(fused.len(), expected.len());
        for passage in &fused {
            let expected = expected[&passage.index.to_string()].as_f64().unwrap();
            assert!((passage.score - expected).abs() < 1e-15, "{passage:?} {expected}");
            for (source, rank) in passage.ranks.iter().enumerate() {
                assert_eq!(*rank, rankings[source].iter().position(|index| *index == passage.index).map(|at| at + 1));
            }
        }
        assert!(fused.windows(2).all(|pair| (-pair[0].score, pair[0].index) < (-pair[1].score, pair[1].index)));
    }
}

#[test]
fn a_ranking_without_weight_says_nothing() {
    let fused = fusion::reciprocal_rank(&[vec![4, 1], vec![1, 7, 7]], &[0.0, 2.0], 60.0);
    let found: Vec<_> = fused.iter().map(|passage| (passage.index, passage.score)).collect();
    assert_eq!(found, [(1, 2.0 / 61.0), (7, 2.0 / 62.0), (4, 0.0)]);
}

#[test]
fn rankings_are_measured_as_ranx_trec_eval_and_scikit_learn_do() {
    for case in list(&fixture("ranking")) {
        let relevant: Vec<Relevant> = list(&case["relevant"])
            .iter()
            .map(|pair| Relevant { index: whole(pair)[0], gain: floats(pair)[1] })
            .collect();
        let found = ranking::measures(&whole(&case["ranking"]), &relevant, case["k"].as_u64().unwrap() as usize);
        let Measures { hit, recall, precision, reciprocal_rank, ndcg } = found;
        for (found, expected) in [hit, recall, precision, reciprocal_rank, ndcg].iter().zip(floats(&case["measures"])) {
            assert!((found - expected).abs() < 1e-12, "{case}: {found} {expected}");
        }
    }
    assert_eq!(ranking::measures(&[1, 2], &[], 5), Measures::default());
    assert_eq!(ranking::mean(&[]), Measures::default());
    let one = Measures { hit: 1.0, ..Measures::default() };
    assert_eq!(ranking::mean(&[one, Measures::default()]).hit, 0.5);
}

proptest! {
    #[test]
    fn the_top_is_what_sorting_gives(
        scores in prop::collection::vec(prop_oneof![(-4..4_i32).prop_map(|n| n as f32), Just(f32::NAN)], 0..40),
        k in 0..50_usize,
        every in 1..4_usize,
    ) {
        let value = |index: usize| if scores[index].is_nan() { f32::NEG_INFINITY } else { scores[index] };
        let mut order: Vec<usize> = (0..scores.len()).filter(|index| index % every == 0).collect();
        order.sort_by(|a, b| value(*b).total_cmp(&value(*a)));
        order.truncate(k);
        let found = top_where(&scores, k, |index| index % every == 0);
        prop_assert_eq!(found.iter().map(|hit: &Hit| hit.index).collect::<Vec<_>>(), order);
    }

    #[test]
    fn products_of_any_width_are_those_of_64_bits(pairs in prop::collection::vec((-1.0_f32..1.0, -1.0_f32..1.0), 0..70)) {
        let (a, b): (Vec<f32>, Vec<f32>) = pairs.iter().copied().unzip();
        let exact: f64 = pairs.iter().map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        prop_assert!((f64::from(inner_product(&a, &b)) - exact).abs() < 1e-5);
    }
}
