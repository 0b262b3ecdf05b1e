//! A BERT out of a pack, and what the lessons ask of it.
//!
//! Between two shards nothing is held but what is already on the device: the page sends the next one when this one is taken. What takes
//! longer than a moment (the first run, many texts) goes in steps, so that a page can cancel.

mod attend;
pub mod classifier;
mod embed;
pub(crate) mod load;
mod masked;
mod walk;

use std::sync::Arc;

use models::bert::{Batch, Bert, Keep, Masked, Sequence, Surgery, Text};
use protocol::bert::{Embedded, Event, Facts, Request};
use protocol::bert_classifier;

use crate::device::Devices;
use crate::session::Clock;
use classifier::Classifier;
use embed::Job;
use load::Loading;

/// What the engine knows of pretrained encoders: one at a time.
#[derive(Default)]
pub struct Lab {
    loading: Option<Loading>,
    loaded: Option<Loaded>,
    job: Option<Job>,
    classifier: Classifier,
}

/// A model that can be asked.
pub struct Loaded {
    model: Bert,
    text: Text,
    facts: Facts,
    /// Of texts that are embedded together, with what fills them up to one length.
    tokens_at_once: usize,
    /// Once the page has sent the adapter.
    masked: Option<Masked>,
}

const NOTHING: &str = "there is no model yet; load it first";

/// Whether what it begins goes on in [`Lab::tick`].
pub fn begins(request: &Request) -> bool {
    use bert_classifier::Request::Train;
    matches!(request, Request::Embed { .. } | Request::Shard { .. } | Request::Classifier(Train(_)))
}

impl Lab {
    /// Stops what runs and gives up a download in the middle. A model that is there stays: it was paid for.
    pub fn cancel(&mut self) {
        self.loading = None;
        self.job = None;
        self.classifier.cancel();
    }

    pub fn is_busy(&self) -> bool {
        self.job.is_some() || self.classifier.is_busy() || self.loading.as_ref().is_some_and(Loading::is_complete)
    }

    pub async fn handle(&mut self, request: Request, devices: &Devices, clock: Clock) -> Vec<Event> {
        let answer = match request {
            Request::Open(pack) => {
                // Before the next one, so that memory never holds two.
                *self = Lab::default();
                match Loading::new(&pack, devices) {
                    Ok(loading) => Ok(self.loading.insert(loading).taken()),
                    Err(message) => Ok(Event::NotTaken { shard: 0, message }),
                }
            }
            Request::Shard { bytes } => match &mut self.loading {
                Some(loading) => Ok(loading.take(&bytes, clock)),
                None => Err("no model is being loaded; begin again".into()),
            },
            Request::Present => Ok(self.loaded.as_ref().map_or(Event::Absent, |it| Event::Loaded(it.facts.clone()))),
            Request::Forget => {
                *self = Lab::default();
                Ok(Event::Absent)
            }
            Request::Embed { texts } => {
                self.job = Some(Job::new(texts, clock()));
                return Vec::new();
            }
            Request::Attend(request) => match &mut self.loaded {
                Some(loaded) => {
                    let attended = attend::run(loaded, request, clock).await;
                    attended.map(|attended| Event::Attended(Box::new(attended)))
                }
                None => Err(NOTHING.into()),
            },
            Request::Classifier(request) => {
                let events = self.classifier.handle(request, self.loaded.as_mut(), clock).await;
                return events.into_iter().map(Event::Classifier).collect();
            }
            Request::Masked(request) => Ok(Event::Masked(masked::handle(&mut self.loaded, request, clock).await)),
        };
        vec![answer.unwrap_or_else(|message| Event::Failed { message })]
    }

    /// What the model that is there is, if one is.
    pub fn facts(&self) -> Option<&Facts> {
        self.loaded.as_ref().map(|loaded| &loaded.facts)
    }

