//! Generated signals to predict: the guide's own case for an LSTM.

use crate::rng::Rng;

/// One window: `input` is `[steps, input_size]`, row-major; `target` is the value to predict.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    pub input: Vec<f32>,
    pub target: f32,
}

/// A sum of three sines with random phases, scaled to about 1. Step `t` shows the last `input_size` values; the target is the next one.
pub fn sines(steps: usize, input_size: usize, noise: f32, rng: &mut Rng) -> Window {
    let phases: [f32; 3] = std::array::from_fn(|_| rng.uniform_in(0.0, std::f32::consts::TAU));
    let clean = |t: f32| {
        let wave = |period: f32, phase: f32| (std::f32::consts::TAU * t / period + phase).sin();
        (wave(25.0, phases[0]) + 0.5 * wave(11.0, phases[1]) + 0.25 * wave(5.0, phases[2])) / 1.3
    };
    let values: Vec<f32> = (0..steps + input_size - 1).map(|t| clean(t as f32) + noise * rng.normal()).collect();
    let input = (0..steps).flat_map(|t| values[t..t + input_size].iter().copied()).collect();
    Window { input, target: clean((steps + input_size - 1) as f32) }
}

/// Noise with one spike in the first feature, at a random step of the first two thirds. Its height (between -1 and 1) is the target:
/// only what was remembered since then tells it. The second feature marks the spike; further features are noise.
pub fn spike(steps: usize, input_size: usize, noise: f32, rng: &mut Rng) -> Window {
    let mut input: Vec<f32> = (0..steps * input_size).map(|_| noise * rng.normal()).collect();
    let at = rng.below((2 * steps / 3).max(1));
    let target = rng.uniform_in(-1.0, 1.0);
    input[at * input_size] = target;
    if input_size > 1 {
        for t in 0..steps {
            input[t * input_size + 1] = f32::from(u8::from(t == at));
        }
    }
    Window { input, target }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_slide_by_one() {
        let window = sines(6, 4, 0.0, &mut Rng::new(1));
        assert_eq!(window.input.len(), 24);
        assert_eq!(window.input[1..4], window.input[4..7]);
        assert!(window.target.abs() <= 1.4);
    }

    #[test]
    fn the_spike_is_the_target() {
        let window = spike(30, 3, 0.1, &mut Rng::new(2));
        let at = (0..30).position(|t| window.input[t * 3 + 1] == 1.0).expect("one marker");
        assert!(at < 20);
        assert_eq!(window.input[at * 3], window.target);
    }
}
