//! What a model learns from, and what it is asked about.

use std::collections::HashSet;

use super::Pair;
use crate::rng::Rng;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    pub training: Vec<Pair>,
    pub held_out: Vec<Pair>,
}

/// Holds out all pairs of some targets, at least `share` of all and at most about `most`: another spelling of a held-out date would be
/// half the answer. What is left in training has neither a pair, nor a source, nor a target of the held-out ones. The pairs come back
/// without repetitions; if there is only one target, nothing can be held out.
pub fn split(pairs: Vec<Pair>, share: f64, most: usize, seed: u64) -> Split {
    let mut seen = HashSet::new();
    let pairs: Vec<Pair> = pairs.into_iter().filter(|pair| seen.insert(pair.clone())).collect();
    let mut targets: Vec<&str> = Vec::new();
    let mut known = HashSet::new();
    for pair in &pairs {
        if known.insert(pair.target.as_str()) {
            targets.push(&pair.target);
        }
    }
    let mut rng = Rng::fork(seed, "held out");
    for k in 0..targets.len() {
        let other = k + rng.below(targets.len() - k);
        targets.swap(k, other);
    }
    let wanted = ((pairs.len() as f64 * share).ceil() as usize).clamp(1, most);
    let mut out: HashSet<&str> = HashSet::new();
    let mut count = 0;
    for target in &targets[..targets.len().saturating_sub(1)] {
        if count >= wanted {
            break;
        }
        count += pairs.iter().filter(|pair| pair.target == **target).count();
        out.insert(target);
    }
    let sources: HashSet<&str> =
        pairs.iter().filter(|pair| out.contains(pair.target.as_str())).map(|pair| pair.source.as_str()).collect();
    let mut split = Split::default();
    for pair in &pairs {
        if out.contains(pair.target.as_str()) {
            split.held_out.push(pair.clone());
        } else if !sources.contains(pair.source.as_str()) {
            split.training.push(pair.clone());
        }
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pairs::Task;

    #[test]
    fn the_two_halves_share_nothing() {
        for task in [Task::Dates, Task::NumberWords, Task::Reversal] {
            let Split { training, held_out } = split(task.pairs(3_000, 4), 0.1, 256, 4);
            assert!((256..300).contains(&held_out.len()), "{} of {task:?}", held_out.len());
            assert!(training.len() > 2_500, "{} of {task:?}", training.len());
            let sources: HashSet<&str> = training.iter().map(|pair| pair.source.as_str()).collect();
            let targets: HashSet<&str> = training.iter().map(|pair| pair.target.as_str()).collect();
            assert!(held_out.iter().all(|pair| !sources.contains(pair.source.as_str())), "{task:?}");
            assert!(held_out.iter().all(|pair| !targets.contains(pair.target.as_str())), "{task:?}");
        }
    }

    #[test]
    fn a_source_with_two_targets_is_not_in_both() {
        let pair = |source: &str, target: &str| Pair { source: source.into(), target: target.into() };
        let pairs: Vec<Pair> = (0..20).map(|k| pair("same", &k.to_string())).collect();
        let Split { training, held_out } = split(pairs, 0.2, 9, 1);
        assert_eq!((training.len(), held_out.len()), (0, 4));
        let one = split(vec![pair("a", "b"), pair("a", "b"), pair("c", "b")], 0.5, 9, 1);
        assert_eq!((one.training.len(), one.held_out.len()), (2, 0));
    }
}