    /// Sentence embeddings, of length 1, of the first of these texts: as many as the device does at once, and one at least.
    ///
    /// # Errors
    /// In words for the reader, if there is no model or its device does not answer.
    pub async fn sentence_embeddings(&mut self, texts: &[&str]) -> Result<Vec<Vec<f32>>, String> {
        let loaded = self.loaded.as_mut().ok_or(NOTHING)?;
        let (mut together, mut longest) = (Vec::new(), 0);
        for text in texts {
            let sequence = loaded.text.encode(text, loaded.most_tokens()).sequence;
            longest = sequence.ids.len().max(longest);
            if !together.is_empty() && longest * (together.len() + 1) > loaded.tokens_at_once {
                break;
            }
            together.push(sequence);
        }
        if together.is_empty() {
            return Ok(Vec::new());
        }
        let vectors = loaded.embed(together).await?; // [together, hidden_size]
        Ok(vectors.chunks_exact(loaded.facts.config.hidden_size as usize).map(<[f32]>::to_vec).collect())
    }

    /// The same for the Transformer lesson: one text step by step, and a layer's weights.
    ///
    /// # Errors
    /// In words for the reader.
    pub async fn walk(
        &mut self,
        request: protocol::transformer::Request,
        devices: &Devices,
        clock: Clock,
    ) -> Result<Vec<protocol::transformer::Event>, String> {
        use protocol::transformer::{Event, Request};
        match (request, &mut self.loaded) {
            (Request::Model(request), _) => {
                Ok(self.handle(request, devices, clock).await.into_iter().map(Event::Model).collect())
            }
            (Request::Run(setup), Some(loaded)) => {
                Ok(vec![Event::Ran(Arc::new(walk::run(loaded, setup, clock).await?))])
            }
            (Request::Weights { layer }, Some(loaded)) => {
                Ok(vec![Event::Weights { layer, weights: walk::layer_weights(loaded, layer).await? }])
            }
            _ => Err(NOTHING.into()),
        }
    }

    /// One step of what is running.
    pub async fn tick(&mut self, clock: Clock) -> Vec<Event> {
        let answer = if self.loading.as_ref().is_some_and(Loading::is_complete) {
            self.finish(clock).await
        } else if self.classifier.is_busy() {
            let events = self.classifier.tick(self.loaded.as_mut(), clock).await;
            return events.into_iter().map(Event::Classifier).collect();
        } else {
            self.go_on(clock).await
        };
        answer.unwrap_or_else(|message| vec![Event::Failed { message }])
    }

    /// Makes the model of what was loaded, and runs it once: a GPU compiles its programs at the first run.
    async fn finish(&mut self, clock: Clock) -> Result<Vec<Event>, String> {
        let Some(loading) = self.loading.take() else { return Ok(Vec::new()) };
        let mut loaded = loading.finish()?;
        let before = clock();
        let sequence = loaded.text.encode("warm up", loaded.most_tokens()).sequence;
        loaded.embed(vec![sequence]).await?;
        loaded.facts.warm_up = clock() - before;
        Ok(vec![Event::Loaded(self.loaded.insert(loaded).facts.clone())])
    }

    async fn go_on(&mut self, clock: Clock) -> Result<Vec<Event>, String> {
        let Some(mut job) = self.job.take() else { return Ok(Vec::new()) };
        let loaded = self.loaded.as_mut().ok_or(NOTHING)?;
        let event = job.step(loaded, clock).await?;
        if !matches!(event, Event::Embedded(Embedded { .. })) {
            self.job = Some(job);
        }
        Ok(vec![event])
    }
}

impl Loaded {
    /// Tokens that an embedding is made of at most.
    fn most_tokens(&self) -> usize {
        self.facts.config.max_seq_length as usize
    }

    /// Sentence embeddings, `[sequences, hidden_size]`.
    async fn embed(&self, sequences: Vec<Sequence>) -> Result<Vec<f32>, String> {
        let batch = Batch::new(sequences, &self.model.config)?;
        let output = self.model.forward(&batch, &Surgery::default(), Keep::Nothing);
        attend::read([output.sentence_embeddings()]).await.map(|mut read| read.remove(0))
    }
}
