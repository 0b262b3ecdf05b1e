//! Growing, branching and walking back.

use super::*;

fn piece(letter: u8) -> Piece {
    Piece { token: u32::from(letter), bytes: vec![letter] }
}

fn pieces(text: &str) -> Vec<Piece> {
    text.bytes().map(piece).collect()
}

fn written(place: usize, letter: u8) -> Written {
    Written {
        place: place as u32,
        piece: piece(letter),
        probability: 0.5,
        drawn_with: 0.5,
        rank: 0,
        entropy_bits: 1.0,
        kept: 3,
        draw: 0.1,
        milliseconds: 1.0,
        tokens_read: 1,
        cache_bytes: 8,
    }
}

fn grow(tree: &mut Tree, text: &str) {
    for letter in text.bytes() {
        assert!(tree.write(written(tree.len(), letter)));
    }
}

fn text(tree: &Tree) -> String {
    tree.pieces().map(|piece| char::from(piece.bytes[0])).collect()
}

#[test]
fn a_branch_keeps_what_stood_there() {
    let mut tree = Tree::new(pieces("to "));
    grow(&mut tree, "be or");
    let leaf = *tree.path().last().unwrap();
    assert!(tree.branch(4, piece(b'y')));
    assert_eq!(text(&tree), "to by");
    grow(&mut tree, "e");
    assert_eq!((text(&tree), tree.leaves()), ("to bye".into(), 2));
    let tried: Vec<u8> = tree.alternatives(4).iter().map(|id| tree.node(*id).piece.bytes[0]).collect();
    assert_eq!(tried, [b'e', b'y']);
    tree.show(leaf);
    assert_eq!(text(&tree), "to be or");
    // Back to the branch: it is shown to its end.
    let branch = tree.alternatives(4)[1];
    tree.show(branch);
    assert_eq!(text(&tree), "to bye");
    assert_eq!(tree.tokens_before(2), [u32::from(b't'), u32::from(b'o')]);
}

#[test]
fn the_same_token_again_is_no_new_branch() {
    let mut tree = Tree::new(pieces("a"));
    grow(&mut tree, "bc");
    tree.cut(1);
    assert_eq!(text(&tree), "a");
    grow(&mut tree, "bd");
    assert_eq!((text(&tree), tree.leaves()), ("abd".into(), 2));
    assert!(tree.branch(2, piece(b'c')));
    assert_eq!((text(&tree), tree.leaves()), ("abc".into(), 2));
    assert!(tree.at(2).unwrap().written.is_some());
}

#[test]
fn what_belongs_to_another_text_is_not_taken() {
    let mut tree = Tree::new(pieces("ab"));
    assert!(!tree.write(written(5, b'x')));
    assert!(!tree.branch(1, piece(b'x')), "the prompt is not branched");
    assert!(!tree.branch(3, piece(b'x')), "beyond the end");
    tree.cut(0);
    assert_eq!(text(&tree), "ab");
    assert!(Tree::default().segments().is_empty());
}

#[test]
fn segments_are_the_runs_between_forks() {
    let mut tree = Tree::new(pieces("ab"));
    grow(&mut tree, "cde");
    tree.branch(3, piece(b'x'));
    grow(&mut tree, "y");
    let runs: Vec<(String, usize, usize, bool)> = tree
        .segments()
        .into_iter()
        .map(|segment| {
            let text = segment.nodes.iter().map(|id| char::from(tree.node(*id).piece.bytes[0])).collect();
            (text, segment.depth, segment.start, segment.on_path)
        })
        .collect();
    assert_eq!(
        runs,
        [("abc".into(), 0, 0, true), ("de".into(), 1, 3, false), ("xy".into(), 1, 3, true)] as [(String, _, _, _); 3]
    );
}
