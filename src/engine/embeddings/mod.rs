//! The word embeddings lesson's lab: a text, the model that learns it, a map of its words.

mod answers;
mod export;
mod map;
mod setup;
mod trainer;
mod walk;

pub use protocol::embeddings::Request;
pub use trainer::descend;

use algorithms::embeddings::spaces::TfIdf;
use algorithms::embeddings::{Vectors, Vocabulary};
use algorithms::tsne::{ITERATIONS, Tsne};
use protocol::embeddings::{Event, Layout, Map, Prepared, TsneProgress};

use crate::device::Devices;
use crate::session::Clock;
use map::Plane;
use trainer::Trainer;
use walk::Walk;

/// How long a tick works before it lets messages in.
const TICK_MS: f64 = 12.0;
const PROGRESS_EVERY_MS: f64 = 100.0;
const MAP_EVERY_MS: f64 = 400.0;
/// Costs a pass over all pairs, so it is not told of every iteration.
const COST_EVERY: u32 = 25;

pub struct Lab {
    vocabulary: Vocabulary,
    walk: Walk,
    trainer: Trainer,
    plane: Plane,
    layout: Layout,
    running: bool,
    tsne: Option<Tsne>,
    /// Where t-SNE last put the words.
    arranged: Vec<[f32; 2]>,
    /// Of the text as it was typed, for the space of counted words; made when first asked for.
    tfidf: Option<TfIdf>,
    /// Of the vectors as they are now; made when first asked for.
    vectors: Option<Vectors>,
    told_at: f64,
    mapped_at: f64,
}

/// Whether a request begins something that [`Lab::tick`] goes on with.
pub fn begins(request: &Request) -> bool {
    matches!(request, Request::Train | Request::Tsne { .. })
}

impl Lab {
    /// # Errors
    /// In words for the reader, if the setup cannot be trained or the file does not fit it.
    pub fn open(request: Request, devices: &Devices) -> Result<(Self, Vec<Event>), String> {
        let (setup, file) = match request {
            Request::Init(setup) => (setup, None),
            Request::Load { setup, vectors } => (setup, Some(vectors)),
            _ => return Err("the lab opens with a text; reload the page".into()),
        };
        let made = setup::make(setup, file.as_deref())?;
        let trained = made.trained;
        let trainer = Trainer::new(made.config, made.weights, devices);
        let mut lab = Lab {
            walk: Walk::new(made.setup, &made.vocabulary, made.text),
            vocabulary: made.vocabulary,
            trainer,
            plane: Plane::default(),
            layout: Layout::Pca,
            running: false,
            tsne: None,
            arranged: Vec::new(),
            tfidf: None,
            vectors: None,
            told_at: 0.0,
            mapped_at: 0.0,
        };
        let prepared = Prepared {
            words: lab.vocabulary.words().to_vec(),
            counts: lab.vocabulary.counts().to_vec(),
            raw_words: lab.vocabulary.raw_words,
            raw_types: lab.vocabulary.raw_types,
            sentences: lab.walk.sentences(),
            trained,
        };
        let map = lab.pca();
        Ok((lab, vec![Event::Prepared(prepared), Event::Map(map)]))
    }

    pub fn is_busy(&self) -> bool {
        self.running || self.tsne.is_some()
    }

    /// # Errors
    /// In words for the reader.
    pub async fn handle(&mut self, request: Request, clock: Clock) -> Result<Vec<Event>, String> {
        match request {
            Request::Init(_) | Request::Load { .. } => Err("the lab is open already; reload the page".into()),
            Request::Train => {
                if self.walk.is_done() {
                    return Err("all epochs are done; reset to train anew, with more epochs if you like".into());
                }
                self.tsne = None;
                self.layout = Layout::Pca;
                self.running = true;
                self.walk.start_clock(clock());
                (self.told_at, self.mapped_at) = (clock(), clock());
                Ok(Vec::new())
            }
            Request::Pause => Ok(self.pause("").await),
            Request::Step => self.step().await,
            Request::Tsne { perplexity, seed } => {
                self.begin_tsne(perplexity, seed).await?;
                Ok(Vec::new())
            }
            Request::StopTsne => Ok(self.end_tsne().into_iter().collect()),
            Request::Pca => {
                self.tsne = None;
                self.layout = Layout::Pca;
                self.refresh().await;
                Ok(vec![Event::Map(self.pca())])
            }
            Request::Export(format) => {
                self.refresh().await;
                Ok(vec![self.export(format).await])
            }
            look => {
                self.refresh().await;
                self.answer(look).map(|event| vec![event])
            }
        }
    }

