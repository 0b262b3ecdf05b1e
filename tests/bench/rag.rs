//! The RAG lesson's stages on a megabyte: cut, embedded beside transformers.js, and 50,000 vectors searched, all by the page's own worker.

#[path = "rag/wire.rs"]
mod wire;

use crate::{
    machine, memory,
    report::{Report, median},
};
use protocol::rag::{self, Chunking, Document, Found, Method, Retrieval, Search, Setup, Unit, Vectors};
use serde_json::{Value, json};
use tests::harness::{Browser, Site, Tab, engine, in_browser, named_by};
use wire::{answer, open_stage, tell};

/// The two take turns, so that a busy neighbour hits both.
const ROUNDS: usize = 3;

/// Bytes that are cut.
const TEXT: usize = 1_000_000;

/// Chunks that are embedded in a round, and their tokens, without `[CLS]` and `[SEP]`.
const CHUNKS: usize = 200;
const TOKENS: u32 = 126;

/// Vectors that are searched, and questions asked of them.
const STORED: usize = 50_000;
const QUESTIONS: usize = 15;

/// One visit.
#[derive(Default)]
struct Round {
    /// Milliseconds to cut the text, and from the question for it to its answer.
    cut: f64,
    cut_asked: f64,
    chunks: usize,
    /// Chunks a second.
    rate: f64,
    texts: Vec<String>,
    /// Bytes of the tab with the model, and with the stored vectors.
    with_model: u64,
    with_vectors: u64,
    /// Milliseconds of each search: by meaning, by words, ordering; and from asking to the answer, embedding of the question included.
    dense: Vec<f64>,
    whole: Vec<f64>,
    asked: Vec<f64>,
    /// Of the page, while a megabyte is added, cut and embedded: the longest task, the longest time between two frames.
    longest_task: f64,
    longest_frame: f64,
}

pub fn run() -> Report {
    let machine = machine::describe();
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/transformers.html");
    let folder = named_by("GLASSBOX_TRANSFORMERS");
    std::fs::copy(page, folder.join("index.html")).expect("the peer's page is put beside its programs");
    let (site, peer_site) = (Site::at_root(), Site::of(&folder));
    let (mut ours, mut one_by_one, mut batched): (Vec<Round>, Vec<f64>, Vec<f64>) = Default::default();
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| ours.push(measure(tab)));
        let texts = &ours[ours.len() - 1].texts;
        in_browser(&peer_site, Browser::default(), |tab| {
            one_by_one.push(rate_of_peer(tab, texts, 1));
            batched.push(rate_of_peer(tab, texts, 8));
        });
    }
    let of = |take: fn(&Round) -> f64| median(ours.iter().map(take).collect());
    let all = |take: fn(&Round) -> &Vec<f64>| median(ours.iter().flat_map(|round| take(round).clone()).collect());
    let megabytes = |take: fn(&Round) -> u64| ours.iter().map(take).max().unwrap_or_default() / 1_000_000;
    let rate = of(|round| round.rate);
    let (peer_one, peer_batch) = (median(one_by_one), median(batched));
    let peer = peer_one.max(peer_batch);
    let list = |take: fn(&Round) -> f64| {
        ours.iter().map(|round| format!("{:.0}", take(round))).collect::<Vec<String>>().join(", ")
    };
    let rows = [
        format!(
            "| 1 MB cut into {} chunks of {TOKENS} tokens at most, ms in the worker | {:.0} | under 1,000 |",
            ours[0].chunks,
            of(|round| round.cut)
        ),
        format!("| the same, from the page's message to its answer, ms | {:.0} | |", of(|round| round.cut_asked)),
        format!("| {CHUNKS} chunks of {} tokens embedded, chunks a second | {rate:.2} | |", TOKENS + 2),
        format!("| transformers.js, one by one | {peer_one:.2} | |"),
        format!("| transformers.js, 8 in a call | {peer_batch:.2} | |"),
        format!("| times as fast as the better of the two | {:.2} | at least 1 |", rate / peer),
        format!(
            "| exact search over 50,000 vectors of 384, ms in the worker | {:.1} | under 20 |",
            all(|round| &round.dense)
        ),
        format!("| by meaning and by words, fused, ms in the worker | {:.1} | |", all(|round| &round.whole)),
        format!(
            "| from the page's question to its answer, the question embedded, ms | {:.1} | |",
            all(|round| &round.asked)
        ),
        format!(
            "| memory of the tab with the model and {CHUNKS} vectors, MB | {} | |",
            megabytes(|round| round.with_model)
        ),
        format!(
            "| memory of the tab with 50,000 chunks and vectors, MB | {} | |",
            megabytes(|round| round.with_vectors)
        ),
        format!(
            "| longest task of the page while 1 MB is added, cut and embedded, ms (0: none over 50) | {} | |",
            list(|round| round.longest_task)
        ),
        format!("| longest time between two frames meanwhile, ms | {} | |", list(|round| round.longest_frame)),
    ];
    Report {
        title: "RAG",
        what: format!(
            "Chunks of {} tokens embedded a second on the CPU in Chromium, beside transformers.js",
            TOKENS + 2
        ),
        ours: rate,
        peer,
        text: format!(
            "The stages of the RAG lesson, asked of its worker on the CPU backend and timed there. A megabyte of the site's stories is cut into \
             chunks; {CHUNKS} of them are embedded by MiniLM at 8 bits, and the same texts by transformers.js 4.3.1 (onnxruntime-web 1.30, an int8 \
             ONNX file, one thread) in a page of its own. Then 50,000 short passages get vectors of length 1 that are made up, as if they came \
             from an earlier visit, and {QUESTIONS} questions are asked by meaning and by words. Last, the page itself is given the megabyte as a \
             file. {ROUNDS} rounds in turn, medians; tasks and frames of every round; memory is the largest.\n\n\
             | | Measured | Wanted |\n| --- | ---: | --- |\n{}\n\n{machine}",
            rows.join("\n")
        ),
    }
}

