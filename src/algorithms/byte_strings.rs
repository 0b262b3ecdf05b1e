//! A set of byte strings, each with a number: a vocabulary's tokens, or the words an encoder has met.

use std::hash::Hasher;

use crate::tokenization::hash::FastHasher;

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FastHasher::default();
    hasher.write_usize(bytes.len());
    hasher.write(bytes);
    hasher.finish()
}

/// Numbers the byte strings it is given from 0 on, and finds the number of one again. Open addressing; the strings lie in one buffer.
#[derive(Clone, Debug)]
pub struct ByteStrings {
    bytes: Vec<u8>,
    /// Where each string ends.
    ends: Vec<u32>,
    /// Numbers plus one, 0 where free; their count is a power of two.
    slots: Vec<u32>,
}

impl Default for ByteStrings {
    fn default() -> Self {
        ByteStrings { bytes: Vec::new(), ends: Vec::new(), slots: vec![0; 64] }
    }
}

impl ByteStrings {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string of a number that [`ByteStrings::insert`] gave out.
    pub fn get(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.bytes[start..self.ends[number] as usize]
    }

    pub fn find(&self, bytes: &[u8]) -> Option<u32> {
        let slot = self.slot(bytes);
        self.slots[slot].checked_sub(1)
    }

    /// The number of `bytes`: the next one, unless they are there already.
    pub fn insert(&mut self, bytes: &[u8]) -> u32 {
        let slot = self.slot(bytes);
        if let Some(number) = self.slots[slot].checked_sub(1) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len() as u32);
        self.slots[slot] = number + 1;
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        number
    }

    /// Forgets all and keeps the room.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.slots.fill(0);
    }

    /// Where `bytes` are, or would go.
    fn slot(&self, bytes: &[u8]) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(bytes) as usize & mask;
        while let Some(number) = self.slots[slot].checked_sub(1) {
            if self.get(number) == bytes {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        for number in 0..self.ends.len() as u32 {
            let slot = self.slot(self.get(number));
            self.slots[slot] = number + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::rng::Rng;

    #[test]
    fn strings_keep_their_numbers_while_the_table_grows() {
        let mut strings = ByteStrings::default();
        let mut rng = Rng::new(5);
        let mut reference = HashMap::new();
        for _ in 0..5_000 {
            let bytes: Vec<u8> = (0..rng.below(20)).map(|_| rng.below(4) as u8).collect();
            let next = reference.len() as u32;
            let number = *reference.entry(bytes.clone()).or_insert(next);
            assert_eq!(strings.find(&bytes), (number != next).then_some(number));
            assert_eq!(strings.insert(&bytes), number);
        }
        assert_eq!(strings.len(), reference.len());
        for (bytes, number) in &reference {
            assert_eq!((strings.get(*number), strings.find(bytes)), (bytes.as_slice(), Some(*number)));
        }
        strings.clear();
        assert!(strings.is_empty() && strings.find(&[1]).is_none());
    }
}
