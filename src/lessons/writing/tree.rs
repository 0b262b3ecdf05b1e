//! All that was written from one prompt: a tree of tokens, and the path through it that is on show.

use protocol::writing::{Piece, Written};

/// Where a node stands in its tree.
pub type NodeId = usize;

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub piece: Piece,
    pub parent: Option<NodeId>,
    /// In the order in which they came.
    pub children: Vec<NodeId>,
    /// How it was written, or in a prompt what the model expected there; nothing where that was not asked, and for what the reader put there.
    pub written: Option<Written>,
    /// The child that the path last went through.
    last: Option<NodeId>,
}

/// A run of nodes without a fork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub nodes: Vec<NodeId>,
    /// Forks between the root and here.
    pub depth: usize,
    /// Tokens before it.
    pub start: usize,
    pub on_path: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    nodes: Vec<Node>,
    /// From the root to a leaf.
    path: Vec<NodeId>,
    prompt: usize,
}

impl Tree {
    pub fn new(prompt: Vec<Piece>) -> Self {
        let mut tree = Tree { prompt: prompt.len(), ..Tree::default() };
        for piece in prompt {
            tree.append(piece, None);
        }
        tree
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Tokens of the prompt.
    pub fn prompt_len(&self) -> usize {
        self.prompt
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// The nodes on show, from the root to a leaf.
    pub fn path(&self) -> &[NodeId] {
        &self.path
    }

    /// Tokens on show.
    pub fn len(&self) -> usize {
        self.path.len()
    }

    /// The node at a place of the path.
    pub fn at(&self, place: usize) -> Option<&Node> {
        self.path.get(place).map(|id| &self.nodes[*id])
    }

    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.path.iter().map(|id| &self.nodes[*id].piece)
    }

    /// Token ids before a place of the path.
    pub fn tokens_before(&self, place: usize) -> Vec<u32> {
        self.pieces().take(place).map(|piece| piece.token).collect()
    }

    pub fn tokens(&self) -> Vec<u32> {
        self.tokens_before(self.len())
    }

    /// Takes in a token that was written at the end of the path. One for another place is of a text that is no longer on show; it says
    /// whether it was taken.
    pub fn write(&mut self, written: Written) -> bool {
        if written.place as usize != self.len() {
            return false;
        }
        self.append(written.piece.clone(), Some(written));
        true
    }

    /// Takes in what the model expected at a place of the prompt. It says whether it was taken: what is on show may be another text.
    pub fn measure(&mut self, written: Written) -> bool {
        let place = written.place as usize;
        let node = self.path.get(place).filter(|_| place < self.prompt).map(|id| &mut self.nodes[*id]);
        match node.filter(|node| node.piece.token == written.piece.token) {
            Some(node) => {
                node.written = Some(written);
                true
            }
            None => false,
        }
    }

    /// Places of the prompt that nothing is known of yet, though the model expected something there: all but its first.
    pub fn unmeasured(&self) -> usize {
        let prompt = self.path.iter().take(self.prompt).skip(1);
        prompt.filter(|id| self.nodes[**id].written.is_none()).count()
    }

    /// Puts another token at a place of the path, and ends the path there. What stood there stays as a branch. The prompt is not branched:
    /// another prompt is another tree.
    pub fn branch(&mut self, place: usize, piece: Piece) -> bool {
        if place < self.prompt.max(1) || place > self.len() {
            return false;
        }
        self.path.truncate(place);
        self.append(piece, None);
        true
    }

    /// Ends the path before a place, so that it is written on from there.
    pub fn cut(&mut self, place: usize) {
        self.path.truncate(place.max(self.prompt));
    }

    /// Shows the path that goes through a node, and on to the leaf where it last went.
    pub fn show(&mut self, node: NodeId) {
        let mut path = vec![node];
        while let Some(parent) = self.nodes[path[path.len() - 1]].parent {
            path.push(parent);
        }
        path.reverse();
        for pair in path.windows(2) {
            self.nodes[pair[0]].last = Some(pair[1]);
        }
        while let Some(next) = self.nodes[path[path.len() - 1]].last {
            path.push(next);
        }
        self.path = path;
    }

    /// What was tried at a place of the path, in the order of trying.
    pub fn alternatives(&self, place: usize) -> &[NodeId] {
        match place.checked_sub(1).and_then(|before| self.at(before)) {
            Some(parent) => &parent.children,
            None => &[],
        }
    }

    /// Leaves: texts that can be shown.
    pub fn leaves(&self) -> usize {
        self.nodes.iter().filter(|node| node.children.is_empty()).count()
    }

    /// The tree for a drawing: runs between forks, each parent before its children, the first branch first.
    pub fn segments(&self) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut open: Vec<(NodeId, usize, usize)> = if self.is_empty() { Vec::new() } else { vec![(0, 0, 0)] };
        while let Some((first, depth, start)) = open.pop() {
            let mut nodes = vec![first];
            let mut last = first;
            while let [only] = self.nodes[last].children[..] {
                nodes.push(only);
                last = only;
            }
            let forks = self.nodes[last].children.iter().rev();
            open.extend(forks.map(|child| (*child, depth + 1, start + nodes.len())));
            segments.push(Segment { on_path: self.path.contains(&first), nodes, depth, start });
        }
        segments
    }

    /// At the end of the path; if that token was tried there before, the path goes there again.
    fn append(&mut self, piece: Piece, written: Option<Written>) {
        let parent = self.path.last().copied();
        let known = parent.and_then(|parent| {
            let children = &self.nodes[parent].children;
            children.iter().copied().find(|child| self.nodes[*child].piece.token == piece.token)
        });
        let id = known.unwrap_or_else(|| {
            self.nodes.push(Node { piece, parent, children: Vec::new(), written: None, last: None });
            self.nodes.len() - 1
        });
        if written.is_some() {
            self.nodes[id].written = written;
        }
        if let Some(parent) = parent {
            self.nodes[parent].last = Some(id);
            if known.is_none() {
                self.nodes[parent].children.push(id);
            }
        }
        self.path.push(id);
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
