//! Pieces into chunks, as LangChain's `RecursiveCharacterTextSplitter` packs them.

use std::ops::Range;

use super::Settings;
use super::borders::{Borders, Cut};

/// Runs of tokens.
#[derive(Default)]
pub(super) struct Packed {
    /// The chunks.
    pub runs: Vec<Range<usize>>,
    /// What was joined to make them.
    pub pieces: Vec<Range<usize>>,
}

/// Cuts a run of tokens at every border as strong as `cut`, cuts further what does not fit, and joins neighbours that do.
pub(super) fn pack(borders: &Borders, run: Range<usize>, cut: Cut, settings: Settings) -> Packed {
    let mut packed = Packed::default();
    if !run.is_empty() {
        split(borders, run, cut, settings, &mut packed);
    }
    packed
}

fn split(borders: &Borders, run: Range<usize>, cut: Cut, settings: Settings, packed: &mut Packed) {
    let mut small: Vec<Range<usize>> = Vec::new();
    for piece in borders.pieces(run, cut) {
        // As large as a chunk counts as too large: LangChain's comparison, and its chunks.
        if piece.len() < settings.size {
            small.push(piece);
            continue;
        }
        join(&small, settings, packed);
        small.clear();
        match borders.strongest(piece.clone()) {
            Some(inside) if cut != Cut::Full => split(borders, piece, inside.max(cut.finer()), settings, packed),
            // One character of several tokens, or one token: it stays whole.
            _ => join(&[piece], settings, packed),
        }
    }
    join(&small, settings, packed);
}

/// `TextSplitter._merge_splits`: fills a chunk, hands it out, and keeps as much of its end as the overlap allows.
fn join(pieces: &[Range<usize>], Settings { size, overlap }: Settings, packed: &mut Packed) {
    let (mut first, mut total) = (0, 0);
    for (place, piece) in pieces.iter().enumerate() {
        if total + piece.len() > size && first < place {
            packed.runs.push(pieces[first].start..pieces[place - 1].end);
            while total > overlap || total + piece.len() > size && total > 0 {
                total -= pieces[first].len();
                first += 1;
            }
        }
        total += piece.len();
    }
    if let (Some(piece), Some(last)) = (pieces.get(first), pieces.last()) {
        packed.runs.push(piece.start..last.end);
    }
    packed.pieces.extend_from_slice(pieces);
}
