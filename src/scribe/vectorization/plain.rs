//! The page's words for things and the algorithm's.

use algorithms::python_text::lower;
use algorithms::vectorization as inner;
use protocol::vectorization as outer;

pub fn split(split: outer::Split) -> inner::Split {
    match split {
        outer::Split::Lines => inner::Split::Lines,
        outer::Split::Paragraphs => inner::Split::Paragraphs,
    }
}

pub fn representation(representation: outer::Representation) -> inner::Representation {
    match representation {
        outer::Representation::OneHot => inner::Representation::OneHot,
        outer::Representation::Counts => inner::Representation::Counts,
        outer::Representation::TfIdf => inner::Representation::TfIdf,
    }
}

pub fn options(options: &outer::Options) -> inner::Options {
    let limit = |limit| match limit {
        outer::Limit::Documents(count) => inner::Limit::Documents(count),
        outer::Limit::Share(share) => inner::Limit::Share(share),
    };
    inner::Options {
        lowercase: options.lowercase,
        ngram_range: options.ngram_range,
        stop_words: stop_words(options),
        min_df: limit(options.min_df),
        max_df: limit(options.max_df),
        max_features: options.max_features,
        binary: options.binary,
        use_idf: options.use_idf,
        smooth_idf: options.smooth_idf,
        sublinear_tf: options.sublinear_tf,
        norm: options.norm.map(|norm| match norm {
            outer::Norm::L1 => inner::Norm::L1,
            outer::Norm::L2 => inner::Norm::L2,
        }),
    }
}

fn stop_words(options: &outer::Options) -> Vec<String> {
    let english = inner::ENGLISH.iter().filter(|_| options.stop_words).map(|word| (*word).to_owned());
    let mut words: Vec<String> = english.collect();
    for word in &options.own_stop_words {
        let word = if options.lowercase { lower(word).into_owned() } else { word.clone() };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

pub fn piece_kind(kind: inner::PieceKind) -> outer::PieceKind {
    match kind {
        inner::PieceKind::Gap => outer::PieceKind::Gap,
        inner::PieceKind::Word => outer::PieceKind::Word,
        inner::PieceKind::TooShort => outer::PieceKind::TooShort,
        inner::PieceKind::StopWord => outer::PieceKind::StopWord,
        inner::PieceKind::Unknown => outer::PieceKind::Unknown,
    }
}
