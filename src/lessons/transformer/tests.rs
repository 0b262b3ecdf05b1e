//! The lesson, without a screen. What the engine says comes from the recorded run, which a test of the engine holds to the real one.

use std::sync::Arc;

use protocol::transformer::{Event, Ran, Request};

use super::{Cell, Exercise, Lesson, MaskKind, ModelKind, Number, Order, Phase, Quantity, Step};
use crate::Lesson as _;

fn recorded() -> Ran {
    let file = include_bytes!("../../../assets/models/transformer/trace.bin");
    let Event::Ran(ran) = protocol::decode(file).unwrap() else { panic!("a run") };
    Arc::unwrap_or_clone(ran)
}

fn ran(ran: Ran) -> protocol::Event {
    protocol::Event::Transformer(Event::Ran(Arc::new(ran)))
}

/// With the engine running and its first answer in.
fn live() -> Lesson {
    let mut lesson = Lesson::default();
    let Some(Request::Run(setup)) = lesson.worker_started(false).pop() else { panic!("it asks at once") };
    assert_eq!(setup, recorded().setup);
    assert!(lesson.apply(&ran(recorded())).is_empty());
    lesson
}

/// The setup that a request carries.
fn asked(requests: &[Request]) -> protocol::transformer::Setup {
    let [Request::Run(setup)] = requests else { panic!("{requests:?}") };
    setup.clone()
}

#[test]
fn it_opens_on_the_recorded_run_and_says_so() {
    let mut lesson = Lesson::default();
    assert_eq!(lesson.view(), None);
    lesson.show_recorded(Event::Ran(Arc::new(recorded())));
    assert!(lesson.recorded && lesson.status().starts_with("Recorded run"));
    assert!(lesson.view().is_some());
    lesson.worker_started(false);
    lesson.apply(&ran(recorded()));
    assert!(!lesson.recorded && lesson.status().starts_with("Run live"));
}

#[test]
fn every_step_shows_what_it_reads_and_what_it_makes() {
    let mut lesson = live();
    assert_eq!(lesson.steps().len(), 18);
    for position in 0..18 {
        lesson.set_position(position);
        let view = lesson.view().unwrap();
        let step = lesson.step();
        assert_eq!(view.inputs.len(), step.inputs(lesson.order()).len(), "{step:?}");
        assert_eq!(view.outputs.len(), step.outputs().len(), "{step:?}");
        for pane in view.inputs.iter().chain(&view.outputs) {
            assert_eq!(pane.grid.rows, pane.rows.len(), "{step:?} {}", pane.symbol);
            assert_eq!(pane.grid.cols, pane.cols.len(), "{step:?} {}", pane.symbol);
            assert!(pane.grid.values.iter().all(|value| value.is_finite()), "{step:?} {}", pane.symbol);
        }
    }
}

/// The engine's numbers beside the formulas of the explanations, computed in 64 bits from the cells they name.
#[test]
fn every_number_is_what_its_formula_says() {
    let mut lesson = live();
    for (layer, head) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        (lesson.layer, lesson.head) = (layer, head);
        let place = lesson.place().unwrap();
        for quantity in lesson.steps().into_iter().flat_map(Step::outputs) {
            let grid = place.grid(quantity).unwrap();
            for k in 0..grid.values.len() {
                let cell = Cell { quantity, row: k / grid.cols, col: k % grid.cols };
                let explained = place.explain(cell).unwrap();
                let difference = (f64::from(explained.value) - explained.recomputed).abs();
                assert!(difference < 1e-5, "{}: {} {}", explained.name, explained.value, explained.recomputed);
                assert!(explained.made_in.is_some(), "{}", explained.name);
                for source in explained.sources {
                    let from = place.grid(source.quantity).unwrap();
                    assert!(source.rows.end <= from.rows && source.cols.end <= from.cols, "{}", explained.name);
                }
            }
        }
    }
}

