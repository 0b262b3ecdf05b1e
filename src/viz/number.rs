//! Numbers as a reader wants them: short, aligned, with a real minus sign and thousands kept apart.

/// `1,240`: a whole number with its thousands apart.
pub fn count(value: f64) -> String {
    if !value.is_finite() {
        return odd(value);
    }
    let digits = format!("{:.0}", value.abs());
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if value < 0.0 && digits != "0" {
        out.push('−');
    }
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `0.940`: a fixed number of digits after the point.
pub fn fixed(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return odd(value);
    }
    let text = format!("{:.digits$}", value.abs());
    let is_zero = text.bytes().all(|b| b == b'0' || b == b'.');
    if value < 0.0 && !is_zero { format!("−{text}") } else { text }
}

/// `38 k`, `1.2 M`: a size that is read at a glance.
pub fn compact(value: f64) -> String {
    if !value.is_finite() {
        return odd(value);
    }
    for (unit, size) in [("G", 1e9), ("M", 1e6), ("k", 1e3)] {
        // 999,950 would round to "1000 k": let it climb to the next unit instead.
        if value.abs() >= size * 0.999_5 {
            let scaled = value / size;
            let digits = usize::from(scaled.abs() < 9.95);
            return format!("{} {unit}", trim(fixed(scaled, digits)));
        }
    }
    short(value)
}

/// About three significant digits, whatever the size: `1.52`, `0.0021`, `38,120`, `2.1e−7`.
pub fn short(value: f64) -> String {
    if !value.is_finite() {
        return odd(value);
    }
    let size = value.abs();
    if size == 0.0 {
        return "0".into();
    }
    if size >= 1000.0 {
        return count(value);
    }
    if size < 1e-4 {
        return format!("{value:.1e}").replace('-', "−");
    }
    let digits = (2 - size.log10().floor() as i32).clamp(0, 6) as usize;
    trim(fixed(value, digits))
}

fn trim(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

fn odd(value: f64) -> String {
    if value.is_nan() {
        "not a number"
    } else if value > 0.0 {
        "∞"
    } else {
        "−∞"
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands() {
        assert_eq!(count(0.0), "0");
        assert_eq!(count(1240.0), "1,240");
        assert_eq!(count(-61240.0), "−61,240");
        assert_eq!(count(1234567.0), "1,234,567");
        assert_eq!(count(-0.2), "0");
    }

    #[test]
    fn digits_after_the_point() {
        assert_eq!(fixed(0.94, 3), "0.940");
        assert_eq!(fixed(-0.0001, 2), "0.00");
        assert_eq!(fixed(-1.5, 1), "−1.5");
        assert_eq!(fixed(f64::NAN, 1), "not a number");
    }

    #[test]
    fn at_a_glance() {
        assert_eq!(compact(38_120.0), "38 k");
        assert_eq!(compact(1_240.0), "1.2 k");
        assert_eq!(compact(999_950.0), "1 M");
        assert_eq!(compact(12.0), "12");
        assert_eq!(short(1.5213), "1.52");
        assert_eq!(short(0.002), "0.002");
        assert_eq!(short(0.00000021), "2.1e−7");
        assert_eq!(short(-0.4213), "−0.421");
    }
}
