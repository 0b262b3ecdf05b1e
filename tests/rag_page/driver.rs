//! A page without a browser: what the lesson and the writer ask, the engine answers, until nobody has anything to say.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use engine::Session;
use lessons::Lesson as _;
use lessons::rag::{Ended, Lesson, Purpose, Writer};
use packs::weights::manifest::{self, File, Model};
use pollster::block_on;
use port::Desk;
use protocol::{BackendChoice, Command, Request, llama, pack, rag};

pub struct Tab {
    session: Session,
    pub lesson: Lesson,
    pub writer: Writer,
    /// All that the engine said to this lesson.
    pub heard: Vec<rag::Event>,
}

impl Tab {
    /// With both models, on the default documents; the default question is answered.
    #[expect(clippy::print_stderr, reason = "a test that was left out says so")]
    pub fn open() -> Option<Tab> {
        let (Some(minilm), Some(smollm2)) = (folder("GLASSBOX_MINILM"), folder("GLASSBOX_SMOLLM2")) else {
            eprintln!("left out: GLASSBOX_MINILM and GLASSBOX_SMOLLM2 do not name folders of packs");
            return None;
        };
        let (lesson, writer, session) = (Lesson::default(), Writer::default(), Session::new(clock, || 0));
        let mut tab = Tab { session, lesson, writer, heard: Vec::new() };
        tab.send([Request::Start { choice: BackendChoice::Cpu }]);
        for request in requests(&minilm, "q8_0") {
            tab.send([rag::Request::Encoder(request).into()]);
        }
        for request in requests(&smollm2, "q4_1") {
            tab.send([llama::Request::Pack(request).into()]);
        }
        assert!(tab.lesson.is_loaded() && tab.writer.is_loaded());
        let tokenizer = file(&minilm, &manifest(&minilm).tokenizer);
        tab.act(|lesson| lesson.worker_started(false));
        tab.act(|lesson| lesson.take_tokenizer(tokenizer));
        Some(tab)
    }

    /// What the reader does, and all that follows from it.
    pub fn act(&mut self, change: impl FnOnce(&mut Lesson) -> Vec<rag::Request>) {
        let requests = change(&mut self.lesson);
        self.send(requests.into_iter().map(Request::from));
    }

    pub fn ask(&mut self, question: &str) {
        self.lesson.draft = question.into();
        self.act(Lesson::ask);
    }

    fn send(&mut self, requests: impl IntoIterator<Item = Request>) {
        let mut queue: VecDeque<Request> = requests.into_iter().collect();
        loop {
            let replies = match queue.pop_front() {
                Some(request) => block_on(self.session.handle(Command { job: 1, request })),
                None if self.session.is_busy() => block_on(self.session.tick()),
                None => break,
            };
            for reply in replies {
                queue.extend(self.hear(reply.event));
            }
        }
    }

    /// As the page hands it to both, and what they say to each other.
    fn hear(&mut self, event: protocol::Event) -> Vec<Request> {
        let before = self.answer_is_whole();
        let mut requests: Vec<Request> = self.lesson.apply(&event).into_iter().map(Request::from).collect();
        requests.extend(self.writer.apply(&event).into_iter().map(Request::from));
        if let protocol::Event::Rag(event) = event {
            self.heard.push(event);
        }
        let due = self.lesson.due();
        requests.extend(self.writer.want(due).into_iter().map(Request::from));
        if self.answer_is_whole() && !before {
            let written = self.writer.answer(Purpose::Documents).expect("it is whole");
            requests.extend(self.lesson.link(&written).into_iter().map(Request::from));
        }
        requests
    }

    fn answer_is_whole(&self) -> bool {
        self.writer.answer(Purpose::Documents).is_some_and(|it| it.ended != Ended::Not)
    }
}

/// Milliseconds.
fn clock() -> f64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

fn folder(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from)
}

fn manifest(folder: &Path) -> Model {
    let text = fs::read_to_string(folder.join("manifest.txt")).expect("a manifest");
    let [model] = manifest::read(&text).expect("a manifest").try_into().expect("one model");
    model
}

fn file(folder: &Path, file: &File) -> Vec<u8> {
    fs::read(folder.join(&file.name)).expect("the file is there")
}

/// What a page sends to load a pack.
fn requests(folder: &Path, precision: &str) -> Vec<pack::Request> {
    let model = manifest(folder);
    let told = |file: &File| pack::File { size: file.size, sha256: file.sha256.clone() };
    let shards = &model.pack(precision).expect("the manifest names the pack").shards;
    let open = pack::Pack {
        model: model.name.clone(),
        precision: precision.into(),
        config: model.config.clone(),
        tokenizer: file(folder, &model.tokenizer),
        tokenizer_file: told(&model.tokenizer),
        shards: shards.iter().map(told).collect(),
    };
    let shards = shards.iter().map(|shard| pack::Request::Shard { bytes: file(folder, shard) });
    std::iter::once(pack::Request::Open(open)).chain(shards).collect()
}
