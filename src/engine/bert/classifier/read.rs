//! What the encoder says of texts, once each.

use std::collections::HashMap;

use algorithms::nearest::Labelled;
use models::bert::{Batch, Keep, Surgery};
use protocol::bert_classifier::{Example, Features, Setup};

use super::super::Loaded;
use super::super::attend::read;
use super::Material;

/// Texts that are kept; beyond it all are forgotten.
const MOST_KEPT: usize = 2000;

/// Features by their texts.
#[derive(Default)]
pub struct Shelf(HashMap<String, Text>);

#[derive(Default)]
struct Text {
    /// `[hidden]` each.
    pooled: Vec<f32>,
    sentence: Vec<f32>,
    is_cut: bool,
}

impl Shelf {
    /// Reads a text, unless it has been read.
    ///
    /// # Errors
    /// In words for the reader, if the device does not answer.
    pub async fn read(&mut self, text: &str, loaded: &mut Loaded) -> Result<(), String> {
        if self.0.contains_key(text) {
            return Ok(());
        }
        if self.0.len() >= MOST_KEPT {
            self.0.clear();
        }
        let encoded = loaded.text.encode(text, loaded.most_tokens());
        let model = &loaded.model;
        let batch = Batch::new(vec![encoded.sequence], &model.config)?;
        let output = model.forward(&batch, &Surgery::default(), Keep::Nothing);
        let mut vectors = read([model.pool(&output), output.sentence_embeddings()]).await?.into_iter();
        let (pooled, sentence) = (vectors.next().unwrap_or_default(), vectors.next().unwrap_or_default());
        self.0.insert(text.into(), Text { pooled, sentence, is_cut: encoded.cut[0].is_some() });
        Ok(())
    }

    /// The sentence embedding of a text that was read.
    pub fn sentence(&self, text: &str) -> &[f32] {
        self.0.get(text).map_or(&[], |it| &it.sentence)
    }

    fn features(&self, text: &str, features: Features) -> &[f32] {
        self.0.get(text).map_or(&[], |it| match features {
            Features::Pooler => &it.pooled,
            Features::Mean => &it.sentence,
        })
    }

    /// The training texts' sentence embeddings with their classes.
    pub fn labelled(&self, setup: &Setup) -> Labelled {
        let vectors: Vec<f32> = setup.train.iter().flat_map(|example| self.sentence(&example.text)).copied().collect();
        Labelled {
            width: vectors.len() / setup.train.len().max(1),
            vectors,
            classes: setup.train.iter().map(|example| example.class).collect(),
            num_classes: setup.classes as usize,
        }
    }

    /// Features and classes of these texts.
    pub fn material(&self, examples: &[Example], features: Features) -> Material {
        Material {
            features: examples.iter().flat_map(|example| self.features(&example.text, features)).copied().collect(),
            classes: examples.iter().map(|example| example.class).collect(),
        }
    }

    pub fn count_cut<'a>(&self, examples: impl Iterator<Item = &'a Example>) -> u32 {
        examples.filter(|example| self.0.get(&example.text).is_some_and(|it| it.is_cut)).count() as u32
    }
}
