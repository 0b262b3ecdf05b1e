//! The Transformer lesson's walk: what the page explains of each number is what the engine computed, step by step.

use std::sync::Arc;

use lessons::Lesson as _;
use lessons::transformer::{Cell, Lesson};
use protocol::bert::Attend;
use protocol::transformer::{Event, Mask, Model, Ran, Request, Setup, Surgery};

use crate::page::Page;

fn setup(text: &str, model: Model) -> Setup {
    Setup { model, words: vec![text.into()], mask: None, edits: Vec::new(), surgery: Surgery::default() }
}

const PLAIN: Model = Model::MiniLm { layer: 1, head: 1, causal: false, pads: 0 };

impl Page {
    fn walk(&mut self, request: Request) -> protocol::Event {
        self.send(protocol::Request::Transformer(request)).pop().expect("an answer")
    }

    fn ran(&mut self, setup: Setup) -> Ran {
        match self.walk(Request::Run(setup)) {
            protocol::Event::Transformer(Event::Ran(ran)) => Arc::unwrap_or_clone(ran),
            event => panic!("{event:?}"),
        }
    }
}

#[test]
fn every_number_is_what_its_formula_says() {
    let mut page = Page::loaded();
    let masked = Model::MiniLm { layer: 2, head: 0, causal: true, pads: 2 };
    let first = Model::MiniLm { layer: 0, head: 1, causal: false, pads: 0 };
    for (model, ablated) in [(PLAIN, Vec::new()), (masked, Vec::new()), (first, vec![(0, 1)])] {
        let Model::MiniLm { layer, .. } = model else { panic!("a walk") };
        let surgery = Surgery { ablated, ..Surgery::default() };
        let ran = page.ran(Setup { surgery, ..setup("the cats sat dog", model) });
        let mut lesson = Lesson::from_query(&[("model".into(), "minilm".into())]);
        lesson.apply(&protocol::Event::Transformer(Event::Ran(Arc::new(ran))));
        lesson.apply(&page.walk(Request::Weights { layer }));
        let steps = lesson.steps().len();
        assert_eq!(steps, 19);
        let mut cells = 0;
        for position in 0..steps {
            lesson.set_position(position);
            let view = lesson.view().expect("a step");
            assert_eq!(view.inputs.len(), lesson.layout().0.len(), "every input of step {position} is there");
            for pane in &view.outputs {
                for k in 0..pane.grid.values.len() {
                    let cell = Cell { quantity: pane.quantity, row: k / pane.grid.cols, col: k % pane.grid.cols };
                    lesson.set_hover(Some(cell));
                    let explained = lesson.explained().expect("a number");
                    let (found, formula) = (f64::from(explained.value), explained.recomputed);
                    assert!(
                        (found - formula).abs() <= 2e-5 * formula.abs().max(1.0),
                        "{}: {found} {formula}",
                        explained.name
                    );
                    cells += 1;
                }
            }
        }
        assert!(cells > 1_000);
    }
}

#[test]
fn it_is_the_run_that_the_other_lesson_sees() {
    let mut page = Page::loaded();
    let attended =
        page.attend(Attend { first: "the cat sat".into(), maps: vec![0, 1, 2], steps: Some(1), ..Attend::default() });
    let ran = page.ran(setup("the cat sat", PLAIN));
    let steps = attended.steps.expect("steps");
    assert_eq!(ran.trace.layers[1].output, steps.output);
    assert_eq!(ran.trace.layers[1].context, steps.context);
    assert_eq!(ran.tokens, ["[CLS]", "the", "cat", "sat", "[SEP]"]);
    // Few tokens: the small maps are the maps.
    assert_eq!(ran.maps.expect("maps").values, attended.maps.concat());
}

#[test]
fn masks_ablations_and_cuts_are_told() {
    let mut page = Page::loaded();
    let whole = page.ran(setup("the cat sat", PLAIN));
    let blind = Mask { visible: (0..25).map(|k| k >= 5).collect(), infinite: true };
    let ran = page.ran(Setup { mask: Some(blind), ..setup("the cat sat", PLAIN) });
    assert!(ran.trace.layers[1].probabilities[..5].iter().all(|share| share.is_nan()));
    let padded = page.ran(setup("the cat sat", Model::MiniLm { layer: 1, head: 1, causal: false, pads: 2 }));
    assert_eq!((padded.tokens.len(), whole.tokens.len()), (7, 5));
    let near = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5);
    assert!(near(&padded.trace.hidden[..whole.trace.hidden.len()], &whole.trace.hidden), "padding changes no word");
    let ablated = Surgery { ablated: vec![(0, 0)], ..Surgery::default() };
    let ran = page.ran(Setup { surgery: ablated, ..setup("the cat sat", PLAIN) });
    assert_eq!(ran.unedited.expect("an untouched run").hidden, whole.trace.hidden);
    assert!(ran.cosine.is_some_and(|cosine| cosine < 0.9999));
    let long = page.ran(setup(&"cat ".repeat(40), PLAIN));
    assert_eq!((long.tokens.len(), long.cut), (12, Some(40)));
    let refused = |page: &mut Page, request| match page.walk(request) {
        protocol::Event::Refused { message } => message,
        event => panic!("{event:?}"),
    };
    let elsewhere = Model::MiniLm { layer: 9, head: 0, causal: false, pads: 0 };
    assert!(refused(&mut page, Request::Run(setup("the", elsewhere))).contains("3 layers"));
    assert!(refused(&mut page, Request::Weights { layer: 9 }).contains("3 layers"));
    assert!(refused(&mut page, Request::Run(setup(" ", PLAIN))).contains("type a sentence"));
}