fn measure(tab: &Tab) -> Round {
    let mut round = Round::default();
    let stories = stories();
    engine::tap(tab);
    tab.goto("rag/?backend=cpu");
    // The tokenizer is fetched when the page knows the model's name.
    tab.wait_for("the engine", 60.0, "document.querySelector('.badge-text')?.textContent === 'CPU'");
    let chunking = Chunking { method: Method::Fixed, size: TOKENS, overlap: 0, headings: false, ..Chunking::default() };
    let setup = |question: &str| Setup {
        chunking,
        retrieval: Retrieval { search: Search::Hybrid, threshold: -1.0, ..Retrieval::default() },
        question: question.into(),
    };

    // Without the model only cutting is left to do; and again until its tokenizer is there.
    for attempt in 0.. {
        let text = format!("{stories}{}", " ".repeat(attempt));
        tell(tab, &rag::Request::Documents(vec![document(String::new())]), &format!("utf8({})", json!(text)));
        let began = tell(tab, &rag::Request::Run(setup("")), "");
        let (came, event) = answer(tab);
        let rag::Event::Chunked(chunked) = event else { panic!("{event:?}") };
        if chunked.unit == Unit::Words && attempt < 20 {
            std::thread::sleep(std::time::Duration::from_millis(500));
            continue;
        }
        assert_eq!(chunked.unit, Unit::Tokens);
        (round.cut, round.cut_asked, round.chunks) = (chunked.milliseconds, came - began, chunked.chunks.len());
        let whole = chunked.chunks.iter().filter(|chunk| chunk.tokens == TOKENS).take(CHUNKS);
        round.texts = whole.map(|chunk| text[chunk.start as usize..chunk.end as usize].to_owned()).collect();
        break;
    }
    assert_eq!(round.texts.len(), CHUNKS);

    // The page runs on what is there when the model is loaded: nothing.
    tell(tab, &rag::Request::Documents(Vec::new()), "");
    load(tab);
    let documents = (1..).zip(&round.texts).map(|(id, text)| Document { id, ..document(text.clone()) }).collect();
    tell(tab, &rag::Request::Documents(documents), "");
    tell(tab, &rag::Request::Run(setup("")), "");
    let mut model = String::new();
    let embedded = loop {
        match answer(tab).1 {
            rag::Event::Computed(computed) => model = computed.vectors.model,
            rag::Event::Embedded(embedded) => break embedded,
            _ => {}
        }
    };
    assert_eq!(embedded.reused, 0, "nothing was embedded before");
    round.rate = CHUNKS as f64 / embedded.milliseconds * 1e3;
    round.with_model = memory::of_largest_tab();
    search(tab, &mut round, &model, &setup);

    // The page's own turn, with its own worker state again.
    tab.goto("rag/?backend=cpu&again");
    tab.wait_for("the engine", 60.0, "document.querySelector('.badge-text')?.textContent === 'CPU'");
    load(tab);
    open_stage(tab, "Documents");
    tab.wait_for("the field for files", 30.0, "document.querySelector('input[type=file][multiple]')");
    tab.eval(&format!(
        "(() => {{
            window.longest = {{ task: 0, frame: 0 }};
            new PerformanceObserver((list) => list.getEntries().forEach((entry) => {{
                longest.task = Math.max(longest.task, entry.duration);
            }})).observe({{ type: 'longtask' }});
            let last = performance.now();
            const frame = (now) => {{ longest.frame = Math.max(longest.frame, now - last); last = now; requestAnimationFrame(frame); }};
            requestAnimationFrame(frame);
            const data = new DataTransfer();
            data.items.add(new File([{}], 'stories.txt', {{ type: 'text/plain' }}));
            const input = document.querySelector('input[type=file][multiple]');
            input.files = data.files;
            input.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()",
        json!(stories)
    ));
    // The file repeats itself: of its chunks every other one and more has its vector from its twin.
    tab.wait_for(
        "the embedding",
        120.0,
        "/\\d of \\d{3,}/.test(document.querySelectorAll('.rag-strip b')[2].innerText)",
    );
    // A while of embedding, with every stage looked at meanwhile.
    for stage in ["Chunks", "Retrieval", "Prompt", "Embeddings"] {
        open_stage(tab, stage);
        std::thread::sleep(std::time::Duration::from_secs(4));
    }
    let longest = tab.eval("longest");
    round.longest_task = longest["task"].as_f64().unwrap_or(f64::NAN);
    round.longest_frame = longest["frame"].as_f64().unwrap_or(f64::NAN);
    round
}

