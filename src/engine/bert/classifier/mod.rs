//! A head on top of the encoder: texts are read once, and the head is trained on what was read, epoch by epoch.
//!
//! The head is a few thousand numbers: it learns on the CPU whatever device the encoder runs on, since one dispatch to a GPU takes longer than
//! an epoch. So the same seed gives the same head everywhere, up to what the encoder's device rounds.

pub mod attribution;
mod check;
mod read;
mod trainer;

use algorithms::nearest::{Labelled, largest};
use burn::tensor::Device;
use protocol::bert_classifier::{Epoch, Event, Example, Predicted, Read, Request, Setup, Trained};

use super::attend::{cut, token};
use super::{Loaded, NOTHING};
use crate::session::Clock;
use read::Shelf;
pub use trainer::{Material, Trainer};

/// Milliseconds that one step may take, beyond the text or the epoch in work.
const SLICE: f64 = 25.0;

/// How many neighbours vote.
const NEIGHBOURS: usize = 3;

#[derive(Default)]
pub struct Classifier {
    shelf: Shelf,
    work: Option<Work>,
    /// The head as far as it has come, and the texts it learns from.
    state: Option<State>,
}

enum Work {
    /// How many of the texts, and since when.
    Reading { setup: Setup, done: usize, began: f64 },
    /// Milliseconds so far.
    Training { spent: f64 },
}

struct State {
    setup: Setup,
    labelled: Labelled,
    centroids: Vec<f32>,
    trainer: Trainer,
    epochs: u32,
}

impl Classifier {
    pub fn is_busy(&self) -> bool {
        self.work.is_some()
    }

    /// Stops what runs; what was read stays.
    pub fn cancel(&mut self) {
        self.work = None;
    }

    pub async fn handle(&mut self, request: Request, loaded: Option<&mut Loaded>, clock: Clock) -> Vec<Event> {
        let answer = match (request, loaded) {
            (Request::Stop, _) => return self.stop(),
            (_, None) => Err(NOTHING.to_owned()),
            (Request::Train(setup), Some(_)) => check::check(&setup).map(|()| {
                self.state = None;
                self.work = Some(Work::Reading { setup, done: 0, began: clock() });
                Vec::new()
            }),
            (Request::Predict { text }, Some(loaded)) => {
                self.predict(text, loaded, clock).await.map(|event| vec![Event::Predicted(Box::new(event))])
            }
        };
        answer.unwrap_or_else(|message| vec![Event::Failed { message }])
    }

    fn stop(&mut self) -> Vec<Event> {
        match self.work.take() {
            Some(Work::Training { spent }) => self.trained(spent).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// One step of what is running.
    pub async fn tick(&mut self, loaded: Option<&mut Loaded>, clock: Clock) -> Vec<Event> {
        let Some(work) = self.work.take() else { return Vec::new() };
        let Some(loaded) = loaded else { return vec![Event::Failed { message: NOTHING.into() }] };
        let answer = match work {
            Work::Reading { setup, done, began } => self.read(setup, done, began, loaded, clock).await,
            Work::Training { spent } => Ok(self.train(spent, clock)),
        };
        answer.unwrap_or_else(|message| vec![Event::Failed { message }])
    }

    async fn read(
        &mut self,
        setup: Setup,
        mut done: usize,
        began: f64,
        loaded: &mut Loaded,
        clock: Clock,
    ) -> Result<Vec<Event>, String> {
        let (before, of) = (clock(), setup.train.len() + setup.held_out.len());
        for example in setup.train.iter().chain(&setup.held_out).skip(done) {
            self.shelf.read(&example.text, loaded).await?;
            done += 1;
            if clock() - before > SLICE {
                break;
            }
        }
        if done < of {
            let reading = Event::Reading { run: setup.run, done: done as u32, of: of as u32 };
            self.work = Some(Work::Reading { setup, done, began });
            return Ok(vec![reading]);
        }
        Ok(vec![Event::Read(self.begin(setup, clock() - began))])
    }

    /// All features are there: the nearest need no more, and the head begins.
    fn begin(&mut self, setup: Setup, milliseconds: f64) -> Read {
        let labelled = self.shelf.labelled(&setup);
        let centroids = labelled.centroids();
        let (mut by_centroid, mut by_neighbours) = (Vec::new(), Vec::new());
        for example in &setup.held_out {
            let vector = self.shelf.sentence(&example.text);
            by_centroid.push(largest(&labelled.to_centroids(&centroids, vector)) as u32);
            by_neighbours.push(labelled.vote(&labelled.nearest(vector, NEIGHBOURS)) as u32);
        }
        let material = |examples: &[Example]| self.shelf.material(examples, setup.features);
        let trainer = Trainer::new(&setup, material(&setup.train), material(&setup.held_out), &Device::flex());
        let read = Read {
            run: setup.run,
            centroid: by_centroid,
            neighbours: by_neighbours,
            cut: self.shelf.count_cut(setup.train.iter().chain(&setup.held_out)),
            milliseconds,
        };
        self.state = Some(State { setup, labelled, centroids, trainer, epochs: 0 });
        self.work = Some(Work::Training { spent: 0.0 });
        read
    }

    fn train(&mut self, spent: f64, clock: Clock) -> Vec<Event> {
        let Some(state) = &mut self.state else { return Vec::new() };
        let before = clock();
        let mut epochs: Vec<Epoch> = Vec::new();
        while state.epochs < state.setup.epochs {
            epochs.push(state.trainer.epoch());
            state.epochs += 1;
            if clock() - before > SLICE {
                break;
            }
        }
        let (run, spent) = (state.setup.run, spent + clock() - before);
        let is_over = state.epochs >= state.setup.epochs;
        let mut events = vec![Event::Epochs { run, epochs }];
        if is_over {
            events.extend(self.trained(spent));
        } else {
            self.work = Some(Work::Training { spent });
        }
        events
    }

    fn trained(&self, milliseconds: f64) -> Option<Event> {
        let State { setup, trainer, epochs, .. } = self.state.as_ref()?;
        let [train, held_out] = trainer.classes();
        let parameters = trainer.head().num_parameters() as u32;
        Some(Event::Trained(Trained { run: setup.run, epochs: *epochs, train, held_out, parameters, milliseconds }))
    }

    async fn predict(&self, text: String, loaded: &mut Loaded, clock: Clock) -> Result<Predicted, String> {
        let before = clock();
        let state = self.state.as_ref().ok_or("there is no head yet; train one first")?;
        let encoded = loaded.text.encode(&text, loaded.most_tokens());
        let found =
            attribution::run(&loaded.model, encoded.sequence.clone(), state.setup.features, state.trainer.head())
                .await?;
        Ok(Predicted {
            tokens: encoded.pieces.iter().map(|piece| token(piece, &loaded.text)).collect(),
            cut: cut(&encoded)[0],
            probabilities: found.probabilities,
            contributions: found.contributions,
            centroids: state.labelled.to_centroids(&state.centroids, &found.sentence),
            neighbours: state.labelled.nearest(&found.sentence, NEIGHBOURS),
            milliseconds: clock() - before,
            text,
        })
    }
}
