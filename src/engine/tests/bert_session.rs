//! A pack loaded by requests, as a page does it, and asked: a small random model with a vocabulary of a few words.

#[path = "bert_session/walk.rs"]
mod walk;

use std::borrow::Cow;

use algorithms::rng::Rng;
use engine::Session;
use models::bert::BertConfig;
use packs::tokenizer::{Tokenizer, WordPiece};
use packs::weights::{Dtype, Tensor, Writer};
use pollster::block_on;
use port::Desk;
use protocol::bert::{Attend, Attended, Config, Embedded, Event, Facts, File, Pack, Patch, Request};
use protocol::{BackendChoice, Command};

const WORDS: [&str; 10] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat", "##s", "dog"];

fn config() -> Config {
    Config {
        vocab_size: WORDS.len() as u32,
        hidden_size: 24,
        num_hidden_layers: 3,
        num_attention_heads: 2,
        intermediate_size: 40,
        max_position_embeddings: 12,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
        max_seq_length: 8,
    }
}

/// What a page would have fetched: the shards, and what the manifest says of them.
fn pack() -> (Pack, Vec<Vec<u8>>) {
    let config = config();
    let sizes = BertConfig {
        vocab_size: WORDS.len(),
        hidden_size: 24,
        num_hidden_layers: 3,
        num_attention_heads: 2,
        intermediate_size: 40,
        max_position_embeddings: 12,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
    };
    let mut rng = Rng::new(3);
    let mut writer = Writer::with_most_bytes(9000);
    let mut shards = Vec::new();
    for (name, shape) in sizes.shapes() {
        let dtype = Dtype::F16.for_shape(&shape);
        let values: Vec<f32> = (0..shape.iter().product()).map(|_| 0.5 * rng.normal()).collect();
        let bytes = Cow::Owned(dtype.encode(&values).expect("whole blocks"));
        shards.extend(writer.add(&Tensor { name, shape, dtype, bytes }).expect("a tensor is written"));
    }
    shards.extend(writer.finish());
    let shards: Vec<Vec<u8>> = shards.into_iter().map(|shard| shard.bytes).collect();
    assert!(shards.len() >= 3);

    let tokens = WORDS.map(str::to_owned).to_vec();
    let specials = tokens[..5].to_vec();
    let tokenizer = Tokenizer::WordPiece(WordPiece { tokens, unknown: "[UNK]".into(), specials });
    let tokenizer = tokenizer.write().expect("a tokenizer is written");
    let file = |bytes: &Vec<u8>| File { size: bytes.len() as u64, sha256: packs::sha256(bytes) };
    let pack = Pack {
        model: "tiny".into(),
        precision: "f16".into(),
        config,
        tokenizer_file: file(&tokenizer),
        tokenizer,
        shards: shards.iter().map(file).collect(),
    };
    (pack, shards)
}

struct Page {
    session: Session,
    job: u32,
}

impl Page {
    fn open() -> Self {
        let mut page = Page { session: Session::new(no_time, || 0), job: 0 };
        page.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        page
    }

    /// With the small model.
    fn loaded() -> Self {
        let (pack, shards) = pack();
        let mut page = Page::open();
        page.ask(Request::Open(pack));
        for bytes in shards {
            page.ask(Request::Shard { bytes });
        }
        page
    }

    fn send(&mut self, request: protocol::Request) -> Vec<protocol::Event> {
        self.job += 1;
        let mut replies = block_on(self.session.handle(Command { job: self.job, request }));
        while self.session.is_busy() {
            replies.extend(block_on(self.session.tick()));
        }
        assert!(replies.iter().all(|reply| reply.job == self.job));
        replies.into_iter().map(|reply| reply.event).collect()
    }

    fn ask(&mut self, request: Request) -> Vec<Event> {
        let events = self.send(protocol::Request::Bert(request));
        let bert = |event| match event {
            protocol::Event::Bert(event) => event,
            other => panic!("{other:?}"),
        };
        events.into_iter().map(bert).collect()
    }