fn load(tab: &Tab) {
    open_stage(tab, "Embeddings");
    let panel = ".rag-panel:not([hidden]) .model-panel";
    tab.wait_for_element(&format!("{panel} .primary"), 60.0);
    tab.click_css(&format!("{panel} .primary"));
    tab.wait_for("the model", 120.0, &format!("document.querySelector('{panel}').innerText.includes('Loaded at')"));
}

/// Asks of many stored vectors.
fn search(tab: &Tab, round: &mut Round, model: &str, setup: &dyn Fn(&str) -> Setup) {
    let passages = passages();
    let keys = passages.iter().map(|text| packs::digest(text.as_bytes())[..16].try_into().expect("16 bytes")).collect();
    let vectors = Vectors { model: model.into(), keys, width: 384, values: Vec::new() };
    tell(tab, &rag::Request::Remember(vectors), &format!("vectors({STORED}, 384)"));
    // Each passage is a paragraph of six words: two do not fit into a chunk.
    let text = passages.join("\n\n");
    tell(tab, &rag::Request::Documents(vec![document(String::new())]), &format!("utf8({})", json!(text)));
    let short = |question: &str| {
        let mut setup = setup(question);
        setup.chunking = Chunking { method: Method::Recursive, size: 8, ..setup.chunking };
        setup
    };
    tell(tab, &rag::Request::Run(short("")), "");
    loop {
        match answer(tab).1 {
            rag::Event::Chunked(chunked) => assert_eq!(chunked.chunks.len(), STORED),
            rag::Event::Embedded(embedded) => {
                assert_eq!(embedded.reused as usize, STORED, "every vector was there");
                break;
            }
            _ => {}
        }
    }
    for question in 0..QUESTIONS {
        let asked = format!("Where is the {}?", passages[question * 3001].replace(' ', " and the "));
        let began = tell(tab, &rag::Request::Run(short(&asked)), "");
        let (came, event) = answer(tab);
        let rag::Event::Found(found) = event else { panic!("{event:?}") };
        let Found { times, searched, without_vectors, hits, .. } = *found;
        assert!(!without_vectors && searched as usize == STORED && !hits.is_empty());
        round.dense.push(times.dense);
        round.whole.push(times.dense + times.bm25 + times.order);
        round.asked.push(came - began);
    }
    round.with_vectors = memory::of_largest_tab();
}

fn document(text: String) -> Document {
    Document { id: 1, name: "bench".into(), text }
}

fn stories() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/text/sherlock-holmes.txt");
    let text = std::fs::read_to_string(path).expect("the stories come with the site");
    let mut all = text.repeat(TEXT.div_ceil(text.len()));
    let end = (0..=TEXT).rev().find(|at| all.is_char_boundary(*at)).unwrap_or(0);
    all.truncate(end);
    all
}

/// Six words each, no two alike.
fn passages() -> Vec<String> {
    const WORDS: [&str; 37] = [
        "river", "stone", "window", "lamp", "table", "garden", "bridge", "tower", "market", "school", "castle",
        "forest", "island", "harbor", "letter", "clock", "mirror", "coat", "horse", "dog", "cat", "bird", "fish",
        "tree", "flower", "song", "story", "picture", "door", "wall", "road", "train", "ship", "king", "queen",
        "child", "teacher",
    ];
    let word = |at: usize| WORDS[at % WORDS.len()];
    let passage = |at: usize| {
        let (a, b, c) = (at, at / 37, at / 37 / 37);
        format!("{} {} {} {} {} {}", word(a), word(b), word(c), word(a + b), word(b + c), word(a + c))
    };
    (0..STORED).map(passage).collect()
}

/// Chunks a second.
fn rate_of_peer(tab: &Tab, texts: &[String], batch: usize) -> f64 {
    tab.goto("");
    tab.wait_for("transformers.js", 120.0, "typeof window.embed === 'function'");
    // In slices: a script of the driver has a minute.
    let milliseconds: f64 = texts
        .chunks(48)
        .flat_map(|part| {
            let said: Value = tab.eval(&format!("embed({}, {batch})", json!(part)));
            said["times"].as_array().expect("a list").iter().filter_map(Value::as_f64).collect::<Vec<f64>>()
        })
        .sum();
    texts.len() as f64 / milliseconds * 1e3
}
