//! Trains the small models that the Seq2Seq page opens with (`cargo xtask train seq2seq`): seeded, so a second run gives the same files.

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
    use protocol::seq2seq::{
        Attention, Event as Answer, Measure, Opened, Purpose, Request, Setup, Surgery, Task, Tuning, Writing,
    };
    use protocol::{BackendChoice, Command, Event};

    const OUT: &str = "assets/models/seq2seq";
    const STEPS: u32 = 3_000;
    const LEARNING_RATE: f64 = 0.005;
    const SEED: u64 = 7;
    /// The page opens on it.
    const PROBE: &str = "Sunday, 20 July 1969";

    /// Name, task and attention of each file.
    const FILES: [(&str, Task, Attention); 3] = [
        ("dates", Task::Dates, Attention::General),
        ("numbers", Task::NumberWords, Attention::General),
        ("reversal", Task::Reversal, Attention::General),
    ];

    struct Training {
        session: Session,
    }

    pub fn main() {
        // A thread each: what one task draws does not depend on the others.
        let threads = FILES.map(|(name, task, attention)| std::thread::spawn(move || train(name, task, attention)));
        let rows = threads.map(|thread| thread.join().expect("a task is trained"));
        put("README.md", card(&rows).as_bytes());
    }

    /// Trains and writes one file; returns its line of the card.
    fn train(name: &str, task: Task, attention: Attention) -> String {
        let mut training = Training { session: Session::new(milliseconds, || 0) };
        training.ask(protocol::Request::Start { choice: BackendChoice::Cpu });
        let setup = setup(task, attention);
        let answer = training.ask(Request::Open { setup, weights: None }.into()).pop();
        let Some(Answer::Opened(opened)) = answer else { panic!("the setup is sound") };
        println!(
            "{name}: {} pairs, {} + {} parameters",
            opened.training, opened.num_parameters, opened.plain_parameters
        );
        let measure = training.train(name);
        let exported = training.ask(Request::Export.into()).pop();
        let Some(Answer::Exported { safetensors }) = exported else { panic!("weights export") };
        put(&format!("{name}.safetensors"), &safetensors);
        if name == "dates" {
            training.record((*opened).clone(), measure.clone());
        }
        row(name, &opened, &measure)
    }

    fn setup(task: Task, attention: Attention) -> Setup {
        Setup {
            task,
            attention,
            embed_size: 32,
            hidden_size: 64,
            num_layers: 1,
            batch_size: 64,
            seed: SEED,
            beside: true,
            tuning: tuning(0),
        }
    }

    /// Cosine decay to a twentieth.
    fn tuning(step: u32) -> Tuning {
        let done = f64::from(step) / f64::from(STEPS);
        let decay = 0.05 + 0.95 * (0.5 + 0.5 * (done * std::f64::consts::PI).cos());
        Tuning { learning_rate: LEARNING_RATE * decay, clip_norm: 1.0, teacher_forcing: 1.0 }
    }

    impl Training {
        fn ask(&mut self, request: protocol::Request) -> Vec<Answer> {
            let mut answers = Vec::new();
            for reply in block_on(self.session.handle(Command { job: 1, request })) {
                match reply.event {
                    Event::Seq2Seq(answer) => answers.push(answer),
                    Event::Refused { message } => panic!("{message}"),
                    _ => {}
                }
            }
            answers
        }

        fn train(&mut self, name: &str) -> Measure {
            let start = Instant::now();
            let mut last = Measure::default();
            for step in (0..STEPS).step_by(100) {
                self.ask(Request::Tune(tuning(step)).into());
                self.ask(Request::Train { steps: Some(100) }.into());
                let mut rate = 0.0;
                while self.session.is_busy() {
                    for reply in block_on(self.session.tick()) {
                        if let Event::Seq2Seq(Answer::Progress(progress)) = reply.event {
                            rate = progress.pairs_per_second;
                            last = progress.measure.unwrap_or(last);
                        }
                    }
                }
                if step % 500 == 400 {
                    let plain = last.plain.as_ref().map_or(f32::NAN, |plain| plain.exact);
                    println!(
                        "{name} {:>5}: exact {:.3} with attention, {plain:.3} without; {rate:.0} pairs/s; {:.0} s",
                        last.step,
                        last.main.exact,
                        start.elapsed().as_secs_f64()
                    );
                }
            }
            last
        }

        /// What the page shows until its engine is there.
        fn record(&mut self, opened: Opened, measure: Measure) {
            let writing = Writing { source: PROBE.into(), surgery: Surgery::default(), purpose: Purpose::Shown };
            let written = self.ask(Request::Write(writing).into()).pop().expect("an answer");
            let opened = Answer::Opened(Box::new(Opened { measure, ..opened }));
            put(
                "trace.bin",
                &protocol::encode(&vec![opened, written].into_iter().map(Event::from).collect::<Vec<_>>()),
            );
        }
    }

    fn put(name: &str, bytes: &[u8]) {
        let out = Path::new(OUT);
        std::fs::create_dir_all(out).expect("the project's folder can be written");
        std::fs::write(out.join(name), bytes).expect("the project's folder can be written");
        println!("{OUT}/{name}: {} bytes", bytes.len());
    }

    fn row(name: &str, opened: &Opened, measure: &Measure) -> String {
        let plain = measure.plain.as_ref();
        format!(
            "| `{name}.safetensors` | {} | {} | {} / {} | {:.1} % / {:.1} % | {:.4} / {:.4} |\n",
            opened.training,
            opened.held_out,
            opened.num_parameters,
            opened.plain_parameters,
            100.0 * measure.main.exact,
            100.0 * plain.map_or(f32::NAN, |plain| plain.exact),
            measure.main.loss,
            plain.map_or(f32::NAN, |plain| plain.loss),
        )
    }

    /// The model card.
    fn card(rows: &[String]) -> String {
        format!(
            "# The small models that open the Seq2Seq page\n\n\
             Written by `cargo xtask train seq2seq`; the same seed gives the same files on the same build.\n\n\
             Each file holds two models that learnt the same batches: one with Luong's general attention, and under `plain.` one of \
             the same size without attention. Encoder and decoder: embedding of 32, one LSTM layer of 64, linear to the vocabulary.\n\n\
             | file | training pairs | held out | parameters, with / without attention | right from beginning to end | nats a token |\n\
             |---|---|---|---|---|---|\n{}\n\
             Training: {STEPS} steps of Adam, 64 pairs each, learning rate {LEARNING_RATE} with cosine decay to a twentieth, gradient norm \
             clipped at 1, the right tokens fed, seed {SEED}. The pairs are made by rule (`src/algorithms/pairs/`); held-out pairs share \
             neither source nor target with those of training. The last two columns are measured on them.\n\n\
             `trace.bin`: what the page shows of the first model until the engine has arrived.\n\n\
             What they are for: showing what an encoder hands to a decoder, and what attention adds. They know the spellings of their \
             rules and no others.\n",
            rows.concat()
        )
    }

    fn milliseconds() -> f64 {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
    }
}
