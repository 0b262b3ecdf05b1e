//! How fast the tab turns texts into MiniLM's vectors on the CPU, beside transformers.js in the same browser.

use crate::{
    machine,
    reference::{self, Reference},
    report::{Report, median},
};
use protocol::{
    Command, Event, Reply, Request,
    bert::{self, Embedded},
};
use serde_json::{Value, json};
use tests::harness::{Browser, Site, Tab, engine, in_browser, named_by, script::from_base64};

/// The two take turns, so that a busy neighbour hits both.
const ROUNDS: usize = 3;
/// Times that each short text is embedded in a round.
const TIMES: usize = 20;

/// A sentence, a long one, a word.
const TEXTS: [&str; 3] = [
    "The quick brown fox jumps over the lazy dog.",
    "Retrieval-augmented generation combines a retriever with a generator so that answers can be grounded in documents supplied at query time.",
    "LSTM",
];

const PASSAGES: usize = 200;
/// Of a passage, `[CLS]` and `[SEP]` among them.
const TOKENS: usize = 100;
/// Passages in one call, where a call takes several.
const BATCH: usize = 8;

/// Of all our commands: no page counts as far.
const JOB: u32 = u32::MAX;

/// Milliseconds in one round.
struct Round {
    /// Of each short text, one by one.
    texts: Vec<f64>,
    /// Of all passages, one by one, and several in a call.
    passages: f64,
    batches: f64,
    vectors: Vec<Vec<f32>>,
}

pub fn run() -> Report {
    let machine = machine::describe();
    let passages = passages(&reference::minilm());
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/transformers.html");
    let folder = named_by("GLASSBOX_TRANSFORMERS");
    std::fs::copy(page, folder.join("index.html")).expect("the peer's page is put beside its programs");
    let (site, peer_site) = (Site::at_root(), Site::of(&folder));
    let (mut ours, mut peers): (Vec<Round>, Vec<Round>) = Default::default();
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| ours.push(measure(tab, &passages)));
        in_browser(&peer_site, Browser::default(), |tab| peers.push(measure_peer(tab, &passages)));
    }
    let agreement = ours[0].vectors.iter().zip(&peers[0].vectors).map(|(a, b)| cosine(a, b)).fold(1.0, f64::min);
    assert!(agreement > 0.95, "the two do not run the same model: cosine {agreement}");

    let text = |rounds: &[Round]| median(rounds.iter().flat_map(|round| round.texts.clone()).collect());
    let of = |rounds: &[Round], take: fn(&Round) -> f64| median(rounds.iter().map(take).collect());
    let mut rows = String::new();
    let mut row = |name: String, ours: f64, peer: f64| {
        rows += &format!("| {name} | {ours:.1} | {peer:.1} | {:.2} |\n", peer / ours);
    };
    for (at, words) in TEXTS.iter().enumerate() {
        let one = |rounds: &[Round]| {
            median(rounds.iter().flat_map(|round| round.texts.iter().skip(at).step_by(TEXTS.len()).copied()).collect())
        };
        let begin: String = words.chars().take(24).collect();
        row(format!("“{begin}”, ms"), one(&ours), one(&peers));
    }
    let (each, each_peer) = (text(&ours), text(&peers));
    let mean = |rounds: &[Round]| {
        let all: Vec<f64> = rounds.iter().flat_map(|round| round.texts.clone()).collect();
        all.iter().sum::<f64>() / all.len() as f64
    };
    row("a text of the three, median, ms".into(), each, each_peer);
    let (mean, mean_peer) = (mean(&ours), mean(&peers));
    row("a text of the three, mean, ms".into(), mean, mean_peer);
    let seconds = |rounds: &[Round], take| of(rounds, take) / 1e3;
    let (single, single_peer) = (seconds(&ours, |round| round.passages), seconds(&peers, |round| round.passages));
    row(format!("{PASSAGES} passages of {TOKENS} tokens, one by one, s"), single, single_peer);
    let (batch, batch_peer) = (seconds(&ours, |round| round.batches), seconds(&peers, |round| round.batches));
    row(format!("the same, {BATCH} in a call, s"), batch, batch_peer);
    Report {
        title: "MiniLM",
        what: "Sentence embeddings, texts a second one by one (mean of three texts) on the CPU in Chromium, beside transformers.js".into(),
        ours: 1e3 / mean,
        peer: 1e3 / mean_peer,
        text: format!(
            "`all-MiniLM-L6-v2` at 8 bits in the engine's worker, asked by the page and timed there, beside transformers.js 4.3.1 (onnxruntime-web \
             1.30, an int8 ONNX file, one thread: no cross-origin isolation, as on GitHub Pages) in a page of its own. Both cut the texts into \
             tokens, pool and normalise. Their vectors have a cosine of {agreement:.4} at least. {ROUNDS} rounds in turn, {TIMES} times each text; \
             passages are cut from the site's stories. The last column says how many times faster Glassbox is.\n\n\
             | | Glassbox | transformers.js | Ratio |\n| --- | ---: | ---: | ---: |\n{rows}\n{machine}"
        ),
    }
}

