//! Writing with the weights of now.

use models::gpt::Decoder;
use protocol::gpt::{Event, Sample};
use protocol::writing::{self, Piece, Settings, Write};

use super::Lab;
use super::words::Words;
use crate::session::Clock;
use crate::writing::{Vocabulary, Writer};

/// Tokens of a sample while training.
const SAMPLE_LENGTH: u32 = 120;

impl Lab {
    pub(super) async fn write(&mut self, request: writing::Request) -> Result<Vec<writing::Event>, String> {
        match request {
            writing::Request::Read { text } => {
                let tokens = self.words.encode(&text)?;
                Ok(vec![writing::Event::Read { pieces: self.words.pieces(&tokens), text }])
            }
            writing::Request::Write(write) => {
                self.ready().await?;
                let Some(decoder) = &self.decoder else { return Ok(Vec::new()) };
                self.writer.begin(write, decoder)?;
                Ok(Vec::new())
            }
            writing::Request::Measure { tokens, settings } => {
                self.ready().await?;
                let Some(decoder) = &self.decoder else { return Ok(Vec::new()) };
                self.writer.measure(tokens, settings, decoder)?;
                Ok(Vec::new())
            }
            writing::Request::Stop => Ok(self.writer.stop().into_iter().collect()),
            writing::Request::Look(look) => {
                self.ready().await?;
                let Some(decoder) = &mut self.decoder else { return Ok(Vec::new()) };
                let looked = self.writer.look(look, decoder, &self.words).await?;
                Ok(vec![writing::Event::Looked(Box::new(looked))])
            }
        }
    }

    pub(super) async fn write_on(&mut self, clock: Clock) -> Vec<Event> {
        let Some(decoder) = &mut self.decoder else { return Vec::new() };
        let events = self.writer.tick(decoder, &self.words, clock).await;
        events.into_iter().map(Event::Writing).collect()
    }

    /// What the model writes by itself.
    pub(super) async fn sample(&mut self, clock: Clock) -> Option<Event> {
        self.ready().await.ok()?;
        let decoder = self.decoder.as_mut()?;
        let seed = self.setup.seed ^ u64::from(self.step);
        let pieces = sample(decoder, &self.words, seed, clock).await?;
        // The cache is the sample's now.
        self.writer = Writer::default();
        Some(Event::Sample(Sample { step: self.step, pieces }))
    }

    /// Has a decoder of the weights of now.
    async fn ready(&mut self) -> Result<(), String> {
        if self.decoder.is_none() {
            self.decoder = Some(Decoder::new(self.main.config(), &self.main.weights().await)?);
            self.writer = Writer::default();
        }
        Ok(())
    }
}

/// What a model writes after a line break, or after the first token it has.
pub(super) async fn sample(decoder: &mut Decoder, words: &Words, seed: u64, clock: Clock) -> Option<Vec<Piece>> {
    let start = words.encode("\n").ok()?.first().copied().unwrap_or(0);
    let settings = Settings { seed, ..Settings::default() };
    let count = SAMPLE_LENGTH.min(decoder.config().max_length as u32 - 1);
    let mut writer = Writer::default();
    writer.begin(Write { tokens: vec![start], settings, count, cache: true }, decoder).ok()?;
    let mut pieces = Vec::new();
    while writer.is_busy() {
        for event in writer.tick(decoder, words, clock).await {
            if let writing::Event::Written(written) = event {
                pieces.push(written.piece);
            }
        }
    }
    Some(pieces)
}
