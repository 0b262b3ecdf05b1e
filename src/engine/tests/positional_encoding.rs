//! The attention layer beside PyTorch, on fixtures made by `tests/reference/positional_encoding.py`, and the lesson's requests.

use burn::tensor::{Device, Tensor, TensorData};
use engine::Session;
use models::attention::{AttentionConfig, AttentionTrace, Scheme as Entered, Turns};
use models::weights::{NamedTensor, Weights};
use pollster::block_on;
use port::Desk;
use protocol::positional_encoding::{Attended, Event, MAX_WORDS, Pass, Request, Scheme, Setup, Stretch, Wiring};
use protocol::{BackendChoice, Command, Reply};
use safetensors::SafeTensors;

/// Largest difference to PyTorch's 64-bit numbers.
const VALUES: f32 = 1e-5;

#[test]
fn every_scheme_is_pytorchs() {
    let fixture = Fixture::read();
    // Case, d_model, heads, tokens, first position.
    for (case, d_model, num_heads, tokens, first) in [("plain", 16, 4, 7, 3), ("odd_heads", 18, 6, 5, 0)] {
        for causal in [false, true] {
            let config = AttentionConfig { d_model, num_heads, causal };
            let layer = config.init(&fixture.weights(case, &config), &Device::flex()).unwrap();
            let x: Tensor<3> = fixture.tensor(&format!("{case}.x"), [2, tokens, d_model]);
            for (name, scheme) in schemes(&fixture, case, &config, tokens, first) {
                let trace = layer.forward(x.clone(), &scheme);
                let AttentionTrace { query, key, scores, weights, output } = trace;
                let said = [
                    ("query", floats(query)),
                    ("key", floats(key)),
                    ("scores", floats(scores)),
                    ("weights", floats(weights)),
                    ("output", floats(output)),
                ];
                let kind = if causal { "causal" } else { "both" };
                for (what, ours) in said {
                    let name = format!("{case}.{name}.{kind}.{what}");
                    close(&name, &ours, &fixture.floats(&name));
                }
            }
        }
    }
}

