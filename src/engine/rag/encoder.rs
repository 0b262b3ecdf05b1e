//! What the stages need of the embedding model, whichever lesson loaded it.

use crate::bert;

/// A model that makes vectors of texts.
#[allow(async_fn_in_trait, reason = "nothing here leaves its thread")]
pub trait Encoder {
    /// Which weights these are; `None` while there is no model.
    fn model(&self) -> Option<String>;

    /// Tokens of a text that it reads, without those it puts around.
    fn most_tokens(&self) -> u32;

    /// Sentence embeddings, of length 1, of the first of these texts: as many as the model does at once, and one at least.
    ///
    /// # Errors
    /// In words for the reader, if there is no model or its device does not answer.
    async fn embed(&mut self, texts: &[&str]) -> Result<Vec<Vec<f32>>, String>;
}

impl Encoder for bert::Lab {
    fn model(&self) -> Option<String> {
        self.facts().map(|facts| format!("{} {}", facts.model, facts.precision))
    }

    fn most_tokens(&self) -> u32 {
        self.facts().map_or(u32::MAX, |facts| facts.config.max_seq_length.saturating_sub(2))
    }

    async fn embed(&mut self, texts: &[&str]) -> Result<Vec<Vec<f32>>, String> {
        self.sentence_embeddings(texts).await
    }
}