/// From the stories that come with the site, whole words.
fn passages(tokenizer: &Reference) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/text/sherlock-holmes.txt");
    let text = std::fs::read_to_string(path).expect("the stories come with the site");
    let mut words = text.split_whitespace();
    let mut passages = Vec::new();
    while passages.len() < PASSAGES {
        let (mut passage, mut tokens) = (String::new(), 2);
        while tokens < TOKENS {
            let word = words.next().expect("the stories are long enough");
            tokens += tokenizer.ids(word).len();
            passage += word;
            passage.push(' ');
        }
        passages.push(passage);
    }
    passages
}

/// Asks the engine behind the page's back, as a page would.
fn measure(tab: &Tab, passages: &[String]) -> Round {
    engine::tap(tab);
    tab.goto("bert/?backend=cpu");
    tab.wait_for_element(".model-panel .primary", 60.0);
    tab.click_css(".model-panel .primary");
    tab.wait_for("the model", 120.0, "document.querySelector('.model-panel').innerText.includes('Loaded at')");
    // The page has its own questions first.
    tab.wait_for("the maps", 60.0, "document.querySelectorAll('.bert-layer canvas').length === 72");
    let short: Vec<Vec<String>> = TEXTS.iter().map(|text| vec![text.to_string()]).collect();
    let (_, vectors) = embed(tab, &short);
    let mut texts = Vec::new();
    for _ in 0..TIMES {
        texts.extend(embed(tab, &short).0);
    }
    let in_calls_of = |size: usize| -> f64 {
        let calls: Vec<Vec<String>> = passages.chunks(size).map(<[String]>::to_vec).collect();
        // In slices: a script of the driver has a minute.
        calls.chunks((48 / size).max(1)).flat_map(|calls| embed(tab, calls).0).sum()
    };
    Round { texts, passages: in_calls_of(1), batches: in_calls_of(BATCH), vectors }
}

/// Milliseconds from each call to its answer, one call after the other, and all vectors.
fn embed(tab: &Tab, calls: &[Vec<String>]) -> (Vec<f64>, Vec<Vec<f32>>) {
    let commands: Vec<Vec<u8>> = calls
        .iter()
        .map(|texts| {
            let request = Request::Bert(bert::Request::Embed { texts: texts.clone() });
            protocol::encode(&Command { job: JOB, request })
        })
        .collect();
    // An answer begins like this one, whatever follows.
    let embedded = bert::Event::Embedded(Embedded::default());
    let mut answer = protocol::encode(&Reply { job: JOB, event: Event::Bert(embedded.clone()) });
    answer.truncate(answer.len() - (protocol::encode(&embedded).len() - 1));
    let said = tab.eval(&format!(
        "(async (commands, start) => {{
            const worker = workers.at(-1);
            const answers = [];
            for (const command of commands) {{
                const begun = performance.now();
                const bytes = await new Promise((resolve) => {{
                    const listen = ({{ data }}) => {{
                        const bytes = new Uint8Array(data);
                        if (!start.every((byte, at) => bytes[at] === byte)) return;
                        worker.removeEventListener('message', listen);
                        resolve(bytes);
                    }};
                    worker.addEventListener('message', listen);
                    worker.postMessage(new Uint8Array(command).buffer);
                }});
                answers.push([performance.now() - begun, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))]);
            }}
            return answers;
        }})({commands:?}, {answer:?})"
    ));
    let mut times = Vec::new();
    let mut vectors = Vec::new();
    for answer in said.as_array().expect("a list of answers") {
        times.push(answer[0].as_f64().expect("milliseconds"));
        let bytes = answer[1].as_str().and_then(from_base64).expect("bytes");
        let Ok(Reply { event: Event::Bert(bert::Event::Embedded(embedded)), .. }) = protocol::decode(&bytes) else {
            panic!("another answer than expected")
        };
        vectors.extend(embedded.vectors.chunks(embedded.width as usize).map(<[f32]>::to_vec));
    }
    (times, vectors)
}

fn measure_peer(tab: &Tab, passages: &[String]) -> Round {
    tab.goto("");
    tab.wait_for("transformers.js", 120.0, "typeof window.embed === 'function'");
    let embed = |texts: &[String], batch: usize| -> Value { tab.eval(&format!("embed({}, {batch})", json!(texts))) };
    let times = |said: &Value| -> Vec<f64> { numbers(&said["times"]) };
    let short = TEXTS.map(String::from);
    let first = embed(&short, 1);
    let vectors = first["vectors"].as_array().expect("vectors");
    let vectors = vectors.iter().map(|vector| numbers(vector).into_iter().map(|x| x as f32).collect()).collect();
    let mut texts = Vec::new();
    for _ in 0..TIMES {
        texts.extend(times(&embed(&short, 1)));
    }
    let in_calls_of = |size: usize| -> f64 { passages.chunks(48).flat_map(|part| times(&embed(part, size))).sum() };
    Round { texts, passages: in_calls_of(1), batches: in_calls_of(BATCH), vectors }
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list").iter().map(|number| number.as_f64().unwrap_or(f64::NAN)).collect()
}

/// Of vectors of length 1.
fn cosine(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}
