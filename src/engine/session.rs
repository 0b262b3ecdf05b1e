//! One conversation with a page: commands in, replies out. Knows no JavaScript.

use port::Desk;
use protocol::lstm;
use protocol::transformer as transformer_lesson;
use protocol::{Command, Diagnosis, Event, Fault, KernelChoice, PROTOCOL_VERSION, Reply, Request};

use crate::bert;
use crate::device::Devices;
use crate::embeddings;
use crate::gpt;
use crate::llama;
use crate::lstm::Lab;
use crate::positional_encoding;
use crate::rag;
use crate::seq2seq;
use crate::transformer;

/// Milliseconds since some fixed moment.
pub type Clock = fn() -> f64;

/// What the page's engine knows: the devices once chosen, and the lab of the lesson that is open.
pub struct Session {
    clock: Clock,
    /// Bytes of memory held, for the diagnostics.
    memory: fn() -> u64,
    devices: Option<Devices>,
    kernels: KernelChoice,
    lab: Option<Lab>,
    embeddings: Option<embeddings::Lab>,
    gpt: Option<gpt::Lab>,
    positional_encoding: positional_encoding::Lab,
    bert: bert::Lab,
    seq2seq: seq2seq::Lab,
    llama: llama::Lab,
    rag: rag::Lab,
    transformer: transformer::Lab,
    /// The job that training belongs to.
    training_job: u32,
    /// The job that what runs in `bert` belongs to.
    bert_job: u32,
    /// And to which lesson it is told.
    bert_tells: fn(protocol::bert::Event) -> Event,
    /// The same of `llama`.
    llama_job: u32,
    llama_tells: fn(protocol::llama::Event) -> Event,
    /// The job that what runs in `rag` belongs to.
    rag_job: u32,
}

impl Session {
    pub fn new(clock: Clock, memory: fn() -> u64) -> Self {
        Session {
            clock,
            memory,
            devices: None,
            kernels: KernelChoice::default(),
            lab: None,
            embeddings: None,
            gpt: None,
            positional_encoding: Default::default(),
            bert: Default::default(),
            seq2seq: Default::default(),
            llama: Default::default(),
            rag: Default::default(),
            transformer: Default::default(),
            training_job: 0,
            bert_job: 0,
            bert_tells: Event::Bert,
            llama_job: 0,
            llama_tells: Event::Llama,
            rag_job: 0,
        }
    }

    async fn answer(&mut self, request: Request) -> Result<Vec<Event>, String> {
        match request {
            Request::Start { choice } => {
                self.lab = None;
                self.embeddings = None;
                self.gpt = None;
                // What it keeps stands on the device that is given up.
                self.positional_encoding = Default::default();
                self.bert = Default::default();
                self.llama = Default::default();
                let devices = Devices::start(choice, self.clock).await?;
                let report = devices.report.clone();
                self.devices = Some(devices);
                Ok(vec![Event::Started(report)])
            }
            Request::Kernels(choice) => {
                self.kernels = choice;
                Ok(Vec::new())
            }
            Request::Cancel => {
                self.lab = None;
                self.embeddings = None;
                self.gpt = None;
                self.positional_encoding = Default::default();
                self.bert.cancel();
                self.seq2seq = Default::default();
                self.llama.cancel();
                self.rag.cancel();
                self.transformer = Default::default();
                Ok(Vec::new())
            }
            Request::Diagnose => {
                let report = self.devices()?.report.clone();
                let version = |name: &str, version: &str| (name.to_owned(), version.to_owned());
                let versions = vec![
                    version("glassbox", env!("CARGO_PKG_VERSION")),
                    version("protocol", &PROTOCOL_VERSION.to_string()),
                    version("burn", BURN_VERSION),
                ];
                Ok(vec![Event::Diagnosis(Diagnosis { report, memory_bytes: (self.memory)(), versions })])
            }
            Request::Fail(fault) => {
                let lost = fault == Fault::LoseDevice && self.devices()?.lose_gpu();
                assert!(lost, "asked to fail");
                Ok(Vec::new())
            }
            Request::Bert(request) => {
                let devices = self.devices.as_ref().ok_or(NOT_STARTED)?;
                let events = self.bert.handle(request, devices, self.clock).await;
                Ok(events.into_iter().map(Event::Bert).collect())
            }
            Request::Embeddings(request) => self.embeddings(request).await,
            Request::Gpt(request) => self.gpt(request).await,
            Request::Llama(request) => {
                let devices = self.devices.as_ref().ok_or(NOT_STARTED)?;
                let events = self.llama.handle(request, devices, self.clock).await;
                Ok(events.into_iter().map(Event::Llama).collect())
            }
            Request::Lstm(request) => self.lstm(request).await,
            Request::PositionalEncoding(request) => {
                let devices = self.devices.as_ref().ok_or(NOT_STARTED)?;
                let events = self.positional_encoding.handle(request, devices, self.clock).await?;
                Ok(events.into_iter().map(Event::PositionalEncoding).collect())
            }
            Request::Rag(request) => self.rag(request).await,
            Request::Seq2Seq(request) => {
                self.devices()?;
                let events = self.seq2seq.handle(request, self.clock).await?;
                Ok(events.into_iter().map(Event::Seq2Seq).collect())
            }
            Request::Transformer(request) => {
                let devices = self.devices.as_ref().ok_or(NOT_STARTED)?;
                let events = if transformer::is_of_the_pretrained(&request) {
                    self.bert.walk(request, devices, self.clock).await?
                } else {
                    self.transformer.handle(request, self.clock)?
                };
                Ok(events.into_iter().map(Event::Transformer).collect())
            }
            Request::Tokenization(_) | Request::Vectorization(_) | Request::Vocabularies(_) => {
                Err("this is a question for the text worker; reload the page".into())
            }
            Request::Reader(_) => Err("this is a question for the reader of files; reload the page".into()),
        }
    }

