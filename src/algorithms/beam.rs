//! Beam search (Lowerre, 1976; in translation Sutskever, Vinyals and Le, 2014), with every branch it looked at kept.
//!
//! A beam of width 1 is greedy decoding. A hypothesis that ends keeps its place in the beam, so that the search is over when all places
//! have ended. Within a step all hypotheses are equally long and their log probabilities are compared as they are; the finished ones are
//! ranked with the length penalty of Wu et al. (2016, equation 14).

#[cfg(test)]
mod tests;

/// What a search is to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    pub width: usize,
    /// 0 ranks by the sum of log probabilities, which favours short sequences; 1 nearly by their mean.
    pub length_penalty: f64,
    /// Tokens, the end among them.
    pub max_length: usize,
    /// Is fed first.
    pub start: usize,
    /// Ends a sequence.
    pub end: usize,
    /// Branches kept of each expanded node, whether they were taken or not; those in the beam always are.
    pub shown: usize,
}

/// What became of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Was in the beam, and went on.
    Expanded,
    /// Others were likelier.
    Pruned,
    /// Ended in the beam.
    Finished,
    /// Was in the beam when the greatest length was reached.
    Cut,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// `None`: the root.
    pub parent: Option<usize>,
    pub token: usize,
    /// Natural logarithm of the token's probability after its parent's sequence.
    pub log_probability: f64,
    /// Sum from the root to here.
    pub total: f64,
    /// Tokens from the root to here: 0 for the root.
    pub length: usize,
    pub fate: Fate,
    /// Its token was given and not chosen.
    pub forced: bool,
}

impl Node {
    /// What the finished ones are ranked by: `total / ((5 + length) / 6)^penalty`.
    pub fn score(&self, penalty: f64) -> f64 {
        self.total / length_penalty(self.length, penalty)
    }
}

/// Everything a search looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Parents before their children; the root first.
    pub nodes: Vec<Node>,
    /// The ends, best first: the finished ones, then those that were cut.
    pub ranked: Vec<usize>,
}

impl Search {
    /// The tokens from the root to a node.
    pub fn tokens(&self, mut node: usize) -> Vec<usize> {
        let mut tokens = Vec::new();
        while let Some(parent) = self.nodes[node].parent {
            tokens.push(self.nodes[node].token);
            node = parent;
        }
        tokens.reverse();
        tokens
    }

    /// The tokens of the best end.
    pub fn best(&self) -> Vec<usize> {
        self.ranked.first().map_or(Vec::new(), |best| self.tokens(*best))
    }
}

/// The length penalty of a sequence of `length` tokens.
pub fn length_penalty(length: usize, penalty: f64) -> f64 {
    ((5.0 + length as f64) / 6.0).powf(penalty)
}

/// A hypothesis that is still growing: its node, what the model carries, and what may follow.
struct Live<S> {
    node: usize,
    state: S,
    next: Vec<f32>,
}

/// Searches from `state`. `step` feeds a token in a state and returns the state after it and the log probability of each token that may
/// follow; one that is no number cannot. `forced` tokens come first, whatever the model thinks of them.
pub fn search<S>(
    options: &Options,
    state: S,
    forced: &[usize],
    mut step: impl FnMut(&S, usize) -> (S, Vec<f32>),
) -> Search {
    let Options { length_penalty, max_length, start, end, .. } = *options;
    let root = Node {
        parent: None,
        token: start,
        log_probability: 0.0,
        total: 0.0,
        length: 0,
        fate: Fate::Expanded,
        forced: true,
    };
    let mut search = Search { nodes: vec![root], ranked: Vec::new() };
    let (state, next) = step(&state, start);
    let mut live = vec![Live { node: 0, state, next }];
    for token in forced.iter().copied().take(max_length) {
        let Some(Live { node, state, next }) = live.pop() else { break };
        let child = search.grow(node, token, &next);
        search.nodes[child].forced = true;
        if token == end {
            search.nodes[child].fate = Fate::Finished;
            break;
        }
        search.nodes[child].fate = Fate::Expanded;
        let (state, next) = step(&state, token);
        live.push(Live { node: child, state, next });
    }
    let mut places = options.width.max(1);
    while places > 0 && !live.is_empty() && search.nodes[live[0].node].length < max_length {
        let taken = search.expand(&live, places, options);
        let mut grown = Vec::new();
        for (of, child) in taken {
            let token = search.nodes[child].token;
            if token == end {
                search.nodes[child].fate = Fate::Finished;
                places -= 1;
            } else {
                search.nodes[child].fate = Fate::Expanded;
                let (state, next) = step(&live[of].state, token);
                grown.push(Live { node: child, state, next });
            }
        }
        live = grown;
    }
    for live in &live {
        search.nodes[live.node].fate = Fate::Cut;
    }
    let is_end = |node: &usize| matches!(search.nodes[*node].fate, Fate::Finished | Fate::Cut);
    let mut ranked: Vec<usize> = (0..search.nodes.len()).filter(is_end).collect();
    let key = |node: usize| (search.nodes[node].fate == Fate::Cut, -search.nodes[node].score(length_penalty));
    ranked.sort_by(|a, b| {
        let ((a_cut, a), (b_cut, b)) = (key(*a), key(*b));
        a_cut.cmp(&b_cut).then(a.total_cmp(&b))
    });
    search.ranked = ranked;
    search
}

impl Search {
    /// Adds the branches of all living hypotheses that are worth showing, and returns the best `places` of them all, best first: the
    /// place in `live` of each one's parent, and its node.
    fn expand<S>(&mut self, live: &[Live<S>], places: usize, options: &Options) -> Vec<(usize, usize)> {
        let mut candidates = Vec::new();
        for (of, hypothesis) in live.iter().enumerate() {
            let mut tokens: Vec<usize> =
                (0..hypothesis.next.len()).filter(|token| hypothesis.next[*token] > f32::NEG_INFINITY).collect();
            tokens.sort_by(|a, b| hypothesis.next[*b].total_cmp(&hypothesis.next[*a]).then(a.cmp(b)));
            tokens.truncate(places.max(options.shown));
            for token in tokens {
                candidates.push((of, self.grow(hypothesis.node, token, &hypothesis.next)));
            }
        }
        // Of equals the earlier: the likelier parent's, then the lower token.
        candidates.sort_by(|a, b| self.nodes[b.1].total.total_cmp(&self.nodes[a.1].total));
        candidates.truncate(places);
        candidates
    }

    /// A child, pruned until something else is known.
    fn grow(&mut self, parent: usize, token: usize, next: &[f32]) -> usize {
        let log_probability = f64::from(next.get(token).copied().unwrap_or(f32::NEG_INFINITY));
        let Node { total, length, .. } = self.nodes[parent];
        self.nodes.push(Node {
            parent: Some(parent),
            token,
            log_probability,
            total: total + log_probability,
            length: length + 1,
            fate: Fate::Pruned,
            forced: false,
        });
        self.nodes.len() - 1
    }
}
