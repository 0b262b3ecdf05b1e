//! Rankings, comparisons and steps as the page reads them.

use algorithms::vectorization::{self as inner, Contribution, Representation, Space, Vector, contributions, cosine};
use protocol::vectorization::{
    Comparison, FOLLOWED, HITS, Hit, Piece, QueryTerm, Ranking, SHARES, Share, Steps, Term, Weight,
};

use super::plain;
use super::window::beginning;

/// `hits` are all documents, best first.
pub fn ranking<'t>(space: &Space, query: String, hits: &[inner::Hit], document: impl Fn(usize) -> &'t str) -> Ranking {
    let vector = space.transform(&query);
    let terms = vector.columns.iter().zip(&vector.weights).map(|(column, weight)| {
        let at = *column as usize;
        QueryTerm { term: space.terms[at].to_string(), idf: space.idf[at], weight: *weight }
    });
    let terms = terms.collect();
    let matching = hits.iter().filter(|hit| hit.score > 0.0).count();
    let named = hits[..matching.min(HITS)].iter().map(|hit| {
        let row = space.vector(hit.document);
        let (shares, rest) = shares(space, &vector, &row);
        let text = beginning(document(hit.document));
        Hit { document: hit.document, text, cosine: hit.score, dot: dot(&vector, &row), shares, rest }
    });
    Ranking { terms, unknown: unknown(space, &query), hits: named.collect(), matching, query }
}

pub fn comparison<'t>(space: &Space, (a, b): (usize, usize), document: impl Fn(usize) -> &'t str) -> Comparison {
    let (left, right) = (space.vector(a), space.vector(b));
    let (shares, rest) = shares(space, &left, &right);
    Comparison {
        a,
        b,
        texts: (beginning(document(a)), beginning(document(b))),
        cosine: cosine(&left, &right),
        shares,
        rest,
        terms: (left.columns.len(), right.columns.len()),
        reordered: reordered(space, document(a), document(b)),
    }
}

/// Follows a document's beginning.
pub fn steps(space: &Space, document: usize, text: &str) -> Steps {
    let end = text.char_indices().nth(FOLLOWED).map_or(text.len(), |(at, _)| at);
    let steps = inner::steps(space, &text[..end]);
    let weights = steps.weights.into_iter().map(|term| Term {
        term: term.text,
        count: term.count,
        weight: term.weight.map(|weight| Weight {
            df: weight.df,
            tf: weight.tf,
            idf: weight.idf,
            product: weight.product,
            weight: weight.value,
        }),
    });
    let pieces = steps.pieces.into_iter().map(|piece| Piece { text: piece.text, kind: plain::piece_kind(piece.kind) });
    Steps {
        document,
        text: text[..end].to_owned(),
        pieces: pieces.collect(),
        terms: steps.terms,
        weights: weights.collect(),
        norm: steps.norm,
        cut: end < text.len(),
    }
}

/// The greatest contributions by name, and the sum of the others.
fn shares(space: &Space, a: &Vector, b: &Vector) -> (Vec<Share>, f64) {
    let all = contributions(a, b);
    let (named, others) = all.split_at(all.len().min(SHARES));
    let name = |one: &Contribution| Share { term: space.terms[one.column as usize].to_string(), share: one.share };
    (named.iter().map(name).collect(), others.iter().map(|one| one.share).sum())
}

/// The product of the weights as they stand, which is what `matrix @ query` gives.
fn dot(a: &Vector, b: &Vector) -> f64 {
    let weights = a.columns.iter().zip(&a.weights);
    let products =
        weights.map(|(column, weight)| b.columns.binary_search(column).map_or(0.0, |at| b.weights[at] * weight));
    products.sum()
}

/// What of the query has no axis, each once, in its order.
fn unknown(space: &Space, query: &str) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    let mut note = |term: &str| {
        if !missing.iter().any(|known| known == term) {
            missing.push(term.to_owned());
        }
    };
    if space.representation == Representation::OneHot {
        inner::one_hot(query, &space.terms).missed.iter().for_each(|word| note(word));
    } else {
        space.analyzer.terms(query, |term| {
            if space.column(term).is_none() {
                note(term);
            }
        });
    }
    missing
}

/// Whether two documents have the same words equally often, in another order.
fn reordered(space: &Space, a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let text = space.analyzer.prepare(text);
        algorithms::python_text::runs(&text).map(|(_, word)| word.to_owned()).collect()
    };
    let (mut a, mut b) = (words(a), words(b));
    if a == b {
        return false;
    }
    a.sort_unstable();
    b.sort_unstable();
    a == b
}
