//! A fixed small training run, compared with numbers stored from the native CPU build. Drivers can compute wrong numbers.

use algorithms::rng::Rng;
use burn::tensor::{Device, TensorData};
use models::operations::Operations;
use models::recurrent::{Cell, RecurrentConfig};
use protocol::lstm::{Optimizer, Tuning};
use protocol::{Backend, SelfTest};

use crate::session::Clock;
use crate::trainer::{Batch, Input, Target, Trainer};

/// Loss and gradient norm of two steps, as the native CPU build computes them step by step (`the_stored_numbers_are_current`).
pub const EXPECTED: [f32; 4] = [2.835_593_5, 0.288_054_67, 2.799_975_4, 0.281_949_88];

/// Largest difference allowed to [`EXPECTED`]: the numbers are about 1, and sums of a few hundred `f32` differ by their order.
pub const TOLERANCE: f32 = 1e-4;

const STEPS: usize = 3;
const BATCH: usize = 8;

/// Runs the test on `device`.
pub async fn run(backend: Backend, device: &Device, operations: Operations, clock: Clock) -> SelfTest {
    let (numbers, milliseconds) = numbers(device, operations, clock).await;
    let max_error = numbers.iter().zip(EXPECTED).map(|(a, b)| (a - b).abs()).fold(0.0, largest);
    let passed = max_error <= TOLERANCE;
    let failure = if passed { String::new() } else { format!("computed {numbers:?} where {EXPECTED:?} is right") };
    SelfTest { backend, passed, max_error, tolerance: TOLERANCE, milliseconds, failure }
}

/// Unlike `f32::max`, keeps a NaN.
fn largest(a: f32, b: f32) -> f32 {
    if b.is_nan() || b > a { b } else { a }
}

/// The numbers of [`EXPECTED`] and the time of the second step, after the first has warmed up.
pub async fn numbers(device: &Device, operations: Operations, clock: Clock) -> ([f32; 4], f64) {
    let config = RecurrentConfig { cell: Cell::Lstm, input_size: 16, hidden_size: 32, num_layers: 1, output_size: 16 };
    let tuning =
        Tuning { optimizer: Optimizer::Sgd, learning_rate: 0.5, clip_norm: 0.25, dropout: 0.0, temperature: 1.0 };
    let mut trainer = Trainer::new(&config, &config.init_weights(1), &tuning, 1, device, operations)
        .expect("fresh weights fit their own shape");
    let mut rng = Rng::new(2);
    let input = (0..STEPS * BATCH * 16).map(|_| rng.normal()).collect();
    let tokens = (0..STEPS * BATCH).map(|_| rng.below(16) as i32).collect();
    let batch = Batch {
        input: Input::Features(TensorData::new::<f32, _>(input, [STEPS, BATCH, 16])),
        target: Target::Tokens(TensorData::new::<i32, _>(tokens, [STEPS * BATCH])),
    };
    let first = trainer.step(&batch, &tuning).await;
    let start = clock();
    let second = trainer.step(&batch, &tuning).await;
    ([first.loss, first.gradient_norm, second.loss, second.gradient_norm], clock() - start)
}