/// The schemes from this project's own algorithms, as tensors; only the learned table comes from the fixture.
fn schemes(
    fixture: &Fixture,
    case: &str,
    config: &AttentionConfig,
    tokens: usize,
    first: usize,
) -> [(&'static str, Entered); 5] {
    use algorithms::positional_encoding::{BASE, Layout, Rope, Sinusoid, bias, slopes};
    let (d_model, heads, head_dim) = (config.d_model, config.num_heads, config.head_dim());
    let positions: Vec<f64> = (first..first + tokens).map(|p| p as f64).collect();
    let tensor = |values, shape: [usize; 4]| Tensor::<4>::from_data(TensorData::new(values, shape), &Device::flex());
    let added = |values| Entered::Added(tensor(values, [1, 1, tokens, d_model]).squeeze_dim(1));
    let (cos, sin) = Rope::new(head_dim, BASE, Layout::Interleaved).unwrap().tables(&positions);
    let mut biases = Vec::new();
    for slope in slopes(heads) {
        biases.extend((0..tokens * tokens).map(|k| bias(slope, (k / tokens) as f64, (k % tokens) as f64) as f32));
    }
    close(case, &biases, &fixture.floats(&format!("{case}.alibi.both.bias")));
    [
        ("none", Entered::None),
        ("sinusoidal", added(Sinusoid::new(d_model, BASE).unwrap().table(positions.iter().copied()))),
        ("learned", added(fixture.floats(&format!("{case}.learned")))),
        (
            "rope",
            Entered::Rotary(Box::new(Turns {
                cos: tensor(cos, [1, 1, tokens, head_dim]),
                sin: tensor(sin, [1, 1, tokens, head_dim]),
            })),
        ),
        ("alibi", Entered::Bias(tensor(biases, [1, heads, tokens, tokens]))),
    ]
}

#[test]
fn without_positions_shuffled_words_give_shuffled_outputs() {
    let attended = attend(setup());
    let dog_and_cat = [0, 4, 2, 3, 1, 5];
    assert_eq!(setup().order, dog_and_cat);
    for run in &attended.runs {
        let (original, rearranged) = (run.original.as_ref().unwrap(), run.rearranged.as_ref().unwrap());
        let noticed = moved_rows(original, rearranged, &dog_and_cat, 32);
        match run.scheme {
            Scheme::None => assert!(noticed < 1e-5, "{noticed}"),
            scheme => assert!(noticed > 0.01, "{scheme:?} {noticed}"),
        }
    }
}

#[test]
fn a_mask_alone_tells_the_order() {
    let attended = attend(Setup { causal: true, ..setup() });
    let none = &attended.runs[0];
    let noticed = moved_rows(none.original.as_ref().unwrap(), none.rearranged.as_ref().unwrap(), &setup().order, 32);
    assert!(noticed > 0.01, "{noticed}");
    let weights = &none.original.as_ref().unwrap().weights;
    for (k, weight) in weights.iter().enumerate() {
        assert_eq!(*weight == 0.0, k % 6 > k / 6 % 6, "a word sees no later one");
    }
}

#[test]
fn both_sides_look_alike_to_a_symmetric_bias() {
    let order: Vec<u32> = (0..6).rev().collect();
    let attended = attend(Setup { order: order.clone(), ..setup() });
    for run in &attended.runs {
        let noticed = moved_rows(run.original.as_ref().unwrap(), run.rearranged.as_ref().unwrap(), &order, 32);
        let blind = matches!(run.scheme, Scheme::None | Scheme::Alibi);
        assert_eq!(noticed < 1e-5, blind, "{:?} {noticed}", run.scheme);
    }
}

#[test]
fn only_distances_count_for_rotations_and_biases() {
    for wiring in [Wiring::Identity, Wiring::Random] {
        for run in attend(Setup { wiring, shift: 1000, max_len: 5000, ..setup() }).runs {
            let (here, there) = (run.original.unwrap().weights, run.shifted.unwrap().weights);
            let change = here.iter().zip(&there).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            let relative = !matches!(run.scheme, Scheme::Sinusoidal | Scheme::Learned);
            assert_eq!(change < 1e-5, relative, "{:?} {change}", run.scheme);
        }
    }
}

#[test]
fn a_learned_table_ends_and_the_others_go_on() {
    for run in attend(Setup { shift: 60, max_len: 64, ..setup() }).runs {
        assert!(run.original.is_some() && run.rearranged.is_some());
        assert_eq!(run.shifted.is_some(), run.scheme != Scheme::Learned, "{:?}", run.scheme);
    }
    for run in attend(Setup { max_len: 3, ..setup() }).runs {
        assert_eq!(run.original.is_some(), run.scheme != Scheme::Learned);
    }
}

#[test]
fn odd_and_tiny_widths_run() {
    for (d_model, num_heads) in [(1, 1), (2, 1), (7, 1), (9, 3), (1024, 8)] {
        let attended = attend(Setup { d_model, num_heads, ..setup() });
        for pass in attended.runs.iter().filter_map(|run| run.original.as_ref()) {
            assert!(pass.output.len() == 6 * d_model as usize && pass.output.iter().all(|v| v.is_finite()));
        }
    }
}

#[test]
fn the_same_request_has_the_same_answer() {
    let (mut first, mut second) = (attend(setup()), attend(setup()));
    first.milliseconds = 0.0;
    second.milliseconds = 0.0;
    assert_eq!(first, second);
    let random = Setup { wiring: Wiring::Random, ..setup() };
    assert_ne!(attend(random.clone()).runs, attend(Setup { seed: 8, ..random }).runs);
}

#[test]
fn what_cannot_be_run_is_refused_in_words() {
    let words = vec!["word".to_owned(); MAX_WORDS + 1];
    let order = (0..=MAX_WORDS as u32).collect();
    let refused = [
        (Setup { words: Vec::new(), order: Vec::new(), ..setup() }, "type a sentence"),
        (Setup { words, order, ..setup() }, "49 words"),
        (Setup { order: vec![0, 0, 1, 2, 3, 4], ..setup() }, "each word once"),
        (Setup { d_model: 0, ..setup() }, "d_model is 0"),
        (Setup { d_model: 4096, ..setup() }, "from 1 to 1024"),
        (Setup { num_heads: 0, ..setup() }, "heads is 0"),
        (Setup { num_heads: 5, ..setup() }, "cannot share a d_model of 32"),
        (Setup { base: f64::NAN, ..setup() }, "above 0"),
        (Setup { base: -1.0, ..setup() }, "above 0"),
        (Setup { scale: f64::INFINITY, ..setup() }, "1 leaves them"),
        (Setup { max_len: 0, ..setup() }, "max_len is 0"),
        (Setup { shift: 200_000, ..setup() }, "choose one up to 100000"),
    ];
    let mut page = Page::open();
    for (setup, words) in refused {
        match page.ask(setup) {
            protocol::Event::Refused { message } => assert!(message.contains(words), "{message}"),
            other => panic!("{other:?}"),
        }
    }
    // A refusal breaks nothing.
    assert!(matches!(page.ask(setup()), protocol::Event::PositionalEncoding(_)));
}

const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models/positional-encoding/trace.bin");

#[test]
fn the_recorded_run_is_what_the_engine_computes() {
    if std::env::var_os("GLASSBOX_RECORD").is_some() {
        std::fs::write(RECORDED, protocol::encode(&Event::Attended(attend(setup())))).expect("assets can be written");
    }
    let file = std::fs::read(RECORDED).expect("the recorded run is committed");
    let Event::Attended(recorded) = protocol::decode(&file).expect("the recorded run is readable");
    let computed = attend(setup());
    assert_eq!((&recorded.setup, &recorded.slopes), (&computed.setup, &computed.slopes));
    for (recorded, computed) in recorded.runs.iter().zip(&computed.runs) {
        let passes = [
            (&recorded.original, &computed.original),
            (&recorded.rearranged, &computed.rearranged),
            (&recorded.shifted, &computed.shifted),
        ];
        for (recorded, computed) in passes {
            let (recorded, computed) = (recorded.as_ref().unwrap(), computed.as_ref().unwrap());
            close("scores", &recorded.scores, &computed.scores);
            close("weights", &recorded.weights, &computed.weights);
            close("output", &recorded.output, &computed.output);
        }
    }
}

/// What the page opens with: the dog and the cat change places.
fn setup() -> Setup {
    Setup {
        words: "the dog chased the cat home".split(' ').map(str::to_owned).collect(),
        order: vec![0, 4, 2, 3, 1, 5],
        shift: 8,
        d_model: 32,
        num_heads: 4,
        causal: false,
        wiring: Wiring::Identity,
        base: 10_000.0,
        max_len: 128,
        scale: 1.0,
        stretch: Stretch::Positions,
        seed: 7,
    }
}

#[test]
fn every_stretch_moves_the_rotary_scores_and_nothing_else() {
    let scores = |setup: Setup| -> Vec<Vec<f32>> {
        attend(setup).runs.into_iter().map(|run| run.original.map(|pass| pass.scores).unwrap_or_default()).collect()
    };
    let rope = Scheme::ALL.iter().position(|scheme| *scheme == Scheme::Rope).unwrap();
    let squeezed = Setup { scale: 0.25, ..setup() };
    let linear = scores(squeezed.clone());
    let others = [Stretch::Base, Stretch::Parts].map(|stretch| scores(Setup { stretch, ..squeezed.clone() }));
    for (at, scheme) in Scheme::ALL.iter().enumerate() {
        for other in &others {
            assert_eq!(other[at] == linear[at], at != rope, "{scheme:?}");
        }
    }
    assert_ne!(others[0][rope], others[1][rope]);
    // At the published scale there is nothing to stretch.
    for stretch in [Stretch::Base, Stretch::Parts] {
        assert_eq!(scores(Setup { stretch, ..setup() }), scores(setup()));
    }
}

/// Largest change of any word's output row between the sentence and its rearrangement.
fn moved_rows(original: &Pass, rearranged: &Pass, order: &[u32], d_model: usize) -> f32 {
    let mut largest = 0.0_f32;
    for (row, word) in rearranged.output.chunks(d_model).zip(order) {
        let before = &original.output[*word as usize * d_model..][..d_model];
        largest = row.iter().zip(before).map(|(a, b)| (a - b).abs()).fold(largest, f32::max);
    }
    largest
}

fn attend(setup: Setup) -> Attended {
    match Page::open().ask(setup) {
        protocol::Event::PositionalEncoding(Event::Attended(attended)) => attended,
        other => panic!("{other:?}"),
    }
}

struct Page(Session);

impl Page {
    fn open() -> Self {
        let mut page = Page(Session::new(|| 0.0, || 0));
        page.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        page
    }

    fn ask(&mut self, setup: Setup) -> protocol::Event {
        self.send(protocol::Request::PositionalEncoding(Request::Attend(setup)))
    }

    fn send(&mut self, request: protocol::Request) -> protocol::Event {
        let replies = block_on(self.0.handle(Command { job: 1, request }));
        let [Reply { job: 1, event }] = &replies[..] else { panic!("{replies:?}") };
        event.clone()
    }
}

struct Fixture(Vec<u8>);

impl Fixture {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/positional_encoding.safetensors");
        Fixture(std::fs::read(path).expect("the fixtures are committed"))
    }

    fn floats(&self, name: &str) -> Vec<f32> {
        let file = SafeTensors::deserialize(&self.0).unwrap();
        let view = file.tensor(name).unwrap_or_else(|_| panic!("the fixtures have no {name}"));
        view.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }

    fn tensor<const D: usize>(&self, name: &str, shape: [usize; D]) -> Tensor<D> {
        Tensor::from_data(TensorData::new(self.floats(name), shape), &Device::flex())
    }

    fn weights(&self, case: &str, config: &AttentionConfig) -> Weights {
        let tensors = config.shapes().map(|(name, shape)| NamedTensor {
            name: name.into(),
            shape,
            values: self.floats(&format!("{case}.{name}")),
        });
        Weights { tensors: tensors.into(), ..Weights::default() }
    }
}

fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

fn close(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (k, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= VALUES, "{what}: [{k}] is {a} where PyTorch has {b}");
    }
}
