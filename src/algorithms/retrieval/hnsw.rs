//! Approximate search: a graph in layers, walked towards the question (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor
//! search using Hierarchical Navigable Small World graphs", 2018; the algorithms' numbers are theirs).
//!
//! By hand, since the crates that have it want threads or random numbers of the system, or find less.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::Hit;
use super::flat::{Flat, inner_product};
use crate::rng::Rng;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Neighbours of a vector in each layer; twice as many in the lowest. At least 2.
    pub m: usize,
    /// How many candidates are kept while the graph is built.
    pub ef_construction: usize,
    pub seed: u64,
}

impl Default for Parameters {
    fn default() -> Self {
        Parameters { m: 16, ef_construction: 100, seed: 1 }
    }
}

/// The graph over the vectors of a [`Flat`], which stay there.
#[derive(Clone, Debug, PartialEq)]
pub struct Hnsw {
    pub parameters: Parameters,
    /// For each vector and each layer that it is in, from the lowest: its neighbours.
    pub links: Vec<Vec<Vec<u32>>>,
    entry: usize,
}

/// What a walk found, and how far it went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// Vectors compared with the question; an exact search compares all.
    pub compared: usize,
    /// From layer to layer, the highest first: the layer, and the vector nearest to the question there.
    pub path: Vec<(usize, Hit)>,
}

/// By score, of equal ones the lower index first.
#[derive(Clone, Copy, PartialEq)]
struct Near(Hit);

impl Eq for Near {}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.score.total_cmp(&other.0.score).then(other.0.index.cmp(&self.0.index))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A graph that is being built, a vector at a time.
pub struct Builder {
    graph: Hnsw,
    seen: Seen,
    rng: Rng,
}

/// Which vectors a walk has seen, without clearing them all between two walks.
struct Seen {
    marks: Vec<u32>,
    walk: u32,
}

impl Hnsw {
    /// Links every vector, one after the other: the same seed makes the same graph.
    pub fn build(flat: &Flat, parameters: Parameters) -> Self {
        let mut builder = Builder::new(parameters);
        while builder.add(flat) {}
        builder.finish()
    }

    /// Links from one vector to another, in all layers.
    pub fn link_count(&self) -> usize {
        self.links.iter().flatten().map(Vec::len).sum()
    }

    /// Layers, the lowest counted.
    pub fn layer_count(&self) -> usize {
        self.links.get(self.entry).map_or(0, Vec::len)
    }

    fn insert(&mut self, flat: &Flat, node: usize, top: usize, seen: &mut Seen) {
        self.links.push(vec![Vec::new(); top + 1]);
        if node == 0 {
            return;
        }
        let query = flat.vector(node);
        let highest = self.links[self.entry].len() - 1;
        let mut starts = vec![hit(flat, query, self.entry)];
        for layer in (0..=highest).rev() {
            let width = if layer > top { 1 } else { self.parameters.ef_construction };
            starts = self.layer(flat, query, &starts, width, layer, seen, &mut 0);
            if layer <= top {
                let chosen = choose(flat, &starts, self.parameters.m);
                for &other in &chosen {
                    self.links[other as usize][layer].push(node as u32);
                    self.thin(flat, other as usize, layer);
                }
                self.links[node][layer] = chosen;
            }
        }
        if top > highest {
            self.entry = node;
        }
    }

    /// Keeps a vector's links within their number.
    fn thin(&mut self, flat: &Flat, node: usize, layer: usize) {
        let most = if layer == 0 { 2 * self.parameters.m } else { self.parameters.m };
        let links = &mut self.links[node][layer];
        if links.len() > most {
            let mut candidates: Vec<Hit> =
                links.iter().map(|other| hit(flat, flat.vector(node), *other as usize)).collect();
            candidates.sort_by_key(|hit| std::cmp::Reverse(Near(*hit)));
            *links = choose(flat, &candidates, most);
        }
    }

    /// The `k` nearest that a walk with `ef` candidates finds (at least `k`), the nearest first.
    pub fn search(&self, flat: &Flat, query: &[f32], k: usize, ef: usize) -> Found {
        let mut found = Found::default();
        if self.links.is_empty() || k == 0 {
            return found;
        }
        let mut seen = Seen { marks: vec![0; self.links.len()], walk: 0 };
        let mut starts = vec![hit(flat, query, self.entry)];
        found.compared = 1;
        for layer in (0..self.links[self.entry].len()).rev() {
            let width = if layer == 0 { ef.max(k) } else { 1 };
            starts = self.layer(flat, query, &starts, width, layer, &mut seen, &mut found.compared);
            found.path.push((layer, starts[0]));
        }
        starts.truncate(k);
        found.hits = starts;
        found
    }

    /// Algorithm 2: the nearest of one layer, the nearest first.
    #[allow(clippy::too_many_arguments)]
    fn layer(
        &self,
        flat: &Flat,
        query: &[f32],
        starts: &[Hit],
        width: usize,
        layer: usize,
        seen: &mut Seen,
        compared: &mut usize,
    ) -> Vec<Hit> {
        seen.walk += 1;
        let mut open: BinaryHeap<Near> = starts.iter().map(|start| Near(*start)).collect();
        let mut best: BinaryHeap<std::cmp::Reverse<Near>> = open.iter().map(|near| std::cmp::Reverse(*near)).collect();
        starts.iter().for_each(|start| seen.marks[start.index] = seen.walk);
        while let Some(near) = open.pop() {
            let full = best.len() >= width;
            if full && best.peek().is_some_and(|worst| near < worst.0) {
                break;
            }
            for &other in &self.links[near.0.index][layer] {
                let other = other as usize;
                if std::mem::replace(&mut seen.marks[other], seen.walk) == seen.walk {
                    continue;
                }
                *compared += 1;
                let candidate = Near(hit(flat, query, other));
                if best.len() < width || best.peek().is_some_and(|worst| candidate > worst.0) {
                    open.push(candidate);
                    best.push(std::cmp::Reverse(candidate));
                    if best.len() > width {
                        best.pop();
                    }
                }
            }
        }
        let mut found: Vec<Near> = best.into_iter().map(|near| near.0).collect();
        found.sort_by(|a, b| b.cmp(a));
        found.truncate(width);
        found.into_iter().map(|near| near.0).collect()
    }
}

