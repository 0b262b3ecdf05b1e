//! How fast the tab writes with SmolLM2 on the CPU, beside wllama (llama.cpp in wasm) in the same browser with the same GGUF file.

use std::{fs, iter};

use crate::memory;
use crate::{
    machine,
    report::{Report, median},
};
use packs::weights::manifest::{self, Model};
use protocol::llama::{Event, Request};
use protocol::pack::{self, File, Pack};
use protocol::writing::{self, Settings, Write};
use protocol::{Command, Reply};
use serde_json::{Value, json};
use tests::harness::{Browser, Site, Tab, in_browser, named_by};

/// The two take turns, so that a busy neighbour hits both.
const ROUNDS: usize = 3;
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
    /// Of the tab's memory, and of that before the model was loaded, where it was asked.
    bytes: u64,
    before: u64,
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
    let (mut ours, mut peers): (Vec<Round>, Vec<Round>) = Default::default();
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| ours.push(measure(tab)));
        in_browser(&peer_site, Browser::default(), |tab| peers.push(measure_peer(tab)));
    }
    let (text, peer_text) = (&ours[0].text, &peers[0].text);
    let same = text.chars().zip(peer_text.chars()).take_while(|(a, b)| a == b).count();
    assert!(same >= 12, "the two do not run the same model: {text:?} and {peer_text:?}");

    let of = |rounds: &[Round], take: fn(&Round) -> f64| median(rounds.iter().map(take).collect());
    let all = |rounds: &[Round], take: fn(&Round) -> f64| -> String {
        rounds.iter().map(|round| format!("{:.1}", take(round))).collect::<Vec<_>>().join(", ")
    };
    let mut rows = String::new();
    let mut row = |name: &str, take: fn(&Round) -> f64, more_is_better: bool| {
        let (a, b) = (of(&ours, take), of(&peers, take));
        let ratio = if more_is_better { a / b } else { b / a };
        rows += &format!("| {name} | {a:.1} | {} | {b:.1} | {} | {ratio:.2} |\n", all(&ours, take), all(&peers, take));
    };
    row("tokens a second after the first", Round::speed, true);
    row("from the question to the first token, ms", Round::first, false);
    row("memory of the tab, MB", |round| round.bytes as f64 / 1e6, false);
    let before = of(&ours, |round| round.before as f64 / 1e6);
    Report {
        title: "SmolLM2",
        what: "SmolLM2-135M-Instruct, tokens a second on the CPU in Chromium, beside wllama".into(),
        ours: of(&ours, Round::speed),
        peer: of(&peers, Round::speed),
        text: format!(
            "SmolLM2-135M-Instruct (Q4_1) in the engine's worker, asked by the page and timed there, beside wllama 3.8.1 (llama.cpp in wasm) in a \
             page of its own: the same GGUF file, one thread, no cross-origin isolation, as on GitHub Pages. A prompt of 37 tokens and {COUNT} \
             tokens after it, greedily, in a fresh browser, after a short text that is not counted. {ROUNDS} rounds in turn. Of memory, what the \
             tab's process holds that is in no file: page, worker, program and model; ours holds {before:.0} MB of it before the model is loaded. The \
             last column says how many times better Glassbox is.\n\n\
             | | Glassbox | Rounds | wllama | Rounds | Ratio |\n| --- | ---: | --- | ---: | --- | ---: |\n{rows}\n{machine}"
        ),
    }
}

/// Runs before the page: keeps its workers, and what the engine answers to us.
const TAP: &str = "(() => {
    Object.assign(window, { workers: [], said: [] });
    const Original = Worker;
    window.Worker = class extends Original {
        constructor(...args) {
            super(...args);
            workers.push(this);
            this.addEventListener('message', event => {
                if (!(event.data instanceof ArrayBuffer)) return;
                const bytes = new Uint8Array(event.data.slice());
                if (bytes.subarray(0, 5).join() === '255,255,255,255,15') {
                    said.push([performance.now(), Array.from(bytes)]);
                    event.stopImmediatePropagation();
                }
            });
        }
    };
})()";

