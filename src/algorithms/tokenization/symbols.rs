//! The vocabulary: every symbol once, as bytes, with its id.

use super::hash::FastMap;

/// Symbols by id. Two merges that spell the same symbol share one id, as strings do in the guide's code and in Hugging Face's trainer.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    /// All symbols one after the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<u32>,
    ids: FastMap<Box<[u8]>, u32>,
}

impl Symbols {
    pub fn new<S: AsRef<[u8]>>(symbols: impl IntoIterator<Item = S>) -> Self {
        let mut all = Symbols::default();
        for symbol in symbols {
            all.intern(symbol.as_ref());
        }
        all
    }

    /// The id of a symbol, new if it is new.
    pub fn intern(&mut self, symbol: &[u8]) -> u32 {
        if let Some(id) = self.ids.get(symbol) {
            return *id;
        }
        let id = self.ends.len() as u32;
        self.bytes.extend_from_slice(symbol);
        self.ends.push(self.bytes.len() as u32);
        self.ids.insert(symbol.into(), id);
        id
    }

    /// The id of the symbol that two symbols make together.
    pub fn join(&mut self, left: u32, right: u32) -> u32 {
        let joined = [self.get(left), self.get(right)].concat();
        self.intern(&joined)
    }

    pub fn id(&self, symbol: &[u8]) -> Option<u32> {
        self.ids.get(symbol).copied()
    }

    /// # Panics
    /// If there is no such id.
    pub fn get(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[id] as usize]
    }

    /// For reading: invalid UTF-8 shows as U+FFFD.
    pub fn text(&self, id: u32) -> String {
        String::from_utf8_lossy(self.get(id)).into_owned()
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len() as u32).map(|id| self.get(id))
    }

    /// The ids in the order of the symbols' code points: the guide numbers its vocabulary so.
    pub fn sorted(&self) -> Vec<u32> {
        let mut ids: Vec<u32> = (0..self.len() as u32).collect();
        ids.sort_by(|a, b| self.get(*a).cmp(self.get(*b)));
        ids
    }
}
