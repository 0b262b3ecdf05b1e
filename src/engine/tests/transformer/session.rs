//! The lesson's requests, as its page sends them.

use std::sync::Arc;

use engine::Session;
use pollster::block_on;
use port::Desk;
use protocol::transformer::{Edit, Event, Mask, Model, Ran, Request, Setup, Shape, Surgery, Survey};
use protocol::{BackendChoice, Command, Reply};

const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models/transformer/trace.bin");
pub const TRAINED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models/transformer/induction.safetensors");

#[test]
fn the_recorded_run_is_what_the_engine_computes() {
    let computed = Page::open().ran(setup());
    if std::env::var_os("GLASSBOX_RECORD").is_some() {
        let event = Event::Ran(Arc::new(Ran { milliseconds: 0.0, ..computed.clone() }));
        std::fs::write(RECORDED, protocol::encode(&event)).expect("assets can be written");
    }
    let file = std::fs::read(RECORDED).expect("the recorded run is committed");
    let Event::Ran(recorded) = protocol::decode(&file).expect("the recorded run is readable") else { panic!("a run") };
    assert_eq!((&recorded.setup, &recorded.weights), (&computed.setup, &computed.weights));
    close(&recorded.trace.hidden, &computed.trace.hidden);
    close(&recorded.trace.layers[1].probabilities, &computed.trace.layers[1].probabilities);
}

#[test]
fn an_edit_changes_what_comes_after_it_and_nothing_before() {
    let mut page = Page::open();
    let edit = Edit { tensor: "blocks.1.attention.W_v.bias".into(), index: 0, value: 3.0 };
    let ran = page.ran(Setup { edits: vec![edit], ..setup() });
    let before = ran.unedited.as_ref().unwrap();
    assert_eq!(ran.trace.layers[0], before.layers[0]);
    assert_eq!(ran.trace.layers[1].probabilities, before.layers[1].probabilities);
    assert_ne!(ran.trace.layers[1].value, before.layers[1].value);
    assert_ne!(ran.trace.hidden, before.hidden);
    assert_eq!(ran.weights.iter().find(|weight| weight.name == "blocks.1.attention.W_v.bias").unwrap().values[0], 3.0);
    assert_eq!(page.ran(setup()).unedited, None, "an edit does not stay");
}

#[test]
fn a_token_that_may_look_nowhere_gets_even_shares_or_no_numbers() {
    let mut page = Page::open();
    let mut visible = vec![true; 25];
    visible[5..10].fill(false);
    for infinite in [false, true] {
        let mask = Mask { visible: visible.clone(), infinite };
        let layer = page.ran(Setup { mask: Some(mask), ..setup() }).trace.layers.swap_remove(0);
        let row = &layer.probabilities[5..10];
        if infinite {
            assert!(row.iter().all(|share| share.is_nan()));
            assert!(layer.output[8..16].iter().all(|number| number.is_nan()), "and all that follows");
        } else {
            assert!(row.iter().all(|share| (share - 0.2).abs() < 1e-6));
            assert!(layer.masked[5..10].iter().all(|score| *score == -1e9));
        }
        assert!(layer.probabilities[..5].iter().all(|share| share.is_finite()), "other rows are not touched");
    }
}

#[test]
fn every_shape_in_bounds_runs_and_the_rest_is_refused_in_words() {
    let mut page = Page::open();
    for (d_model, num_heads, d_ff, num_layers) in [(1, 1, 1, 1), (7, 7, 3, 2), (32, 8, 64, 4)] {
        for pre_norm in [false, true] {
            let shape = Shape { d_model, num_heads, d_ff, num_layers, pre_norm, gelu: pre_norm };
            let ran = page.ran(Setup { model: Model::Minimal { shape, seed: 1 }, ..setup() });
            assert_eq!(ran.trace.hidden.len(), 5 * d_model as usize);
            assert_eq!(ran.trace.layers.len(), num_layers as usize);
            assert!(ran.trace.hidden.iter().all(|number| number.is_finite()));
        }
    }
    let refused = |page: &mut Page, setup: Setup, part: &str| {
        let protocol::Event::Refused { message } = page.ask(Request::Run(setup)) else { panic!("refused") };
        assert!(message.contains(part), "{part} in {message}");
    };
    let shape = |num_heads| Shape { num_heads, ..SHAPE };
    refused(&mut page, Setup { model: Model::Minimal { shape: shape(3), seed: 1 }, ..setup() }, "choose a divisor");
    refused(&mut page, Setup { model: Model::Minimal { shape: shape(99), seed: 1 }, ..setup() }, "from 1 to 8");
    refused(&mut page, Setup { words: Vec::new(), ..setup() }, "type a sentence");
    refused(&mut page, Setup { words: vec!["x".into(); 13], ..setup() }, "up to 12");
    refused(&mut page, Setup { mask: Some(Mask { visible: vec![true], infinite: false }), ..setup() }, "does not fit");
    let edit = |value| Edit { tensor: "blocks.9.norm1.bias".into(), index: 0, value };
    refused(&mut page, Setup { edits: vec![edit(1.0)], ..setup() }, "no number 0 in blocks.9");
    refused(&mut page, Setup { edits: vec![edit(f32::NAN)], ..setup() }, "must be a number");
    refused(&mut page, Setup { model: Model::Induction, ..setup() }, "not been loaded");
    let protocol::Event::Refused { message } = page.ask(Request::Load { weights: b"<html>".to_vec() }) else {
        panic!()
    };
    assert!(message.contains("download it again"));
}

