//! The lesson driven as the page drives it: actions and engine events in, requests out.

use protocol::{
    Event,
    lstm::{
        self, Connection, Gate, Prepared, Progress, Property, Request, Sample, Score, Signal, StepReport, TraceInput,
    },
};

use super::{signal::tests::lawful_trace, *};
use crate::Shared;

fn text() -> Corpus {
    Corpus { text: "some words, then some other words. ".repeat(20).as_str().into(), origin: Origin::Sample }
}

fn example() -> Pretrained {
    Pretrained { settings: Settings::default_for(TaskKind::Text), weights: Shared::new(vec![1, 2, 3]) }
}

fn prepared(step: u32) -> Event {
    Event::Lstm(lstm::Event::Prepared(Prepared {
        alphabet: "adehmnorstw ,.".chars().collect(),
        unknown: 0,
        training_size: 90_000,
        validation_size: 10_000,
        input_size: 14,
        output_size: 14,
        num_parameters: 30_000,
        rnn_num_parameters: 9_000,
        step,
    }))
}

fn progress(step: u32, train_loss: f32) -> Event {
    Event::Lstm(lstm::Event::Progress(Progress {
        step,
        steps: vec![StepReport {
            step,
            train_loss,
            gradient_norm: 1.0,
            validation_loss: Some(train_loss + 0.1),
            rnn_train_loss: None,
            rnn_validation_loss: None,
        }],
        tokens_per_second: 1000.0,
    }))
}

fn paused(step: u32) -> Event {
    Event::Lstm(lstm::Event::Paused { step, reason: String::new() })
}

fn exported(bytes: &[u8]) -> Event {
    Event::Lstm(lstm::Event::Exported { safetensors: bytes.to_vec() })
}

/// A lesson whose trained example stands.
fn standing() -> Lesson {
    let mut lesson = Lesson::default();
    assert!(lesson.use_text(text()).is_empty());
    assert!(lesson.engine_started(false).is_empty(), "the example may still come");
    let requests = lesson.use_pretrained(Some(example()));
    assert!(matches!(&requests[..], [Request::Load { weights, .. }] if *weights == [1, 2, 3]));
    let asked = lesson.apply(&prepared(900));
    assert!(asked.iter().any(|request| matches!(request, Request::Trace { .. })));
    assert!(asked.iter().any(|request| matches!(request, Request::Connect { .. })));
    assert!(asked.iter().any(|request| matches!(request, Request::Sample(_))));
    lesson.apply(&Event::Lstm(lstm::Event::Trace(lawful_trace(&lesson.probe, 128, 2))));
    lesson
}

#[test]
fn it_opens_recorded_and_becomes_live() {
    let mut lesson = Lesson::default();
    lesson.show_recorded(lawful_trace(DEFAULT_PROBE, 128, 2));
    assert!(lesson.status().starts_with("Recorded"));
    assert!(!lesson.can_train());
    let mut lesson = standing();
    assert!(!lesson.bench().recorded);
    assert_eq!(lesson.status(), "Trained for 900 steps");
    assert_eq!(lesson.train_label(), "Train further");
    let before = lesson.trace().cloned();
    lesson.show_recorded(lawful_trace("late", 8, 1));
    assert_eq!(lesson.trace().cloned(), before, "a recording never replaces what is live");
}

#[test]
fn without_an_example_the_weights_come_from_the_seed() {
    let mut lesson = Lesson::default();
    lesson.use_text(text());
    lesson.engine_started(false);
    assert!(matches!(&lesson.use_pretrained(None)[..], [Request::Init(setup)] if setup.seed == 7));
    lesson.apply(&prepared(0));
    assert_eq!(lesson.status(), "Untrained: its weights are random.");
}

