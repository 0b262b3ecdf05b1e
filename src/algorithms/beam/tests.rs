//! Beam search against enumeration of every sequence.

use super::*;
use crate::rng::Rng;

const START: usize = 0;
const END: usize = 1;
/// Token 0 never follows; 1 ends; the others are two letters.
const TOKENS: usize = 4;

fn options(width: usize, length_penalty: f64, max_length: usize) -> Options {
    Options { width, length_penalty, max_length, start: START, end: END, shown: 0 }
}

/// A language with no short cut: what follows depends on the whole sequence, seeded by it.
fn next(seed: u64, sequence: &[usize]) -> Vec<f32> {
    let mut rng = Rng::fork(seed, &format!("{sequence:?}"));
    let scores: Vec<f32> = (0..TOKENS).map(|token| if token == START { 0.0 } else { rng.uniform() + 0.01 }).collect();
    let sum: f32 = scores.iter().sum();
    scores.iter().map(|score| (score / sum).ln()).collect()
}

fn run(seed: u64, options: &Options, forced: &[usize]) -> Search {
    let step = |sequence: &Vec<usize>, token: usize| {
        let mut sequence = sequence.clone();
        if token != START {
            sequence.push(token);
        }
        let next = next(seed, &sequence);
        (sequence, next)
    };
    search(options, Vec::new(), forced, step)
}

/// Sum of log probabilities of a sequence, by definition.
fn total(seed: u64, sequence: &[usize]) -> f64 {
    (0..sequence.len()).map(|k| f64::from(next(seed, &sequence[..k])[sequence[k]])).sum()
}

/// Every sequence of exactly `length` tokens that does not end before.
fn all(length: usize) -> Vec<Vec<usize>> {
    let mut sequences = vec![Vec::new()];
    for _ in 0..length {
        let open = sequences.into_iter().filter(|sequence: &Vec<usize>| sequence.last() != Some(&END));
        sequences =
            open.flat_map(|sequence| (1..TOKENS).map(move |token| [sequence.clone(), vec![token]].concat())).collect();
    }
    sequences
}

fn penalised(seed: u64, sequence: &[usize], penalty: f64) -> f64 {
    total(seed, sequence) / ((5.0 + sequence.len() as f64).powf(penalty) / 6.0_f64.powf(penalty))
}

#[test]
fn a_beam_as_wide_as_everything_finds_what_enumeration_finds() {
    for seed in 0..20 {
        for penalty in [0.0, 0.6, 1.0, 2.5] {
            let ended: Vec<Vec<usize>> =
                (1..=5).flat_map(all).filter(|sequence| sequence.last() == Some(&END)).collect();
            let found = run(seed, &options(10_000, penalty, 5), &[]);
            let finished: Vec<usize> =
                found.ranked.iter().copied().filter(|node| found.nodes[*node].fate == Fate::Finished).collect();
            assert_eq!(finished.len(), ended.len());
            let best = ended.iter().max_by(|a, b| penalised(seed, a, penalty).total_cmp(&penalised(seed, b, penalty)));
            assert_eq!(Some(&found.best()), best, "seed {seed}, penalty {penalty}");
            for node in finished {
                let sequence = found.tokens(node);
                assert!((found.nodes[node].score(penalty) - penalised(seed, &sequence, penalty)).abs() < 1e-9);
            }
        }
    }
}

/// The beam by its definition: of all sequences of a length whose beginning was in the beam, the likeliest.
fn beam_by_definition(seed: u64, width: usize, max_length: usize) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let (mut finished, mut kept) = (Vec::new(), vec![Vec::new()]);
    for length in 1..=max_length {
        let mut reachable: Vec<Vec<usize>> =
            all(length).into_iter().filter(|sequence| kept.contains(&sequence[..length - 1].to_vec())).collect();
        reachable.sort_by(|a, b| total(seed, b).total_cmp(&total(seed, a)));
        reachable.truncate(width - finished.len());
        let (ended, open): (Vec<_>, Vec<_>) = reachable.into_iter().partition(|s| s.last() == Some(&END));
        finished.extend(ended);
        kept = open;
    }
    (finished, kept)
}

#[test]
fn a_narrow_beam_keeps_what_its_definition_keeps() {
    for seed in 0..40 {
        for width in 1..=6 {
            let found = run(seed, &options(width, 0.0, 6), &[]);
            let (mut finished, mut cut) = beam_by_definition(seed, width, 6);
            let ends = |fate| {
                let nodes = found.ranked.iter().filter(|node| found.nodes[**node].fate == fate);
                let mut ends: Vec<Vec<usize>> = nodes.map(|node| found.tokens(*node)).collect();
                ends.sort();
                ends
            };
            finished.sort();
            cut.sort();
            assert_eq!(ends(Fate::Finished), finished, "seed {seed}, width {width}");
            assert_eq!(ends(Fate::Cut), cut, "seed {seed}, width {width}");
        }
    }
}

#[test]
fn a_beam_of_one_is_greedy() {
    for seed in 0..40 {
        let mut greedy = Vec::new();
        while greedy.len() < 8 && greedy.last() != Some(&END) {
            let next = next(seed, &greedy);
            greedy.push((1..TOKENS).max_by(|a, b| next[*a].total_cmp(&next[*b])).unwrap());
        }
        assert_eq!(run(seed, &options(1, 0.0, 8), &[]).best(), greedy);
    }
}

#[test]
fn what_is_forced_comes_first_and_costs_what_it_costs() {
    let found = run(3, &options(2, 0.0, 6), &[2, 3]);
    assert!(found.ranked.iter().all(|node| found.tokens(*node).starts_with(&[2, 3])));
    assert!((found.nodes[2].total - total(3, &[2, 3])).abs() < 1e-9 && found.nodes[2].forced);
    let ended = run(3, &options(2, 0.0, 6), &[2, END]);
    assert_eq!((ended.best(), ended.ranked.len()), (vec![2, END], 1));
}

#[test]
fn a_longer_sequence_gains_by_the_penalty() {
    assert_eq!(length_penalty(1, 0.7), 1.0);
    assert!((length_penalty(13, 1.0) - 3.0).abs() < 1e-12);
    assert_eq!(length_penalty(40, 0.0), 1.0);
}

#[test]
fn more_branches_can_be_shown_than_are_taken() {
    let wide = Options { shown: 3, ..options(1, 0.0, 4) };
    let found = run(5, &wide, &[]);
    assert_eq!(found.best(), run(5, &options(1, 0.0, 4), &[]).best());
    assert_eq!(found.nodes.iter().filter(|node| node.parent == Some(0)).count(), 3);
    assert_eq!(found.nodes.iter().filter(|node| node.length == 1 && node.fate != Fate::Pruned).count(), 1);
}

#[test]
fn what_is_no_number_is_never_taken() {
    let step = |_: &(), _: usize| ((), vec![f32::NAN, f32::NEG_INFINITY, f32::NAN, f32::NAN]);
    let found = search(&options(3, 1.0, 4), (), &[], step);
    assert_eq!((found.nodes.len(), found.best()), (1, Vec::new()));
}
