//! A small Llama in blocks of 4 and 8 bits, read token by token on both backends: on the CPU by its own kernels, on WebGPU, where the reader asks
//! for that, in tensor operations.

use algorithms::rng::Rng;
use packs::tokenizer::{ByteLevel, Tokenizer};
use packs::weights::{Dtype, Tensor, Writer};
use protocol::llama::{Event, Request};
use protocol::pack::{self, Facts, File, Pack};
use protocol::writing::{self, Settings, Write, Written};
use tests::harness::{Browser, Site, Tab, engine, in_browser};

/// 17 special tokens as SmolLM2 has them, and every byte.
const VOCABULARY: u32 = 17 + 256;
const HIDDEN: usize = 64;
/// What is read, whatever the model would say.
const FORCED: [u32; 8] = [40, 99, 120, 33, 250, 61, 18, 77];
/// Tokens of it that are read at once.
const PROMPT: usize = 5;

/// The likeliest token's probability and bits of entropy: of tensor operations on both backends.
const SAME: f32 = 1e-4;
/// And of the CPU's kernels, which round activations to 12 bits: measured, 0.0072 bits apart at most.
const NEAR: f32 = 0.011;

/// In blocks, or the same numbers in 32 bits. Every third token's embedding is larger, so that distributions are not flat.
fn pack(layers: usize, in_blocks: bool) -> (Pack, Vec<Vec<u8>>) {
    let (mut rng, mut writer) = (Rng::new(7), Writer::default());
    let layer_shapes = [
        ("attn_norm", vec![HIDDEN]),
        ("attn_q", vec![HIDDEN, HIDDEN]),
        ("attn_k", vec![HIDDEN / 2, HIDDEN]),
        ("attn_v", vec![HIDDEN / 2, HIDDEN]),
        ("attn_output", vec![HIDDEN, HIDDEN]),
        ("ffn_norm", vec![HIDDEN]),
        ("ffn_gate", vec![96, HIDDEN]),
        ("ffn_up", vec![96, HIDDEN]),
        ("ffn_down", vec![HIDDEN, 96]),
    ];
    let mut shapes = vec![
        ("token_embd.weight".to_owned(), vec![VOCABULARY as usize, HIDDEN]),
        ("output_norm.weight".into(), vec![HIDDEN]),
    ];
    for layer in 0..layers {
        shapes.extend(layer_shapes.iter().map(|(name, shape)| (format!("blk.{layer}.{name}.weight"), shape.clone())));
    }
    for (name, shape) in shapes {
        let count: usize = shape.iter().product();
        let (dtype, bytes) = if shape.len() == 1 {
            (Dtype::F32, Dtype::F32.encode(&vec![1.0; count]))
        } else if name.starts_with("token_embd") {
            let size = |k: usize| if (k / HIDDEN).is_multiple_of(3) { 0.6 } else { 0.2 };
            let values: Vec<f32> = (0..count).map(|k| size(k) * rng.normal()).collect();
            (Dtype::Q8_0, Dtype::Q8_0.encode(&values))
        } else {
            (Dtype::Q4_1, Some(q4_1(&mut rng, count / 32)))
        };
        let bytes = bytes.expect("whole blocks");
        let (dtype, bytes) = match Dtype::F32.encode(&dtype.decode(&bytes)) {
            Some(floats) if !in_blocks => (Dtype::F32, floats),
            _ => (dtype, bytes),
        };
        let bytes = bytes.into();
        assert!(writer.add(&Tensor { name, shape, dtype, bytes }).expect("a tensor is written").is_empty());
    }
    let shards = vec![writer.finish().expect("a shard").bytes];
    let file = |bytes: &Vec<u8>| File { size: bytes.len() as u64, sha256: packs::sha256(bytes) };
    let tokenizer = tokenizer();
    let config = [
        ("vocab_size", VOCABULARY.to_string()),
        ("hidden_size", HIDDEN.to_string()),
        ("num_hidden_layers", layers.to_string()),
        ("num_attention_heads", "4".into()),
        ("num_key_value_heads", "2".into()),
        ("head_dim", "16".into()),
        ("intermediate_size", "96".into()),
        ("max_position_embeddings", "64".into()),
        ("rms_norm_eps", "0.00001".into()),
        ("rope_theta", "10000".into()),
        ("system_message", "Be kind".into()),
    ];
    let pack = Pack {
        model: "small".into(),
        precision: if in_blocks { "q4_1" } else { "f32" }.into(),
        config: config.map(|(name, value)| (name.into(), value)).to_vec(),
        tokenizer_file: file(&tokenizer),
        tokenizer,
        shards: shards.iter().map(file).collect(),
    };
    (pack, shards)
}