#[test]
fn the_order_of_the_steps_follows_the_norms() {
    let at = |order: Order, step: Step| order.steps().iter().position(|other| *other == step);
    let (post, pre) = (Order::default(), Order { pre_norm: true, head: true, segments: false });
    assert!(at(post, Step::FirstNorm) > at(post, Step::FirstResidual));
    assert!(at(pre, Step::FirstNorm) < at(pre, Step::Project));
    assert_eq!(at(post, Step::LastNorm), None);
    assert_eq!(at(pre, Step::Logits), Some(19));
}

#[test]
fn a_weight_is_edited_where_it_was_picked_and_restored() {
    let mut lesson = live();
    lesson.set_position(2);
    let cell = Cell { quantity: Quantity::Weight(super::Linear::Key), row: 2, col: 3 };
    assert_eq!(lesson.pick(cell), []);
    assert_eq!(
        lesson.picked_weight().map(|(name, index, _)| (name, index)),
        Some(("blocks.0.attention.W_k.weight".into(), 19))
    );
    let setup = asked(&lesson.edit(1.5));
    assert_eq!((setup.edits[0].index, setup.edits[0].value), (19, 1.5));
    lesson.apply(&ran(Ran { setup, ..recorded() }));
    assert_eq!(lesson.edit(f32::NAN), []);
    let setup = asked(&lesson.restore());
    assert!(setup.edits.is_empty());
    lesson.apply(&ran(Ran { setup, ..recorded() }));
    lesson.edit(2.0);
    assert_eq!(lesson.edits().len(), 1);
    // Another seed draws other weights.
    lesson.set_number(Number::Seed, 8.0);
    assert!(lesson.edits().is_empty());
    assert!(lesson.notices()[1].text.contains("other weights"));
}

#[test]
fn masks_are_made_and_clicked() {
    let mut lesson = live();
    let setup = asked(&lesson.set_mask(MaskKind::Causal));
    let visible = setup.mask.clone().unwrap().visible;
    assert_eq!(visible.iter().filter(|seen| **seen).count(), 15);
    lesson.apply(&ran(Ran { setup, ..recorded() }));
    // A click on a causal mask goes on from it.
    let setup = asked(&lesson.pick(Cell { quantity: Quantity::Mask, row: 0, col: 0 }));
    assert_eq!(lesson.mask, MaskKind::Custom);
    assert!(setup.mask.clone().unwrap().visible[..5].iter().all(|seen| !seen));
    lesson.apply(&ran(Ran { mask: setup.mask.clone(), setup, ..recorded() }));
    assert!(lesson.remarks()[0].contains("equal shares"));
    lesson.apply(&ran(recorded()));
    let setup = asked(&lesson.set_mask(MaskKind::Padding));
    assert_eq!(setup.words[5..], ["[PAD]", "[PAD]"]);
    assert_eq!(setup.mask.unwrap().visible.iter().filter(|seen| **seen).count(), 35);
}

#[test]
fn the_trained_model_waits_for_its_file() {
    let mut lesson = live();
    assert_eq!(lesson.set_model(ModelKind::Induction), []);
    assert!(lesson.wants_file() && lesson.status().contains("on its way"));
    let requests = lesson.take_file(Some(vec![1, 2, 3]));
    assert!(matches!(&requests[..], [Request::Load { .. }, Request::Run(_)]));
    assert_eq!(lesson.words().len(), 14);
    let mut other = live();
    other.set_model(ModelKind::Induction);
    assert_eq!(asked(&other.take_file(None)).words.len(), 5, "without it the minimal model goes on");
    assert!(other.notices()[0].text.contains("could not be loaded"));
}