#[test]
fn training_shows_pictures_and_stops_when_asked() {
    let mut lesson = standing();
    assert_eq!(lesson.toggle_training(), [Request::Train { steps: None }]);
    assert_eq!(lesson.train_label(), "Pause");
    let asked = lesson.apply(&progress(901, 2.0));
    assert!(matches!(asked[..], [Request::Trace { .. }]));
    assert!(lesson.apply(&progress(902, 1.9)).is_empty(), "one trace at a time");
    assert_eq!(lesson.toggle_training(), [Request::Pause]);
    let asked = lesson.apply(&paused(902));
    assert!(asked.contains(&Request::Export), "weights are saved when training stops");
    assert_eq!(lesson.phase, Phase::Idle);
    assert_eq!(lesson.bench().history.train.points(), [(901, 2.0), (902, 1.9)]);
}

#[test]
fn a_new_shape_starts_over_and_a_new_length_keeps_the_weights() {
    let mut lesson = standing();
    lesson.toggle_training();
    lesson.apply(&progress(950, 1.5));
    lesson.toggle_training();
    lesson.apply(&paused(950));
    lesson.apply(&exported(&[9]));

    lesson.set_knob(Knob::SequenceLength, 32.0);
    assert!(lesson.pending_note().unwrap().contains("next training step"));
    let requests = lesson.toggle_training();
    assert!(
        matches!(&requests[..], [Request::Load { setup, weights }] if setup.sequence_length == 32 && *weights == [9])
    );
    assert_eq!(lesson.apply(&prepared(950)), [Request::Train { steps: None }]);
    assert!(!lesson.bench().history.is_empty());

    lesson.toggle_training();
    lesson.apply(&paused(951));
    lesson.set_knob(Knob::HiddenSize, 16.0);
    assert_eq!(lesson.train_label(), "Train a new model");
    assert!(matches!(&lesson.toggle_training()[..], [Request::Init(setup)] if setup.hidden_size == 16));
    assert!(lesson.bench().history.is_empty());
}

#[test]
fn a_followed_neuron_that_the_new_model_lacks_is_let_go() {
    let mut lesson = standing();
    lesson.select(Signal::Cell, Some(77));
    lesson.draft(|draft| draft.neuron = Some(77));
    lesson.set_knob(Knob::HiddenSize, 16.0);
    lesson.reset();
    lesson.apply(&prepared(0));
    assert_eq!((lesson.view.neuron, lesson.surgery.draft.neuron), (None, None));
}

#[test]
fn what_may_change_mid_run_does() {
    let mut lesson = standing();
    lesson.toggle_training();
    assert!(
        matches!(&lesson.set_knob(Knob::LearningRate, 0.01)[..], [Request::Tune(tuning)] if tuning.learning_rate == 0.01)
    );
    assert!(lesson.set_knob(Knob::HiddenSize, 8.0).is_empty());
    lesson.set_knob(Knob::LearningRate, f64::NAN);
    assert_eq!(lesson.text.settings.learning_rate, 0.01);
    assert_eq!(lesson.notices.len(), 1);
}

#[test]
fn a_loss_that_breaks_down_stops_the_run_and_says_what_to_do() {
    let mut lesson = standing();
    lesson.toggle_training();
    assert_eq!(lesson.apply(&progress(901, f32::NAN)), [Request::Pause]);
    lesson.apply(&paused(901));
    assert!(lesson.notices[0].text.contains("Lower the learning rate"));
    assert!(lesson.toggle_training().is_empty());
    assert!(matches!(&lesson.reset()[..], [Request::Init(_)]));
    lesson.apply(&prepared(0));
    assert!(!lesson.toggle_training().is_empty());
}