    /// Some milliseconds of what runs.
    pub async fn tick(&mut self, clock: Clock) -> Vec<Event> {
        if self.tsne.is_some() {
            return self.tick_tsne(clock);
        }
        let until = clock() + TICK_MS;
        loop {
            let went_on = self.walk.advance(&mut self.trainer).await;
            self.vectors = None;
            if !went_on || self.walk.is_done() {
                return self.pause("").await;
            }
            if !self.walk.is_sound() {
                let reason = "The vectors have blown up: the steps were too large. Lower alpha, then reset.";
                return self.pause(reason).await;
            }
            // A clock that stands still is that of a test: one piece a tick.
            if clock() >= until || clock() == until - TICK_MS {
                break;
            }
        }
        let mut events = Vec::new();
        if clock() - self.told_at >= PROGRESS_EVERY_MS {
            self.told_at = clock();
            events.push(Event::Progress(self.walk.progress(clock())));
        }
        if clock() - self.mapped_at >= MAP_EVERY_MS {
            let start = clock();
            self.refresh().await;
            events.push(Event::Map(self.pca()));
            // A map of large vectors may cost more than it shows: then it comes less often.
            self.mapped_at = clock() + 4.0 * (clock() - start);
        }
        events
    }

    async fn pause(&mut self, reason: &str) -> Vec<Event> {
        let was_running = std::mem::take(&mut self.running);
        let mut events: Vec<Event> = self.end_tsne().into_iter().collect();
        if was_running {
            self.refresh().await;
            events.push(Event::Progress(self.walk.progress(self.told_at)));
            events.push(Event::Map(self.pca()));
        }
        events.push(Event::Paused { reason: reason.to_owned(), finished: self.walk.is_done() });
        events
    }

    /// Makes [`Lab::vectors`] current.
    async fn refresh(&mut self) {
        if self.vectors.is_none() {
            let [input, _] = self.trainer.weights().await;
            self.vectors = Some(Vectors::new(&input, self.trainer.config().vector_size));
        }
    }

    fn pca(&mut self) -> Map {
        let vectors = self.vectors.get_or_insert_with(|| {
            let [input, _] = self.trainer.initial();
            Vectors::new(input, self.trainer.config().vector_size)
        });
        self.plane.place(vectors)
    }

    /// The map's points as the page shows them.
    fn shown_points(&self) -> &[[f32; 2]] {
        if self.layout == Layout::Tsne { &self.arranged } else { self.plane.points() }
    }

    async fn begin_tsne(&mut self, perplexity: f64, seed: u64) -> Result<(), String> {
        if self.running {
            return Err("t-SNE arranges vectors that stand still: pause the training first".into());
        }
        self.refresh().await;
        let vectors = self.vectors.as_ref().ok_or("there are no vectors yet; reset the lab")?;
        self.tsne = Some(map::tsne(vectors, &self.plane, perplexity, seed)?);
        self.layout = Layout::Tsne;
        Ok(())
    }

    fn tick_tsne(&mut self, clock: Clock) -> Vec<Event> {
        let Some(tsne) = &mut self.tsne else { return Vec::new() };
        let until = clock() + TICK_MS;
        loop {
            tsne.step();
            if tsne.is_done() || clock() >= until || clock() == until - TICK_MS {
                break;
            }
        }
        let due = clock() - self.told_at >= PROGRESS_EVERY_MS;
        if !tsne.is_done() && !due {
            return Vec::new();
        }
        self.told_at = clock();
        let event = tsne_progress(tsne, tsne.is_done());
        self.arranged = tsne.map();
        if tsne.is_done() {
            self.tsne = None;
        }
        vec![Event::Tsne(event)]
    }

    /// What it had come to when it was stopped.
    fn end_tsne(&mut self) -> Option<Event> {
        let tsne = self.tsne.take()?;
        self.arranged = tsne.map();
        Some(Event::Tsne(tsne_progress(&tsne, true)))
    }
}

fn tsne_progress(tsne: &Tsne, finished: bool) -> TsneProgress {
    let begun = tsne.iteration > 0;
    let measured = begun && (finished || tsne.iteration % COST_EVERY < 5);
    TsneProgress {
        iteration: tsne.iteration,
        iterations: ITERATIONS,
        done: tsne.progress(),
        cost: measured.then(|| tsne.cost()),
        finished,
        map: begun.then(|| Map { layout: Layout::Tsne, points: tsne.map(), explained: 0.0 }),
    }
}
