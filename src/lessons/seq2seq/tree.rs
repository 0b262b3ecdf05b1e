//! The beam as a picture: a column for each token, the beam on top, what it left out below.

use protocol::seq2seq::{Fate, Node, Tree};
use viz::number::fixed;
use viz::table::Table;

use super::exercise::Exercise;
use super::lesson::Lesson;

/// Branches left out that are shown in each column.
const LEFT_OUT: usize = 3;

/// A branch in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub node: u32,
    pub name: String,
    /// Its probability after the branch before it.
    pub probability: f32,
    pub fate: Fate,
    pub forced: bool,
    /// On the way to the best end.
    pub best: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// The beam first, best first, then what was left out.
    pub cells: Vec<Cell>,
}

/// From a branch of one column (row) to one of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub column: usize,
    pub from: usize,
    pub to: usize,
    pub best: bool,
    pub pruned: bool,
    pub node: u32,
}

impl Lesson {
    fn tree(&self) -> Option<&Tree> {
        self.beam.tree.as_deref()
    }

    /// Whether the tree is of the models as they are now.
    pub fn tree_is_current(&self) -> bool {
        self.tree().is_some_and(|tree| tree.step == self.step)
    }

    fn token_name(&self, token: u32) -> String {
        let names = self.opened.as_ref().map(|opened| &opened.target_tokens);
        names.and_then(|names| names.get(token as usize)).cloned().unwrap_or_default()
    }

    /// The nodes from below the root to a node.
    fn path(tree: &Tree, node: u32) -> Vec<u32> {
        let mut path = Vec::new();
        let mut at = Some(node);
        while let Some((node, found)) = at.and_then(|at| Some((at, tree.nodes.get(at as usize)?))) {
            if found.parent.is_some() {
                path.push(node);
            }
            at = found.parent;
        }
        path.reverse();
        path
    }

    pub(super) fn tokens_to(&self, node: u32) -> Vec<u32> {
        let Some(tree) = self.tree() else { return Vec::new() };
        Self::path(tree, node).into_iter().map(|node| tree.nodes[node as usize].token).collect()
    }

    fn text_to(&self, node: u32) -> String {
        let tokens = self.tokens_to(node);
        let names: Vec<String> =
            tokens.iter().map(|token| self.token_name(*token)).filter(|name| name != END).collect();
        self.joined(&names)
    }

    /// Target tokens in one piece.
    pub fn joined(&self, names: &[String]) -> String {
        let own_words = self.made_with.as_ref().is_some_and(|made| made.task == super::TaskKind::Own && made.words);
        names.join(if own_words { " " } else { "" })
    }

    /// The picture: columns of branches, and the links between them.
    pub fn tree_columns(&self) -> (Vec<Column>, Vec<Link>) {
        let Some(tree) = self.tree() else { return Default::default() };
        let best: Vec<u32> = tree.ranked.first().map_or(Vec::new(), |best| Self::path(tree, *best));
        let deepest = tree.nodes.iter().map(|node| node.length).max().unwrap_or(0);
        let (mut columns, mut links) = (Vec::new(), Vec::new());
        let mut before: Vec<u32> = vec![0];
        for length in 1..=deepest {
            let of_length = |fate: fn(Fate) -> bool| {
                let mut nodes: Vec<u32> = (0..tree.nodes.len() as u32)
                    .filter(|at| {
                        let node = &tree.nodes[*at as usize];
                        node.length == length && fate(node.fate)
                    })
                    .collect();
                nodes.sort_by(|a, b| tree.nodes[*b as usize].total.total_cmp(&tree.nodes[*a as usize].total));
                nodes
            };
            let mut nodes = of_length(|fate| fate != Fate::Pruned);
            nodes.extend(of_length(|fate| fate == Fate::Pruned).into_iter().take(LEFT_OUT));
            let cell = |at: &u32| {
                let node = &tree.nodes[*at as usize];
                Cell {
                    node: *at,
                    name: self.token_name(node.token),
                    probability: node.log_probability.exp(),
                    fate: node.fate,
                    forced: node.forced,
                    best: best.contains(at),
                }
            };
            for (to, at) in nodes.iter().enumerate() {
                let node = &tree.nodes[*at as usize];
                let from = node.parent.and_then(|parent| before.iter().position(|at| *at == parent));
                links.extend(from.map(|from| Link {
                    column: length as usize - 1,
                    from,
                    to,
                    best: best.contains(at),
                    pruned: node.fate == Fate::Pruned,
                    node: *at,
                }));
            }
            columns.push(Column { cells: nodes.iter().map(cell).collect() });
            before = nodes;
        }
        (columns, links)
    }

