//! Writing with any [`TextModel`]: one token a tick, so that a stop or a question comes in between two.

mod look;
mod memory;

use std::collections::VecDeque;

use algorithms::rng::Rng;
use algorithms::sampling;
use algorithms::sampling::chain::{Chain, Stage};
use models::text_model::{Keep, Step, TextModel};
use protocol::writing::{Event, Piece, Reason, Settings, Stopped, Write, Written};

use crate::session::Clock;
use memory::Memory;

/// Tokens of a long text that are read in one tick.
const READ_AT_ONCE: usize = 128;

/// What a model's tokens stand for.
pub trait Vocabulary {
    /// # Errors
    /// In words, if the text cannot be cut.
    fn encode(&self, text: &str) -> Result<Vec<u32>, String>;

    /// They may be a part of a character. Empty for what is no token.
    fn bytes(&self, token: u32) -> &[u8];

    /// Whether a text ends with it.
    fn is_end(&self, _token: u32) -> bool {
        false
    }

    fn piece(&self, token: u32) -> Piece {
        Piece { token, bytes: self.bytes(token).to_vec() }
    }

    fn pieces(&self, tokens: &[u32]) -> Vec<Piece> {
        tokens.iter().map(|token| self.piece(*token)).collect()
    }
}

/// Writes with one model. A change of the model's weights calls for a new one.
#[derive(Default)]
pub struct Writer {
    /// What stands in the model's cache.
    held: Vec<u32>,
    running: Option<Running>,
    memory: Memory,
}

struct Running {
    write: Write,
    /// Tokens still to write.
    left: u32,
    /// What is put there instead of what would be drawn, as long as there is any.
    given: VecDeque<u32>,
    /// Milliseconds and tokens of a long text that was read in parts: the next token pays for them.
    reading: (f64, usize),
}

impl Writer {
    /// Begins to write; [`Writer::tick`] does it. What was being written before stops.
    ///
    /// # Errors
    /// In words for the reader, if the text or the settings make no sense.
    pub fn begin(&mut self, write: Write, model: &dyn TextModel) -> Result<(), String> {
        self.running = None;
        chain(&write.settings).check()?;
        check_text(&write.tokens, model)?;
        self.running = Some(Running { left: write.count, write, given: VecDeque::new(), reading: (0.0, 0) });
        Ok(())
    }

    /// Begins to read a text token by token, and to say of each what the model expected there.
    ///
    /// # Errors
    /// In words for the reader, if the text or the settings make no sense.
    pub fn measure(&mut self, tokens: Vec<u32>, settings: Settings, model: &dyn TextModel) -> Result<(), String> {
        check_text(&tokens, model)?;
        let mut given = VecDeque::from(tokens);
        let write =
            Write { tokens: given.pop_front().into_iter().collect(), settings, count: given.len() as u32, cache: true };
        self.begin(write, model)?;
        self.running.iter_mut().for_each(|running| running.given = std::mem::take(&mut given));
        Ok(())
    }

    pub fn is_busy(&self) -> bool {
        self.running.is_some()
    }

    /// Stops within the token under way.
    pub fn stop(&mut self) -> Option<Event> {
        self.running.take().map(|running| stopped(&running.write, Reason::Asked))
    }

    /// Writes one token, or reads a part of a long text. Does nothing if nothing is under way.
    pub async fn tick(&mut self, model: &mut dyn TextModel, words: &dyn Vocabulary, clock: Clock) -> Vec<Event> {
        let Some(mut running) = self.running.take() else { return Vec::new() };
        let reason = if running.write.tokens.len() >= model.sizes().context {
            Some(Reason::Full)
        } else if running.left == 0 {
            Some(Reason::Done)
        } else {
            None
        };
        if let Some(reason) = reason {
            return vec![stopped(&running.write, reason)];
        }
        // A text that is given goes on after what ends one that is written.
        let given = !running.given.is_empty();
        match self.step(&mut running, model, words, clock).await {
            Err(message) => vec![stopped(&running.write, Reason::Failed(message))],
            Ok(event) => {
                let ended = !given && matches!(&event, Event::Written(written) if words.is_end(written.piece.token));
                let mut events = vec![event];
                let full = running.write.tokens.len() >= model.sizes().context;
                let reason = [(ended, Reason::End), (running.left == 0, Reason::Done), (full, Reason::Full)];
                match reason.into_iter().find(|(holds, _)| *holds) {
                    Some((_, reason)) => events.push(stopped(&running.write, reason)),
                    None => self.running = Some(running),
                }
                events
            }
        }
    }

