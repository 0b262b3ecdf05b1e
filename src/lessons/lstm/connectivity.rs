//! How far back a prediction reaches, from the gradients of its characters.

/// What a row of gradient norms says about distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Sum of all norms.
    pub total: f32,
    /// Share of the sum that lies more than the asked distance back.
    pub beyond: f32,
    /// The distance within which half of the sum lies; 0 is the current character.
    pub half: usize,
}

/// `norms` has one value for each character up to the current one. `None` if there is nothing to measure:
/// no characters, a norm that is no number, or a model on which no character has any effect.
pub fn reach(norms: &[f32], within: usize) -> Option<Reach> {
    let total: f32 = norms.iter().sum();
    if !total.is_finite() || total <= 1e-9 {
        return None;
    }
    let near: f32 = norms.iter().rev().take(within + 1).sum();
    let mut sum = 0.0;
    let half = norms
        .iter()
        .rev()
        .position(|norm| {
            sum += norm;
            sum >= total / 2.0
        })
        .unwrap_or(0);
    Some(Reach { total, beyond: (1.0 - near / total).clamp(0.0, 1.0), half })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_beyond_a_distance_is_measured_from_the_current_character() {
        let norms = [1.0, 1.0, 1.0, 1.0, 4.0];
        let beyond = |within| reach(&norms, within).map(|reach| reach.beyond);
        assert_eq!(beyond(0), Some(0.5));
        assert_eq!(beyond(2), Some(0.25));
        assert_eq!(beyond(99), Some(0.0));
        assert_eq!(reach(&norms, 0).map(|reach| reach.half), Some(0));
        assert_eq!(reach(&[3.0, 1.0, 1.0], 0).map(|reach| reach.half), Some(2));
    }

    #[test]
    fn a_deaf_or_broken_model_has_no_reach() {
        assert_eq!(reach(&[], 5), None);
        assert_eq!(reach(&[0.0; 8], 5), None);
        assert_eq!(reach(&[1.0, f32::NAN], 5), None);
        assert_eq!(reach(&[f32::INFINITY], 5), None);
    }
}
