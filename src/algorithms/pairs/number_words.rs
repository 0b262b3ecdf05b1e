//! Numbers in English words.

use super::Pair;
use crate::rng::Rng;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A whole number below a thousand million, as often short as long.
pub fn number(rng: &mut Rng) -> Pair {
    let digits = 1 + rng.below(9) as u32;
    let least = if digits == 1 { 0 } else { 10_u64.pow(digits - 1) };
    let mut value = least + rng.below((10_u64.pow(digits) - least) as usize) as u64;
    // Round numbers are rarer among numbers than among those that are said.
    if rng.below(3) == 0 {
        let round = 10_u64.pow(rng.below(digits as usize) as u32);
        value -= value % round;
    }
    Pair { source: in_words(value), target: value.to_string() }
}

/// As it is said, in single words: `two thousand and five`, `twenty one`.
///
/// # Panics
/// If it is a thousand million or more.
pub fn in_words(value: u64) -> String {
    assert!(value < 1_000_000_000, "{value} has no name here");
    if value == 0 {
        return SMALL[0].into();
    }
    let mut words: Vec<&str> = Vec::new();
    for (size, name) in [(1_000_000, "million"), (1_000, "thousand")] {
        let part = value / size % 1_000;
        if part > 0 {
            below_thousand(part, &mut words);
            words.push(name);
        }
    }
    let rest = value % 1_000;
    if rest > 0 {
        if value > rest && rest < 100 {
            words.push("and");
        }
        below_thousand(rest, &mut words);
    }
    words.join(" ")
}

fn below_thousand(value: u64, words: &mut Vec<&'static str>) {
    let (hundreds, rest) = (value / 100, value % 100);
    if hundreds > 0 {
        words.extend([SMALL[hundreds as usize], "hundred"]);
        if rest > 0 {
            words.push("and");
        }
    }
    if rest >= 20 {
        words.push(TENS[rest as usize / 10 - 2]);
        if rest % 10 > 0 {
            words.push(SMALL[rest as usize % 10]);
        }
    } else if rest > 0 {
        words.push(SMALL[rest as usize]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_in_english() {
        for (value, words) in [
            (0, "zero"),
            (7, "seven"),
            (40, "forty"),
            (115, "one hundred and fifteen"),
            (2_005, "two thousand and five"),
            (90_300, "ninety thousand three hundred"),
            (1_000_020, "one million and twenty"),
            (417_012_999, "four hundred and seventeen million twelve thousand nine hundred and ninety nine"),
        ] {
            assert_eq!(in_words(value), words);
        }
    }

    #[test]
    fn no_two_numbers_sound_alike() {
        let words: std::collections::HashSet<String> = (0..20_000).map(in_words).collect();
        assert_eq!(words.len(), 20_000);
        let mut rng = Rng::new(2);
        for _ in 0..500 {
            let pair = number(&mut rng);
            assert_eq!(in_words(pair.target.parse().unwrap()), pair.source);
        }
    }
}
