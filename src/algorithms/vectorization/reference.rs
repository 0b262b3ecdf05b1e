//! The same numbers as scikit-learn's, on the fixture that `tests/reference/vectorization.py` made with it.

use serde_json::Value;

use super::*;

/// Relative to the larger of the two and 1.
const TOLERANCE: f64 = 1e-12;

fn fixture() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vectorization.json");
    let text = std::fs::read_to_string(path).expect("the fixture is there");
    serde_json::from_str(&text).expect("the fixture is JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn strings(value: &Value) -> Vec<&str> {
    list(value).iter().map(|text| text.as_str().expect("a text")).collect()
}

fn floats(value: &Value) -> Vec<f64> {
    list(value).iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn whole(value: &Value) -> Vec<u32> {
    list(value).iter().map(|number| number.as_u64().expect("a count") as u32).collect()
}

/// An integer is a number of documents, a float a share of them, as in Python.
fn limit(value: &Value) -> Limit {
    match value.as_u64() {
        Some(count) => Limit::Documents(count as usize),
        None => Limit::Share(value.as_f64().expect("a share")),
    }
}

fn options(given: &Value) -> Options {
    let mut options = Options::default();
    for (name, value) in given.as_object().expect("options") {
        let flag = || value.as_bool().expect("true or false");
        match name.as_str() {
            "lowercase" => options.lowercase = flag(),
            "binary" => options.binary = flag(),
            "use_idf" => options.use_idf = flag(),
            "smooth_idf" => options.smooth_idf = flag(),
            "sublinear_tf" => options.sublinear_tf = flag(),
            "min_df" => options.min_df = limit(value),
            "max_df" => options.max_df = limit(value),
            "max_features" => options.max_features = value.as_u64().map(|count| count as usize),
            "stop_words" => options.stop_words = ENGLISH.iter().map(|word| (*word).to_owned()).collect(),
            "ngram_range" => {
                let range = whole(value);
                options.ngram_range = (range[0] as usize, range[1] as usize);
            }
            "norm" => {
                options.norm = match value.as_str() {
                    Some("l1") => Some(Norm::L1),
                    Some(_) => Some(Norm::L2),
                    None => None,
                }
            }
            other => panic!("no option is called {other}"),
        }
    }
    options
}

fn count(documents: &[&str], options: &Options) -> Result<Counts, Problem> {
    let mut counter = Counter::new(options)?;
    documents.iter().for_each(|document| counter.add(document));
    counter.finish()
}

fn close(what: &str, ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (k, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(1.0), "{what}, {k}: {a} is not {b}");
    }
}

fn scores(space: &Space, query: &str) -> Vec<f64> {
    let mut by_document = vec![0.0; space.documents()];
    let query = space.transform(query);
    for hit in rank(space, &query) {
        by_document[hit.document] = hit.score;
        assert_eq!(hit.score, cosine(&query, &space.vector(hit.document)), "the same by either way");
    }
    by_document
}

#[test]
fn counts_weights_and_cosines_are_those_of_scikit_learn() {
    let fixture = fixture();
    let cases = list(&fixture["cases"]);
    assert!(cases.len() > 40);
    for case in cases {
        let name = format!("{} {}", case["corpus"], case["options"]);
        let documents = strings(&fixture["corpora"][case["corpus"].as_str().expect("a name")]);
        let options = options(&case["options"]);
        let counts = count(&documents, &options).expect(&name);
        let theirs: Vec<Box<str>> = strings(&case["terms"]).into_iter().map(Into::into).collect();
        assert_eq!(counts.terms, theirs, "{name}");
        assert_eq!(counts.df, whole(&case["df"]), "{name}");
        let space = |representation| Space::new(counts.clone(), representation, &options, documents.iter().copied());
        let (one_hot, plain, tfidf) =
            (space(Representation::OneHot), space(Representation::Counts), space(Representation::TfIdf));
        if options.use_idf {
            close(&name, &tfidf.idf, &floats(&case["idf"]));
        }
        for row in 0..documents.len() {
            let name = format!("{name}, document {row}");
            assert_eq!(plain.counts.columns(row), whole(&case["counts"][row][0]), "{name}");
            assert_eq!(plain.counts.values(row), whole(&case["counts"][row][1]), "{name}");
            assert_eq!(tfidf.weights.columns(row), whole(&case["weights"][row][0]), "{name}");
            close(&name, tfidf.weights.values(row), &floats(&case["weights"][row][1]));
            assert_eq!(one_hot.counts.columns(row), whole(&case["one_hot"][row]), "{name}");
        }
        for (query, theirs) in strings(&fixture["queries"]).into_iter().zip(list(&case["queries"])) {
            close(&format!("{name}, {query:?}"), &scores(&tfidf, query), &floats(&theirs["tfidf"]));
            close(&format!("{name}, {query:?}"), &scores(&plain, query), &floats(&theirs["counts"]));
        }
    }
}

#[test]
fn what_scikit_learn_refuses_is_refused_for_the_same_reason() {
    for case in list(&fixture()["refused"]) {
        let theirs = case["error"].as_str().expect("a reason");
        let ours = count(&strings(&case["documents"]), &options(&case["options"])).expect_err(theirs);
        let reason = match ours {
            Problem::NoDocuments | Problem::EmptyVocabulary { .. } => "empty vocabulary",
            Problem::NgramRange => "lower boundary larger than the upper boundary",
            Problem::LimitsCross { .. } => "max_df corresponds to < documents than min_df",
            Problem::AllPruned { .. } => "After pruning, no terms remain",
        };
        assert!(theirs.contains(reason), "{ours:?}: scikit-learn says {theirs}");
    }
}
