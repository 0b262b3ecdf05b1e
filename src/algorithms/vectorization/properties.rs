//! What holds for every text.

use proptest::prelude::*;

use super::*;

fn space(documents: &[String], representation: Representation, options: &Options) -> Option<Space> {
    let mut counter = Counter::new(options).ok()?;
    documents.iter().for_each(|document| counter.add(document));
    let counts = counter.finish().ok()?;
    Some(Space::new(counts, representation, options, documents.iter().map(String::as_str)))
}

/// Few words, so that documents share some; now and then anything at all.
fn document() -> impl Strategy<Value = String> {
    let words =
        prop::collection::vec(prop::sample::select(vec!["dog", "Dog", "bites", "man", "a", "the", "good!"]), 0..12);
    prop_oneof![4 => words.prop_map(|words| words.join(" ")), 1 => any::<String>()]
}

fn corpus() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(document(), 1..8)
}

fn any_options() -> impl Strategy<Value = Options> {
    let counting = (any::<bool>(), 1..3usize, 0..2usize, any::<bool>(), any::<bool>(), prop::option::of(1..9usize));
    let weighing =
        (any::<bool>(), any::<bool>(), any::<bool>(), prop::sample::select(vec![None, Some(Norm::L1), Some(Norm::L2)]));
    (counting, weighing, 1..3usize).prop_map(|(c, w, min_df)| Options {
        lowercase: c.0,
        ngram_range: (c.1, c.1 + c.2),
        stop_words: if c.3 { vec!["the".into()] } else { Vec::new() },
        min_df: Limit::Documents(min_df),
        binary: c.4,
        max_features: c.5,
        use_idf: w.0,
        smooth_idf: w.1,
        sublinear_tf: w.2,
        norm: w.3,
        ..Options::default()
    })
}

fn any_representation() -> impl Strategy<Value = Representation> {
    prop::sample::select(vec![Representation::OneHot, Representation::Counts, Representation::TfIdf])
}

proptest! {
    #[test]
    fn the_last_step_is_the_row(documents in corpus(), options in any_options(), how in any_representation()) {
        let Some(space) = space(&documents, how, &options) else { return Ok(()) };
        for (row, document) in documents.iter().enumerate() {
            let steps = steps(&space, document);
            prop_assert_eq!(steps.pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), steps.prepared);
            let known: Vec<_> = steps.weights.iter().filter_map(|term| term.weight.map(|w| (term.count, w))).collect();
            let columns: Vec<u32> = known.iter().map(|(_, weight)| weight.column).collect();
            prop_assert_eq!(&columns[..], space.weights.columns(row));
            let counts: Vec<u32> = known.iter().map(|(count, _)| *count).collect();
            prop_assert_eq!(&counts[..], space.counts.values(row));
            prop_assert_eq!(steps.norm, space.norms[row]);
            for ((_, weight), value) in known.iter().zip(space.weights.values(row)) {
                prop_assert_eq!(weight.value, *value);
                prop_assert_eq!(weight.product / steps.norm, *value);
            }
        }
    }

    #[test]
    fn a_document_is_a_query_that_finds_itself(documents in corpus(), options in any_options(), how in any_representation()) {
        let Some(space) = space(&documents, how, &options) else { return Ok(()) };
        for (row, document) in documents.iter().enumerate() {
            let query = space.transform(document);
            prop_assert_eq!(&query, &space.vector(row));
            let own = rank(&space, &query).into_iter().find(|hit| hit.document == row).expect("every document is ranked");
            prop_assert_eq!(own.score, if query.columns.is_empty() { 0.0 } else { 1.0 });
        }
    }

    #[test]
    fn contributions_add_up_to_the_cosine(documents in corpus(), options in any_options(), how in any_representation()) {
        let Some(space) = space(&documents, how, &options) else { return Ok(()) };
        for a in 0..documents.len() {
            for b in 0..documents.len() {
                let (a, b) = (space.vector(a), space.vector(b));
                let score = cosine(&a, &b);
                prop_assert_eq!(score, cosine(&b, &a));
                prop_assert!((0.0..=1.0).contains(&score));
                let shares = contributions(&a, &b);
                prop_assert!(shares.is_sorted_by(|x, y| x.share >= y.share));
                prop_assert!((shares.iter().map(|one| one.share).sum::<f64>() - score).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_order_of_words_is_lost(mut words in prop::collection::vec("[a-z]{2,4}", 1..9), seed in any::<u64>()) {
        let document = words.join(" ");
        let mut rng = crate::rng::Rng::new(seed);
        for k in (1..words.len()).rev() {
            words.swap(k, rng.below(k + 1));
        }
        let documents = [document, words.join(" ")];
        for how in [Representation::OneHot, Representation::Counts, Representation::TfIdf] {
            let space = space(&documents, how, &Options::default()).expect("there are words");
            prop_assert_eq!(cosine(&space.vector(0), &space.vector(1)), 1.0);
        }
    }

    #[test]
    fn rows_have_length_one(documents in corpus(), norm in prop::sample::select(vec![Norm::L1, Norm::L2])) {
        let options = Options { norm: Some(norm), ..Options::default() };
        let Some(space) = space(&documents, Representation::TfIdf, &options) else { return Ok(()) };
        for row in 0..documents.len() {
            let weights = space.weights.values(row);
            let length: f64 = match norm {
                Norm::L1 => weights.iter().sum(),
                Norm::L2 => weights.iter().map(|w| w * w).sum::<f64>().sqrt(),
            };
            prop_assert!(weights.is_empty() || (length - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn words_of_one_meaning_are_orthogonal() {
    let documents = ["a good film".to_owned(), "one excellent movie".to_owned()];
    let space = space(&documents, Representation::TfIdf, &Options::default()).expect("there are words");
    assert_eq!(cosine(&space.vector(0), &space.vector(1)), 0.0);
    assert!(contributions(&space.vector(0), &space.vector(1)).is_empty());
}
