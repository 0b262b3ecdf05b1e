//! A page without a browser: a small random model in a pack, and the requests that load and ask it.

use std::borrow::Cow;

use algorithms::rng::Rng;
use engine::Session;
use models::bert::BertConfig;
use packs::tokenizer::{Tokenizer, WordPiece};
use packs::weights::{Dtype, Tensor, Writer};
use pollster::block_on;
use port::Desk;
use protocol::bert::{Attend, Attended, Embedded, Event, File, Pack, Request};
use protocol::{BackendChoice, Command};

const WORDS: [&str; 10] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat", "##s", "dog"];

fn config() -> Vec<(String, String)> {
    let facts = [
        ("vocab_size", "10"),
        ("hidden_size", "24"),
        ("num_hidden_layers", "3"),
        ("num_attention_heads", "2"),
        ("intermediate_size", "40"),
        ("max_position_embeddings", "12"),
        ("type_vocab_size", "2"),
        ("layer_norm_eps", "1e-12"),
        ("max_seq_length", "8"),
    ];
    facts.map(|(name, value)| (name.into(), value.into())).to_vec()
}

/// What a page would have fetched: the shards, and what the manifest says of them.
pub fn pack() -> (Pack, Vec<Vec<u8>>) {
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

pub struct Page {
    pub session: Session,
    pub job: u32,
}

impl Page {
    pub fn open() -> Self {
        Page::on(no_time)
    }

    fn on(clock: fn() -> f64) -> Self {
        let mut page = Page { session: Session::new(clock, || 0), job: 0 };
        page.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        page
    }

    /// With the small model.
    pub fn loaded() -> Self {
        Page::loaded_on(no_time)
    }

    pub fn loaded_on(clock: fn() -> f64) -> Self {
        let (pack, shards) = pack();
        let mut page = Page::on(clock);
        page.ask(Request::Open(pack));
        for bytes in shards {
            page.ask(Request::Shard { bytes });
        }
        page
    }

    /// Sends a request and lets the engine go so many steps.
    pub fn begin(&mut self, request: protocol::Request, steps: usize) {
        self.job += 1;
        block_on(self.session.handle(Command { job: self.job, request }));
        for _ in 0..steps {
            block_on(self.session.tick());
        }
    }

    pub fn send(&mut self, request: protocol::Request) -> Vec<protocol::Event> {
        self.job += 1;
        let mut replies = block_on(self.session.handle(Command { job: self.job, request }));
        while self.session.is_busy() {
            replies.extend(block_on(self.session.tick()));
        }
        assert!(replies.iter().all(|reply| reply.job == self.job));
        replies.into_iter().map(|reply| reply.event).collect()
    }

    pub fn ask(&mut self, request: Request) -> Vec<Event> {
        let events = self.send(protocol::Request::Bert(request));
        let bert = |event| match event {
            protocol::Event::Bert(event) => event,
            other => panic!("{other:?}"),
        };
        events.into_iter().map(bert).collect()
    }

    pub fn failure(&mut self, request: Request) -> String {
        match &self.ask(request)[..] {
            [Event::Failed { message } | Event::NotTaken { message, .. }] => message.clone(),
            other => panic!("{other:?}"),
        }
    }

    pub fn embed(&mut self, texts: &[&str]) -> Embedded {
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        match self.ask(Request::Embed { texts }).pop() {
            Some(Event::Embedded(embedded)) => embedded,
            other => panic!("{other:?}"),
        }
    }

    pub fn attend(&mut self, request: Attend) -> Attended {
        match self.ask(Request::Attend(request)).pop() {
            Some(Event::Attended(attended)) => *attended,
            other => panic!("{other:?}"),
        }
    }
}

fn no_time() -> f64 {
    0.0
}

/// Whenever it is asked, an hour has gone by.
pub fn an_hour_later() -> f64 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static HOURS: AtomicU32 = AtomicU32::new(0);
    f64::from(HOURS.fetch_add(1, Ordering::Relaxed)) * 3.6e6
}
