//! The Transformer lesson's model: one short sequence, and everything a run of it computes.
//!
//! It runs on the CPU whatever device was chosen: a few thousand numbers are less work than one question to a GPU, and minus infinity
//! and what follows from it, which the lesson shows, is not the same on every GPU.

mod induction;
mod patching;
mod race;
mod read;
mod swap;
mod weights;

use std::sync::Arc;

use burn::tensor::{Device, Int, Tensor, TensorData};
use models::transformer::{Mask, Surgery, Transformer};
use models::weights::Weights;
use protocol::transformer::{
    Edit, Event, MAX_D_FF, MAX_D_MODEL, MAX_EDITS, MAX_HEADS, MAX_LAYERS, MAX_WORDS, Model, Ran, Request, Setup, Shape,
    Trace,
};

pub use induction::{batch, causal, config as induction_config, survey};

use crate::session::Clock;
use race::Race;

/// Keeps the trained model's weights from one request to the next.
#[derive(Default)]
pub struct Lab {
    trained: Option<Weights>,
    race: Option<Race>,
}

/// A model that is about to run.
struct Chosen {
    config: models::transformer::TransformerConfig,
    weights: Weights,
    vocabulary: Vec<String>,
    /// One for each word.
    tokens: Vec<i32>,
}

/// Whether [`crate::bert`] answers it.
pub fn is_of_the_pretrained(request: &Request) -> bool {
    match request {
        Request::Run(setup) => matches!(setup.model, Model::MiniLm { .. }),
        Request::Weights { .. } | Request::Model(_) => true,
        Request::Swap { setup, .. } => matches!(setup.model, Model::MiniLm { .. }),
        Request::Load { .. } | Request::Patch { .. } | Request::Race(_) | Request::StopRace => false,
    }
}

impl Lab {
    /// # Errors
    /// In words for the reader, if the setup cannot be run.
    pub fn handle(&mut self, request: Request, clock: Clock) -> Result<Vec<Event>, String> {
        match request {
            Request::Load { weights } => {
                let weights = Weights::from_safetensors(&weights)?;
                let model = induction::config().init(&weights, &Device::flex())?;
                let survey = survey(&model)?;
                self.trained = Some(weights);
                Ok(vec![Event::Surveyed(survey)])
            }
            Request::Run(setup) => {
                let before = clock();
                let mut ran = self.run(setup)?;
                ran.milliseconds = clock() - before;
                Ok(vec![Event::Ran(Arc::new(ran))])
            }
            Request::Swap { setup, first, second } => {
                let trace = |setup: &Setup| Ok(self.run(setup.clone())?.trace.hidden);
                Ok(vec![Event::Swapped(swap::swapped(setup, (first, second), trace)?)])
            }
            Request::Patch { from, into } => {
                let weights = self.trained.clone().ok_or(NOT_LOADED)?;
                Ok(vec![Event::Patched(Box::new(patching::patched(weights, from, into)?))])
            }
            Request::Race(setup) => {
                self.race = Some(Race::new(setup)?);
                Ok(Vec::new())
            }
            Request::StopRace => {
                self.race = None;
                Ok(Vec::new())
            }
            Request::Weights { .. } | Request::Model(_) => Err(ELSEWHERE.into()),
        }
    }

    pub fn is_busy(&self) -> bool {
        self.race.is_some()
    }

    /// One step of one of the models in training.
    pub fn tick(&mut self) -> Result<Vec<Event>, String> {
        let Some(mut race) = self.race.take() else { return Ok(Vec::new()) };
        let event = race.tick()?;
        self.race = (!race.is_done()).then_some(race);
        Ok(event.into_iter().collect())
    }