    async fn lstm(&mut self, request: lstm::Request) -> Result<Vec<Event>, String> {
        let clock = self.clock;
        let devices = self.devices.as_ref().ok_or(NOT_STARTED)?;
        let events = match request {
            lstm::Request::Init(setup) => self.open(setup, None)?,
            lstm::Request::Load { setup, weights } => self.open(setup, Some(&weights))?,
            request => {
                let lab = self.lab.as_mut().ok_or("there is no model yet; reset the lab to make one")?;
                lab.handle(request, devices, clock).await?
            }
        };
        Ok(events.into_iter().map(Event::Lstm).collect())
    }

    async fn gpt(&mut self, request: protocol::gpt::Request) -> Result<Vec<Event>, String> {
        use protocol::gpt::{Event as Told, Request as Asked};
        let events = match request {
            Asked::Init(setup) => {
                let (lab, prepared) = gpt::Lab::new(setup, None, self.devices()?).await?;
                self.gpt = Some(lab);
                vec![Told::Prepared(prepared)]
            }
            Asked::Load { setup, weights } => {
                let (lab, prepared) = gpt::Lab::new(setup, Some(&weights), self.devices()?).await?;
                self.gpt = Some(lab);
                vec![Told::Prepared(prepared)]
            }
            request => {
                let clock = self.clock;
                let lab = self.gpt.as_mut().ok_or("there is no model yet; reset the lab to make one")?;
                lab.handle(request, clock).await?
            }
        };
        Ok(events.into_iter().map(Event::Gpt).collect())
    }

    async fn embeddings(&mut self, request: embeddings::Request) -> Result<Vec<Event>, String> {
        let clock = self.clock;
        let devices = self.devices.as_ref().ok_or(NOT_STARTED)?;
        let events = match request {
            embeddings::Request::Init(_) | embeddings::Request::Load { .. } => {
                // One lesson computes at a time.
                self.lab = None;
                let (lab, events) = embeddings::Lab::open(request, devices)?;
                self.embeddings = Some(lab);
                events
            }
            request => {
                let lab = self.embeddings.as_mut().ok_or("there are no vectors yet; reset the lab to make some")?;
                lab.handle(request, clock).await?
            }
        };
        Ok(events.into_iter().map(Event::Embeddings).collect())
    }

    async fn rag(&mut self, request: protocol::rag::Request) -> Result<Vec<Event>, String> {
        use protocol::rag::{Event as Told, Request as Asked, Stage};
        let (devices, clock) = (self.devices.as_ref().ok_or(NOT_STARTED)?, self.clock);
        let events = match request {
            Asked::Encoder(request) => {
                let events = self.bert.handle(request.into(), devices, clock).await;
                events.into_iter().map(rag::loading).collect()
            }
            Asked::Support(support) => match self.rag.support(support, &mut self.bert, clock).await {
                Ok(supported) => vec![Told::Supported(supported)],
                Err(message) => vec![Told::Failed { stage: Stage::Answer, message }],
            },
            Asked::Words { tokenizer, system_message } => match self.llama.know_words(&tokenizer, &system_message) {
                Ok(()) => Vec::new(),
                Err(message) => vec![Told::Failed { stage: Stage::Prompt, message }],
            },
            Asked::Measure(measure) => self.llama.measured(measure, clock).map(Told::Measured).into_iter().collect(),
            request => self.rag.handle(request, &self.bert, clock),
        };
        Ok(events.into_iter().map(Event::Rag).collect())
    }

    fn open(&mut self, setup: lstm::Setup, weights: Option<&[u8]>) -> Result<Vec<lstm::Event>, String> {
        self.embeddings = None;
        let (lab, prepared) = Lab::new(setup, weights, self.devices()?)?;
        self.lab = Some(lab);
        Ok(vec![lstm::Event::Prepared(prepared)])
    }

