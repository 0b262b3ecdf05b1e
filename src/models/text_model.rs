//! What a model that writes must be able to do, whichever it is: take tokens in, say what may come next, and show how it got there.
//!
//! A model keeps what it has read (its KV cache), so that a token costs one step and not the whole text again. Going back is cutting
//! the cache; a branch of a text is a cut and other tokens.

use std::future::Future;
use std::pin::Pin;

/// An answer that may have to wait for a device. Nothing here leaves its thread.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, String>> + 'a>>;

/// The sizes a page needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    pub vocab_size: usize,
    pub num_layers: usize,
    pub num_heads: usize,
    /// Tokens that fit, prompt and answer together.
    pub context: usize,
}

impl Sizes {
    /// Whether a model that holds `len` tokens can take in these.
    ///
    /// # Errors
    /// In words for the reader, if there are none, if one is no token of the vocabulary, or if the context is too short for them.
    pub fn check(&self, tokens: &[u32], len: usize) -> Result<(), String> {
        if tokens.is_empty() {
            return Err("there are no tokens to read".into());
        }
        if let Some(token) = tokens.iter().find(|token| **token as usize >= self.vocab_size) {
            return Err(format!("there is no token {token}: the vocabulary has {}", self.vocab_size));
        }
        if tokens.len() > self.context.saturating_sub(len) {
            let (more, context) = (tokens.len(), self.context);
            return Err(format!(
                "{more} more tokens do not fit: {len} of {context} are taken; cut the text, or begin a new one"
            ));
        }
        Ok(())
    }
}

/// What a step is to hand out besides logits. Reading things back costs time, so nothing is kept unasked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// Attention of the last token taken in.
    pub attention: bool,
    /// The residual stream at the last token, after the embedding and after every layer.
    pub residual: bool,
}

/// What the model says after the last token taken in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// `[vocab_size]`, before any temperature.
    pub logits: Vec<f32>,
    /// Probabilities `[num_layers][num_heads][tokens so far]`; empty unless kept.
    pub attention: Vec<Vec<Vec<f32>>>,
    /// `[num_layers + 1][d_model]`; empty unless kept.
    pub residual: Vec<Vec<f32>>,
}

/// A causal language model with a cache.
pub trait TextModel {
    fn sizes(&self) -> Sizes;

    /// Tokens in the cache.
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes that the cache holds now.
    fn cache_bytes(&self) -> usize;

    /// Forgets every token from the `len`-th on. Does nothing if there are no more than that.
    fn truncate(&mut self, len: usize);

    /// Takes in `tokens`, which follow those in the cache.
    ///
    /// # Errors
    /// If there are none, if one is no token of the vocabulary, or if the context is too short for them; the cache is then as it was.
    /// If the device is lost.
    fn extend<'a>(&'a mut self, tokens: &'a [u32], keep: Keep) -> Answer<'a, Step>;

    /// The logit lens (nostalgebraist, 2020): logits `[vocab_size]` as if `residual` (`[d_model]`), a row of [`Step::residual`], were what
    /// the last layer had left.
    fn lens<'a>(&'a mut self, residual: &'a [f32]) -> Answer<'a, Vec<f32>>;
}