/// The ways that the lesson's hints point to.
#[test]
fn the_exercises_can_be_solved() {
    let mut page = Page::open();
    let edit = |tensor: &str, value| vec![Edit { tensor: tensor.into(), index: 0, value }];
    let ran = page.ran(Setup { edits: edit("blocks.0.attention.W_q.bias", 20.0), ..setup() });
    assert!(ran.trace.layers[0].probabilities[2] > 0.9, "the third key is the largest in the first column");

    let visible = (0..25).map(|k| k % 5 <= k / 5).collect();
    let mut edits = edit("embedding.weight", -6.0);
    edits[0].index = 3 * 8; // the row of the last word
    let ran = page.ran(Setup { mask: Some(Mask { visible, infinite: false }), edits, ..setup() });
    let before = &ran.unedited.unwrap().hidden;
    close(&ran.trace.hidden[..32], &before[..32]);
    let change = ran.trace.hidden[32..].iter().zip(&before[32..]).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(change > 0.5, "{change}");
}

/// The model card's and the exercises' claims.
#[test]
fn the_trained_model_copies_by_two_heads() {
    let (mut page, survey) = Page::with_trained();
    assert!(survey.accuracy > 0.98, "{survey:?}");
    let head = |layer: u32, score: fn(&protocol::transformer::HeadReport) -> f32| {
        let of_layer = survey.heads.iter().filter(|head| head.layer == layer);
        *of_layer.max_by(|a, b| score(a).total_cmp(&score(b))).unwrap()
    };
    let (looker_back, copier) = (head(0, |head| head.previous), head(1, |head| head.induction));
    assert!(looker_back.previous > 0.4, "{looker_back:?}");
    assert!(copier.induction > 0.9 && copier.accuracy_without < 0.2, "{copier:?}");
    assert!(looker_back.accuracy_without < 0.5, "the copier needs what it looks back for: {looker_back:?}");

    // A B ... A: the copier looks at B, and B is what is said.
    let ran = page.ran(induction("K D A P F C D A M K"));
    let letters = 10;
    let map = &ran.trace.layers[1].probabilities[copier.head as usize * letters * letters..];
    assert!(map[9 * letters + 1] > 0.7, "the last K looks at the D after the first");
    let logits = ran.trace.logits.chunks(16).next_back().unwrap();
    let best = (0..16).max_by(|a, b| logits[*a].total_cmp(&logits[*b])).unwrap();
    assert_eq!(ran.vocabulary[best], "D");
    assert_eq!(ran.accuracy, Some(survey.accuracy));

    let surgery = Surgery { ablated: vec![(1, copier.head)], ..Surgery::default() };
    let ablated = page.ran(Setup { surgery, ..induction("K D A K") });
    assert_eq!(ablated.accuracy, Some(copier.accuracy_without));
}

const SHAPE: Shape = Shape { d_model: 8, num_heads: 2, d_ff: 16, num_layers: 2, pre_norm: false, gelu: false };

/// What the page opens with.
pub fn setup() -> Setup {
    Setup {
        model: Model::Minimal { shape: SHAPE, seed: 7 },
        words: "the cat saw the dog".split(' ').map(str::to_owned).collect(),
        mask: None,
        edits: Vec::new(),
        surgery: Surgery::default(),
    }
}

fn induction(letters: &str) -> Setup {
    let words: Vec<String> = letters.split(' ').map(str::to_owned).collect();
    let tokens = words.len();
    let visible = (0..tokens * tokens).map(|k| k % tokens <= k / tokens).collect();
    Setup { model: Model::Induction, words, mask: Some(Mask { visible, infinite: false }), ..setup() }
}

fn close(found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5));
}

fn of_the_lesson(event: protocol::Event) -> Event {
    match event {
        protocol::Event::Transformer(event) => event,
        other => panic!("{other:?}"),
    }
}

pub struct Page(Session);

impl Page {
    pub fn open() -> Self {
        let mut page = Page(Session::new(|| 0.0, || 0));
        page.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        page
    }

    fn with_trained() -> (Self, Survey) {
        let mut page = Page::open();
        let weights = std::fs::read(TRAINED).expect("the trained weights are committed");
        match page.ask(Request::Load { weights }) {
            protocol::Event::Transformer(Event::Surveyed(survey)) => (page, survey),
            event => panic!("{event:?}"),
        }
    }

    fn ran(&mut self, setup: Setup) -> Ran {
        match self.ask(Request::Run(setup)) {
            protocol::Event::Transformer(Event::Ran(ran)) => Arc::unwrap_or_clone(ran),
            event => panic!("{event:?}"),
        }
    }

    fn ask(&mut self, request: Request) -> protocol::Event {
        self.send(protocol::Request::Transformer(request))
    }

    /// All that is answered at once.
    pub fn events(&mut self, request: Request) -> Vec<Event> {
        let command = Command { job: 1, request: protocol::Request::Transformer(request) };
        let replies = block_on(self.0.handle(command));
        replies.into_iter().map(|Reply { event, .. }| of_the_lesson(event)).collect()
    }

    pub fn refused(&mut self, request: Request) -> String {
        match self.ask(request) {
            protocol::Event::Refused { message } => message,
            event => panic!("{event:?}"),
        }
    }

    /// One step of what runs; `None` when nothing does.
    pub fn tick(&mut self) -> Option<Vec<Event>> {
        let busy = self.0.is_busy();
        busy.then(|| block_on(self.0.tick()).into_iter().map(|Reply { event, .. }| of_the_lesson(event)).collect())
    }

    fn send(&mut self, request: protocol::Request) -> protocol::Event {
        let replies = block_on(self.0.handle(Command { job: 1, request }));
        let [Reply { job: 1, event }] = &replies[..] else { panic!("{replies:?}") };
        event.clone()
    }
}
