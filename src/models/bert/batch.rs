//! What goes in.

use super::BertConfig;

/// One sequence of tokens, with its `[CLS]` and `[SEP]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    pub ids: Vec<u32>,
    /// 0 for the first text, 1 for the second: as many as `ids`.
    pub token_types: Vec<u32>,
}

/// Sequences side by side, filled up to the longest. What is filled up is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub sequences: Vec<Sequence>,
    tokens: usize,
}

impl Batch {
    /// # Errors
    /// In words, if there is nothing, or more than the model has positions or tokens for.
    pub fn new(sequences: Vec<Sequence>, config: &BertConfig) -> Result<Self, String> {
        let tokens = sequences.iter().map(|sequence| sequence.ids.len()).max().unwrap_or_default();
        if sequences.iter().any(|sequence| sequence.ids.is_empty()) || tokens == 0 {
            return Err("there are no tokens to read; type a text".into());
        }
        if tokens > config.max_position_embeddings {
            let most = config.max_position_embeddings;
            return Err(format!(
                "the text has {tokens} tokens; the model has positions for {most}, cut the text there"
            ));
        }
        for Sequence { ids, token_types } in &sequences {
            let known = ids.iter().all(|&id| (id as usize) < config.vocab_size);
            let typed = token_types.iter().all(|&kind| (kind as usize) < config.type_vocab_size);
            if !known || !typed || ids.len() != token_types.len() {
                return Err("the tokens are not those of the model's vocabulary; reload the page".into());
            }
        }
        Ok(Batch { sequences, tokens })
    }

    /// How many sequences there are.
    pub fn len(&self) -> usize {
        self.sequences.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sequences.is_empty()
    }

    /// Of the longest sequence.
    pub fn tokens(&self) -> usize {
        self.tokens
    }

    /// Whether a sequence is shorter than the longest.
    pub fn is_padded(&self) -> bool {
        self.sequences.iter().any(|sequence| sequence.ids.len() < self.tokens)
    }

    /// `[batch, tokens]`, 0 where there is none: `[PAD]`, which is masked.
    pub(super) fn ids(&self) -> Vec<i32> {
        self.rows(|sequence, at| sequence.ids.get(at).map(|&id| id as i32))
    }

    /// `[batch, tokens]`
    pub(super) fn token_types(&self) -> Vec<i32> {
        self.rows(|sequence, at| sequence.token_types.get(at).map(|&kind| kind as i32))
    }

    /// 1 for tokens, 0 for what was filled up, `[batch, tokens]`.
    pub(super) fn mask(&self) -> Vec<f32> {
        self.rows(|sequence, at| (at < sequence.ids.len()).then_some(1.0))
    }

    fn rows<T: Default>(&self, value: impl Fn(&Sequence, usize) -> Option<T>) -> Vec<T> {
        let value = &value;
        let row = |sequence| (0..self.tokens).map(move |at| value(sequence, at).unwrap_or_default());
        self.sequences.iter().flat_map(row).collect()
    }
}
