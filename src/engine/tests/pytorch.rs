//! Our models beside PyTorch, on fixtures made by `tests/reference/lstm.py`: outputs, states and gates to 1e-5, gradients to 1e-4.

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Int, Tensor, TensorData};
use engine::fused;
use engine::trainer::{Batch, Input, Target, Trainer, loss_of};
use models::lstm::{Clamp, Gate, trace};
use models::operations::Operations;
use models::recurrent::{Cell, RecurrentConfig};
use models::weights::{NamedTensor, Weights};
use pollster::block_on;
use protocol::lstm::{Optimizer, Tuning};
use safetensors::SafeTensors;

const VALUES: f32 = 1e-5;
const GRADIENTS: f32 = 1e-4;

const CASES: [(&str, RecurrentConfig); 5] = [
    ("one_layer", config(Cell::Lstm, 5, 7, 1, 2)),
    ("two_layers", config(Cell::Lstm, 10, 20, 2, 1)),
    ("chars", config(Cell::Lstm, 12, 16, 2, 12)),
    ("rnn_one_layer", config(Cell::Rnn, 5, 7, 1, 2)),
    ("rnn_chars", config(Cell::Rnn, 12, 16, 2, 12)),
];

const fn config(
    cell: Cell,
    input_size: usize,
    hidden_size: usize,
    num_layers: usize,
    output_size: usize,
) -> RecurrentConfig {
    RecurrentConfig { cell, input_size, hidden_size, num_layers, output_size }
}

