//! Trains the small model of the Transformer lesson (`cargo xtask train induction`): seeded, so a second run gives the same file.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::main();
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::print_stdout, reason = "a command-line program")]
mod native {
    use std::path::Path;
    use std::time::Instant;

    use algorithms::induction::{LENGTH, LETTERS, Sequence};
    use algorithms::rng::Rng;
    use burn::module::{Module, ModuleVisitor, Param};
    use burn::optim::{AdamConfig, GradientsParams};
    use burn::tensor::{Device, Int, Tensor, TensorData, activation};
    use engine::transformer::{batch, causal, induction_config, survey};
    use models::transformer::{Surgery, Transformer, TransformerConfig};
    use models::weights::{NamedTensor, Weights};
    use protocol::transformer::{HeadReport, Survey};

    const OUT: &str = "assets/models/transformer";
    const STEPS: usize = 3_000;
    const BATCH: usize = 32;
    const LEARNING_RATE: f64 = 0.003;
    const SEED: u64 = 7;

    pub fn main() {
        let device = Device::flex().autodiff();
        let config = induction_config();
        let mut model = config.init(&start_weights(&config), &device).expect("the sizes fit");
        let mut optimizer = AdamConfig::new().with_epsilon(1e-8).init();
        let mut rng = Rng::fork(SEED, "induction training");
        let start = Instant::now();
        for step in 0..STEPS {
            let sequences: Vec<Sequence> = (0..BATCH).map(|_| Sequence::draw(&mut rng)).collect();
            let loss = loss(&model, &sequences, &alone(step), &device);
            let gradients = GradientsParams::from_grads(loss.backward(), &model);
            model = optimizer.step(rate(step), model, gradients);
            if (step + 1) % 200 == 0 {
                let said = survey(&model.valid()).expect("it can be measured");
                let nats = loss.into_data().try_to_vec::<f32>().expect("a loss")[0];
                println!(
                    "step {} loss {nats:.4} accuracy {:.3} {:.0} s",
                    step + 1,
                    said.accuracy,
                    start.elapsed().as_secs_f64()
                );
            }
        }
        let said = survey(&model.valid()).expect("it can be measured");
        println!("{said:#?}");
        write(&model, &said);
    }

    /// In each layer the second head's way out starts at a hundredth, and it is out for the first part of the training: left to themselves
    /// two heads share the work, and no single one could be pointed at.
    fn start_weights(config: &TransformerConfig) -> Weights {
        let mut weights = config.init_weights(SEED);
        for tensor in weights.tensors.iter_mut().filter(|tensor| tensor.name.ends_with("W_o.weight")) {
            for (k, value) in tensor.values.iter_mut().enumerate() {
                if k % config.d_model >= config.head_dim() {
                    *value *= 0.01;
                }
            }
        }
        weights
    }

    /// A short rise, then a cosine down to a tenth.
    fn rate(step: usize) -> f64 {
        let done = step as f64 / STEPS as f64;
        let decay = 0.1 + 0.9 * (0.5 + 0.5 * (done * std::f64::consts::PI).cos());
        LEARNING_RATE * decay * ((step + 1) as f64 / 100.0).min(1.0)
    }

    /// The second heads join when the first ones have learned.
    fn alone(step: usize) -> Surgery {
        let ablated = if step < STEPS * 4 / 5 { vec![(0, 1), (1, 1)] } else { Vec::new() };
        Surgery { ablated, ..Surgery::default() }
    }

    /// Mean cross entropy of the next letters that can be known, in nats, `[1]`.
    fn loss(model: &Transformer, sequences: &[Sequence], surgery: &Surgery, device: &Device) -> Tensor<1> {
        let logits = model.forward(batch(sequences, device), Some(&causal(LENGTH)), surgery).logits;
        let logits = logits.expect("it has a head").reshape([sequences.len() * LENGTH, LETTERS.len()]);
        let (mut places, mut next) = (Vec::new(), Vec::new());
        for (k, sequence) in sequences.iter().enumerate() {
            for place in sequence.known.iter().copied() {
                places.push((k * LENGTH + place) as i32);
                next.push(sequence.tokens[place + 1] as i32);
            }
        }
        let count = places.len();
        let places = Tensor::<1, Int>::from_data(TensorData::new(places, [count]), device);
        let next = Tensor::<2, Int>::from_data(TensorData::new(next, [count, 1]), device);
        activation::log_softmax(logits.select(0, places), 1).gather(1, next).mean().neg()
    }

    struct Collect<'a> {
        shapes: std::vec::IntoIter<(String, Vec<usize>)>,
        tensors: &'a mut Vec<NamedTensor>,
    }

    impl ModuleVisitor for Collect<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let (name, shape) = self.shapes.next().expect("a name for every parameter");
            let values = param.val().into_data().try_into_vec().expect("floats");
            self.tensors.push(NamedTensor { name, shape, values });
        }
    }

    fn write(model: &Transformer, said: &Survey) {
        let mut tensors = Vec::new();
        let shapes = model.config.shapes().into_iter();
        model.visit(&mut Collect { shapes, tensors: &mut tensors });
        let weights = Weights { tensors, ..Weights::default() };
        let folder = Path::new(OUT);
        std::fs::create_dir_all(folder).expect("assets can be written");
        std::fs::write(folder.join("induction.safetensors"), weights.to_safetensors()).expect("assets can be written");
        std::fs::write(folder.join("README.md"), card(&weights, said)).expect("assets can be written");
        println!("{OUT}: {} numbers", weights.num_parameters());
    }

    fn card(weights: &Weights, said: &Survey) -> String {
        let head = |head: &HeadReport| {
            format!(
                "| {} | {} | {:.2} | {:.2} | {:.2} |\n",
                head.layer + 1,
                head.head + 1,
                head.previous,
                head.induction,
                head.accuracy_without
            )
        };
        let heads: String = said.heads.iter().map(head).collect();
        format!(
            "# The Transformer lesson's files\n\n\
             `trace.bin` is one run of the minimal model (postcard, `protocol::transformer::Event`), shown until the engine has arrived; nothing in\n\
             it was trained. To write it again: `GLASSBOX_RECORD=1 cargo test -p engine --test transformer recorded`\n\n\
             # Model card: `induction.safetensors`\n\n\
             Written by `cargo xtask train induction`. Two layers of two heads, d_model 32, d_ff 64, norms before the parts, learned positions,\n\
             {} numbers under the names of the guide's classes.\n\n\
             - Task: letters A to P, {LENGTH} a sequence; 5 to 12 of them stand in a circle whose order is new in each sequence, and are followed from\n  \
               letter to letter with a jump anywhere after one letter in three. After a letter that was there before comes what came after it then.\n\
             - Training: {STEPS} steps of {BATCH} sequences, Adam, learning rate {LEARNING_RATE} with a cosine down to a tenth, seed {SEED}; cross entropy of\n  \
               the letters that can be known. In the first four fifths the second head of each layer is out, so that one head a layer does the work\n  \
               and can be pointed at; models trained without that share the work between heads.\n\
             - Measured on 64 other sequences: {:.1} % of {} known letters are right; guessing has {:.1} %.\n\n\
             | layer | head | attention on the token before | attention on what followed the same letter | right without this head |\n\
             |---|---|---|---|---|\n{heads}\n\
             Limits: it knows nothing but this task, no sequence longer than {LENGTH}, and says something also where nothing can be known.\n",
            weights.num_parameters(),
            100.0 * said.accuracy,
            said.predictions,
            100.0 * said.chance,
        )
    }
}