#[test]
fn only_the_newest_question_waits() {
    let mut lesson = Lesson::default();
    assert_eq!(lesson.set_number(Number::DFf, 3.0), [], "there is no engine yet");
    // Whether the pretrained model is there from a page before, and the run.
    assert!(matches!(lesson.worker_started(false)[..], [Request::Model(_), Request::Run(_)]));
    for width in 10..20 {
        assert_eq!(lesson.set_number(Number::DFf, f64::from(width)), []);
    }
    let setup = asked(&lesson.apply(&ran(recorded())));
    let protocol::transformer::Model::Minimal { shape, .. } = setup.model else { panic!("the minimal model") };
    assert_eq!(shape.d_ff, 19);
    assert!(lesson.apply(&ran(recorded())).is_empty());
    assert_eq!(lesson.phase, Phase::Idle);
}

#[test]
fn a_fresh_page_has_solved_nothing() {
    let lesson = live();
    assert!(Exercise::ALL.iter().all(|exercise| lesson.exercises.best(*exercise).is_none()));
}

#[test]
fn odd_text_is_read_or_its_limit_said() {
    let mut lesson = live();
    assert_eq!(lesson.set_text(String::new()), []);
    assert!(lesson.status().starts_with("Type something"));
    assert_eq!(asked(&lesson.set_text("שלום 👩‍🚀 naïve".into())).words.len(), 3);
    lesson.apply(&ran(recorded()));
    assert_eq!(asked(&lesson.set_text("word ".repeat(5000))).words.len(), 12);
    assert!(lesson.words_note().contains("4988 more"));
}

#[test]
fn what_is_on_show_comes_back() {
    assert_eq!(Lesson::default().to_query(), [("v", "1".to_string()), ("seed", "7".to_string())]);
    let mut lesson = Lesson::default();
    lesson.set_text("a <b> & =?".into());
    lesson.set_number(Number::DModel, 12.0);
    lesson.set_pre_norm(true);
    lesson.set_gelu(true);
    lesson.set_mask(MaskKind::Custom);
    lesson.toggle_mask(1, 2);
    lesson.set_infinite(true);
    lesson.toggle_head(1, 1);
    lesson.set_scale(true);
    lesson.set_position(7);
    lesson.choose(1, 0);
    lesson.edits.push(protocol::transformer::Edit { tensor: "blocks.0.norm1.bias".into(), index: 3, value: -0.25 });
    let owned: Vec<_> = lesson.to_query().into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    assert_eq!(Lesson::from_query(&owned), lesson);
}

#[test]
fn nonsense_becomes_the_default_and_is_named() {
    let query = [
        ("v", "9"),
        ("d", "many"),
        ("mask", "carnival"),
        ("model", "gpt"),
        ("edits", "x:y:z"),
        ("ablate", "0.0"),
        ("seen", "f"),
    ];
    let owned: Vec<_> = query.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let lesson = Lesson::from_query(&owned);
    let said = &lesson.notices()[0].text;
    for part in ["version 9", "“many”", "“carnival”", "“gpt”", "“x:y:z”", "“0.0”", "mask does not fit"]
    {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn the_page_says_how_large_the_trained_model_is() {
    let file = include_bytes!("../../../assets/models/transformer/induction.safetensors");
    assert_eq!((file.len() as f64 / 1e3).round() as u32, super::TRAINED_KB);
}

#[test]
fn what_a_swap_does_is_told_from_the_places_that_change() {
    let swapped = |by_token: [f32; 3]| {
        let (by_place, by_token) = (vec![1.0; 3], by_token.to_vec());
        let swapped =
            protocol::transformer::Swapped { setup: recorded().setup, first: 0, second: 2, by_place, by_token };
        let mut lesson = live();
        lesson.apply(&protocol::Event::Transformer(Event::Swapped(swapped)));
        lesson.swap_answer()
    };
    assert_eq!(live().swap_answer(), None);
    assert_eq!(swapped([0.0, 1e-6, 0.0]), Some(0), "rounding is no change");
    assert_eq!(swapped([0.5, 0.0, 0.0]), Some(1));
    assert_eq!(swapped([0.5, 0.1, 0.5]), Some(2));
}
