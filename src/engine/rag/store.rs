//! Vectors by the text they stand for, so that no text is embedded twice: not when chunks are cut anew, and not on a later visit.

use std::collections::HashMap;

use protocol::rag::{Computed, Key, Vectors};

/// Of one model. A vector of other weights has no meaning beside these.
#[derive(Default)]
pub struct Store {
    model: String,
    width: usize,
    vectors: HashMap<Key, Box<[f32]>>,
    /// Those that came before it was known which model there is.
    early: Vec<Vectors>,
    /// Those that were computed since they were last handed out, each with the document it was cut from.
    fresh: Vec<(Key, u32)>,
}

/// What a text is known by: half of its SHA-256, 128 bits. That two texts of a reader share it will not happen.
pub fn key(text: &str) -> Key {
    let hash = packs::digest(text.as_bytes());
    std::array::from_fn(|at| hash[at])
}

impl Store {
    /// Makes it the store of this model: what other weights made is forgotten.
    pub fn belong_to(&mut self, model: &str) {
        if self.model != model {
            let early = std::mem::take(&mut self.early);
            *self = Store { model: model.to_owned(), ..Store::default() };
            early.into_iter().for_each(|vectors| self.remember(vectors));
        }
    }

    /// Takes in what an earlier visit computed. Vectors of other weights, and what is no table of vectors, are left out.
    pub fn remember(&mut self, vectors: Vectors) {
        if self.model.is_empty() {
            self.early.push(vectors);
            return;
        }
        let width = vectors.width as usize;
        let fits = width > 0 && vectors.values.len() == width * vectors.keys.len();
        if vectors.model != self.model || !fits || (self.width > 0 && self.width != width) {
            return;
        }
        self.width = width;
        let rows = vectors.values.chunks_exact(width);
        let known = vectors.keys.into_iter().zip(rows).filter(|(_, row)| row.iter().all(|value| value.is_finite()));
        self.vectors.extend(known.map(|(key, row)| (key, row.into())));
    }

    /// Keeps a vector. What was cut from no document, as a question, is not handed out.
    pub fn put(&mut self, key: Key, document: Option<u32>, vector: Vec<f32>) {
        self.width = vector.len();
        self.fresh.extend(document.map(|document| (key, document)));
        self.vectors.insert(key, vector.into());
    }

    pub fn get(&self, key: &Key) -> Option<&[f32]> {
        self.vectors.get(key).map(AsRef::as_ref)
    }

    pub fn width(&self) -> usize {
        self.width
    }

    /// What was computed of documents since this was last asked, once it is at least so much.
    pub fn take_computed(&mut self, least: usize) -> Option<Computed> {
        if self.fresh.len() < least.max(1) {
            return None;
        }
        let (keys, owners): (Vec<Key>, Vec<u32>) = std::mem::take(&mut self.fresh).into_iter().unzip();
        let values = keys.iter().filter_map(|key| self.get(key)).flatten().copied().collect();
        let vectors = Vectors { model: self.model.clone(), keys, width: self.width as u32, values };
        Some(Computed { vectors, owners })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vectors(model: &str, keys: Vec<Key>, width: u32, values: Vec<f32>) -> Vectors {
        Vectors { model: model.into(), keys, width, values }
    }

    #[test]
    fn what_is_remembered_is_there_and_not_fresh() {
        let mut store = Store::default();
        store.belong_to("minilm q8_0");
        store.put(key("a"), Some(7), vec![1.0, 0.0]);
        store.put(key("a question"), None, vec![0.0, 1.0]);
        store.remember(vectors("minilm q8_0", vec![key("b")], 2, vec![0.0, 1.0]));
        assert_eq!(store.get(&key("b")), Some(&[0.0, 1.0][..]));
        assert_eq!(store.take_computed(2), None);
        let vectors = vectors("minilm q8_0", vec![key("a")], 2, vec![1.0, 0.0]);
        assert_eq!(store.take_computed(1), Some(Computed { vectors, owners: vec![7] }));
        assert_eq!(store.take_computed(0), None);
    }

    #[test]
    fn other_weights_and_broken_tables_are_left_out() {
        let mut store = Store::default();
        store.remember(vectors("minilm f16", vec![key("foreign")], 2, vec![1.0, 0.0]));
        store.remember(vectors("minilm q8_0", vec![key("early")], 2, vec![1.0, 0.0]));
        store.belong_to("minilm q8_0");
        assert_eq!(store.get(&key("foreign")), None);
        assert_eq!(store.get(&key("early")), Some(&[1.0, 0.0][..]));
        store.remember(vectors("minilm f16", vec![key("other")], 2, vec![1.0, 0.0]));
        store.remember(vectors("minilm q8_0", vec![key("short")], 2, vec![1.0]));
        store.remember(vectors("minilm q8_0", vec![key("none")], 0, Vec::new()));
        store.remember(vectors("minilm q8_0", vec![key("odd")], 2, vec![f32::NAN, 1.0]));
        for text in ["other", "short", "none", "odd"] {
            assert_eq!(store.get(&key(text)), None, "{text}");
        }
        // Half of the hash of the empty text, as every table of SHA-256 has it.
        assert_eq!(key("")[..4], [0xe3, 0xb0, 0xc4, 0x42]);
    }
}
