//! How fast the tab writes with SmolLM2 on the CPU, beside wllama (llama.cpp in wasm) in the same browser with the same GGUF file.

use std::time::Duration;
use std::{fs, iter, thread};

use crate::memory;
use crate::{
    machine,
    report::{Report, median},
};
use packs::weights::manifest::{self, Model};
use protocol::llama::{Event, Request};
use protocol::pack::{self, File, Pack};
use protocol::writing::{self, Settings, Write};
use serde_json::{Value, json};
use tests::harness::{Browser, Site, Tab, engine, in_browser, named_by};

/// The two take turns, so that a busy neighbour hits both.
const ROUNDS: usize = 3;
/// Tokens that fit.
const CONTEXT: usize = 2048;
/// Tokens that are written.
const COUNT: usize = 32;

/// Of 37 tokens.
const PROMPT: &str = "The history of the printing press began in Europe when Johannes Gutenberg introduced movable type. Before that, \
    books were copied by hand, a slow and costly process. In short, the printing press";
/// What each writes first: its time is not counted.
const WARM_UP: &str = "Once upon a time there was";

/// One text that was written.
struct Round {
    /// Milliseconds from the question to each token.
    times: Vec<f64>,
    text: String,
    memory: Memory,
}

/// Bytes.
#[derive(Default)]
struct Memory {
    /// Of the tab: before the model is loaded, where that can be asked; after the text; with a context that is full.
    before: u64,
    after: u64,
    full: u64,
    /// Of the tab, what is the engine's WebAssembly memory, after the text and with a full context.
    engine: [u64; 2],
}

impl Round {
    fn first(&self) -> f64 {
        self.times[0]
    }

    /// Tokens a second after the first.
    fn speed(&self) -> f64 {
        let (first, last) = (self.times[0], self.times[self.times.len() - 1]);
        (self.times.len() - 1) as f64 / (last - first) * 1e3
    }
}

pub fn run() -> Report {
    let machine = machine::describe();
    let folder = named_by("GLASSBOX_WLLAMA");
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/wllama.html");
    fs::copy(page, folder.join("index.html")).expect("the peer's page is put beside its program");
    let (site, peer_site) = (Site::at_root(), Site::of(&folder));
    let (mut ours, mut plain, mut peers): (Vec<Round>, Vec<Round>, Vec<Round>) = Default::default();
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| ours.push(measure(tab, "relaxed")));
        in_browser(&site, Browser::default(), |tab| plain.push(measure(tab, "plain")));
        in_browser(&peer_site, Browser::default(), |tab| peers.push(measure_peer(tab)));
    }
    let (text, plain_text, peer_text) = (&ours[0].text, &plain[0].text, &peers[0].text);
    assert_eq!(text, plain_text, "the kernels do not give the same numbers");
    let same = text.chars().zip(peer_text.chars()).take_while(|(a, b)| a == b).count();
    assert!(same >= 12, "the two do not run the same model: {text:?} and {peer_text:?}");

    let of = |rounds: &[Round], take: fn(&Round) -> f64| median(rounds.iter().map(take).collect());
    let all = |rounds: &[Round], take: fn(&Round) -> f64| -> String {
        rounds.iter().map(|round| format!("{:.1}", take(round))).collect::<Vec<_>>().join(", ")
    };
    let mut rows = String::new();
    let mut row = |name: &str, take: fn(&Round) -> f64, more_is_better: bool| {
        let [a, c, b] = [&ours, &plain, &peers].map(|rounds| of(rounds, take));
        let ratio = |a: f64, b: f64| if more_is_better { a / b } else { b / a };
        rows += &format!(
            "| {name} | {a:.1} | {} | {c:.1} | {} | {b:.1} | {} | {:.2} | {:.2} |\n",
            all(&ours, take),
            all(&plain, take),
            all(&peers, take),
            ratio(a, b),
            ratio(a, c)
        );
    };
    row("tokens a second after the first", Round::speed, true);
    row("from the question to the first token, ms", Round::first, false);
    row("memory of the tab, MB", |round| round.memory.after as f64 / 1e6, false);
    row("memory of the tab with 2,048 tokens, MB", |round| round.memory.full as f64 / 1e6, false);
    let before = of(&ours, |round| round.memory.before as f64 / 1e6);
    let engine = [0, 1].map(|index| median(ours.iter().map(|round| round.memory.engine[index] as f64 / 1e6).collect()));
    let [engine, engine_full] = engine;
    Report {
        title: "SmolLM2",
        what: "SmolLM2-135M-Instruct, tokens a second on the CPU in Chromium, beside wllama".into(),
        ours: of(&ours, Round::speed),
        peer: of(&peers, Round::speed),
        text: format!(
            "SmolLM2-135M-Instruct (Q4_1) in the engine's worker, asked by the page and timed there, beside wllama 3.8.1 (llama.cpp in wasm) in a \
             page of its own: the same GGUF file, one thread, no cross-origin isolation, as on GitHub Pages. A prompt of 37 tokens and {COUNT} \
             tokens after it, greedily, in a fresh browser, after a short text that is not counted. {ROUNDS} rounds in turn. Of memory, what the \
             tab's process holds that is in no file: page, worker, program and model, once the page's garbage is collected; ours holds {before:.0} MB of it before the model is loaded. \
             Of ours the engine's WebAssembly memory, which is what its worker holds but for compiled code, is {engine:.0} MB after the text and \
             {engine_full:.0} MB when all 2,048 tokens of its context are taken. wllama's tab was not measured with a full context: its number after the text stands there again. The first ratio says how many \
             times better Glassbox is than wllama, the second how many times better relaxed SIMD is than plain SIMD, to the same text.\n\n\
             | | Glassbox, relaxed SIMD | Rounds | Glassbox, plain SIMD | Rounds | wllama | Rounds | Beside wllama | Beside plain |\n\
             | --- | ---: | --- | ---: | --- | ---: | --- | ---: | ---: |\n{rows}\n{machine}"
        ),
    }
}

