//! Numbers as the lesson writes them.

use viz::number;

/// A whole number with thousands apart: `61,240`.
pub fn count(number: usize) -> String {
    number::count(number as f64)
}

/// A measured value: three decimals, whatever it is.
pub fn measured(value: f32) -> String {
    number::fixed(f64::from(value), 3)
}

/// A setting as one would type it: all the decimals it has and no more.
pub fn setting(value: f64) -> String {
    if value.fract() == 0.0 || !value.is_finite() {
        return number::count(value);
    }
    let text = number::fixed(value, 6);
    match text.trim_end_matches('0') {
        "0." | "−0." => number::short(value),
        trimmed => trimmed.into(),
    }
}

/// With a capital first letter: a worker's messages begin small, to stand in a sentence. They are ours, in English; the tables of all
/// letters' upper case would be 5 kB of a page's download.
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_keep_their_decimals() {
        assert_eq!(setting(9999.0), "9,999");
        assert_eq!(setting(0.002), "0.002");
        assert_eq!(setting(-3.5), "−3.5");
        assert_eq!(setting(1e-5), "0.00001");
        assert_eq!(setting(1e-9), "1.0e−9");
        assert_eq!(setting(f64::INFINITY), "∞");
    }

    #[test]
    fn measured_values_are_aligned() {
        assert_eq!(measured(0.94), "0.940");
        assert_eq!(measured(-0.0001), "0.000");
        assert_eq!(measured(f32::NAN), "not a number");
    }

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(["too short", "“é” is odd", "é", ""].map(capital), ["Too short", "“é” is odd", "é", ""]);
    }
}
