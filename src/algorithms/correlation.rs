//! How well one series tracks another.

/// Pearson's correlation coefficient, in `-1..=1`; 0 if either series is constant or empty.
///
/// # Panics
/// If the lengths differ.
pub fn pearson(x: &[f32], y: &[f32]) -> f32 {
    assert_eq!(x.len(), y.len(), "a correlation needs pairs");
    let n = x.len() as f64;
    let mean = |values: &[f32]| values.iter().map(|v| f64::from(*v)).sum::<f64>() / n.max(1.0);
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        let (a, b) = (f64::from(*a) - mean_x, f64::from(*b) - mean_y);
        xy += a * b;
        xx += a * a;
        yy += b * b;
    }
    if xx <= f64::EPSILON * n || yy <= f64::EPSILON * n {
        return 0.0;
    }
    (xy / (xx * yy).sqrt()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_numpy() {
        // numpy.corrcoef([1, 2, 3, 5], [2, 1, 4, 6])[0, 1]
        assert!((pearson(&[1.0, 2.0, 3.0, 5.0], &[2.0, 1.0, 4.0, 6.0]) - 0.902_243_6).abs() < 1e-6);
        assert_eq!(pearson(&[1.0, 2.0], &[3.0, 3.0]), 0.0);
        assert!((pearson(&[1.0, 2.0, 3.0], &[-1.0, -2.0, -3.0]) + 1.0).abs() < 1e-6);
    }
}