#[test]
fn the_other_tab_keeps_the_weights_of_this_one() {
    let mut lesson = standing();
    lesson.toggle_training();
    lesson.apply(&progress(960, 1.4));
    let requests = lesson.set_task(TaskKind::Series);
    assert!(matches!(&requests[..], [Request::Pause, Request::Export, Request::Init(_)]), "{requests:?}");
    assert!(lesson.apply(&paused(960)).is_empty(), "answers about the old model are dropped");
    lesson.apply(&exported(&[7]));
    let asked = lesson.apply(&prepared(0));
    assert!(asked.contains(&Request::Trace { input: TraceInput::Window(0), clamps: vec![] }));
    assert!(asked.contains(&Request::Forecast));
    let back = lesson.set_task(TaskKind::Text);
    assert!(matches!(&back[..], [Request::Load { weights, .. }] if *weights == [7]), "{back:?}");
    lesson.apply(&prepared(960));
    assert_eq!(lesson.bench().history.train.points().len(), 1);
}

#[test]
fn switching_quickly_ends_on_the_last_choice() {
    let mut lesson = standing();
    lesson.set_task(TaskKind::Series);
    lesson.set_task(TaskKind::Text);
    assert!(lesson.apply(&prepared(0)).is_empty(), "the first answer is the other tab's");
    assert_eq!(lesson.phase, Phase::Preparing);
    lesson.apply(&prepared(900));
    assert_eq!(lesson.phase, Phase::Idle);
    assert_eq!(lesson.bench().step, 900);
}

#[test]
fn a_restarted_engine_gets_all_of_it_again() {
    let mut lesson = standing();
    lesson.set_probe("typed by hand".into());
    lesson.toggle_training();
    lesson.apply(&progress(970, 1.4));
    lesson.toggle_training();
    lesson.apply(&paused(970));
    lesson.apply(&exported(&[8]));
    lesson.toggle_training();
    lesson.apply(&progress(980, 1.4));
    let requests = lesson.engine_started(true);
    assert!(matches!(&requests[..], [Request::Load { weights, .. }] if *weights == [8]));
    assert!(lesson.notices.iter().any(|notice| notice.text.contains("step 970")));
    let asked = lesson.apply(&prepared(970));
    assert!(asked.contains(&Request::Trace { input: TraceInput::Text("typed by hand".into()), clamps: vec![] }));
}

#[test]
fn a_refused_model_leaves_a_way_out() {
    let mut lesson = standing();
    lesson.reset();
    lesson.apply(&Event::Refused { message: "Not enough memory. Choose a smaller hidden size.".into() });
    assert!(lesson.status().contains("smaller hidden size"));
    lesson.set_knob(Knob::HiddenSize, 16.0);
    assert!(matches!(&lesson.reset()[..], [Request::Init(_)]));
}

#[test]
fn weights_that_cannot_be_read_are_replaced_by_fresh_ones() {
    let mut lesson = Lesson::default();
    lesson.use_text(text());
    lesson.engine_started(false);
    assert!(matches!(&lesson.use_pretrained(Some(example()))[..], [Request::Load { .. }]));
    let requests = lesson.apply(&Event::Refused { message: "These weights are of another model.".into() });
    assert!(matches!(&requests[..], [Request::Init(_)]));
    lesson.apply(&prepared(0));
    assert_eq!(lesson.phase, Phase::Idle);
}

#[test]
fn hiding_the_tab_pauses_and_coming_back_goes_on() {
    let mut lesson = standing();
    assert!(lesson.hide(true).is_empty() && lesson.hide(false).is_empty());
    lesson.toggle_training();
    assert_eq!(lesson.hide(true), [Request::Pause]);
    lesson.apply(&paused(905));
    assert_eq!(lesson.status(), "Paused while this tab is hidden.");
    assert_eq!(lesson.hide(false), [Request::Train { steps: None }]);
    assert!(lesson.notices[0].text.contains("hidden"));
}