/// Steps of 2^-6 to 2^-5 from about -7 of them on.
fn q4_1(rng: &mut Rng, blocks: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..blocks {
        bytes.extend((0x2400 | rng.below(1024) as u16).to_le_bytes());
        bytes.extend((0xb000 | rng.below(1024) as u16).to_le_bytes());
        bytes.extend((0..16).map(|_| rng.below(256) as u8));
    }
    bytes
}

fn tokenizer() -> Vec<u8> {
    let mut specials: Vec<(u32, String)> = (0..17).map(|id| (id, format!("<special {id}>"))).collect();
    specials[1].1 = "<|im_start|>".into();
    specials[2].1 = "<|im_end|>".into();
    let bytes = (0..=255).map(|byte| (byte, 17 + u32::from(byte))).collect();
    let pack =
        ByteLevel { pre_tokenizer: "smollm".into(), specials, bytes, first_merge: VOCABULARY, merges: Vec::new() };
    Tokenizer::ByteLevel(pack).write().expect("a tokenizer is written")
}

/// Opens a page that has little to compute, on a backend.
fn open(tab: &Tab, backend: &str) {
    engine::count_dispatches(tab);
    engine::tap(tab);
    tab.goto(&format!("positional-encoding/?backend={backend}&d=8&heads=2&text=a%20b"));
    tab.wait_for("the engine", 120.0, "document.querySelector('.badge')?.dataset.state === 'ready'");
}

fn load(tab: &Tab, layers: usize, in_blocks: bool) -> Facts {
    let (pack, shards) = pack(layers, in_blocks);
    send(tab, pack::Request::Open(pack).into());
    shards.into_iter().for_each(|bytes| send(tab, pack::Request::Shard { bytes }.into()));
    loop {
        match answer(tab) {
            Event::Pack(pack::Event::Taken { .. }) => {}
            Event::Pack(pack::Event::Loaded(facts)) => return facts,
            other => panic!("{other:?}"),
        }
    }
}

fn send(tab: &Tab, request: Request) {
    engine::send(tab, protocol::Request::Llama(request));
}

fn answer(tab: &Tab) -> Event {
    match engine::reply(tab).1 {
        protocol::Event::Llama(event) => event,
        other => panic!("{other:?}"),
    }
}

/// What the model would write after these tokens.
fn next(tab: &Tab, tokens: &[u32]) -> Written {
    let settings = Settings { temperature: 0.0, ..Settings::default() };
    let write = Write { tokens: tokens.to_vec(), settings, count: 1, cache: true };
    send(tab, Request::Writing(writing::Request::Write(write)));
    let Event::Writing(writing::Event::Written(written)) = answer(tab) else { panic!("nothing was written") };
    assert!(matches!(answer(tab), Event::Writing(writing::Event::Stopped(_))));
    written
}

/// After the prompt and after each further token.
fn forced(tab: &Tab) -> Vec<Written> {
    (PROMPT..=FORCED.len()).map(|end| next(tab, &FORCED[..end])).collect()
}

