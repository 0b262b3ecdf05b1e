//! What a slider may be set to, and how its value is written. Plain data: pages keep these as constants.

use viz::decimal;
use viz::number::fixed;

/// Range and writing of one adjustable number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnobSpec {
    pub min: f64,
    pub max: f64,
    /// The distance between neighbouring values; on a logarithmic knob values are rounded to `digits` instead.
    pub step: f64,
    /// Equal ratios instead of equal differences: for learning rates and the like.
    pub log: bool,
    /// Digits after the point; 0 means whole numbers only.
    pub digits: usize,
    /// Written after the value: "steps".
    pub unit: &'static str,
}

/// What became of a typed text.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    Good(f64),
    /// Understood but not allowed: the nearest allowed value, and why.
    Moved(f64, String),
    /// Not a number: the value stays as it was.
    Unclear(String),
}

/// Stops of a logarithmic slider, and the most a linear one may have.
const STOPS: f64 = 1000.0;

impl KnobSpec {
    pub const fn whole(min: f64, max: f64, step: f64) -> KnobSpec {
        KnobSpec { min, max, step, log: false, digits: 0, unit: "" }
    }

    pub const fn real(min: f64, max: f64, step: f64, digits: usize) -> KnobSpec {
        KnobSpec { min, max, step, log: false, digits, unit: "" }
    }

    pub const fn log(min: f64, max: f64, digits: usize) -> KnobSpec {
        KnobSpec { min, max, step: 0.0, log: true, digits, unit: "" }
    }

    pub const fn unit(mut self, unit: &'static str) -> KnobSpec {
        self.unit = unit;
        self
    }

    /// The value as it stands in the field.
    pub fn write(&self, value: f64) -> String {
        if !value.is_finite() {
            return String::new();
        }
        let text = fixed(value, self.digits).replace('−', "-");
        if self.log && text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
    }

    /// The value with its unit, for the slider's spoken text.
    pub fn spoken(&self, value: f64) -> String {
        format!("{} {}", self.write(value), self.unit).trim_end().to_string()
    }

    /// Reads what was typed. A comma is a decimal point in half of the world.
    pub fn read(&self, text: &str) -> Typed {
        let text = text.trim().replace(',', ".").replace('−', "-");
        let number = decimal::read(&text).filter(|value| !value.is_nan());
        let Some(value) = number else {
            return Typed::Unclear(if text.is_empty() {
                "Type a number.".into()
            } else {
                "This is not a number.".into()
            });
        };
        if value < self.min || value > self.max {
            let nearest = if value < self.min { self.min } else { self.max };
            let (low, high) = (self.write(self.min), self.write(self.max));
            return Typed::Moved(nearest, format!("From {low} to {high}: using {}.", self.write(nearest)));
        }
        if self.digits == 0 && value.fract() != 0.0 {
            return Typed::Moved(value.round(), format!("Whole numbers only: using {}.", self.write(value.round())));
        }
        Typed::Good(value)
    }

    /// How many steps the slider has.
    pub fn stops(&self) -> u32 {
        if self.log || self.step <= 0.0 {
            return STOPS as u32;
        }
        ((self.max - self.min) / self.step).round().clamp(1.0, STOPS) as u32
    }

    /// Where on the slider a value stands, 0 to `stops`.
    pub fn stop_of(&self, value: f64) -> u32 {
        let value = value.clamp(self.min, self.max);
        let share = if self.log {
            (value / self.min).ln() / (self.max / self.min).ln()
        } else {
            (value - self.min) / (self.max - self.min)
        };
        (share * f64::from(self.stops())).round() as u32
    }

    /// The value of a place on the slider, rounded to what can be written.
    pub fn value_at(&self, stop: u32) -> f64 {
        let share = f64::from(stop.min(self.stops())) / f64::from(self.stops());
        if self.log {
            let value = self.min * (self.max / self.min).powf(share);
            // Two significant digits: nobody wants a learning rate of 0.0019953.
            let unit = 10_f64.powf(value.log10().floor() - 1.0);
            let written = format!("{:.*}", self.digits, (value / unit).round() * unit);
            let rounded = decimal::read(&written).unwrap_or(value);
            return rounded.clamp(self.min, self.max);
        }
        let value = self.min + (self.max - self.min) * share;
        decimal::read(&format!("{value:.*}", self.digits)).unwrap_or(value).clamp(self.min, self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sliders_and_values_agree() {
        let hidden = KnobSpec::whole(8.0, 256.0, 8.0);
        assert_eq!((hidden.stops(), hidden.stop_of(64.0), hidden.value_at(7)), (31, 7, 64.0));
        let rate = KnobSpec::log(0.0001, 0.1, 5);
        assert_eq!(rate.write(rate.value_at(rate.stop_of(0.002))), "0.002");
        assert_eq!((rate.value_at(0), rate.value_at(1000)), (0.0001, 0.1));
    }

    #[test]
    fn what_is_typed_is_read_kindly_and_never_trusted() {
        let spec = KnobSpec::whole(1.0, 4.0, 1.0);
        assert_eq!(spec.read(" 3 "), Typed::Good(3.0));
        assert_eq!(spec.read("9"), Typed::Moved(4.0, "From 1 to 4: using 4.".into()));
        assert_eq!(spec.read("inf"), Typed::Moved(4.0, "From 1 to 4: using 4.".into()));
        assert_eq!(spec.read("2.6"), Typed::Moved(3.0, "Whole numbers only: using 3.".into()));
        assert!(matches!(spec.read("nan"), Typed::Unclear(_)));
        assert_eq!(KnobSpec::real(0.0, 1.0, 0.01, 2).read("0,5"), Typed::Good(0.5));
    }
}
