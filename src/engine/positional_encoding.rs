//! The positional encoding lesson's layer: one sentence, and its rearranged and shifted copies, under every scheme.

mod positions;
mod run;

use models::attention::{Attention, AttentionConfig, Wiring};
use protocol::positional_encoding::{
    Attended, Event, MAX_D_MODEL, MAX_HEADS, MAX_LEN, MAX_WORDS, Request, Scheme, Setup, Wiring as Wired,
};

use crate::device::Devices;
use crate::session::Clock;

/// Keeps the layer from one request to the next, since most change only the sentence.
#[derive(Default)]
pub struct Lab {
    layer: Option<(Layer, Attention)>,
}

/// What decides the weights of a layer.
#[derive(Clone, Debug, PartialEq)]
struct Layer {
    config: AttentionConfig,
    wiring: Wiring,
    seed: u64,
}

impl Lab {
    /// # Errors
    /// In words for the reader, if the setup cannot be run.
    pub async fn handle(&mut self, request: Request, devices: &Devices, clock: Clock) -> Result<Vec<Event>, String> {
        let Request::Attend(setup) = request;
        check(&setup)?;
        let before = clock();
        let layer = self.layer(&setup, devices)?;
        let slopes: Vec<f32> = positions::slopes(&setup).into_iter().map(|slope| slope as f32).collect();
        let mut runs = Vec::new();
        for scheme in Scheme::ALL {
            runs.push(run::run(layer, &setup, scheme).await?);
        }
        Ok(vec![Event::Attended(Attended { setup, slopes, runs, milliseconds: clock() - before })])
    }

    fn layer(&mut self, setup: &Setup, devices: &Devices) -> Result<&Attention, String> {
        let config = AttentionConfig {
            d_model: setup.d_model as usize,
            num_heads: setup.num_heads as usize,
            causal: setup.causal,
        };
        let wiring = match setup.wiring {
            Wired::Identity => Wiring::Identity,
            Wired::Random => Wiring::Random,
        };
        let wanted = Layer { config, wiring, seed: setup.seed };
        if self.layer.as_ref().is_none_or(|(made, _)| *made != wanted) {
            let weights = wanted.config.weights(wiring, setup.seed);
            let made = wanted.config.init(&weights, devices.training())?;
            self.layer = Some((wanted, made));
        }
        self.layer.as_ref().map(|(_, layer)| layer).ok_or_else(|| "the layer could not be made; reload the page".into())
    }
}

fn check(setup: &Setup) -> Result<(), String> {
    let Setup { words, order, d_model, num_heads, base, max_len, scale, .. } = setup;
    let within = |name: &str, value: u32, most: usize| {
        let fits = (1..=most).contains(&(value as usize));
        if fits { Ok(()) } else { Err(format!("{name} is {value}; choose a number from 1 to {most}")) }
    };
    if words.is_empty() {
        return Err("there is no word to attend to; type a sentence".into());
    }
    if words.len() > MAX_WORDS {
        return Err(format!("the sentence has {} words; the layer takes up to {MAX_WORDS}", words.len()));
    }
    within("d_model", *d_model, MAX_D_MODEL)?;
    within("the number of heads", *num_heads, MAX_HEADS)?;
    within("max_len", *max_len, MAX_LEN)?;
    algorithms::positional_encoding::check_base(*base)?;
    if setup.shift as usize > MAX_LEN {
        return Err(format!("the shift is {}; choose one up to {MAX_LEN}", setup.shift));
    }
    if !scale.is_finite() {
        return Err("positions must be multiplied with a number; 1 leaves them as they are".into());
    }
    let mut places: Vec<usize> = order.iter().map(|place| *place as usize).collect();
    places.sort_unstable();
    if places.iter().copied().ne(0..words.len()) {
        return Err("the new order must name each word once; put the words back and try again".into());
    }
    Ok(())
}
