//! A question to the chunks it brings up: two rankings, their fusion, the threshold, and MMR.

use algorithms::retrieval::bm25::{self, Bm25, Contribution, Term};
use algorithms::retrieval::flat::Flat;
use algorithms::retrieval::{Hit as Ranked, fusion, mmr};
use protocol::rag::{Fate, Found, Hit, MOST_HITS, Retrieval, Search, Times};

use crate::session::Clock;

/// Chunks of each ranking that are fused, at least; and that MMR chooses from.
const POOL: usize = 50;

/// What is searched, a vector and an entry for each chunk, in their order.
pub struct Index<'a> {
    pub words: &'a Bm25,
    /// `None` while there are none.
    pub vectors: Option<&'a Flat>,
    /// Whether a chunk is searched at all.
    pub within: &'a dyn Fn(usize) -> bool,
}

/// One question. `vector` is the question's, if there is one. The answer lacks `times.embed` and `place`.
pub fn search(index: &Index, question: &str, vector: Option<&[f32]>, retrieval: &Retrieval, clock: Clock) -> Found {
    let pool = POOL.max(retrieval.k as usize);
    let parameters = bm25::Parameters { k1: f64::from(retrieval.k1), b: f64::from(retrieval.b) };
    let mut times = Times::default();

    let began = clock();
    let cosines = index.vectors.zip(vector).map(|(flat, query)| flat.scores(query));
    let dense: Vec<Ranked> = match &cosines {
        Some(scores) => algorithms::retrieval::top_where(scores, pool, index.within),
        None => Vec::new(),
    };
    times.dense = clock() - began;

    let began = clock();
    let terms = index.words.search_where(question, pool, parameters, index.within);
    times.bm25 = clock() - began;

    let began = clock();
    let without_vectors = retrieval.search.needs_vectors() && cosines.is_none();
    let ordered = order(retrieval.search, &dense, &terms.hits, without_vectors);
    let rank =
        |ranking: &[Ranked], chunk: usize| ranking.iter().position(|hit| hit.index == chunk).map(|at| at as u32 + 1);
    let mut hits: Vec<Hit> = ordered
        .into_iter()
        .map(|Ranked { index: chunk, score }| Hit {
            chunk: chunk as u32,
            cosine: cosines.as_ref().map(|scores| scores[chunk]),
            dense_rank: rank(&dense, chunk),
            bm25: (terms.scores[chunk] > 0.0).then(|| terms.scores[chunk]),
            bm25_rank: rank(&terms.hits, chunk),
            terms: contributions(&terms.terms, &index.words.explain(&terms.terms, chunk, parameters)),
            score,
            marginal: None,
            fate: Fate::Taken,
        })
        .collect();
    let below = |hit: &Hit| hit.cosine.is_some_and(|cosine| cosine < retrieval.threshold);
    hits.iter_mut().filter(|hit| below(hit)).for_each(|hit| hit.fate = Fate::Below);
    if let (Some(lambda), Some(flat), Some(_)) = (retrieval.mmr, index.vectors, vector) {
        hits = diversified(hits, flat, lambda);
    }
    let passing = hits.iter_mut().filter(|hit| hit.fate == Fate::Taken);
    passing.skip(retrieval.k as usize).for_each(|hit| hit.fate = Fate::Beyond);
    hits.truncate(MOST_HITS);
    times.order = clock() - began;

    Found {
        question: question.to_owned(),
        retrieval: retrieval.clone(),
        hits,
        searched: (0..index.words.len()).filter(|chunk| (index.within)(*chunk)).count() as u32,
        terms: terms
            .terms
            .into_iter()
            .map(|term| (term.text, (term.document_frequency > 0).then_some(term.idf as f32)))
            .collect(),
        place: None,
        without_vectors,
        times,
    }
}

/// The best first, with the score that ordered them.
fn order(search: Search, dense: &[Ranked], words: &[Ranked], without_vectors: bool) -> Vec<Ranked> {
    match search {
        _ if without_vectors => words.to_vec(),
        Search::Dense => dense.to_vec(),
        Search::Bm25 => words.to_vec(),
        Search::Hybrid => {
            let chunks = |ranking: &[Ranked]| ranking.iter().map(|hit| hit.index).collect::<Vec<usize>>();
            let fused = fusion::reciprocal_rank(&[chunks(dense), chunks(words)], &[1.0, 1.0], fusion::K);
            fused.into_iter().map(|it| Ranked { index: it.index, score: it.score as f32 }).collect()
        }
    }
}

fn contributions(terms: &[Term], found: &[Contribution]) -> Vec<(String, f32)> {
    found.iter().map(|it| (terms[it.term].text.clone(), it.score as f32)).collect()
}

/// Those that pass the threshold in MMR's order, the others behind them.
fn diversified(hits: Vec<Hit>, flat: &Flat, lambda: f32) -> Vec<Hit> {
    let (mut passing, below): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| hit.fate == Fate::Taken);
    let relevance: Vec<f32> = passing.iter().map(|hit| hit.cosine.unwrap_or_default()).collect();
    let vectors: Vec<f32> = passing.iter().flat_map(|hit| flat.vector(hit.chunk as usize)).copied().collect();
    let mut order = Vec::with_capacity(passing.len());
    for step in mmr::select(&relevance, &vectors, flat.width, passing.len(), lambda) {
        let chosen = step.candidates.iter().find(|candidate| candidate.index == step.chosen);
        if let Some(candidate) = chosen {
            passing[step.chosen].marginal = Some((candidate.score, candidate.redundancy));
            order.push(step.chosen);
        }
    }
    let mut chosen: Vec<Hit> = order.into_iter().map(|at| passing[at].clone()).collect();
    chosen.extend(below);
    chosen
}

/// # Errors
/// In words for the reader, if a setting makes no sense.
pub fn check(retrieval: &Retrieval) -> Result<(), String> {
    let within = |value: f32, least: f32, most: f32| (least..=most).contains(&value);
    if !within(retrieval.threshold, -1.0, 1.0) {
        return Err("a cosine lies between -1 and 1; choose a threshold there".into());
    }
    if !within(retrieval.k1, 0.0, 10.0) || !within(retrieval.b, 0.0, 1.0) {
        return Err("BM25 takes k1 from 0 to 10 and b from 0 to 1".into());
    }
    if retrieval.mmr.is_some_and(|lambda| !within(lambda, 0.0, 1.0)) {
        return Err("lambda lies between 0 (only different) and 1 (only near)".into());
    }
    Ok(())
}