/// Loads the model behind the page's back, as a page does, and writes.
fn measure(tab: &Tab, kernels: &str) -> Round {
    engine::tap(tab);
    tab.goto(&format!("positional-encoding/?backend=cpu&kernels={kernels}&d=8&heads=2&text=a%20b"));
    tab.wait_for("the engine", 120.0, "document.querySelector('.badge')?.dataset.state === 'ready'");
    forget_files(tab);
    let before = memory::of_largest_tab();
    let model = model();
    let shards = &model.pack("q4_1").expect("the manifest names the pack").shards;
    engine::send(tab, llama(pack::Request::Open(open(&model)).into()));
    for (index, shard) in (0..).zip(shards) {
        let (_, Event::Pack(pack::Event::Taken { shards, .. })) = answer(tab) else { panic!("{index} was not taken") };
        assert_eq!(shards, index);
        engine::send_file(
            tab,
            llama(pack::Request::Shard { bytes: Vec::new() }.into()),
            &format!("packs/smollm2/{}", shard.name),
        );
    }
    let loaded =
        iter::repeat_with(|| answer(tab).1).find(|event| !matches!(event, Event::Pack(pack::Event::Taken { .. })));
    let Some(Event::Pack(pack::Event::Loaded(facts))) = loaded else { panic!("{loaded:?}") };
    assert!(facts.stored.contains(&format!("{kernels} SIMD, asked for")), "{}", facts.stored);
    write(tab, read(tab, WARM_UP));
    let (times, text) = write(tab, read(tab, PROMPT));
    let (after, small) = (held(tab), engine_memory(tab));
    let long = read(tab, PROMPT).into_iter().cycle().take(CONTEXT - COUNT).collect();
    write(tab, long);
    let (full, engine) = (held(tab), [small, engine_memory(tab)]);
    Round { times, text, memory: Memory { before, after, full, engine } }
}

/// A tab that is watched keeps the files it fetched for whoever asks to see them, up to a hundred megabytes: not what a reader has.
fn forget_files(tab: &Tab) {
    tab.devtools("Network.disable", json!({}));
}

