//! The numbers a reader can turn, with their bounds: one table for the controls, the address and the messages.

use protocol::transformer::{MAX_D_FF, MAX_D_MODEL, MAX_HEADS, MAX_LAYERS};
use viz::number::short;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    DModel,
    Heads,
    DFf,
    Layers,
    Seed,
}

/// What is known of one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberInfo {
    pub label: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
    /// Its name in the address.
    pub key: &'static str,
    pub min: f64,
    pub max: f64,
    pub usual: f64,
}

const fn number(
    (label, key): (&'static str, &'static str),
    (min, max, usual): (f64, f64, f64),
    help: &'static str,
) -> NumberInfo {
    NumberInfo { label, help, key, min, max, usual }
}

const INFO: [NumberInfo; 5] = [
    number(("d_model", "d"), (1.0, MAX_D_MODEL as f64, 8.0), "Numbers in the vector of one token."),
    number(
        ("num_heads", "heads"),
        (1.0, MAX_HEADS as f64, 2.0),
        "Each head attends with its own share of the columns.",
    ),
    number(("d_ff", "ff"), (1.0, MAX_D_FF as f64, 16.0), "Numbers inside the feed-forward part."),
    number(("num_layers", "layers"), (1.0, MAX_LAYERS as f64, 2.0), "Blocks one after the other."),
    number(("Seed", "seed"), (0.0, 999_999.0, 7.0), "What the minimal model's weights are drawn from."),
];

impl Number {
    pub const ALL: [Number; 5] = [Number::DModel, Number::Heads, Number::DFf, Number::Layers, Number::Seed];

    pub fn info(self) -> &'static NumberInfo {
        &INFO[self as usize]
    }

    /// What a wish becomes, and what to tell the reader if that is something else.
    pub fn fit(self, wanted: f64, now: f64) -> (f64, Option<String>) {
        let NumberInfo { label, min, max, .. } = *self.info();
        if wanted.is_nan() {
            return (now, Some(format!("{label} must be a number; {} is kept.", short(now))));
        }
        let fitted = wanted.round().clamp(min, max);
        let said =
            format!("{label} must be a whole number from {} to {}; {} is used.", short(min), short(max), short(fitted));
        (fitted, (fitted != wanted).then_some(said))
    }
}