#[test]
fn surgery_needs_a_guess_and_measures_both_models() {
    let mut lesson = standing();
    assert!(lesson.operate().is_empty());
    lesson.draft(|draft| {
        draft.guess = Some(Effect::Collapse);
        draft.layer = Some(1);
        draft.neuron = Some(4);
    });
    let requests = lesson.operate();
    assert_eq!(requests.len(), 5);
    let clamps = lesson.surgery.operation.as_ref().unwrap().clamps.clone();
    let sample = |clamped: bool, continuation: &str| {
        Event::Lstm(lstm::Event::Sample(Sample {
            step: 900,
            prompt: DEFAULT_PROBE.into(),
            continuation: continuation.into(),
            clamped,
        }))
    };
    lesson.apply(&sample(false, "abc"));
    lesson.apply(&sample(true, "abd"));
    let mut trace = lawful_trace(DEFAULT_PROBE, 128, 2);
    trace.clamps = clamps.clone();
    let intact = lesson.trace().cloned();
    lesson.apply(&Event::Lstm(lstm::Event::Trace(trace)));
    assert_eq!(lesson.trace().cloned(), intact, "the unbroken run stays for comparison");
    lesson.apply(&Event::Lstm(lstm::Event::Connection(Connection {
        step: 900,
        position: 29,
        lstm_predicted: 'a',
        rnn_predicted: None,
        lstm: [vec![0.001; 24], vec![1.0; 6]].concat(),
        rnn: vec![],
        clamps,
    })));
    lesson.apply(&Event::Lstm(lstm::Event::Evaluation { intact: 1.5, clamped: 1.6 }));
    let operation = lesson.surgery.operation.as_ref().unwrap();
    assert_eq!(operation.outcome(), Some((Effect::Worse, false)));
    assert_eq!(operation.parting(), Some(2));
    assert!(operation.trace.is_some() && operation.connection.is_some());
    let solved: Vec<_> =
        lesson.exercises.0.iter().filter(|state| state.is_solved()).map(|state| state.exercise).collect();
    assert_eq!(solved, [Exercise::Forget, Exercise::OneNeuron]);
    lesson.undo();
    assert_eq!(lesson.surgery.operation, None);
}

#[test]
fn only_a_clicked_neuron_that_was_measured_counts_letters() {
    let mut lesson = standing();
    assert!(lesson.find(Some(Property::PositionInWord)).len() == 1);
    lesson.apply(&Event::Lstm(lstm::Event::Ranking {
        property: Property::PositionInWord,
        scores: vec![
            Score { layer: 1, signal: Signal::Cell, neuron: 17, correlation: -0.8 },
            Score { layer: 0, signal: Signal::Cell, neuron: 3, correlation: 0.9 },
        ],
    }));
    let solved = |lesson: &Lesson| lesson.exercises.0[0].is_solved();
    assert!(!solved(&lesson));
    lesson.select(Signal::Cell, Some(3));
    assert!(!solved(&lesson), "neuron 3 of the other layer");
    let asked = lesson.select(Signal::Gate(Gate::Forget), Some(17));
    assert!(asked.is_empty(), "the spots of the neuron before are still on their way");
    assert!(solved(&lesson));
}

#[test]
fn a_small_model_is_graded_on_the_held_out_loss() {
    let mut lesson = standing();
    lesson.toggle_training();
    lesson.apply(&progress(901, 1.75));
    assert!(lesson.exercises.0[1].is_solved());
    assert_eq!(lesson.exercises.0[1].best, Some(f64::from(1.85_f32)));
}

#[test]
fn scrubbing_asks_for_the_last_place_only() {
    let mut lesson = standing();
    let sent: usize = (0..20).map(|position| lesson.set_position(position).len()).sum();
    assert_eq!(sent, 0, "the first connectivity is still on its way");
    let next = lesson.apply(&Event::Lstm(lstm::Event::Connection(Connection {
        step: 900,
        position: 30,
        lstm_predicted: 'a',
        rnn_predicted: None,
        lstm: vec![1.0; 31],
        rnn: vec![],
        clamps: vec![],
    })));
    assert!(matches!(next[..], [Request::Connect { position: 19, .. }]));
}