    fn run(&self, setup: Setup) -> Result<Ran, String> {
        let mut chosen = self.choose(&setup)?;
        let surgery = read::surgery(&setup.surgery);
        let changed = !setup.edits.is_empty() || surgery != Surgery::default();
        let unedited = if changed { Some(chosen.trace(&setup, &Surgery::default())?.1) } else { None };
        weights::edit(&mut chosen.weights, &setup.edits)?;
        let (model, trace) = chosen.trace(&setup, &surgery)?;
        let accuracy = match setup.model {
            Model::Induction => Some(induction::accuracy(&model, setup.mask.is_some(), &surgery)?),
            Model::Minimal { .. } | Model::MiniLm { .. } => None,
        };
        Ok(Ran {
            shape: weights::shape(&chosen.config),
            epsilon: models::transformer::LAYER_NORM_EPS,
            tokens: setup.words.clone(),
            cut: None,
            mask: setup.mask.clone(),
            maps: None,
            cosine: None,
            weights: weights::for_page(&chosen.weights),
            vocabulary: chosen.vocabulary,
            trace,
            unedited,
            accuracy,
            milliseconds: 0.0,
            setup,
        })
    }

    fn choose(&self, setup: &Setup) -> Result<Chosen, String> {
        check(setup)?;
        match setup.model {
            Model::Minimal { shape, seed } => {
                check_shape(&shape)?;
                Ok(weights::minimal(&shape, seed, &setup.words))
            }
            Model::Induction => {
                let weights = self.trained.clone().ok_or(NOT_LOADED)?;
                induction::choose(weights, &setup.words)
            }
            Model::MiniLm { .. } => Err(ELSEWHERE.into()),
        }
    }
}

impl Chosen {
    fn trace(&self, setup: &Setup, surgery: &Surgery) -> Result<(Transformer, Trace), String> {
        let device = Device::flex();
        let model = self.config.init(&self.weights, &device)?;
        let tokens = Tensor::<2, Int>::from_data(TensorData::new(self.tokens.clone(), [1, self.tokens.len()]), &device);
        let mask = setup.mask.as_ref().map(|mask| Mask {
            visible: mask.visible.clone(),
            fill: if mask.infinite { f32::NEG_INFINITY } else { MASKED },
        });
        let output = model.forward(tokens, mask.as_ref(), surgery);
        Ok((model, read::trace(output)?))
    }
}

/// [`crate::bert`] has the pretrained model, and the session hands such requests to it.
const ELSEWHERE: &str = "the pretrained model is not here; reload the page";

const NOT_LOADED: &str = "the trained model has not been loaded yet; choose it again";

/// The guide's.
const MASKED: f32 = -1e9;

fn check(setup: &Setup) -> Result<(), String> {
    let count = setup.words.len();
    let most = match setup.model {
        Model::Minimal { .. } => MAX_WORDS,
        Model::Induction => algorithms::induction::LENGTH,
        Model::MiniLm { .. } => 1,
    };
    if count == 0 {
        return Err("there is no word to attend to; type a sentence".into());
    }
    if count > most {
        return Err(format!("the sentence has {count} words; this model takes up to {most}"));
    }
    if setup.mask.as_ref().is_some_and(|mask| mask.visible.len() != count * count) {
        return Err(format!("the mask does not fit {count} words; choose one again"));
    }
    if setup.edits.len() > MAX_EDITS {
        return Err(format!("more than {MAX_EDITS} weights are changed; restore some"));
    }
    if setup.edits.iter().any(|Edit { value, .. }| !value.is_finite()) {
        return Err("a weight must be a number; type another".into());
    }
    Ok(())
}

fn check_shape(shape: &Shape) -> Result<(), String> {
    let within = |name: &str, value: u32, most: usize| {
        let fits = (1..=most).contains(&(value as usize));
        if fits { Ok(()) } else { Err(format!("{name} is {value}; choose a number from 1 to {most}")) }
    };
    within("d_model", shape.d_model, MAX_D_MODEL)?;
    within("num_heads", shape.num_heads, MAX_HEADS)?;
    within("d_ff", shape.d_ff, MAX_D_FF)?;
    within("num_layers", shape.num_layers, MAX_LAYERS)
}
