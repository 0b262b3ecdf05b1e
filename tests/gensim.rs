//! "Take it with you" keeps its promise: gensim reads the exported vectors, and finds the neighbours, similarities and analogies the
//! page shows. Needs a Python with gensim, named by `GLASSBOX_REFERENCES`; `cargo xtask test` installs one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::atomic::{AtomicU32, Ordering};

use engine::Session;
use pollster::block_on;
use port::Desk;
use protocol::embeddings::{Event, Format, Request, Setup};
use protocol::{BackendChoice, Command};
use serde_json::Value;

/// gensim normalizes in 32 bits, as we do; both round once or twice.
const TOLERANCE: f32 = 1e-5;

#[test]
fn gensim_reads_the_vectors_and_answers_alike() {
    let Some(python) = python() else { return };
    let mut tab = Tab::open(setup());
    tab.train();
    let Event::Exported { bytes, .. } = tab.ask(Request::Export(Format::Word2Vec)) else {
        panic!("vectors were asked for")
    };
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("word2vec.txt");
    fs::write(&file, bytes).expect("the target folder can be written");
    let theirs = run(&python, &file);

    for word in ["the", "naïve", "don't"] {
        let Event::Neighbours(ours) = tab.ask(Request::Neighbours { word: word.into() }) else { panic!("neighbours") };
        same(word, &ours.found.expect("it has a vector"), &theirs["near"][word]);
    }
    let Event::Similarity { cosine: Some(cosine), .. } =
        tab.ask(Request::Similarity { a: "the".into(), b: "naïve".into() })
    else {
        panic!("a similarity was asked for")
    };
    close("similarity", cosine, &theirs["similarity"]);
    let words = ["the", "naïve", "fox"].map(String::from);
    let Event::Analogy(analogy) = tab.ask(Request::Analogy { words }) else { panic!("an analogy was asked for") };
    same("analogy", &analogy.answers, &theirs["analogy"]);
}

/// The order may differ only where the values agree.
#[track_caller]
fn same(what: &str, ours: &[(String, f32)], theirs: &Value) {
    let theirs = theirs.as_array().expect("a list");
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for ((word, value), their) in ours.iter().zip(theirs) {
        close(&format!("{what}: {word}"), *value, &their[1]);
    }
    let names = |at: usize| theirs[at][0].as_str().unwrap_or_default();
    assert!(
        ours.iter().enumerate().filter(|(at, (word, _))| word != names(*at)).count() <= 1,
        "{what}: {ours:?} {theirs:?}"
    );
}

#[track_caller]
fn close(what: &str, ours: f32, theirs: &Value) {
    let theirs = theirs.as_f64().expect("a number") as f32;
    assert!((ours - theirs).abs() <= TOLERANCE, "{what}: gensim says {theirs}, the page {ours}");
}

fn setup() -> Setup {
    let text =
        "The naïve fox said it can’t, and the other fox said: don’t!\nOne day the fox met a second dog by the river.\n";
    Setup {
        text: text.repeat(60),
        vector_size: 13,
        window: 5,
        shrink_windows: true,
        min_count: 5,
        sample: 0.0,
        skip_gram: true,
        softmax: false,
        negative: 5,
        epochs: 5,
        alpha: 0.025,
        min_alpha: 0.0001,
        seed: 3,
        shuffled: false,
    }
}

struct Tab {
    session: Session,
}

impl Tab {
    fn open(setup: Setup) -> Self {
        let mut tab = Tab { session: Session::new(clock, || 0) };
        tab.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        tab.send(Request::Init(setup).into());
        tab
    }

    fn send(&mut self, request: protocol::Request) -> Option<protocol::Event> {
        let replies = block_on(self.session.handle(Command { job: 1, request }));
        replies.into_iter().next_back().map(|reply| reply.event)
    }

    fn ask(&mut self, request: Request) -> Event {
        match self.send(request.into()) {
            Some(protocol::Event::Embeddings(event)) => event,
            other => panic!("the engine answers {other:?}"),
        }
    }

    fn train(&mut self) {
        self.send(Request::Train.into());
        while self.session.is_busy() {
            block_on(self.session.tick());
        }
    }
}

/// A millisecond a look.
fn clock() -> f64 {
    static NOW: AtomicU32 = AtomicU32::new(0);
    f64::from(NOW.fetch_add(1, Ordering::Relaxed))
}

#[expect(clippy::print_stderr, reason = "a test that was left out says so")]
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("GLASSBOX_REFERENCES").map(PathBuf::from);
    if python.is_none() {
        eprintln!("left out: GLASSBOX_REFERENCES does not name a Python with gensim");
    }
    python
}

fn run(python: &Path, vectors: &Path) -> Value {
    const SCRIPT: &str = "
import json, sys
from gensim.models import KeyedVectors
vectors = KeyedVectors.load_word2vec_format(sys.argv[1])
near = {word: vectors.most_similar(word, topn=10) for word in ['the', 'naïve', \"don't\"]}
print(json.dumps({
    'near': near,
    'similarity': float(vectors.similarity('the', 'naïve')),
    'analogy': vectors.most_similar(positive=['naïve', 'fox'], negative=['the'], topn=5),
}))
";
    let output = Process::new(python)
        .args(["-c", SCRIPT])
        .arg(vectors)
        .env("PYTHONUTF8", "1")
        .output()
        .expect("GLASSBOX_REFERENCES can be run");
    assert!(output.status.success(), "gensim fails:\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the script prints JSON")
}
