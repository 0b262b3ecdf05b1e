//! Attention with linear biases (Press, Smith and Lewis, "Train Short, Test Long", 2021): no vector at all, only a penalty on
//! distance, another one for each head.

/// One slope a head. For a power of two these are `2^(-8/n)`, `2^(-16/n)`, ... down to `2^-8`. Any other number of heads takes the
/// slopes of the power of two below it, then every second one of the power above, as the authors' code does.
pub fn slopes(heads: usize) -> Vec<f64> {
    if heads == 0 {
        return Vec::new();
    }
    let below = 1 << heads.ilog2();
    let mut slopes = geometric(below);
    slopes.extend(geometric(2 * below).into_iter().step_by(2).take(heads - below));
    slopes
}

fn geometric(heads: usize) -> Vec<f64> {
    (1..=heads).map(|k| 2.0_f64.powf(-8.0 * k as f64 / heads as f64)).collect()
}

/// What is added to the score of a query at `i` and a key at `j`. The paper only looks back; looking both ways, the penalty is the
/// same on both sides, so that left and right look alike.
pub fn bias(slope: f64, i: f64, j: f64) -> f64 {
    -slope * (i - j).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_heads_halve_from_one_half() {
        let expected: Vec<f64> = (1..=8).map(|k| 0.5_f64.powi(k)).collect();
        assert_eq!(slopes(8), expected);
        assert_eq!(slopes(0), Vec::<f64>::new());
        assert_eq!(slopes(1), [2.0_f64.powi(-8)]);
    }

    #[test]
    fn twelve_heads_take_eight_and_then_every_second_of_sixteen() {
        let twelve = slopes(12);
        assert_eq!(twelve[..8], slopes(8)[..]);
        let sixteen = slopes(16);
        assert_eq!(twelve[8..], [sixteen[0], sixteen[2], sixteen[4], sixteen[6]]);
    }
}
