//! Trains the vectors that the word embeddings page opens with (`cargo xtask train word2vec`): seeded, so a second run gives the same
//! files.

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
    use protocol::embeddings::{Event, Format, Prepared, Progress, Request, Setup};
    use protocol::{BackendChoice, Command};

    const TEXT: &str = "assets/text/sherlock-holmes.txt";
    const OUT: &str = "assets/models/embeddings";
    /// What the page shows of the recorded state, until the engine has arrived.
    const WORD: &str = "three";
    const PROBES: [&str; 10] = ["three", "black", "said", "morning", "father", "hand", "door", "street", "he", "yes"];

    struct Training {
        session: Session,
        job: u32,
    }

    /// The settings the page opens with (`lessons::embeddings::Settings::default`).
    fn setup(text: &str) -> Setup {
        Setup {
            text: text.to_owned(),
            vector_size: 50,
            window: 5,
            shrink_windows: true,
            min_count: 5,
            sample: 1e-3,
            skip_gram: true,
            softmax: false,
            negative: 5,
            epochs: 30,
            alpha: 0.025,
            min_alpha: 1e-4,
            seed: 1,
            shuffled: false,
        }
    }

    pub fn main() {
        let text = std::fs::read_to_string(TEXT).expect("run it from the project's root, as cargo xtask train does");
        let mut training = Training { session: Session::new(milliseconds, || 0), job: 0 };
        training.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        training.ask(Request::Init(setup(&text)));
        training.ask(Request::Train);
        let mut last = None;
        let mut first = None;
        while training.session.is_busy() {
            for reply in block_on(training.session.tick()) {
                if let protocol::Event::Embeddings(Event::Progress(progress)) = reply.event {
                    first = first.or_else(|| progress.losses.first().copied());
                    last = Some(progress);
                }
            }
        }
        let last = last.expect("training reports");
        println!("{} pairs, {:.0} pairs a second", last.examples, last.examples_per_second);
        let vectors = match training.ask(Request::Export(Format::Model)).pop() {
            Some(Event::Exported { bytes, .. }) => bytes,
            other => panic!("{other:?}"),
        };
        // What is recorded is what the page will load, half precision and all.
        let mut recorded = training.ask(Request::Load { setup: setup(&text), vectors: vectors.clone() });
        for request in [Request::Neighbours { word: WORD.into() }, Request::Spaces { word: WORD.into() }] {
            recorded.extend(training.ask(request));
        }
        let Some(Event::Prepared(prepared)) = recorded.first().cloned() else { panic!("{recorded:?}") };
        let near = PROBES.map(|word| training.neighbours(word));
        let card = card(&prepared, first.map_or(f32::NAN, |point| point.1), &last, &near);
        std::fs::create_dir_all(OUT).expect("the project's folder can be written");
        put("vectors.safetensors", &vectors);
        put("trace.bin", &protocol::encode(&recorded));
        put("README.md", card.as_bytes());
    }

    fn put(name: &str, bytes: &[u8]) {
        std::fs::write(Path::new(OUT).join(name), bytes).expect("the project's folder can be written");
        println!("{OUT}/{name}: {} bytes", bytes.len());
    }

    impl Training {
        fn send(&mut self, request: protocol::Request) -> Vec<protocol::Event> {
            self.job += 1;
            let replies = block_on(self.session.handle(Command { job: self.job, request }));
            replies.into_iter().map(|reply| reply.event).collect()
        }

        fn ask(&mut self, request: Request) -> Vec<Event> {
            let event = |event| match event {
                protocol::Event::Embeddings(event) => event,
                other => panic!("{other:?}"),
            };
            self.send(request.into()).into_iter().map(event).collect()
        }

        fn neighbours(&mut self, word: &str) -> String {
            match self.ask(Request::Neighbours { word: word.into() }).pop() {
                Some(Event::Neighbours(near)) => {
                    let words = near.found.unwrap_or_default().into_iter().take(6).map(|(word, _)| word);
                    format!("| {word} | {} |", words.collect::<Vec<_>>().join(", "))
                }
                other => panic!("{other:?}"),
            }
        }
    }

    /// The model card.
    fn card(prepared: &Prepared, first: f32, last: &Progress, near: &[String]) -> String {
        let loss = last.losses.last().map_or(f32::NAN, |point| point.1);
        format!(
            "# The vectors that open the word embeddings page\n\n\
             Written by `cargo xtask train word2vec`; the same seed gives the same files on the same build.\n\n\
             | | |\n|---|---|\n\
             | model | word2vec, skip-gram with negative sampling (gensim's names: vector_size 50, window 5, negative 5, min_count 5, sample 0.001, alpha 0.025 to 0.0001, epochs 30, seed 1) |\n\
             | text | `{TEXT}`, {} words, {} different ones, {} of them with a vector |\n\
             | training | {} pairs |\n\
             | loss | {first:.3} to {loss:.3} nats a pair |\n\
             | files | `vectors.safetensors` (`syn0`, `syn1neg` in half precision, `counts`, the words in the metadata), `trace.bin` (the map and the neighbours of “{WORD}”, shown until the engine has arrived) |\n\n\
             What it is for: showing what company does to words. It knows one author's London of 1891, its manners and its prejudices; use it for nothing else.\n\n\
             | word | nearest |\n|---|---|\n{}\n",
            prepared.raw_words,
            prepared.raw_types,
            prepared.words.len(),
            last.examples,
            near.join("\n"),
        )
    }

    fn milliseconds() -> f64 {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
    }
}
