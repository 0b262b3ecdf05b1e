//! From a value to a colour, and back to words for the legend.

use crate::color::{Rgb, diverging, viridis};

/// How values become colours. One picture, one scale; pictures that are compared share it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Magnitude: viridis from `min` to `max`.
    Sequential { min: f64, max: f64 },
    /// Signed: blue below zero, ochre above, the same length both ways.
    Diverging { abs_max: f64 },
}

impl Scale {
    /// The colour of a value, or nothing for NaN and infinities: a hole must look like a hole.
    pub fn color(&self, value: f64) -> Option<Rgb> {
        if !value.is_finite() {
            return None;
        }
        Some(match *self {
            Scale::Sequential { min, max } => viridis((value - min) / (max - min).max(f64::MIN_POSITIVE)),
            Scale::Diverging { abs_max } => diverging(value / abs_max.max(f64::MIN_POSITIVE)),
        })
    }

    /// The whole scale as a table, for pictures of very many cells.
    pub fn palette(&self) -> Palette {
        let (low, high) = self.ends();
        let width = (high - low).max(f64::MIN_POSITIVE);
        let last = (SHADES - 1) as f64;
        let shade = |k: usize| self.color(low + width * k as f64 / last).unwrap_or_default();
        Palette { low: low as f32, per_value: (last / width) as f32, shades: (0..SHADES).map(shade).collect() }
    }

    pub fn ends(&self) -> (f64, f64) {
        match *self {
            Scale::Sequential { min, max } => (min, max),
            Scale::Diverging { abs_max } => (-abs_max, abs_max),
        }
    }

    /// A CSS gradient of the whole scale, for the legend's bar.
    pub fn css_gradient(&self) -> String {
        let (low, high) = self.ends();
        let stops: Vec<String> =
            (0..=12).filter_map(|k| self.color(low + (high - low) * f64::from(k) / 12.0)).map(Rgb::css).collect();
        format!("linear-gradient(90deg,{})", stops.join(","))
    }

    /// A signed scale wide enough for every finite value.
    pub fn diverging_over(values: &[f32]) -> Scale {
        let widest = values.iter().filter(|v| v.is_finite()).fold(0.0_f32, |widest, v| widest.max(v.abs()));
        Scale::Diverging { abs_max: if widest > 0.0 { f64::from(widest) } else { 1.0 } }
    }

    /// A magnitude scale from the smallest to the largest finite value.
    pub fn sequential_over(values: &[f32]) -> Scale {
        let finite = values.iter().copied().filter(|v| v.is_finite()).map(f64::from);
        let (min, max) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if min < max { Scale::Sequential { min, max } } else { Scale::Sequential { min: 0.0, max: 1.0 } }
    }
}

/// More than a screen tells apart between the anchors of a scale.
const SHADES: usize = 1024;

/// A scale as a table of its colours.
pub struct Palette {
    low: f32,
    /// Steps of the table for each unit of value.
    per_value: f32,
    shades: Vec<Rgb>,
}

impl Palette {
    /// As [`Scale::color`], to within one level of a channel.
    pub fn color(&self, value: f32) -> Option<Rgb> {
        if !value.is_finite() {
            return None;
        }
        // What is beyond an end has the end's colour: a cast stays within the type.
        let step = ((value - self.low) * self.per_value + 0.5) as usize;
        self.shades.get(step.min(SHADES - 1)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_holes() {
        let scale = Scale::Sequential { min: 0.0, max: 2.0 };
        assert_eq!(scale.color(2.0), Some(viridis(1.0)));
        assert_eq!(scale.color(f64::NAN), None);
        assert_eq!(Scale::diverging_over(&[0.5, -3.0, f32::NAN]), Scale::Diverging { abs_max: 3.0 });
        assert_eq!(Scale::sequential_over(&[]), Scale::Sequential { min: 0.0, max: 1.0 });
        assert!(scale.css_gradient().starts_with("linear-gradient(90deg,#440154,"));
    }

    #[test]
    fn a_table_has_the_colours_of_its_scale() {
        for scale in [Scale::Sequential { min: 0.25, max: 0.5 }, Scale::Diverging { abs_max: 3.0 }] {
            let palette = scale.palette();
            for k in -120..=120 {
                let value = f32::from(k as i16) / 30.0;
                let (Some(Rgb(r, g, b)), Some(exact)) = (palette.color(value), scale.color(f64::from(value))) else {
                    panic!("{value} has no colour");
                };
                let off = [r.abs_diff(exact.0), g.abs_diff(exact.1), b.abs_diff(exact.2)];
                assert!(off.iter().all(|off| *off <= 1), "{value}: {off:?}");
            }
            assert_eq!(palette.color(f32::NAN), None);
            assert_eq!(palette.color(f32::INFINITY), None);
        }
    }
}