impl Builder {
    pub fn new(parameters: Parameters) -> Self {
        let parameters = Parameters { m: parameters.m.max(2), ..parameters };
        let graph = Hnsw { parameters, links: Vec::new(), entry: 0 };
        Builder { graph, seen: Seen { marks: Vec::new(), walk: 0 }, rng: Rng::new(parameters.seed) }
    }

    /// Vectors that are linked.
    pub fn len(&self) -> usize {
        self.graph.links.len()
    }

    pub fn is_empty(&self) -> bool {
        self.graph.links.is_empty()
    }

    /// Links the next vector of `flat`, the same at every call; whether there was one.
    pub fn add(&mut self, flat: &Flat) -> bool {
        let node = self.len();
        if node >= flat.len() {
            return false;
        }
        self.seen.marks.resize(flat.len(), 0);
        // Each layer has about 1/m of the vectors of the one below it.
        let draw = 1.0 - f64::from(self.rng.uniform());
        let layers = (-draw.ln() / (self.graph.parameters.m as f64).ln()) as usize;
        self.graph.insert(flat, node, layers, &mut self.seen);
        true
    }

    pub fn finish(self) -> Hnsw {
        self.graph
    }
}

fn hit(flat: &Flat, query: &[f32], index: usize) -> Hit {
    Hit { index, score: inner_product(query, flat.vector(index)) }
}

/// Algorithm 4: the nearest that are nearer to the vector than to each other, so that links lead in all directions; the rest is filled up with the
/// nearest that were left.
fn choose(flat: &Flat, candidates: &[Hit], most: usize) -> Vec<u32> {
    let mut chosen: Vec<u32> = Vec::with_capacity(most);
    let mut left: Vec<u32> = Vec::new();
    for candidate in candidates {
        if chosen.len() == most {
            break;
        }
        let vector = flat.vector(candidate.index);
        let apart = chosen.iter().all(|one| inner_product(vector, flat.vector(*one as usize)) < candidate.score);
        if apart { chosen.push(candidate.index as u32) } else { left.push(candidate.index as u32) }
    }
    let room = most - chosen.len();
    chosen.extend(left.into_iter().take(room));
    chosen
}

#[cfg(test)]
mod tests {
    use super::super::flat::normalize;
    use super::*;

    /// Around 40 centres, as the sentences of 40 documents are.
    fn vectors(count: usize, width: usize) -> Flat {
        let mut rng = Rng::new(7);
        let centres: Vec<f32> = (0..40 * width).map(|_| rng.normal()).collect();
        let near = |place: usize| centres[place / width % 40 * width + place % width];
        let mut vectors: Vec<f32> = (0..count * width).map(|place| near(place) + 0.7 * rng.normal()).collect();
        normalize(&mut vectors, width);
        Flat { width, vectors }
    }

    #[test]
    fn a_walk_finds_nearly_all_and_compares_few() {
        let flat = vectors(3000, 32);
        let graph = Hnsw::build(&flat, Parameters::default());
        let (mut found, mut compared) = (0, 0);
        for query in (0..3000).step_by(50) {
            let exact = flat.search(flat.vector(query), 10);
            let walk = graph.search(&flat, flat.vector(query), 10, 100);
            assert_eq!(walk.hits.len(), 10);
            assert_eq!(walk.path.last(), Some(&(0, walk.hits[0])));
            found += exact.iter().filter(|hit| walk.hits.contains(hit)).count();
            compared += walk.compared;
        }
        assert!(found >= 570, "recall {found} of 600");
        assert!(compared < 60 * 3000 / 2, "{compared} of {}", 60 * 3000);
    }

    #[test]
    fn the_same_seed_makes_the_same_graph_and_its_links_are_few() {
        let flat = vectors(500, 8);
        let parameters = Parameters { m: 4, ef_construction: 20, seed: 3 };
        let graph = Hnsw::build(&flat, parameters);
        assert_eq!(graph, Hnsw::build(&flat, parameters));
        for layers in &graph.links {
            for (layer, links) in layers.iter().enumerate() {
                assert!(links.len() <= if layer == 0 { 8 } else { 4 });
                assert!(links.iter().all(|other| graph.links[*other as usize].len() > layer));
            }
        }
    }

    #[test]
    fn nothing_and_little_are_searched_too() {
        let none = Flat::new(4);
        assert_eq!(Hnsw::build(&none, Parameters::default()).search(&none, &[0.0; 4], 3, 10), Found::default());
        let one = vectors(1, 4);
        let graph = Hnsw::build(&one, Parameters::default());
        assert_eq!(graph.search(&one, one.vector(0), 3, 10).hits, one.search(one.vector(0), 3));
        let few = vectors(20, 4);
        let graph = Hnsw::build(&few, Parameters::default());
        assert_eq!(graph.search(&few, few.vector(3), 20, 20).hits, few.search(few.vector(3), 20));
    }
}
