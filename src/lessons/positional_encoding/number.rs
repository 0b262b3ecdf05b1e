//! The numbers a reader can turn, with their bounds: one table for the controls, the address and the messages.

use protocol::positional_encoding::{MAX_D_MODEL, MAX_HEADS, MAX_LEN};
use viz::number::{fixed, short};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    DModel,
    Base,
    MaxLen,
    Scale,
    Offset,
    Heads,
    Shift,
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
    pub digits: usize,
    pub logarithmic: bool,
    pub usual: f64,
}

const fn number(
    (label, key): (&'static str, &'static str),
    (min, max, usual): (f64, f64, f64),
    digits: usize,
    logarithmic: bool,
    help: &'static str,
) -> NumberInfo {
    NumberInfo { label, help, key, min, max, digits, logarithmic, usual }
}

const INFO: [NumberInfo; 8] = [
    number(
        ("d_model", "d"),
        (1.0, MAX_D_MODEL as f64, 32.0),
        0,
        true,
        "Numbers in one position's vector. Two make a pair: a sine and a cosine of one frequency.",
    ),
    number(
        ("Base", "base"),
        (1.0, 1e6, 10_000.0),
        1,
        true,
        "How slow the slowest pair turns: wavelengths grow from 2π to nearly base · 2π positions.",
    ),
    number(
        ("max_len", "len"),
        (1.0, MAX_LEN as f64, 128.0),
        0,
        true,
        "Positions in the table. Only the window on show is computed.",
    ),
    number(
        ("Scale positions by", "scale"),
        (0.01, 100.0, 1.0),
        2,
        true,
        "Below 1, positions are squeezed together, as in position interpolation; 1 is as published.",
    ),
    number(("Offset k", "k"), (1.0, 50.0, 1.0), 0, false, "How far the second clock hand is ahead."),
    number(
        ("Heads", "heads"),
        (1.0, MAX_HEADS as f64, 4.0),
        0,
        false,
        "Each head looks at its own share of the dimensions.",
    ),
    number(
        ("Shift s", "shift"),
        (0.0, 1000.0, 8.0),
        0,
        false,
        "Moves the whole sentence: its first word stands at position s.",
    ),
    number(
        ("Seed", "seed"),
        (0.0, 999_999.0, 7.0),
        0,
        false,
        "Word vectors, the learned table and random projections follow from it.",
    ),
];

impl Number {
    pub const ALL: [Number; 8] = [
        Number::DModel,
        Number::Base,
        Number::MaxLen,
        Number::Scale,
        Number::Offset,
        Number::Heads,
        Number::Shift,
        Number::Seed,
    ];

    pub fn info(self) -> &'static NumberInfo {
        &INFO[self as usize]
    }

    /// Whether the attention layer has to run again when it changes.
    pub(super) fn concerns_the_layer(self) -> bool {
        self != Number::Offset
    }

    /// The value to use instead of one that cannot be, and what to say about it.
    pub(super) fn fit(self, value: f64, before: f64) -> (f64, Option<String>) {
        let NumberInfo { label, min, max, digits, .. } = *self.info();
        if !value.is_finite() {
            return (before, Some(format!("{label} must be a number; {} stays.", short(before))));
        }
        let unit = 10_f64.powi(digits as i32);
        let fitted = ((value * unit).round() / unit).clamp(min, max);
        let moved = (value - fitted).abs() > 0.5 / unit;
        let said = || {
            let write =
                |value: f64| if value.fract() == 0.0 { viz::number::count(value) } else { fixed(value, digits) };
            format!("{label} goes from {} to {}; {} is used.", write(min), write(max), write(fitted))
        };
        (fitted, moved.then(said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_numbers() {
        let keys: Vec<&str> = Number::ALL.iter().map(|number| number.info().key).collect();
        assert_eq!(keys, ["d", "base", "len", "scale", "k", "heads", "shift", "seed"]);
        for info in INFO {
            assert!((info.min..=info.max).contains(&info.usual), "{}", info.label);
        }
    }

    #[test]
    fn what_cannot_be_is_moved_and_named() {
        assert_eq!(Number::DModel.fit(33.0, 32.0), (33.0, None));
        let (value, said) = Number::DModel.fit(5000.0, 32.0);
        assert_eq!((value, said.as_deref()), (1024.0, Some("d_model goes from 1 to 1,024; 1,024 is used.")));
        let (value, said) = Number::Base.fit(-3.0, 10.0);
        assert_eq!((value, said.as_deref()), (1.0, Some("Base goes from 1 to 1,000,000; 1 is used.")));
        let (value, said) = Number::Base.fit(f64::NAN, 10.0);
        assert_eq!((value, said.as_deref()), (10.0, Some("Base must be a number; 10 stays.")));
        assert_eq!(Number::DModel.fit(31.6, 32.0).0, 32.0);
    }
}
