//! A Llama out of a pack, and what lessons ask of it: to read a conversation and to go on with it, every step under glass.

mod load;
mod words;

use algorithms::chat;
use models::text_model::{Keep, TextModel};
use protocol::KernelChoice;
use protocol::llama::{Event, Message, Prompted, Request};
use protocol::pack::{self, Facts};
use protocol::rag::{Measure, Measured};
use protocol::writing;

use crate::device::Devices;
use crate::session::Clock;
use crate::writing::{Vocabulary, Writer};
use load::Loading;
use words::Words;

/// Tokens that are kept at most, prompt and answer together. The model was trained on more; keys and values of 2,048 tokens are as large as its
/// own weights, and each token costs more the more there are.
pub const CONTEXT: usize = 2048;

/// What the engine knows of pretrained models that write: one at a time.
#[derive(Default)]
pub struct Lab {
    loading: Option<Loading>,
    loaded: Option<Loaded>,
    /// Ahead of the weights, to measure texts with.
    words: Option<Words>,
}

/// A model that can be asked.
struct Loaded {
    model: Box<dyn TextModel>,
    words: Words,
    writer: Writer,
    facts: Facts,
}

const NOTHING: &str = "there is no model yet; load it first";

/// Whether what it begins goes on in [`Lab::tick`].
pub fn begins(request: &Request) -> bool {
    matches!(
        request,
        Request::Pack(pack::Request::Shard { .. })
            | Request::Writing(writing::Request::Write(_) | writing::Request::Measure { .. })
    )
}

impl Lab {
    /// Stops what is being written and gives up a download in the middle. A model that is there stays: it was paid for.
    pub fn cancel(&mut self) {
        self.loading = None;
        if let Some(loaded) = &mut self.loaded {
            loaded.writer.stop();
        }
    }

    pub fn is_busy(&self) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| loaded.writer.is_busy())
            || self.loading.as_ref().is_some_and(Loading::is_complete)
    }

    pub async fn handle(&mut self, request: Request, devices: &Devices, clock: Clock) -> Vec<Event> {
        let answer = match (request, &mut self.loaded) {
            (Request::Pack(request), _) => return vec![Event::Pack(self.load(request, devices, clock))],
            (_, None) => Err(NOTHING.into()),
            (Request::Prompt(messages), Some(loaded)) => Ok(vec![Event::Prompted(loaded.prompt(messages))]),
            (Request::Writing(request), Some(loaded)) => {
                let events = loaded.write(request).await;
                events.map(|events| events.into_iter().map(Event::Writing).collect())
            }
        };
        answer.unwrap_or_else(|message| vec![Event::Failed { message }])
    }

    fn load(&mut self, request: pack::Request, devices: &Devices, clock: Clock) -> pack::Event {
        match request {
            pack::Request::Open(pack) => {
                // Before the next one, so that memory never holds two.
                self.forget();
                match Loading::new(&pack, devices) {
                    Ok(loading) => self.loading.insert(loading).taken(),
                    Err(message) => pack::Event::NotTaken { shard: 0, message },
                }
            }
            pack::Request::Shard { bytes } => match &mut self.loading {
                Some(loading) => loading.take(&bytes, clock),
                None => pack::Event::Failed { message: "no model is being loaded; begin again".into() },
            },
            pack::Request::Present => {
                self.loaded.as_ref().map_or(pack::Event::Absent, |loaded| pack::Event::Loaded(loaded.facts.clone()))
            }
            pack::Request::Forget => {
                self.forget();
                pack::Event::Absent
            }
        }
    }

    /// The model goes; what cuts text for it stays.
    fn forget(&mut self) {
        *self = Lab { words: self.words.take(), ..Lab::default() };
    }

    /// Learns to cut text as the model will, before there is one.
    ///
    /// # Errors
    /// In words for the reader, if the file is not what cuts text for a model of this kind.
    pub fn know_words(&mut self, tokenizer: &[u8], system_message: &str) -> Result<(), String> {
        self.words = Some(Words::new(tokenizer, system_message)?);
        Ok(())
    }

    /// How long a prompt's parts are, if anything here can tell.
    pub fn measured(&self, measure: Measure, clock: Clock) -> Option<Measured> {
        let before = clock();
        let words = self.loaded.as_ref().map(|loaded| &loaded.words).or(self.words.as_ref())?;
        let frame = [chat::Message::Text(chat::Role::User, measure.frame.clone())];
        let frame = words.prompt(&frame).tokens.len() as u32;
        let parts =
            measure.parts.iter().map(|part| words.encode(part).map_or(0, |tokens| tokens.len() as u32)).collect();
        Some(Measured { measure, frame, parts, milliseconds: clock() - before })
    }

    /// One step of what is running.
    pub async fn tick(&mut self, kernels: KernelChoice, clock: Clock) -> Vec<Event> {
        if self.loading.as_ref().is_some_and(Loading::is_complete) {
            let event = match self.finish(kernels, clock).await {
                Ok(facts) => pack::Event::Loaded(facts),
                Err(message) => pack::Event::Failed { message },
            };
            return vec![Event::Pack(event)];
        }
        let Some(Loaded { model, words, writer, .. }) = &mut self.loaded else { return Vec::new() };
        writer.tick(model.as_mut(), words, clock).await.into_iter().map(Event::Writing).collect()
    }

    /// Makes the model of what was loaded, and runs it once: what it allocates and compiles at first is not the first answer's cost.
    async fn finish(&mut self, kernels: KernelChoice, clock: Clock) -> Result<Facts, String> {
        let Some(loading) = self.loading.take() else { return Err(NOTHING.into()) };
        let mut loaded = loading.finish(kernels, clock)?;
        let before = clock();
        let tokens = loaded.words.encode("warm up")?;
        loaded.model.extend(&tokens, Keep::default()).await?;
        loaded.model.truncate(0);
        loaded.facts.warm_up = clock() - before;
        Ok(self.loaded.insert(loaded).facts.clone())
    }
}

impl Loaded {
    fn prompt(&self, messages: Vec<Message>) -> Prompted {
        let message = |message| match message {
            Message::System(text) => chat::Message::Text(chat::Role::System, text),
            Message::User(text) => chat::Message::Text(chat::Role::User, text),
            Message::Answer(tokens) => chat::Message::Answer(tokens),
        };
        let messages: Vec<chat::Message> = messages.into_iter().map(message).collect();
        let prompt = self.words.prompt(&messages);
        Prompted {
            pieces: self.words.pieces(&prompt.tokens),
            messages: prompt.messages.iter().map(|at| *at as u32).collect(),
            specials: self.words.specials(),
            lost: prompt.lost as u32,
            context: self.model.sizes().context as u32,
        }
    }

    async fn write(&mut self, request: writing::Request) -> Result<Vec<writing::Event>, String> {
        let Loaded { model, words, writer, .. } = self;
        match request {
            writing::Request::Read { text } => {
                let tokens = words.encode(&text)?;
                Ok(vec![writing::Event::Read { pieces: words.pieces(&tokens), text }])
            }
            writing::Request::Write(write) => {
                writer.begin(write, model.as_ref())?;
                Ok(Vec::new())
            }
            writing::Request::Measure { tokens, settings } => {
                writer.measure(tokens, settings, model.as_ref())?;
                Ok(Vec::new())
            }
            writing::Request::Stop => Ok(writer.stop().into_iter().collect()),
            writing::Request::Look(look) => {
                let looked = writer.look(look, model.as_mut(), words).await?;
                Ok(vec![writing::Event::Looked(Box::new(looked))])
            }
        }
    }
}
