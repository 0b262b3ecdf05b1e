//! The shipped model of masked words beside PyTorch, on fixtures made by `tests/reference/mlm.py` with the same 8-bit weights. Needs MiniLM's
//! pack, in the folder named by `GLASSBOX_MINILM`; `cargo xtask test` sees to it that it is there.

#[path = "minilm/pack.rs"]
mod pack;

use burn::tensor::Tensor;
use engine::Session;
use engine::fused::transformer;
use models::bert::{Batch, Masked, Operations, Sequence};
use models::weights::{NamedTensor, Weights};
use pack::Packs;
use packs::weights::Reader;
use packs::weights::manifest::File;
use pollster::block_on;
use port::Desk;
use protocol::bert::masked::{Adapted, Asked, Event, Fill, Filled, Request, Span};
use protocol::{BackendChoice, Command};
use safetensors::SafeTensors;

const SHARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models/bert/masked.shard");
const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/masked.safetensors");

/// Of logits of about 10 in size, computed in 32 bits here and in 64 there.
const LOGITS: f32 = 2e-3;

/// Of probabilities and, in bits, of entropies: what that makes of them.
const PROBABILITIES: f32 = 1e-3;

struct Fixture {
    file: Vec<u8>,
    texts: Vec<Vec<String>>,
    spread: usize,
}

impl Fixture {
    fn read() -> Self {
        let file = std::fs::read(FIXTURE).expect("the fixtures are committed");
        let (_, header) = SafeTensors::read_metadata(&file).expect("a safetensors file");
        let metadata = header.metadata().clone().expect("metadata");
        let texts = serde_json::from_str(&metadata["texts"]).expect("lists of texts");
        Fixture { texts, spread: metadata["spread"].parse().expect("a number"), file }
    }

    fn words<T>(&self, case: usize, name: &str, read: fn([u8; 4]) -> T) -> Vec<T> {
        let file = SafeTensors::deserialize(&self.file).expect("a safetensors file");
        let view = file.tensor(&format!("{case}.{name}")).expect("a tensor of the case");
        view.data().as_chunks().0.iter().map(|bytes| read(*bytes)).collect()
    }

    fn floats(&self, case: usize, name: &str) -> Vec<f32> {
        self.words(case, name, f32::from_le_bytes)
    }

    fn integers(&self, case: usize, name: &str) -> Vec<u32> {
        self.words(case, name, u32::from_le_bytes)
    }
}

fn shard() -> (Vec<u8>, File) {
    let bytes = std::fs::read(SHARD).expect("the adapter is committed");
    let file = File { name: "masked.shard".into(), size: bytes.len() as u64, sha256: packs::sha256(&bytes) };
    (bytes, file)
}

#[test]
fn logits_are_pytorchs_both_ways() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::read();
    let (bytes, file) = shard();
    let mut text = packs.text();
    for (way, operations) in [("plain", Operations::PLAIN), ("fused", transformer::OPERATIONS)] {
        let tensors = Reader::new(vec![file.clone()]).take(&bytes).expect("a shard");
        let tensor = |tensor: packs::weights::Tensor| NamedTensor {
            values: tensor.to_f32(),
            name: tensor.name,
            shape: tensor.shape,
        };
        let adapter = Weights { tensors: tensors.into_iter().map(tensor).collect(), ..Weights::default() };
        let mask = text.vocabulary().id("[MASK]").expect("a mask");
        let model = Masked::new(&packs.model("q8_0", operations), adapter, mask).expect("the adapter fits");
        let mut worst = 0.0_f32;
        for (case, texts) in fixture.texts.iter().enumerate() {
            let encoded = match &texts[..] {
                [first, second] => text.encode_pair(first, second, 512),
                one => text.encode(&one[0], 512),
            };
            assert_eq!(encoded.sequence.ids, fixture.integers(case, "ids"), "{texts:?}");
            assert_eq!(encoded.sequence.token_types, fixture.integers(case, "types"), "{texts:?}");
            let places: Vec<usize> = fixture.integers(case, "places").into_iter().map(|place| place as usize).collect();
            let logits = logits(&model, encoded.sequence, &places);
            let expected = fixture.floats(case, "logits");
            let words = model.encoder.config.vocab_size;
            let found = logits.chunks(words).flat_map(|row| row.iter().step_by(fixture.spread));
            let difference = found.zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert_eq!(words.div_ceil(fixture.spread) * places.len(), expected.len());
            worst = worst.max(difference);
        }
        say(format!("{way}: logits differ by at most {worst:.2e}"));
        assert!(worst <= LOGITS, "{way}: {worst}");
    }
}

fn logits(model: &Masked, sequence: Sequence, places: &[usize]) -> Vec<f32> {
    let batch = Batch::new(vec![sequence], &model.encoder.config).expect("a batch");
    let logits: Tensor<2> = model.logits(&model.read(&batch), places);
    logits.into_data().try_into_vec().expect("floats")
}

/// As a page loads and asks it.
struct Page(Session);

impl Page {
    fn open() -> Self {
        let mut page = Page(Session::new(|| 0.0, || 0));
        page.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        page
    }

    fn send(&mut self, request: protocol::Request) -> Option<protocol::Event> {
        let mut replies = block_on(self.0.handle(Command { job: 1, request }));
        while self.0.is_busy() {
            replies.extend(block_on(self.0.tick()));
        }
        replies.pop().map(|reply| reply.event)
    }

    fn ask(&mut self, request: Request) -> Event {
        match self.send(protocol::Request::Bert(protocol::bert::Request::Masked(request))) {
            Some(protocol::Event::Bert(protocol::bert::Event::Masked(event))) => event,
            other => panic!("{other:?}"),
        }
    }