/// Both ways to compute a model on the CPU.
fn ways(cell: Cell) -> [(&'static str, Operations); 2] {
    [("step by step", Operations::plain(cell)), ("fused", fused::operations(cell))]
}

#[test]
fn predictions_and_losses_are_pytorchs() {
    let fixture = Fixture::read();
    for (case, config) in CASES {
        for (way, operations) in ways(config.cell) {
            let what = format!("{case}, {way}");
            let model = config.init(&fixture.weights(case, &config), &Device::flex()).unwrap();
            let x = fixture.time_major(&format!("{case}.x"));
            let target = fixture.target(case);
            let hidden = model.forward(model.layers[0].from_input(x, operations), operations, |x| x);
            let prediction = match &target {
                Target::Tokens(_) => model.head_all(hidden.clone(), operations),
                Target::Values(_) => model.head_last(hidden.clone(), operations),
            };
            let expected = match &target {
                Target::Tokens(_) => floats(fixture.time_major(&format!("{case}.prediction"))),
                Target::Values(_) => fixture.floats(&format!("{case}.prediction")).1,
            };
            close(&what, &floats(prediction), &expected, VALUES);
            let loss = floats(loss_of(&model, hidden, &target, operations));
            close(&what, &loss, &fixture.floats(&format!("{case}.loss")).1, VALUES);
        }
    }
}

#[test]
fn every_gate_is_pytorchs() {
    let fixture = Fixture::read();
    for (case, config) in CASES.into_iter().filter(|(_, config)| config.cell == Cell::Lstm) {
        let weights = fixture.weights(case, &config);
        let model = config.init(&weights, &Device::flex()).unwrap();
        let layers = trace(
            &model,
            model.layers[0].from_input(fixture.time_major(&format!("{case}.x")), Operations::plain(Cell::Lstm)),
            &[],
        );
        for (index, layer) in layers.into_iter().enumerate() {
            let expect = |name: &str| floats(fixture.time_major(&format!("{case}.layer{index}.{name}")));
            // The fixture keeps PyTorch's two biases apart; ours stand together with the input.
            let bias = &weights.get(&format!("lstm.bias_hh_l{index}")).unwrap().values;
            let with_bias = |values: Vec<f32>, sign: f32| -> Vec<f32> {
                values.iter().zip(bias.iter().cycle()).map(|(v, b)| v + sign * b).collect()
            };
            let what = |name: &str| format!("{case}, layer {index}, {name}");
            close(&what("input"), &floats(layer.input), &expect("input"), VALUES);
            close(&what("forget"), &floats(layer.forget), &expect("forget"), VALUES);
            close(&what("candidate"), &floats(layer.candidate), &expect("candidate"), VALUES);
            close(&what("output"), &floats(layer.output), &expect("output"), VALUES);
            close(&what("cell"), &floats(layer.cell), &expect("cell"), VALUES);
            close(&what("hidden"), &floats(layer.hidden), &expect("hidden"), VALUES);
            let from_input = with_bias(expect("from_input"), 1.0);
            close(&what("from input"), &floats(layer.from_input), &from_input, VALUES);
            let from_hidden = with_bias(expect("from_hidden"), -1.0);
            close(&what("from hidden"), &floats(layer.from_hidden), &from_hidden, VALUES);
        }
    }
}

#[test]
fn held_gates_change_what_pytorch_says_they_change() {
    let fixture = Fixture::read();
    let (case, config) = CASES[2].clone();
    let model = config.init(&fixture.weights(case, &config), &Device::flex()).unwrap();
    let clamps = [
        Clamp { layer: 0, gate: Gate::Forget, neuron: Some(3), value: 0.0, from_step: 5 },
        Clamp { layer: 1, gate: Gate::Output, neuron: None, value: 1.0, from_step: 10 },
        Clamp { layer: 1, gate: Gate::Candidate, neuron: Some(0), value: -0.5, from_step: 0 },
    ];
    let layers = trace(
        &model,
        model.layers[0].from_input(fixture.time_major("chars.x"), Operations::plain(Cell::Lstm)),
        &clamps,
    );
    for (index, layer) in layers.iter().enumerate() {
        let expect = |name: &str| floats(fixture.time_major(&format!("chars.clamped.layer{index}.{name}")));
        close("clamped forget", &floats(layer.forget.clone()), &expect("forget"), VALUES);
        close("clamped cell", &floats(layer.cell.clone()), &expect("cell"), VALUES);
        close("clamped hidden", &floats(layer.hidden.clone()), &expect("hidden"), VALUES);
    }
}

#[test]
fn gradients_are_pytorchs() {
    let fixture = Fixture::read();
    let device = Device::flex().autodiff();
    for (case, config) in CASES {
        for (way, operations) in ways(config.cell) {
            let model = config.init(&fixture.weights(case, &config), &device).unwrap();
            let x = fixture.time_major(&format!("{case}.x")).to_device(&device).autodiff().require_grad();
            let hidden = model.forward(model.layers[0].from_input(x.clone(), operations), operations, |x| x);
            let gradients = loss_of(&model, hidden, &fixture.target(case), operations).backward();
            let expected = floats(fixture.time_major(&format!("{case}.gradient.x")));
            close(&format!("{case}, {way}, x"), &floats(x.grad(&gradients).unwrap()), &expected, GRADIENTS);

            let gradients = GradientsParams::from_grads(gradients, &model);
            let mut found = Vec::new();
            for layer in &model.layers {
                found.push(floats(gradients.get::<2>(layer.weight_ih.id).unwrap()));
                found.push(floats(gradients.get::<2>(layer.weight_hh.id).unwrap()));
                found.push(floats(gradients.get::<1>(layer.bias_ih.id).unwrap()));
                found.push(floats(gradients.get::<1>(layer.bias_hh.id).unwrap()));
            }
            found.push(floats(gradients.get::<2>(model.fc_weight.id).unwrap()));
            found.push(floats(gradients.get::<1>(model.fc_bias.id).unwrap()));
            for ((name, _), found) in config.shapes().iter().zip(found) {
                let expected = fixture.floats(&format!("{case}.gradient.{}", torch_name(name))).1;
                close(&format!("{case}, {way}, {name}"), &found, &expected, GRADIENTS);
            }
        }
    }
}

#[test]
fn optimizers_step_as_pytorchs() {
    let fixture = Fixture::read();
    let (case, config) = CASES[2].clone();
    let features =
        Batch { input: Input::Features(fixture.time_major("chars.x").into_data()), target: fixture.target(case) };
    // The same one-hot inputs, by their tokens.
    let tokens = fixture.time_major("chars.x").argmax(2).squeeze_dim::<2>(2).into_data().convert::<i32>();
    let tokens = Batch { input: Input::Tokens(tokens), target: fixture.target(case) };
    for (name, optimizer, learning_rate) in [("adam", Optimizer::Adam, 0.002), ("sgd", Optimizer::Sgd, 0.1)] {
        let tuning = Tuning { optimizer, learning_rate, clip_norm: 0.25, dropout: 0.0, temperature: 1.0 };
        let [by_step, fused] = ways(config.cell);
        for ((way, operations), batch) in [(by_step, &features), (fused, &features), (fused, &tokens)] {
            let weights = fixture.weights(case, &config);
            let mut trainer = Trainer::new(&config, &weights, &tuning, 1, &Device::flex(), operations).unwrap();
            for step in 0..3 {
                let measured = block_on(trainer.step(batch, &tuning));
                let what = format!("{name}, {way}, step {step}");
                close(&what, &[measured.loss], &[fixture.floats(&format!("{name}.loss")).1[step]], VALUES);
                let norm = fixture.floats(&format!("{name}.gradient_norm")).1[step];
                close(&what, &[measured.gradient_norm], &[norm], GRADIENTS);
                for tensor in block_on(trainer.weights()).tensors {
                    let expected = fixture.floats(&format!("{name}.step{}.{}", step + 1, tensor.name)).1;
                    close(&format!("{what}, {}", tensor.name), &tensor.values, &expected, VALUES);
                }
            }
        }
    }
}

/// The fixtures' logits are small and their classes few.
#[test]
fn cross_entropy_of_far_logits_is_the_same_fused() {
    let device = Device::flex().autodiff();
    let logits: Vec<f32> = (0..5 * 83).map(|k| ((k * 7919) % 201) as f32 - 100.0).collect();
    let [plain, fused] = ways(Cell::Lstm).map(|(_, operations)| {
        let logits = Tensor::<2>::from_data(TensorData::new(logits.clone(), [5, 83]), &device).require_grad();
        let classes = Tensor::<1, Int>::from_data(TensorData::new(vec![0, 82, 41, 7, 7], [5]), &device);
        let loss = (operations.cross_entropy)(logits.clone(), classes);
        let gradients = loss.clone().mul_scalar(3.0).backward();
        (floats(loss.inner())[0], floats(logits.grad(&gradients).unwrap()))
    });
    assert!(plain.0 > 10.0 && (fused.0 / plain.0 - 1.0).abs() < VALUES, "{} is not {}", fused.0, plain.0);
    close("gradient", &fused.1, &plain.1, VALUES);
}

#[test]
fn burns_own_lstm_says_the_same() {
    let fixture = Fixture::read();
    let config = config(Cell::Lstm, 5, 7, 1, 2);
    let weights = fixture.weights("one_layer", &config);
    let device = Device::flex();
    let mut burns = burn::nn::LstmConfig::new(5, 7, true).with_batch_first(false).init(&device);
    let rows = |name: &str, gate: usize, columns: usize| {
        let values = &weights.get(name).unwrap().values[gate * 7 * columns..(gate + 1) * 7 * columns];
        Tensor::<2>::from_data(TensorData::new(values.to_vec(), [7, columns]), &device)
    };
    let gates =
        [&mut burns.input_gate, burns.forget_gate.as_mut().unwrap(), &mut burns.cell_gate, &mut burns.output_gate];
    for (k, gate) in gates.into_iter().enumerate() {
        let set = |linear: &mut burn::nn::Linear, weight: &str, bias: &str, columns| {
            linear.weight = burn::module::Param::from_tensor(rows(weight, k, columns).transpose());
            linear.bias = Some(burn::module::Param::from_tensor(rows(bias, k, 1).reshape([7])));
        };
        set(&mut gate.input_transform, "lstm.weight_ih_l0", "lstm.bias_ih_l0", 5);
        set(&mut gate.hidden_transform, "lstm.weight_hh_l0", "lstm.bias_hh_l0", 7);
    }
    let x = fixture.time_major("one_layer.x");
    let (said, _) = burns.forward(x.clone(), None);
    let model = config.init(&weights, &device).unwrap();
    let fused = fused::operations(Cell::Lstm);
    let ours = model.forward(model.layers[0].from_input(x, fused), fused, |x| x);
    close("Burn's nn::Lstm", &floats(ours), &floats(said), VALUES);
    assert_eq!(model.num_params(), burns.num_params() + 7 * 2 + 2);
}

struct Fixture(Vec<u8>);

impl Fixture {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/lstm.safetensors");
        Fixture(std::fs::read(path).expect("the fixtures are committed"))
    }

    fn bytes(&self, name: &str) -> (Vec<usize>, Vec<[u8; 4]>) {
        let file = SafeTensors::deserialize(&self.0).unwrap();
        let view = file.tensor(name).unwrap_or_else(|_| panic!("the fixtures have no {name}"));
        (view.shape().to_vec(), view.data().as_chunks::<4>().0.to_vec())
    }

    fn floats(&self, name: &str) -> (Vec<usize>, Vec<f32>) {
        let (shape, bytes) = self.bytes(name);
        (shape, bytes.into_iter().map(f32::from_le_bytes).collect())
    }

    /// `[batch, steps, size]` of the file as `[steps, batch, size]`.
    fn time_major(&self, name: &str) -> Tensor<3> {
        let (shape, values) = self.floats(name);
        Tensor::<3>::from_data(TensorData::new(values, shape), &Device::flex()).swap_dims(0, 1)
    }

    fn target(&self, case: &str) -> Target {
        let name = format!("{case}.targets");
        if case.ends_with("chars") {
            let (shape, bytes) = self.bytes(&name);
            let (batch, steps) = (shape[0], shape[1]);
            let tokens: Vec<i32> = bytes.into_iter().map(i32::from_le_bytes).collect();
            let by_time = (0..steps).flat_map(|t| (0..batch).map(move |row| row * steps + t)).map(|k| tokens[k]);
            Target::Tokens(TensorData::new(by_time.collect::<Vec<_>>(), [steps * batch]))
        } else {
            let (shape, values) = self.floats(&name);
            Target::Values(TensorData::new(values, shape))
        }
    }

    fn weights(&self, case: &str, config: &RecurrentConfig) -> Weights {
        let tensors = config.shapes().into_iter().map(|(name, shape)| {
            let values = self.floats(&format!("{case}.{}", torch_name(&name))).1;
            NamedTensor { name, shape, values }
        });
        Weights { tensors: tensors.collect(), ..Weights::default() }
    }
}

/// The RNN's head has its own name in our files, where it stands beside the LSTM's.
fn torch_name(name: &str) -> String {
    name.replace("rnn_fc", "fc")
}

fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

fn close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (k, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{what}: [{k}] is {a} where PyTorch has {b}");
    }
}
