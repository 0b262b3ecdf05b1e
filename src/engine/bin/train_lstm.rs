//! Trains the small model that the LSTM page opens with (`cargo xtask train lstm`): seeded, so a second run gives the same file.

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

    use engine::Session;
    use pollster::block_on;
    use port::Desk;
    use protocol::lstm::{self, Optimizer, Property, Sampling, Setup, StepReport, Task, TraceInput, Tuning};
    use protocol::{BackendChoice, Command, Event, Reply, Request};

    const TEXT: &str = "assets/text/sherlock-holmes.txt";
    const OUT: &str = "assets/models/lstm";
    /// From the held-out tenth of the text: the model has not learnt it by heart.
    const PROBE: &str = "“Indeed, Doctor,” said Holmes blandly. “Pray take a seat.”";
    const STEPS: u32 = 6_000;
    const LEARNING_RATE: f64 = 0.01;
    const HIDDEN_SIZE: usize = 96;
    const NUM_LAYERS: usize = 2;
    const SEQUENCE_LENGTH: usize = 64;
    const BATCH_SIZE: usize = 32;
    const SEED: u64 = 7;

    struct Training {
        session: Session,
        job: u32,
    }

    pub fn main() {
        let text = std::fs::read_to_string(TEXT).expect("run it from the project's root, as cargo xtask train does");
        let mut training = Training { session: Session::new(milliseconds, || 0), job: 0 };
        training.ask(Request::Start { choice: BackendChoice::Cpu });
        let setup = Setup {
            task: Task::Text { text: text.clone() },
            hidden_size: HIDDEN_SIZE,
            num_layers: NUM_LAYERS,
            tuning: tuning(0),
            sequence_length: SEQUENCE_LENGTH,
            batch_size: BATCH_SIZE,
            seed: SEED,
            with_rnn: true,
        };
        let prepared = training.ask_lstm(lstm::Request::Init(setup));
        let Some(lstm::Event::Prepared(prepared)) = prepared.into_iter().next() else { panic!("the setup is sound") };
        println!("{} characters, {} parameters", prepared.alphabet.len(), prepared.num_parameters);

        let last = training.train();
        let score = training.best_score(Property::PositionInWord);
        let sample = training.sample();
        training.write(&text, &prepared, last, score, &sample);
    }

    /// Cosine decay to a tenth.
    fn tuning(step: u32) -> Tuning {
        let done = f64::from(step) / f64::from(STEPS);
        let decay = 0.1 + 0.9 * (0.5 + 0.5 * (done * std::f64::consts::PI).cos());
        Tuning {
            optimizer: Optimizer::Adam,
            learning_rate: LEARNING_RATE * decay,
            clip_norm: 5.0,
            dropout: 0.0,
            temperature: 0.7,
        }
    }

    impl Training {
        fn ask(&mut self, request: Request) -> Vec<Reply> {
            self.job += 1;
            let replies = block_on(self.session.handle(Command { job: self.job, request }));
            for reply in &replies {
                if let Event::Refused { message } = &reply.event {
                    panic!("{message}");
                }
            }
            replies
        }

        fn ask_lstm(&mut self, request: lstm::Request) -> Vec<lstm::Event> {
            events(self.ask(Request::Lstm(request)))
        }

        /// All steps; returns the last held-out losses.
        fn train(&mut self) -> StepReport {
            let start = Instant::now();
            let mut last = None;
            let every = 100;
            for step in (0..STEPS).step_by(every) {
                self.ask_lstm(lstm::Request::Tune(tuning(step)));
                self.ask_lstm(lstm::Request::Train { steps: Some(every as u32) });
                let mut seconds_rate = 0.0;
                while self.session.is_busy() {
                    for event in events(block_on(self.session.tick())) {
                        if let lstm::Event::Progress(progress) = event {
                            last = progress.steps.into_iter().rfind(|r| r.validation_loss.is_some()).or(last);
                            seconds_rate = progress.tokens_per_second;
                        }
                    }
                }
                if let Some(report) = &last {
                    println!(
                        "step {:>6} of {STEPS}  held out: LSTM {:.4}, RNN {:.4} nats  {seconds_rate:.0} characters/s  {:.0} s",
                        step as usize + every,
                        report.validation_loss.unwrap_or(f32::NAN),
                        report.rnn_validation_loss.unwrap_or(f32::NAN),
                        start.elapsed().as_secs_f64(),
                    );
                }
            }
            last.expect("held-out loss is measured at least once")
        }

        fn best_score(&mut self, property: Property) -> lstm::Score {
            let answer = self.ask_lstm(lstm::Request::Rank { property, clamps: Vec::new() });
            let Some(lstm::Event::Ranking { scores, .. }) = answer.into_iter().next() else {
                panic!("a text has ranks")
            };
            scores[0]
        }

        fn sample(&mut self) -> String {
            let sampling =
                Sampling { prompt: "\n".into(), length: 300, temperature: 0.7, seed: SEED, clamps: Vec::new() };
            let answer = self.ask_lstm(lstm::Request::Sample(sampling));
            let Some(lstm::Event::Sample(sample)) = answer.into_iter().next() else { panic!("a text has samples") };
            sample.continuation
        }

        fn write(&mut self, text: &str, prepared: &lstm::Prepared, last: StepReport, score: lstm::Score, sample: &str) {
            let out = Path::new(OUT);
            std::fs::create_dir_all(out).expect("the project's folder can be written");
            let put = |name: &str, bytes: &[u8]| {
                std::fs::write(out.join(name), bytes).expect("the project's folder can be written");
                println!("{OUT}/{name}: {} bytes", bytes.len());
            };
            let exported = self.ask_lstm(lstm::Request::Export).into_iter().next();
            let Some(lstm::Event::Exported { safetensors }) = exported else { panic!("weights export") };
            put("weights.safetensors", &safetensors);
            let input = TraceInput::Text(PROBE.into());
            let traced = self.ask_lstm(lstm::Request::Trace { input, clamps: Vec::new() });
            put("trace.bin", &protocol::encode(&traced[0]));
            let card = card(text, prepared, last, score, sample);
            put("README.md", card.as_bytes());
        }
    }

    /// The model card.
    fn card(text: &str, prepared: &lstm::Prepared, last: StepReport, score: lstm::Score, sample: &str) -> String {
        let quoted = sample.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n");
        format!(
            "# The small LSTM that opens the page\n\n\
             Written by `cargo xtask train lstm`; the same seed gives the same file on the same build.\n\n\
             | | |\n|---|---|\n\
             | model | LSTM, one-hot characters in, {NUM_LAYERS} layers of {HIDDEN_SIZE}, linear head at every step |\n\
             | parameters | {} (LSTM), {} (plain RNN of the same size, trained on the same batches) |\n\
             | text | `{TEXT}`, {} characters, {} of them different; the last tenth held out |\n\
             | training | {STEPS} steps of Adam, batch {BATCH_SIZE} x {SEQUENCE_LENGTH} characters, learning rate {LEARNING_RATE} with cosine decay to a tenth, gradient norm clipped at 5, seed {SEED} |\n\
             | held-out loss | LSTM {:.3}, RNN {:.3} nats a character |\n\
             | best neuron for the position in the word | layer {}, {:?}, neuron {}: r = {:.3} on held-out text |\n\
             | files | `weights.safetensors` (names and layout of PyTorch's `nn.LSTM`, `nn.RNN`, `nn.Linear`), `trace.bin` (its gates on a held-out sentence, shown until the model itself has arrived) |\n\n\
             What it is for: showing what gates do. It spells English and opens and closes quotations; it does not understand them, and it \
             repeats the manners of its one source, stories of 1892.\n\n\
             At temperature 0.7 it writes:\n\n{quoted}\n",
            prepared.num_parameters,
            prepared.rnn_num_parameters,
            text.chars().count(),
            prepared.alphabet.len(),
            last.validation_loss.unwrap_or(f32::NAN),
            last.rnn_validation_loss.unwrap_or(f32::NAN),
            score.layer + 1,
            score.signal,
            score.neuron,
            score.correlation,
        )
    }

    fn events(replies: Vec<Reply>) -> Vec<lstm::Event> {
        let event = |reply: Reply| match reply.event {
            Event::Lstm(event) => Some(event),
            _ => None,
        };
        replies.into_iter().filter_map(event).collect()
    }

    fn milliseconds() -> f64 {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
    }
}