#[test]
fn both_backends_say_the_same_after_every_token() {
    let site = Site::at_root();
    let (mut cpu, mut plain, mut webgpu) = (Vec::new(), Vec::new(), Vec::new());
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "cpu");
        assert!(load(tab, 2, true).stored.contains("on the CPU"));
        cpu = forced(tab);
        assert_eq!(load(tab, 2, false).stored, "32 bits each");
        plain = forced(tab);
        assert_eq!(engine::dispatches(tab), 0);
    });
    in_browser(&site, Browser { webgpu: true, ..Browser::default() }, |tab| {
        open(tab, "webgpu");
        let per_token = |layers| {
            let facts = load(tab, layers, true);
            assert_eq!((facts.stored.as_str(), facts.device_bytes), ("32 bits each, on WebGPU", 4 * facts.parameters));
            next(tab, &FORCED[..PROMPT]);
            let before = engine::dispatches(tab);
            next(tab, &FORCED[..PROMPT + 1]);
            engine::dispatches(tab) - before
        };
        let [one, two] = [1, 2].map(per_token);
        webgpu = forced(tab);
        // ARCHITECTURE.md has these numbers.
        assert_eq!((one, two - one), (66, 57), "dispatches of a token: with one layer, and for each further one");
    });
    assert_eq!(webgpu.len(), 4);
    for (webgpu, (plain, cpu)) in webgpu.iter().zip(plain.iter().zip(&cpu)) {
        assert!(webgpu.entropy_bits < 7.9, "nothing but the flattest distribution: {webgpu:?}");
        for (other, most) in [(plain, SAME), (cpu, NEAR)] {
            assert_eq!(other.piece.token, webgpu.piece.token);
            let apart =
                [other.probability - webgpu.probability, other.entropy_bits - webgpu.entropy_bits].map(f32::abs);
            assert!(apart.iter().all(|apart| *apart <= most), "{apart:?} {other:?}");
        }
    }
}

/// A browser without relaxed SIMD.
const WITHOUT: &str = "WebAssembly.validate = () => false;";

/// A browser that has it and gets it wrong: weights of 4 bits are taken for weights of 8, and the other way round.
const WRONG: &str = "
    const Original = WebAssembly.Instance;
    WebAssembly.Instance = function (program, imports) {
        const { four, eight } = new Original(program, imports).exports;
        return { exports: { four: eight, eight: four } };
    };
";

#[test]
fn kernels_of_relaxed_simd_give_the_same_bits_or_are_not_used() {
    let site = Site::at_root();
    let asked = [
        ("&kernels=plain", "", "plain SIMD, asked for"),
        ("&kernels=relaxed", "", "relaxed SIMD, asked for"),
        ("", "", "SIMD"),
        ("&kernels=relaxed", WITHOUT, "plain SIMD, since this browser has no relaxed SIMD"),
        ("&kernels=relaxed", WRONG, "plain SIMD, since relaxed SIMD gives other numbers here"),
    ];
    let mut said = Vec::new();
    for (query, script, words) in asked {
        in_browser(&site, Browser::default(), |tab| {
            engine::before_workers(tab, script);
            engine::tap(tab);
            tab.goto(&format!("positional-encoding/?backend=cpu&d=8&heads=2&text=a%20b{query}"));
            tab.wait_for("the engine", 120.0, "document.querySelector('.badge')?.dataset.state === 'ready'");
            let stored = load(tab, 2, true).stored;
            assert!(stored.contains(words), "{query}: {stored}");
            // Loaded again, the functions are there already.
            assert!(load(tab, 2, true).stored.contains(words));
            let written = forced(tab).into_iter();
            said.push(
                written
                    .map(|written| (written.piece, written.probability.to_bits(), written.entropy_bits.to_bits()))
                    .collect(),
            );
        });
    }
    let said: Vec<Vec<_>> = said;
    assert_eq!(said[0].len(), 4);
    for (other, (query, ..)) in said.iter().zip(asked) {
        assert_eq!(*other, said[0], "{query}");
    }
}
