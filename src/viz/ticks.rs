//! Where an axis puts its marks: round numbers a person would have chosen.

/// At most about `wanted` round marks inside `low..=high`: steps of 1, 2 or 5 times a power of ten.
pub fn linear(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 || wanted == 0 {
        return Vec::new();
    }
    let rough = span / wanted as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].iter().map(|m| m * power).find(|step| *step >= rough * 0.999).unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|k| tidy(k as f64 * step, step)).collect()
}

/// Marks for a logarithmic axis: powers of ten, with 2 and 5 between them while there is room.
pub fn log(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    if !(low > 0.0 && high > low && high.is_finite()) || wanted == 0 {
        return Vec::new();
    }
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let inside = |v: &f64| *v >= low * 0.999_999 && *v <= high * 1.000_001;
    let with = |steps: &[f64]| -> Vec<f64> {
        (first..=last).flat_map(|e| steps.iter().map(move |m| m * 10_f64.powi(e))).filter(inside).collect()
    };
    let dense = with(&[1.0, 2.0, 5.0]);
    let decades = with(&[1.0]);
    if dense.len() < 2 {
        // Less than one step between 1, 2 and 5: on so short a stretch linear marks read better.
        return linear(low, high, wanted);
    }
    if dense.len() <= wanted + 1 {
        return dense;
    }
    let stride = decades.len().div_ceil(wanted.max(1)).max(1);
    decades.into_iter().step_by(stride).collect()
}

/// A label with just the digits its step needs: 0.5, 1.0, 1.5 and not 0.5, 1, 1.5.
pub fn label(value: f64, marks: &[f64]) -> String {
    let step = marks.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(f64::INFINITY, f64::min);
    let biggest = marks.iter().fold(0.0_f64, |biggest, v| biggest.max(v.abs()));
    if biggest >= 10_000.0 {
        return crate::number::compact(value);
    }
    if !step.is_finite() || (biggest > 0.0 && biggest < 1e-3) || biggest > 50.0 * step.max(1e-300) {
        return crate::number::short(value);
    }
    let digits = (-(step * 1.000_001).log10().floor()).max(0.0) as usize;
    if digits == 0 { crate::number::count(value) } else { crate::number::fixed(value, digits) }
}

/// 0.30000000000000004 is 0.3 here: cut what lies far below the step.
fn tidy(value: f64, step: f64) -> f64 {
    let unit = step / 1000.0;
    let cut = (value / unit).round() * unit;
    crate::decimal::read(&format!("{cut:.12}")).unwrap_or(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_marks() {
        assert_eq!(linear(0.0, 1.0, 5), [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(linear(1.4, 4.2, 3), [2.0, 3.0, 4.0]);
        assert_eq!(linear(-3.0, 3.0, 4), [-2.0, 0.0, 2.0]);
        assert!(linear(1.0, 1.0, 4).is_empty());
        assert!(linear(f64::NAN, 1.0, 4).is_empty());
    }

    #[test]
    fn powers_of_ten() {
        assert_eq!(log(1.0, 1000.0, 4), [1.0, 10.0, 100.0, 1000.0]);
        assert_eq!(log(1.0, 10.0, 4), [1.0, 2.0, 5.0, 10.0]);
        assert!(log(0.0, 10.0, 4).is_empty());
        assert!(log(3.0, 4.5, 4).len() >= 3);
    }

    #[test]
    fn labels_share_their_digits() {
        let marks = linear(0.0, 2.0, 4);
        assert_eq!(marks.iter().map(|v| label(*v, &marks)).collect::<Vec<_>>(), ["0.0", "0.5", "1.0", "1.5", "2.0"]);
        let marks = linear(0.0, 40_000.0, 4);
        assert_eq!(label(20_000.0, &marks), "20 k");
        assert_eq!(label(0.01, &[0.001, 0.01, 0.1, 1.0]), "0.01");
    }
}