/// Loads the model behind the page's back, as a page does, and writes.
fn measure(tab: &Tab) -> Round {
    tab.before_load(TAP);
    tab.goto("positional-encoding/?backend=cpu&d=8&heads=2&text=a%20b");
    tab.wait_for("the engine", 120.0, "document.querySelector('.badge')?.dataset.state === 'ready'");
    let before = memory::of_largest_tab();
    let model = model();
    let shards = &model.pack("q4_1").expect("the manifest names the pack").shards;
    send(tab, pack::Request::Open(open(&model)).into(), None);
    for (index, shard) in (0..).zip(shards) {
        let (_, Event::Pack(pack::Event::Taken { shards, .. })) = answer(tab) else { panic!("{index} was not taken") };
        assert_eq!(shards, index);
        send(tab, pack::Request::Shard { bytes: Vec::new() }.into(), Some(&shard.name));
    }
    let loaded =
        iter::repeat_with(|| answer(tab).1).find(|event| !matches!(event, Event::Pack(pack::Event::Taken { .. })));
    assert!(matches!(loaded, Some(Event::Pack(pack::Event::Loaded(_)))), "{loaded:?}");
    write(tab, WARM_UP);
    let (times, text) = write(tab, PROMPT);
    Round { times, text, bytes: memory::of_largest_tab(), before }
}

/// When each token came, and the text.
fn write(tab: &Tab, prompt: &str) -> (Vec<f64>, String) {
    send(tab, Request::Writing(writing::Request::Read { text: prompt.into() }), None);
    let (_, Event::Writing(writing::Event::Read { pieces, .. })) = answer(tab) else { panic!("the text was not read") };
    let write = Write {
        tokens: pieces.iter().map(|piece| piece.token).collect(),
        settings: Settings { temperature: 0.0, ..Settings::default() },
        count: COUNT as u32,
        cache: true,
    };
    let begun = send(tab, Request::Writing(writing::Request::Write(write)), None);
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

/// Sends a request as the newest job, and returns when; one that ends with an empty list of bytes may be completed with a file of the pack.
fn send(tab: &Tab, request: Request, file: Option<&str>) -> f64 {
    let bytes = protocol::encode(&Command { job: u32::MAX, request: protocol::Request::Llama(request) });
    let sent = match file {
        None => tab.eval(&format!("(workers.at(-1).postMessage(new Uint8Array({bytes:?}).buffer), performance.now())")),
        Some(file) => tab.eval(&format!(
            "(async () => {{
                const file = new Uint8Array(await (await fetch(document.baseURI + 'packs/smollm2/{file}')).arrayBuffer());
                const length = [];
                for (let rest = file.length; ; rest >>>= 7) {{
                    if (rest < 128) {{ length.push(rest); break; }}
                    length.push(rest & 127 | 128);
                }}
                const start = {start:?}.concat(length);
                const message = new Uint8Array(start.length + file.length);
                message.set(start);
                message.set(file, start.length);
                workers.at(-1).postMessage(message.buffer, [message.buffer]);
                return performance.now();
            }})()",
            start = &bytes[..bytes.len() - 1]
        )),
    };
    sent.as_f64().expect("milliseconds")
}

/// The next thing the engine says, and when it came.
fn answer(tab: &Tab) -> (f64, Event) {
    tab.wait_for("an answer", 120.0, "said.length > 0");
    let said = tab.eval("said.shift()");
    let bytes: Vec<u8> = serde_json::from_value(said[1].clone()).expect("bytes");
    let Reply { event, .. } = protocol::decode(&bytes).expect("a reply");
    let protocol::Event::Llama(event) = event else { panic!("{event:?}") };
    (said[0].as_f64().expect("milliseconds"), event)
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
    tab.goto("");
    tab.wait_for("wllama", 240.0, "typeof window.write === 'function'");
    let write = |prompt: &str, count: usize| -> Value { tab.eval(&format!("write({}, {count})", json!(prompt))) };
    write(WARM_UP, 4);
    let said = write(PROMPT, COUNT);
    assert_eq!(said["threads"], false, "one thread, as for us");
    let times =
        said["times"].as_array().expect("times").iter().map(|time| time.as_f64().expect("milliseconds")).collect();
    Round { times, text: said["text"].as_str().expect("a text").into(), bytes: memory::of_largest_tab(), before: 0 }
}