    /// To whom the models and the stages tell what a request of the RAG lesson begins.
    fn begin_rag(&mut self, request: &protocol::rag::Request, job: u32) {
        use protocol::rag::Request as Asked;
        match request {
            Asked::Encoder(protocol::pack::Request::Shard { .. }) => {
                (self.bert_job, self.bert_tells) = (job, |event| Event::Rag(rag::loading(event)));
            }
            Asked::Run(_) | Asked::Evaluate(_) | Asked::Approximate(_) => self.rag_job = job,
            _ => {}
        }
    }

    fn devices(&self) -> Result<&Devices, String> {
        self.devices.as_ref().ok_or_else(|| NOT_STARTED.to_owned())
    }
}

impl Desk for Session {
    /// Does what a command asks. Training is only begun: [`Session::tick`] goes on with it.
    ///
    /// # Panics
    /// On [`Request::Fail`]: that is what it is for.
    async fn handle(&mut self, command: Command) -> Vec<Reply> {
        let job = command.job;
        let begins = match &command.request {
            Request::Lstm(request) => matches!(request, lstm::Request::Train { .. }),
            Request::Embeddings(request) => embeddings::begins(request),
            Request::Gpt(request) => gpt::begins(request),
            Request::Seq2Seq(request) => seq2seq::begins(request),
            Request::Transformer(request) => matches!(request, transformer_lesson::Request::Race(_)),
            _ => false,
        };
        if begins {
            self.training_job = job;
        }
        match &command.request {
            Request::Rag(request) => self.begin_rag(request, job),
            Request::Bert(request) if bert::begins(request) => (self.bert_job, self.bert_tells) = (job, Event::Bert),
            Request::Llama(request) if llama::begins(request) => {
                (self.llama_job, self.llama_tells) = (job, Event::Llama);
            }
            Request::Transformer(transformer_lesson::Request::Model(request)) if bert::begins(request) => {
                self.bert_job = job;
                self.bert_tells = |event| Event::Transformer(transformer_lesson::Event::Model(event));
            }
            _ => {}
        }
        let events = match self.answer(command.request).await {
            Ok(events) => events,
            Err(message) => vec![Event::Refused { message }],
        };
        events.into_iter().map(|event| Reply { job, event }).collect()
    }

    fn is_busy(&self) -> bool {
        self.bert.is_busy()
            || self.seq2seq.is_busy()
            || self.llama.is_busy()
            || self.rag.is_busy()
            || self.transformer.is_busy()
            || self.lab.as_ref().is_some_and(Lab::is_training)
            || self.gpt.as_ref().is_some_and(gpt::Lab::is_busy)
            || self.embeddings.as_ref().is_some_and(embeddings::Lab::is_busy)
    }

    /// One step of what is running. Its replies carry the job that began it.
    async fn tick(&mut self) -> Vec<Reply> {
        let Some(devices) = &self.devices else { return Vec::new() };
        let mut replies = Vec::new();
        if let Some(lab) = self.lab.as_mut().filter(|lab| lab.is_training()) {
            let events = lab.tick(devices, self.clock).await;
            replies.extend(events.into_iter().map(|event| (self.training_job, Event::Lstm(event))));
        }
        if let Some(lab) = self.embeddings.as_mut().filter(|lab| lab.is_busy()) {
            let events = lab.tick(self.clock).await;
            replies.extend(events.into_iter().map(|event| (self.training_job, Event::Embeddings(event))));
        }
        if let Some(lab) = self.gpt.as_mut().filter(|lab| lab.is_busy()) {
            let events = lab.tick(self.clock).await;
            replies.extend(events.into_iter().map(|event| (self.training_job, Event::Gpt(event))));
        }
        let events = match self.transformer.tick() {
            Ok(events) => events.into_iter().map(Event::Transformer).collect(),
            Err(message) => vec![Event::Refused { message }],
        };
        replies.extend(events.into_iter().map(|event| (self.training_job, event)));
        let events = match self.seq2seq.tick(self.clock) {
            Ok(events) => events.into_iter().map(Event::Seq2Seq).collect(),
            Err(message) => vec![Event::Refused { message }],
        };
        replies.extend(events.into_iter().map(|event| (self.training_job, event)));
        let events = self.rag.tick(&mut self.bert, self.clock).await;
        replies.extend(events.into_iter().map(|event| (self.rag_job, Event::Rag(event))));
        let events = self.bert.tick(self.clock).await;
        replies.extend(events.into_iter().map(|event| (self.bert_job, (self.bert_tells)(event))));
        let events = self.llama.tick(self.kernels, self.clock).await;
        replies.extend(events.into_iter().map(|event| (self.llama_job, (self.llama_tells)(event))));
        replies.into_iter().map(|(job, event)| Reply { job, event }).collect()
    }
}

/// A test compares it with the lock file.
pub const BURN_VERSION: &str = "0.22.1";

const NOT_STARTED: &str = "the engine has not been started; reload the page";
