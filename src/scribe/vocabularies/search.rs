//! Finding tokens by what they stand for or by their id.

use protocol::vocabularies::Spelling;

use super::Vocabulary;

const SHOWN: usize = 60;

/// The tokens that match, and how many there are. A number (`#262` or `262`) is an id first and text after it. Of texts: tokens that are
/// `query`, then those that begin with it, then those that contain it; each by id. `Ġ` is a way to write a space.
pub fn search(vocabulary: &Vocabulary, query: &str) -> (Vec<Spelling>, usize) {
    let number = query.strip_prefix('#').unwrap_or(query).trim();
    let by_id = number.parse::<u32>().ok().filter(|&id| (id as usize) < vocabulary.len());
    let text = query.replace('Ġ', " ");
    let wanted = text.as_bytes();
    let mut found: [Vec<u32>; 3] = Default::default();
    for id in (0..vocabulary.len() as u32).filter(|_| !wanted.is_empty()) {
        let bytes = vocabulary.bytes(id);
        let place = if bytes == wanted {
            0
        } else if bytes.starts_with(wanted) {
            1
        } else if bytes.windows(wanted.len()).any(|part| part == wanted) {
            2
        } else {
            continue;
        };
        if Some(id) != by_id {
            found[place].push(id);
        }
    }
    let ids: Vec<u32> = by_id.into_iter().chain(found.concat()).collect();
    (ids.iter().take(SHOWN).map(|&id| vocabulary.spelling(id)).collect(), ids.len())
}
