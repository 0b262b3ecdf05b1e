//! A word's merges as a drawing: leaves in a row, each merge over what it joined.

use protocol::tokenization::Grown;

/// A symbol over the letters it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub symbol: u32,
    /// The first leaf it covers, and how many.
    pub column: usize,
    pub span: usize,
    /// 0 for a leaf; a merge stands one above the higher of its halves.
    pub level: usize,
    /// The merge's number, counted from 1.
    pub merge: Option<usize>,
    /// Nothing has joined it.
    pub is_token: bool,
}

pub fn cells(grown: &Grown) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::with_capacity(grown.nodes.len());
    for (at, node) in grown.nodes.iter().enumerate() {
        let is_token = grown.roots.contains(&(at as u32));
        let cell = match node.made {
            None => Cell { symbol: node.symbol, column: at, span: 1, level: 0, merge: None, is_token },
            Some((rank, left, right)) => {
                let (Some(left), Some(right)) = (cells.get(left as usize), cells.get(right as usize)) else { continue };
                Cell {
                    symbol: node.symbol,
                    column: left.column,
                    span: left.span + right.span,
                    level: left.level.max(right.level) + 1,
                    merge: Some(rank as usize + 1),
                    is_token,
                }
            }
        };
        cells.push(cell);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::tokenization::Node;

    #[test]
    fn a_merge_stands_over_what_it_joined() {
        let leaf = |symbol| Node { symbol, made: None };
        let nodes = vec![
            leaf(0),
            leaf(1),
            leaf(2),
            Node { symbol: 9, made: Some((4, 1, 2)) },
            Node { symbol: 10, made: Some((6, 0, 3)) },
        ];
        let grown = Grown { word: "abc".into(), step: 7, nodes, roots: vec![4] };
        let found = cells(&grown);
        assert_eq!(found[3], Cell { symbol: 9, column: 1, span: 2, level: 1, merge: Some(5), is_token: false });
        assert_eq!(found[4], Cell { symbol: 10, column: 0, span: 3, level: 2, merge: Some(7), is_token: true });
    }
}