    fn load(&mut self, packs: &Packs) {
        self.send(protocol::Request::Bert(protocol::bert::Request::Open(packs.open_request("q8_0"))));
        for bytes in packs.shards("q8_0") {
            self.send(protocol::Request::Bert(protocol::bert::Request::Shard { bytes }));
        }
    }

    fn adapt(&mut self, bytes: Vec<u8>, file: File) -> Event {
        self.ask(Request::Adapt { bytes, file: protocol::bert::File { size: file.size, sha256: file.sha256 } })
    }

    fn fill(&mut self, fill: Fill) -> Filled {
        match self.ask(Request::Fill(fill)) {
            Event::Filled(filled) => *filled,
            other => panic!("{other:?}"),
        }
    }

    fn why(&mut self, fill: Fill) -> String {
        match self.ask(Request::Fill(fill)) {
            Event::NotFilled { message } => message,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_the_engine_answers_is_pytorchs() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::read();
    let mut page = Page::open();
    let cat = || Fill { first: "The cat sat.".into(), top: 3, ..Fill::default() };
    assert!(page.why(cat()).contains("load it first"));
    page.load(&packs);
    assert!(page.why(cat()).contains("load it first"));
    let (bytes, file) = shard();
    let damaged = page.adapt(bytes[1..].to_vec(), file.clone());
    assert!(matches!(damaged, Event::NotAdapted { .. }), "{damaged:?}");
    let Event::Adapted(Adapted { parameters, device_bytes, .. }) = page.adapt(bytes, file) else { panic!("no model") };
    // The layers once more and the head; not the word embeddings.
    assert_eq!((parameters, device_bytes), (2_863_674, 4 * (10_646_784 + 179_130)));

    let mut worst = 0.0_f32;
    for (case, texts) in fixture.texts.iter().enumerate() {
        let (first, second) = (texts[0].clone(), texts.get(1).cloned());
        let filled = page.fill(Fill { first, second, top: 10, ..Fill::default() });
        let places: Vec<u32> = filled.masks.iter().map(|mask| mask.place).collect();
        assert_eq!(places, fixture.integers(case, "places"));
        let expected = fixture.integers(case, "top").into_iter().zip(fixture.floats(case, "probabilities"));
        let expected: Vec<(u32, f32)> = expected.collect();
        for ((mask, expected), entropy) in
            filled.masks.iter().zip(expected.chunks(10)).zip(fixture.floats(case, "entropy"))
        {
            for (rank, (guess, (id, probability))) in mask.top.iter().zip(expected).enumerate() {
                assert_eq!(guess.rank as usize, rank + 1);
                // Of two that are as likely either may come first.
                assert!(
                    guess.id == *id || (guess.probability - probability).abs() <= PROBABILITIES,
                    "{texts:?} {guess:?}"
                );
                worst = worst.max((guess.probability - probability).abs());
            }
            assert_eq!((mask.top[0].id, mask.original.as_ref()), (expected[0].0, None), "{texts:?}");
            worst = worst.max((mask.entropy - entropy).abs());
        }
    }
    say(format!("probabilities and entropies differ by at most {worst:.2e}"));
    assert!(worst <= PROBABILITIES, "{worst}");
}

#[test]
fn words_are_masked_whole_and_any_word_has_a_rank() {
    let Some(packs) = Packs::open() else { return };
    let mut page = Page::open();
    page.load(&packs);
    let (bytes, file) = shard();
    page.adapt(bytes, file);
    let first = "She drank lemonade at home.";
    let span = |start: u32, end: u32| Span { text: 0, start, end };
    let asked = ["water", "Lemonade", "☃", " ", "##ade"].map(String::from).to_vec();
    let filled = page.fill(Fill { first: first.into(), masked: vec![span(10, 18)], asked, top: 5, ..Fill::default() });
    let tokens: Vec<&str> = filled.tokens.iter().map(|token| token.text.as_str()).collect();
    assert_eq!(tokens, ["[CLS]", "she", "drank", "[MASK]", "[MASK]", "at", "home", ".", "[SEP]"]);
    let pieces = vec!["lemon".to_string(), "##ade".into()];
    let [Asked::Token { id }, Asked::Pieces(said), Asked::Unknown, Asked::Nothing, Asked::Token { id: piece }] =
        &filled.asked[..]
    else {
        panic!("{:?}", filled.asked)
    };
    assert_eq!(said, &pieces);
    for (mask, original) in filled.masks.iter().zip(&pieces) {
        assert_eq!(mask.original.as_ref().map(|guess| &guess.text), Some(original));
        let [Some(water), None, None, None, Some(ade)] = &mask.asked[..] else { panic!("{:?}", mask.asked) };
        assert_eq!((water.id, water.text.as_str(), ade.id), (*id, "water", *piece));
        let above = mask.top.iter().filter(|guess| guess.probability > water.probability).count() as u32;
        assert!(water.rank > above || water.rank <= 5, "{mask:?}");
        assert!(mask.top.is_sorted_by(|a, b| a.probability >= b.probability));
    }

    let all = page.fill(Fill { first: first.into(), masked: vec![span(0, 27)], top: 3, ..Fill::default() });
    assert_eq!(all.masks.len(), 7);
    let none = page.fill(Fill { first: first.into(), top: 3, ..Fill::default() });
    assert!(none.masks.is_empty());
    let long = page.fill(Fill { first: "[MASK] ".repeat(600), top: 1, ..Fill::default() });
    assert_eq!((long.masks.len(), long.tokens.len()), (510, 512));
    assert!(long.cut[0].is_some());
}

/// What was measured, for `--nocapture`.
#[expect(clippy::print_stdout, reason = "a figure to quote")]
fn say(text: String) {
    println!("{text}");
}