    fn failure(&mut self, request: Request) -> String {
        match &self.ask(request)[..] {
            [Event::Failed { message } | Event::NotTaken { message, .. }] => message.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn embed(&mut self, texts: &[&str]) -> Embedded {
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        match self.ask(Request::Embed { texts }).pop() {
            Some(Event::Embedded(embedded)) => embedded,
            other => panic!("{other:?}"),
        }
    }

    fn attend(&mut self, request: Attend) -> Attended {
        match self.ask(Request::Attend(request)).pop() {
            Some(Event::Attended(attended)) => *attended,
            other => panic!("{other:?}"),
        }
    }
}

fn no_time() -> f64 {
    0.0
}

fn the_cat() -> Attend {
    Attend { first: "the cat sat".into(), ..Attend::default() }
}

#[test]
fn a_pack_is_taken_shard_by_shard_and_then_run() {
    let (pack, shards) = pack();
    let total = shards.iter().map(|shard| shard.len() as u64).sum();
    let mut page = Page::open();
    assert_eq!(page.ask(Request::Present), [Event::Absent]);
    let of = shards.len() as u32;
    assert_eq!(page.ask(Request::Open(pack)), [Event::Taken { shards: 0, of, done: 0, total }]);
    let mut done = 0;
    for (index, bytes) in (1..).zip(shards) {
        done += bytes.len() as u64;
        let events = page.ask(Request::Shard { bytes });
        assert_eq!(events[0], Event::Taken { shards: index, of, done, total });
        assert_eq!(events.len(), if index == of { 2 } else { 1 });
        if let [_, Event::Loaded(Facts { parameters, device_bytes, .. })] = events[..] {
            assert_eq!(device_bytes, 4 * parameters);
        }
    }
    assert!(matches!(&page.ask(Request::Present)[..], [Event::Loaded(facts)] if facts.model == "tiny"));
    // What was paid for stays, until it is given back.
    page.send(protocol::Request::Cancel);
    assert!(matches!(&page.ask(Request::Present)[..], [Event::Loaded(_)]));
    assert_eq!(page.ask(Request::Forget), [Event::Absent]);
    assert!(page.failure(Request::Attend(the_cat())).contains("load it first"));
}

#[test]
fn a_bad_shard_is_said_and_the_right_one_goes_on() {
    let (pack, shards) = pack();
    let mut page = Page::open();
    page.ask(Request::Open(pack));
    page.ask(Request::Shard { bytes: shards[0].clone() });
    let not_taken = |page: &mut Page, bytes: &[u8]| match page.ask(Request::Shard { bytes: bytes.into() }).pop() {
        Some(Event::NotTaken { shard: 1, message }) => message,
        other => panic!("{other:?}"),
    };
    assert!(not_taken(&mut page, b"<!doctype html>").contains("web page"));
    assert!(not_taken(&mut page, &shards[1][..500]).contains("broke off"));
    assert!(not_taken(&mut page, &shards[0]).contains("not the one"));
    for bytes in shards[1..].iter().cloned() {
        page.ask(Request::Shard { bytes });
    }
    assert!(matches!(&page.ask(Request::Present)[..], [Event::Loaded(_)]));
}

#[test]
fn cancelling_gives_the_download_up() {
    let (pack, shards) = pack();
    let mut page = Page::open();
    page.ask(Request::Open(pack));
    page.ask(Request::Shard { bytes: shards[0].clone() });
    page.send(protocol::Request::Cancel);
    assert!(page.failure(Request::Shard { bytes: shards[1].clone() }).contains("begin again"));
    assert_eq!(page.ask(Request::Present), [Event::Absent]);
}

#[test]
fn a_pack_that_cannot_be_is_refused() {
    let mut page = Page::open();
    let refused = |page: &mut Page, change: fn(&mut Pack)| {
        let (mut pack, _) = pack();
        change(&mut pack);
        page.failure(Request::Open(pack))
    };
    assert!(refused(&mut page, |pack| pack.shards.clear()).contains("without the model"));
    assert!(refused(&mut page, |pack| pack.tokenizer.truncate(9)).contains("broke off"));
    assert!(refused(&mut page, |pack| pack.config.num_attention_heads = 5).contains("divisor"));
    assert!(refused(&mut page, |pack| pack.config.vocab_size = 11).contains("tokenizer"));
    assert_eq!(page.ask(Request::Present), [Event::Absent]);
}

#[test]
fn texts_become_vectors_of_length_one() {
    let mut page = Page::loaded();
    let long = "the cat sat the cat sat the cat";
    let embedded = page.embed(&["the cat sat", long, "", "the cat sat"]);
    assert_eq!((embedded.width, &embedded.tokens[..]), (24, &[5, 8, 2, 5][..]));
    assert_eq!(embedded.cut, [None, Some(24), None, None]);
    let vectors: Vec<&[f32]> = embedded.vectors.chunks(24).collect();
    assert_eq!((vectors.len(), vectors[0]), (4, vectors[3]));
    for vector in &vectors {
        assert!((vector.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-5);
    }
    assert!(page.embed(&[]).vectors.is_empty());
    let one = page.attend(the_cat());
    assert!(one.embedding.iter().zip(vectors[0]).all(|(a, b)| (a - b).abs() < 1e-6));
}

#[test]
fn attention_is_told_as_asked() {
    let mut page = Page::loaded();
    let plain = page.attend(the_cat());
    assert_eq!(
        plain.tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>(),
        ["[CLS]", "the", "cat", "sat", "[SEP]"]
    );
    assert_eq!(plain.tokens[2].source, Some((0, 4, 7)));
    assert_eq!((plain.layers, plain.heads, plain.maps.len(), &plain.steps), (3, 2, 0, &None));
    let told = page.attend(Attend { maps: vec![2, 0], steps: Some(1), ..the_cat() });
    assert_eq!(told.maps.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50]);
    assert!(told.maps.iter().flat_map(|map| map.chunks(5)).all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-5));
    let steps = told.steps.expect("steps were asked for");
    assert_eq!((steps.layer, steps.query.len(), steps.intermediate.len()), (1, 120, 200));
    let sums = steps.attention_norm.iter().zip(&steps.feed_forward).zip(&steps.residual);
    assert!(sums.into_iter().all(|((a, b), sum)| (a + b - sum).abs() < 1e-5));
    let map = page.attend(Attend { maps: vec![1], ..the_cat() }).maps.remove(0);
    assert_eq!(map, steps.probabilities);

    let causal = page.attend(Attend { causal: true, maps: vec![0], ..the_cat() });
    assert!(causal.maps[0].iter().enumerate().all(|(k, p)| (*p == 0.0) == (k % 5 > k / 5 % 5)));
    let hidden = page.attend(Attend { hidden: vec![(0, 3)], maps: vec![1], ..the_cat() });
    assert!(hidden.maps[0].iter().enumerate().all(|(k, p)| (*p == 0.0) == (k % 25 == 3)));
    let without = page.attend(Attend { heads_out: vec![(1, 1)], ..the_cat() });
    assert_ne!(without.embedding, plain.embedding);

    let pair = page.attend(Attend { second: Some("dogs".into()), ..the_cat() });
    assert_eq!(pair.tokens.last().map(|token| token.id), Some(3));
    assert_eq!(pair.tokens[5].source, Some((1, 0, 3)));
    let cut = page.attend(Attend { first: "the cat sat ".repeat(9), ..Attend::default() });
    assert_eq!((cut.tokens.len(), cut.cut), (12, [Some(40), None]));
}

#[test]
fn rows_of_another_text_carry_its_run_over() {
    let mut page = Page::loaded();
    let donor = page.attend(Attend { first: "the dog sat".into(), ..Attend::default() });
    let patch = |layer, tokens| Some(Patch { donor: "the dog sat".into(), layer, tokens });
    let all: Vec<(u32, u32)> = (0..5).map(|place| (place, place)).collect();
    for layer in 0..=3 {
        let patched = page.attend(Attend { patch: patch(layer, all.clone()), ..the_cat() });
        assert!(patched.embedding.iter().zip(&donor.embedding).all(|(a, b)| (a - b).abs() < 1e-5), "{layer}");
    }
    // Before the first layer the two differ in one word, so its row alone does it.
    let one = page.attend(Attend { patch: patch(0, vec![(2, 2)]), ..the_cat() });
    assert!(one.embedding.iter().zip(&donor.embedding).all(|(a, b)| (a - b).abs() < 1e-5));
    for (layer, tokens, words) in
        [(4, vec![(0, 0)], "layer 4"), (0, vec![(5, 0)], "5 tokens"), (0, vec![(0, 5)], "token 5")]
    {
        let message = page.failure(Request::Attend(Attend { patch: patch(layer, tokens), ..the_cat() }));
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn what_cannot_be_answered_is_refused_in_words() {
    let mut page = Page::loaded();
    let mut refused = |request: Attend| page.failure(Request::Attend(request));
    assert!(refused(Attend { maps: vec![3], ..the_cat() }).contains("3 layers of 2 heads"));
    assert!(refused(Attend { heads_out: vec![(0, 2)], ..the_cat() }).contains("3 layers of 2 heads"));
    assert!(refused(Attend { hidden: vec![(0, 5)], ..the_cat() }).contains("5 tokens"));
    assert_eq!(page.attend(the_cat()).tokens.len(), 5);
}
