//! Logits of places that were written, so that looking at one costs no run of the model.

use std::collections::VecDeque;

/// Numbers kept at most: 32 MB. That is every step of a small model, and the last 170 of one with 49,152 tokens.
const MOST: usize = 8 << 20;

#[derive(Default)]
pub struct Memory {
    /// The text before the place, and what the model said to it; the oldest first.
    places: VecDeque<(Vec<u32>, Vec<f32>)>,
    numbers: usize,
}

impl Memory {
    pub fn keep(&mut self, text: &[u32], logits: Vec<f32>) {
        if self.find(text).is_some() {
            return;
        }
        self.numbers += text.len() + logits.len();
        self.places.push_back((text.to_vec(), logits));
        while self.numbers > MOST {
            let Some((text, logits)) = self.places.pop_front() else { break };
            self.numbers -= text.len() + logits.len();
        }
    }

    pub fn find(&self, text: &[u32]) -> Option<&[f32]> {
        self.places.iter().rev().find(|(known, _)| known == text).map(|(_, logits)| logits.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten_first() {
        let mut memory = Memory::default();
        for place in 0..5_u32 {
            memory.keep(&[place], vec![place as f32; MOST / 4]);
        }
        assert_eq!(memory.find(&[0]), None);
        assert_eq!(memory.find(&[4]).map(|logits| logits[0]), Some(4.0));
        assert!(memory.numbers <= MOST);
    }
}
