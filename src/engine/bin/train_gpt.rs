//! Trains the small model that the GPT page opens with (`cargo xtask train gpt`): seeded, so a second run gives the same file.

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
    use protocol::gpt::{self, Prepared, Setup, Shape, Tokens};
    use protocol::writing::{self, Look, Piece, Settings, Write, Written};
    use protocol::{BackendChoice, Command, Event, Reply, Request};

    const TEXT: &str = "assets/text/sherlock-holmes.txt";
    const OUT: &str = "assets/models/gpt";
    const PROMPT: &str = "“My dear Watson,” said ";
    const SHAPE: Shape = Shape { d_model: 64, num_layers: 4, num_heads: 4, context: 128, pre_norm: false, gelu: false };
    const STEPS: u32 = 3_000;
    const WARM_UP: u32 = 100;
    const LEARNING_RATE: f32 = 0.003;
    const BATCH: u32 = 16;
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
            text: text.clone(),
            tokens: Tokens::Characters,
            shape: SHAPE,
            learning_rate: LEARNING_RATE,
            batch: BATCH,
            seed: SEED,
            rival: false,
        };
        let prepared = training.ask_gpt(gpt::Request::Init(setup));
        let Some(gpt::Event::Prepared(prepared)) = prepared.into_iter().next() else { panic!("the setup is sound") };
        println!("{} characters, {} parameters", prepared.vocabulary.len(), prepared.num_parameters);
        let loss = training.train();
        training.save(&text, &prepared, loss);
    }

    /// A linear rise, then cosine decay to a twentieth.
    fn learning_rate(step: u32) -> f32 {
        if step < WARM_UP {
            return LEARNING_RATE * (step + 1) as f32 / WARM_UP as f32;
        }
        let done = (step - WARM_UP) as f32 / (STEPS - WARM_UP) as f32;
        LEARNING_RATE * (0.05 + 0.95 * (0.5 + 0.5 * (done * std::f32::consts::PI).cos()))
    }

    impl Training {
        fn ask(&mut self, request: Request) -> Vec<Reply> {
            self.job += 1;
            let mut replies = block_on(self.session.handle(Command { job: self.job, request }));
            while self.session.is_busy() {
                replies.extend(block_on(self.session.tick()));
            }
            for reply in &replies {
                if let Event::Refused { message } = &reply.event {
                    panic!("{message}");
                }
            }
            replies
        }

        fn ask_gpt(&mut self, request: gpt::Request) -> Vec<gpt::Event> {
            let event = |reply: Reply| match reply.event {
                Event::Gpt(event) => Some(event),
                _ => None,
            };
            self.ask(Request::Gpt(request)).into_iter().filter_map(event).collect()
        }

        fn write(&mut self, request: writing::Request) -> Vec<writing::Event> {
            let event = |event: gpt::Event| match event {
                gpt::Event::Writing(event) => Some(event),
                _ => None,
            };
            self.ask_gpt(gpt::Request::Writing(request)).into_iter().filter_map(event).collect()
        }

        /// All steps; returns the last held-out loss.
        fn train(&mut self) -> f32 {
            let (start, every) = (Instant::now(), 10);
            let mut last = f32::NAN;
            for step in (0..STEPS).step_by(every) {
                self.ask_gpt(gpt::Request::LearningRate(learning_rate(step)));
                for event in self.ask_gpt(gpt::Request::Train { steps: Some(every as u32) }) {
                    if let gpt::Event::Progress(progress) = event {
                        last = progress.steps.iter().rev().find_map(|report| report.validation_loss).unwrap_or(last);
                    }
                }
                if step.is_multiple_of(100) {
                    let seconds = start.elapsed().as_secs_f64();
                    println!("step {:>5} of {STEPS}  held out {last:.4} nats  {seconds:.0} s", step as usize + every);
                }
            }
            last
        }

        /// What the page shows until the engine is there: a text that was written, and one place of it under glass.
        fn recorded(&mut self) -> (Vec<Piece>, Vec<Written>, Vec<gpt::Event>) {
            let read = self.write(writing::Request::Read { text: PROMPT.into() });
            let Some(writing::Event::Read { pieces, .. }) = read.into_iter().next() else { panic!("a text is cut") };
            let tokens: Vec<u32> = pieces.iter().map(|piece| piece.token).collect();
            let write = Write { tokens: tokens.clone(), settings: Settings::default(), count: 100, cache: true };
            let mut written = Vec::new();
            for event in self.write(writing::Request::Write(write)) {
                if let writing::Event::Written(one) = event {
                    written.push(one);
                }
            }
            let place = 1;
            let mut before = tokens;
            before.extend(written.iter().take(place).map(|one| one.piece.token));
            let look = Look {
                before,
                chosen: Some(written[place].piece.token),
                settings: Settings::default(),
                count: 12,
                search: String::new(),
                lens: true,
                attention: Some(0),
            };
            let looked = self.write(writing::Request::Look(look));
            let mut events: Vec<writing::Event> =
                vec![writing::Event::Read { text: PROMPT.into(), pieces: pieces.clone() }];
            events.extend(written.iter().cloned().map(writing::Event::Written));
            events.extend(looked);
            (pieces, written, events.into_iter().map(gpt::Event::Writing).collect())
        }

        fn save(&mut self, text: &str, prepared: &Prepared, loss: f32) {
            let out = Path::new(OUT);
            std::fs::create_dir_all(out).expect("the project's folder can be written");
            let put = |name: &str, bytes: &[u8]| {
                std::fs::write(out.join(name), bytes).expect("the project's folder can be written");
                println!("{OUT}/{name}: {} bytes", bytes.len());
            };
            let exported = self.ask_gpt(gpt::Request::Export).into_iter().next();
            let Some(gpt::Event::Exported { safetensors }) = exported else { panic!("weights export") };
            put("weights.safetensors", &safetensors);
            let (_, written, recorded) = self.recorded();
            put("recorded.bin", &protocol::encode(&recorded));
            let bytes: Vec<u8> = written.iter().flat_map(|one| one.piece.bytes.clone()).collect();
            put("README.md", card(text, prepared, loss, &String::from_utf8_lossy(&bytes)).as_bytes());
        }
    }

    /// The model card.
    fn card(text: &str, prepared: &Prepared, loss: f32, sample: &str) -> String {
        let sample = format!("{PROMPT}{sample}");
        let quoted = sample.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n");
        let Shape { d_model, num_layers, num_heads, context, .. } = SHAPE;
        format!(
            "# The small GPT that opens the page\n\n\
             Written by `cargo xtask train gpt`; the same seed gives the same file on the same build.\n\n\
             | | |\n|---|---|\n\
             | model | the guide's `SimpleGPT` as it is written (norms after each sum, ReLU) but without dropout: {num_layers} layers, d_model {d_model}, {num_heads} heads, context {context} |\n\
             | parameters | {} |\n\
             | text | `{TEXT}`, {} characters, {} of them different; the last tenth held out |\n\
             | training | {STEPS} steps of AdamW (betas 0.9 and 0.99, weight decay 0.1), batch {BATCH} x {context} characters, learning rate {LEARNING_RATE} after {WARM_UP} steps of rise, cosine decay to a twentieth, gradient norm clipped at 1, seed {SEED} |\n\
             | held-out loss | {loss:.3} nats a character |\n\
             | files | `weights.safetensors` (names and layout of the guide's `state_dict`), `recorded.bin` (a text that it wrote and one place of it under glass, shown until the model itself has arrived) |\n\n\
             What it is for: showing how the next token is chosen. It spells English and imitates the manners of its one source, stories of \
             1892; it does not know what it says.\n\n\
             With the page's first settings it writes:\n\n{quoted}\n",
            prepared.num_parameters,
            text.chars().count(),
            prepared.vocabulary.len(),
        )
    }

    fn milliseconds() -> f64 {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
    }
}
