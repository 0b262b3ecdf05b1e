//! Stand-ins for token embeddings: a word's vector is drawn from its spelling, so the same word always has the same one.

use crate::rng::Rng;

/// Standard normal entries, so of a length near `√d_model`: as long as embeddings are once the original Transformer has scaled them.
/// They mean nothing: similar words are as unlike as any two.
pub fn word_vector(word: &str, d_model: usize, seed: u64) -> Vec<f32> {
    let mut rng = Rng::fork(seed, word);
    (0..d_model).map(|_| rng.normal()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_by_its_spelling() {
        assert_eq!(word_vector("dog", 8, 7), word_vector("dog", 8, 7));
        assert_ne!(word_vector("dog", 8, 7), word_vector("god", 8, 7));
        assert_ne!(word_vector("dog", 8, 7), word_vector("dog", 8, 8));
    }
}