    async fn step(
        &mut self,
        running: &mut Running,
        model: &mut dyn TextModel,
        words: &dyn Vocabulary,
        clock: Clock,
    ) -> Result<Event, String> {
        let before = clock();
        let write = &mut running.write;
        if !write.cache {
            self.forget(model);
        }
        let missing = self.catch_up(&write.tokens, model);
        let text = write.tokens.len();
        if write.cache && missing > READ_AT_ONCE {
            let done = text - missing + READ_AT_ONCE;
            self.extend(&write.tokens[..done], model, Keep::default()).await?;
            running.reading.0 += clock() - before;
            running.reading.1 += READ_AT_ONCE;
            return Ok(Event::Reading { done: done as u32, of: text as u32 });
        }
        let logits = self.extend(&write.tokens, model, Keep::default()).await?.logits;
        let trace = chain(&write.settings).apply(&logits, &write.tokens)?;
        let draw = draw_at(write.settings.seed, text);
        let token = running.given.pop_front().map_or_else(|| sampling::at(trace.last(), draw), |token| token as usize);
        let (earlier, read_before) = std::mem::take(&mut running.reading);
        let written = Written {
            place: text as u32,
            piece: words.piece(token as u32),
            probability: trace.probabilities(Stage::Raw)[token],
            drawn_with: trace.last()[token],
            rank: rank(&logits, token),
            entropy_bits: trace.stage(Stage::Raw).entropy_bits,
            kept: trace.stage(Stage::MinP).kept as u32,
            draw,
            milliseconds: (earlier + clock() - before) as f32,
            tokens_read: (read_before + missing) as u32,
            cache_bytes: model.cache_bytes() as u64,
        };
        self.memory.keep(&write.tokens, logits);
        write.tokens.push(token as u32);
        running.left -= 1;
        Ok(Event::Written(written))
    }

    /// Cuts the cache to what it has in common with `text`, but for its last token: that one's answer is wanted. Returns how many tokens
    /// are to be read.
    fn catch_up(&mut self, text: &[u32], model: &mut dyn TextModel) -> usize {
        let common = self.held.iter().zip(text).take_while(|(held, wanted)| held == wanted).count();
        let common = common.min(text.len() - 1).min(model.len());
        self.held.truncate(common);
        model.truncate(common);
        text.len() - common
    }

    /// Reads what of `text` the cache lacks; [`Writer::catch_up`] has cut it.
    async fn extend(&mut self, text: &[u32], model: &mut dyn TextModel, keep: Keep) -> Result<Step, String> {
        let step = model.extend(&text[self.held.len()..], keep).await?;
        self.held = text.to_vec();
        Ok(step)
    }

    fn forget(&mut self, model: &mut dyn TextModel) {
        self.held.clear();
        model.truncate(0);
    }
}

fn stopped(write: &Write, reason: Reason) -> Event {
    Event::Stopped(Stopped { length: write.tokens.len() as u32, reason })
}

fn check_text(tokens: &[u32], model: &dyn TextModel) -> Result<(), String> {
    let sizes = model.sizes();
    if tokens.is_empty() {
        return Err("there is nothing to go on from; type at least one character".into());
    }
    if tokens.len() > sizes.context {
        return Err(format!(
            "the text has {} tokens, and the model's context holds {}; shorten it",
            tokens.len(),
            sizes.context
        ));
    }
    match tokens.iter().find(|token| **token as usize >= sizes.vocab_size) {
        Some(token) => Err(format!("{token} is no token of this model's {}; read the text again", sizes.vocab_size)),
        None => Ok(()),
    }
}

fn chain(settings: &Settings) -> Chain {
    Chain {
        repetition_penalty: settings.repetition_penalty,
        temperature: settings.temperature,
        top_k: settings.top_k as usize,
        top_p: settings.top_p,
        min_p: settings.min_p,
    }
}

/// The number drawn for the token at `place`: from the seed and the place alone, so that another setting or a branch is compared on the
/// same draw.
fn draw_at(seed: u64, place: usize) -> f32 {
    Rng::new(seed ^ (place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).uniform()
}

/// Tokens with a larger logit.
fn rank(logits: &[f32], token: usize) -> u32 {
    logits.iter().filter(|logit| **logit > logits[token]).count() as u32
}
