//! Reads decimal numbers as `str::parse::<f64>` does, to the last bit, in a tenth of its bytes.
//!
//! The standard library looks powers of five up in tables of 11 kB that no compression makes smaller: fast, and a part of what every
//! reader would download for a handful of typed numbers. Here they are multiplied out.

/// Digits beyond these only say on which side of a tie the number lies: no two neighbours' middle has more than 767.
const MOST_DIGITS: usize = 800;

/// The nearest `f64`, of two as near the even one; `inf` and `nan` are numbers, with a sign or without. `None` for what is no number.
pub fn read(text: &str) -> Option<f64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let named = |name: &str| text.eq_ignore_ascii_case(name);
    let size = if named("inf") || named("infinity") {
        f64::INFINITY
    } else if named("nan") {
        f64::NAN
    } else {
        let (digits, exponent) = digits(text)?;
        nearest(&digits, exponent)
    };
    Some(if negative { -size } else { size })
}

/// The digits of an unsigned number, without leading zeros, and the power of ten that their last one counts.
fn digits(text: &str) -> Option<(Vec<u8>, i64)> {
    let (mantissa, mut exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, power(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    exponent -= fraction.len() as i64;
    let (mut digits, mut left_out) = (Vec::new(), false);
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        if digits.len() == MOST_DIGITS {
            left_out |= digit != 0;
            exponent += 1;
        } else if digit != 0 || !digits.is_empty() {
            digits.push(digit);
        }
    }
    if left_out {
        digits.push(1);
        exponent -= 1;
    }
    Some((digits, exponent))
}

/// What stands after the `e`. Far beyond what changes anything it stops growing.
fn power(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut power = 0_i64;
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        power = (10 * power + i64::from(digit)).min(1 << 40);
    }
    (!text.is_empty()).then_some(sign * power)
}

/// The `f64` nearest to `digits * 10^exponent`.
fn nearest(digits: &[u8], exponent: i64) -> f64 {
    let size = digits.len() as i64 + exponent; // below 10^size, and not below 10^(size - 1)
    if digits.is_empty() || size < -330 {
        return 0.0;
    }
    if size > 310 {
        return f64::INFINITY;
    }
    // The value is `words * 2^scale`, and a little more if `inexact`. Words of 32 bits, the lowest first.
    let mut words: Vec<u32> = Vec::new();
    for &digit in digits {
        multiply(&mut words, 10, digit.into());
    }
    let (mut scale, mut inexact) = (0, false);
    for _ in 0..exponent {
        multiply(&mut words, 10, 0);
    }
    if exponent < 0 {
        // A division by ten takes fewer than 4 bits: more than 64 are left.
        let more = (-exponent as usize) / 8 + 3;
        words.splice(0..0, std::iter::repeat_n(0, more));
        scale = -32 * more as i64;
        for _ in exponent..0 {
            inexact |= divide(&mut words, 10) != 0;
        }
    }
    let bits = 32 * words.len() as i64 - i64::from(words.last().map_or(0, |word| word.leading_zeros()));
    let bit = |at: i64| at >= 0 && words.get(at as usize / 32).is_some_and(|word| word >> (at % 32) & 1 == 1);
    // What the last of 53 bits counts; small numbers have fewer.
    let unit = (bits + scale - 53).max(-1074);
    let dropped = unit - scale;
    let mantissa = (0..53).rev().fold(0_u64, |sum, at| 2 * sum + u64::from(bit(dropped + at)));
    let rest = inexact || (0..dropped - 1).any(bit);
    let up = bit(dropped - 1) && (rest || mantissa % 2 == 1);
    // The highest of the 53 bits is not stored but raises the exponent by one, as a carry does.
    let stored = (((unit + 1074) as u64) << 52) + mantissa + u64::from(up);
    f64::from_bits(stored.min(f64::INFINITY.to_bits()))
}

/// `words = words * factor + more`
fn multiply(words: &mut Vec<u32>, factor: u32, more: u32) {
    let mut carry = u64::from(more);
    for word in words.iter_mut() {
        let product = u64::from(*word) * u64::from(factor) + carry;
        *word = product as u32;
        carry = product >> 32;
    }
    if carry > 0 {
        words.push(carry as u32);
    }
}

/// `words = words / by`; returns the remainder.
fn divide(words: &mut Vec<u32>, by: u32) -> u32 {
    let mut remainder = 0;
    for word in words.iter_mut().rev() {
        let part = u64::from(remainder) << 32 | u64::from(*word);
        *word = (part / u64::from(by)) as u32;
        remainder = (part % u64::from(by)) as u32;
    }
    while words.last() == Some(&0) {
        words.pop();
    }
    remainder
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits, so that -0 is not 0; any NaN is one.
    fn same(text: &str) {
        let bits = |value: f64| if value.is_nan() { None } else { Some(value.to_bits()) };
        assert_eq!(read(text).map(bits), text.parse::<f64>().ok().map(bits), "{text}");
    }

    #[test]
    fn what_the_standard_library_reads_is_read_to_the_last_bit() {
        for text in [
            "0",
            "-0",
            "+1",
            "1.",
            ".5",
            "-.5e1",
            "0.1",
            "1e23",
            "9007199254740993",
            "9007199254740992.9999",
            "1e22",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1e309",
            "-1e999999999999999999",
            "1e-999999999999999999",
            "0e99999",
            "000000.000001e6",
            "inf",
            "-Infinity",
            "NaN",
            "-nan",
            "1E+5",
            "3e-0",
        ] {
            same(text);
        }
    }

    #[test]
    fn what_it_refuses_is_refused() {
        for text in [
            "", ".", "-", "+", "e5", "1e", "1e+", "1e1.5", "1,5", "--1", "+-1", "1 ", " 1", "0x10", "1_000", "infin",
            "na", "1.2.3", "١", "1é", ".e1",
        ] {
            same(text);
        }
    }

    #[test]
    fn ties_go_to_the_even_neighbour_however_long_they_are() {
        same(&format!("{:.1080}", f64::from_bits(1)));
        // Half of the smallest number: a tie with 0.
        let half = "2.470328229206232720882843964341106861825299013071623822127928412503377536351043759326499181808179961898982823477228588654633283551779698981993873980053909390631503565951557022639229085839244910518443593180284993653615250031937045767824921936562366986365848075701585769269903706311928279558551332927834338409351978015531246597263579574622766465272827220056374006485499977096599470454020828166226237857393450736339007967761930577506740176324673600968951340535537458516661134223766843773735680155449156e-324";
        for text in [half.to_owned(), half.replace("156e", "155e"), half.replace("156e", "157e")] {
            same(&text);
        }
        same(&format!("9007199254740993.{}1", "0".repeat(2000)));
        same(&format!("9007199254740993{}", "0".repeat(200)));
        same(&"9".repeat(309));
    }

    #[test]
    fn numbers_that_were_written_come_back() {
        let mut state = 1_u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = f64::from_bits(state ^ state >> 29);
            for text in [value.to_string(), format!("{value:e}"), format!("{value:.3e}"), format!("{:.7}", value % 1e6)]
            {
                same(&text);
            }
            same(&format!("{}.{}e{}", state >> 40, state & 0xffff_ffff, (state >> 32) as i64 % 340 - 170));
        }
    }
}