    /// The ends of the search: text, sum of log probabilities, score, best first.
    pub fn ends(&self) -> Vec<Vec<String>> {
        let Some(tree) = self.tree() else { return Vec::new() };
        let row = |at: &u32| {
            let node: &Node = &tree.nodes[*at as usize];
            let cut = if node.fate == Fate::Cut { " (cut)" } else { "" };
            vec![
                format!("{}{cut}", self.text_to(*at)),
                node.length.to_string(),
                fixed(node.total.into(), 3),
                fixed(node.score.into(), 3),
            ]
        };
        tree.ranked.iter().map(row).collect()
    }

    /// The branch that is pointed at, in words.
    pub fn branch_words(&self) -> String {
        let Some(tree) = self.tree() else { return String::new() };
        let Some(at) = self.beam.at.filter(|at| (*at as usize) < tree.nodes.len()) else {
            return "Point at a branch to read it; press one to go on from it.".into();
        };
        let node = &tree.nodes[at as usize];
        let fate = match (node.forced, node.fate) {
            (true, _) => "chosen by you",
            (_, Fate::Expanded) => "kept in the beam",
            (_, Fate::Pruned) => "left out: others were likelier",
            (_, Fate::Finished) => "finished",
            (_, Fate::Cut) => "cut at the greatest length",
        };
        format!(
            "“{}” {fate}. p = {} after the branch before it; sum of logs {}; score {}.",
            self.text_to(at),
            fixed(f64::from(node.log_probability).exp(), 4),
            fixed(node.total.into(), 3),
            fixed(node.score.into(), 3)
        )
    }

    /// The tokens the search was made to begin with.
    pub fn prefix_text(&self) -> String {
        let names: Vec<String> = self.beam.prefix.iter().map(|token| self.token_name(*token)).collect();
        self.joined(&names)
    }

    pub fn tree_table(&self) -> Table {
        let columns = ["node", "parent", "token", "length", "log p", "sum", "score", "fate"];
        let row = |(at, node): (usize, &Node)| {
            vec![
                at.to_string(),
                node.parent.map_or(String::new(), |parent| parent.to_string()),
                if at == 0 { "<sos>".into() } else { self.token_name(node.token) },
                node.length.to_string(),
                fixed(node.log_probability.into(), 4),
                fixed(node.total.into(), 4),
                fixed(node.score.into(), 4),
                format!("{:?}", node.fate).to_ascii_lowercase(),
            ]
        };
        let rows = self.tree().map_or(Vec::new(), |tree| tree.nodes.iter().enumerate().map(row).collect());
        Table { columns: columns.map(String::from).to_vec(), rows }
    }

    /// By how much the beam's best scores higher than what the same model writes greedily.
    pub(super) fn gain(&self) -> Option<f64> {
        let (tree, written) = (self.tree()?, self.written.as_ref()?);
        let search = &tree.search;
        if !search.prefix.is_empty() || search.source != written.writing.source || tree.step != written.step {
            return None;
        }
        let output = match (search.which, &written.plain) {
            (protocol::seq2seq::Which::Plain, plain) => plain.as_ref()?,
            _ => &written.main,
        };
        let total: f64 = output.likeliest.iter().map(|likeliest| f64::from(likeliest[0].1).ln()).sum();
        let length = output.tokens.len() as f64;
        let greedy = total / ((5.0 + length) / 6.0).powf(search.length_penalty.into());
        let best = &tree.nodes[*tree.ranked.first()? as usize];
        (output.ended && best.fate == Fate::Finished).then(|| f64::from(best.score) - greedy)
    }

    pub(super) fn grade_beam(&mut self) {
        if let Some(gain) = self.gain() {
            self.exercises.measure(Exercise::Beam, gain);
        }
    }
}

/// Ends a target.
const END: &str = "<eos>";