/// Of the tab, once the page has no garbage: what this program hands the engine goes through the page. What was collected is given back later.
fn held(tab: &Tab) -> u64 {
    tab.devtools("HeapProfiler.collectGarbage", json!({}));
    thread::sleep(Duration::from_secs(5));
    memory::of_largest_tab()
}

fn engine_memory(tab: &Tab) -> u64 {
    engine::send(tab, protocol::Request::Diagnose);
    match engine::reply(tab).1 {
        protocol::Event::Diagnosis(diagnosis) => diagnosis.memory_bytes,
        event => panic!("{event:?}"),
    }
}

/// A question to the model.
fn llama(request: Request) -> protocol::Request {
    protocol::Request::Llama(request)
}

/// A text's tokens.
fn read(tab: &Tab, text: &str) -> Vec<u32> {
    engine::send(tab, llama(Request::Writing(writing::Request::Read { text: text.into() })));
    let (_, Event::Writing(writing::Event::Read { pieces, .. })) = answer(tab) else { panic!("the text was not read") };
    pieces.iter().map(|piece| piece.token).collect()
}

/// When each token came, and the text.
fn write(tab: &Tab, tokens: Vec<u32>) -> (Vec<f64>, String) {
    let write = Write {
        tokens,
        settings: Settings { temperature: 0.0, ..Settings::default() },
        count: COUNT as u32,
        cache: true,
    };
    let begun = engine::send(tab, llama(Request::Writing(writing::Request::Write(write))));
    let (mut times, mut bytes) = (Vec::new(), Vec::new());
    loop {
        match answer(tab) {
            (time, Event::Writing(writing::Event::Written(written))) => {
                times.push(time - begun);
                bytes.extend(written.piece.bytes);
            }
            (_, Event::Writing(writing::Event::Reading { .. })) => {}
            (_, Event::Writing(writing::Event::Stopped(_))) => break,
            (_, event) => panic!("{event:?}"),
        }
    }
    (times, String::from_utf8_lossy(&bytes).into_owned())
}

/// The next thing the engine says of the model, and when it came.
fn answer(tab: &Tab) -> (f64, Event) {
    match engine::reply(tab) {
        (time, protocol::Event::Llama(event)) => (time, event),
        (_, event) => panic!("{event:?}"),
    }
}

fn model() -> Model {
    let text = fs::read_to_string(named_by("GLASSBOX_DIST").join("packs/smollm2/manifest.txt"));
    let models = manifest::read(&text.expect("the site has a manifest")).expect("a manifest");
    models.into_iter().next().expect("the site has SmolLM2; `cargo xtask models smollm2` says what is missing")
}

fn open(model: &Model) -> Pack {
    let file = |file: &manifest::File| File { size: file.size, sha256: file.sha256.clone() };
    let tokenizer = named_by("GLASSBOX_DIST").join("packs/smollm2").join(&model.tokenizer.name);
    Pack {
        model: model.name.clone(),
        precision: "q4_1".into(),
        config: model.config.clone(),
        tokenizer: fs::read(tokenizer).expect("the tokenizer is beside the manifest"),
        tokenizer_file: file(&model.tokenizer),
        shards: model.pack("q4_1").expect("the manifest names the pack").shards.iter().map(file).collect(),
    }
}

fn measure_peer(tab: &Tab) -> Round {
    forget_files(tab);
    tab.goto("");
    tab.wait_for("wllama", 240.0, "typeof window.write === 'function'");
    let write = |prompt: &str, count: usize| -> Value { tab.eval(&format!("write({}, {count})", json!(prompt))) };
    write(WARM_UP, 4);
    let said = write(PROMPT, COUNT);
    assert_eq!(said["threads"], false, "one thread, as for us");
    let times =
        said["times"].as_array().expect("times").iter().map(|time| time.as_f64().expect("milliseconds")).collect();
    let after = held(tab);
    // Its context is in memory from the start.
    let memory = Memory { after, full: after, ..Memory::default() };
    Round { times, text: said["text"].as_str().expect("a text").into(), memory }
}
