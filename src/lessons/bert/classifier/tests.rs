//! A page's classifier against events as the engine sends them.

use protocol::bert_classifier::{Epoch, Event, Features, Predicted, Read, Request, Setup, Trained};

use super::*;

const TEXT: &str = "a: one\na: two\na: three\nb: four\nb: five\nb: six";

fn filled() -> Classifier {
    let mut classifier = Classifier::default();
    classifier.take_sample(Some(TEXT));
    classifier
}

fn setup(request: Option<Request>) -> Setup {
    match request {
        Some(Request::Train(setup)) => setup,
        other => panic!("{other:?}"),
    }
}

fn epoch(loss: f32) -> Epoch {
    Epoch { loss, held_out_loss: 2.0 * loss, accuracy: 0.75, held_out_accuracy: 0.5 }
}

/// Trained for two epochs; everyone gets one of the two held-out texts wrong but the centroid.
fn trained(classifier: &mut Classifier) -> Option<Request> {
    let run = setup(classifier.toggle()).run;
    classifier.apply(&Event::Reading { run, done: 2, of: 6 });
    classifier.apply(&Event::Read(Read {
        run,
        centroid: vec![0, 1],
        neighbours: vec![0, 0],
        cut: 1,
        milliseconds: 3.0,
    }));
    classifier.apply(&Event::Epochs { run, epochs: vec![epoch(0.7), epoch(0.5)] });
    let done =
        Trained { run, epochs: 2, train: vec![0, 0, 1, 0], held_out: vec![1, 1], parameters: 770, milliseconds: 9.0 };
    classifier.apply(&Event::Trained(done))
}

fn predicted(text: &str) -> Event {
    Event::Predicted(Box::new(Predicted {
        text: text.into(),
        tokens: vec![protocol::bert::Token { id: 1, text: "x".into(), source: None }],
        probabilities: vec![0.75, 0.25],
        contributions: vec![-0.5],
        centroids: vec![0.25, 0.5],
        neighbours: vec![(3, 0.9), (0, 0.8), (2, 0.75)],
        ..Predicted::default()
    }))
}

#[test]
fn a_run_is_asked_for_with_the_settings_and_split_as_promised() {
    let mut classifier = filled();
    Knob::Shots.set(&mut classifier.settings, 1.0);
    Knob::Dropout.set(&mut classifier.settings, 7.0);
    classifier.settings.features = Features::Mean;
    let setup = setup(classifier.toggle());
    let texts = |all: &[protocol::bert_classifier::Example]| all.iter().map(|it| it.text.clone()).collect::<Vec<_>>();
    assert_eq!(
        (texts(&setup.train), texts(&setup.held_out)),
        (vec!["one".into(), "four".into()], vec!["three".into(), "six".into()])
    );
    assert_eq!((setup.run, setup.classes, setup.features, setup.dropout), (1, 2, Features::Mean, 0.9));
    assert!(classifier.status(true).contains("reads 4 texts"));
    assert_eq!(classifier.toggle(), Some(Request::Stop));
    assert!(!classifier.is_busy());
}

#[test]
fn figures_are_those_of_the_held_out_texts() {
    let mut classifier = filled();
    assert!(matches!(trained(&mut classifier), Some(Request::Predict { text }) if text == classifier.probe));
    assert_eq!(Judge::ALL.map(|judge| classifier.accuracy(judge)), [Some(0.5), Some(1.0), Some(0.5)]);
    assert_eq!(classifier.confusion(Judge::Head).values, [0.0, 1.0, 0.0, 1.0]);
    assert_eq!(classifier.mistakes(Judge::Head), [["three", "a", "b"]]);
    assert_eq!(classifier.judge_rows()[1], ["Nearest centroid", "2 of 2", "100.0 %"]);
    assert_eq!(classifier.loss_chart().series[1].points, [(0.0, f64::from(1.4_f32)), (1.0, 1.0)]);
    assert!(
        classifier.status(true).contains("770 numbers on 4 texts, 2 epochs in 9 ms"),
        "{}",
        classifier.status(true)
    );
    assert!(classifier.remarks().iter().any(|said| said.contains("longer than the 256 tokens")));
    let row = &classifier.run_rows()[0];
    assert_eq!(row[..3], ["1", "2", "pooler of [CLS]"]);
    assert_eq!(row[7..], ["75.0 %", "50.0 %", "100.0 %", "50.0 %"]);
}

#[test]
fn what_a_run_before_says_is_not_heard() {
    let mut classifier = filled();
    trained(&mut classifier);
    classifier.toggle();
    classifier.apply(&Event::Epochs { run: 1, epochs: vec![epoch(9.0)] });
    classifier.apply(&Event::Trained(Trained { run: 1, ..Trained::default() }));
    assert!(classifier.epochs.is_empty() && classifier.trained.is_none() && classifier.is_busy());
}

#[test]
fn one_probe_is_under_way_at_a_time_and_the_answer_is_its_own() {
    let mut classifier = filled();
    assert_eq!(classifier.set_probe("early".into()), None, "no head, no question");
    trained(&mut classifier);
    assert_eq!(classifier.set_probe("x".into()), None);
    assert_eq!(classifier.apply(&predicted("early")), Some(Request::Predict { text: "x".into() }));
    assert!(!classifier.is_answered());
    classifier.apply(&predicted("x"));
    assert!(classifier.is_answered());
    let bars = classifier.bars();
    assert_eq!((bars[0].probability, bars[1].cosine, bars[1].votes, bars[0].votes), (0.75, 0.5, 2, 1));
    assert_eq!(classifier.neighbour_rows()[0], ["five", "b", "0.900"]);
    assert!(
        classifier.answer().contains("“a” with 75.0 %, but the nearest centroid is “b”"),
        "{}",
        classifier.answer()
    );
    assert_eq!(classifier.disagreement(), Some(0.75));
    assert_eq!(classifier.set_probe("  ".into()), None);
    assert!(classifier.probe_problem().is_some());
}

#[test]
fn bad_texts_are_said_and_nothing_is_asked() {
    let mut classifier = filled();
    classifier.edit("a: one");
    assert_eq!(classifier.toggle(), None);
    assert!(classifier.remarks()[0].contains("at least two classes"));
    classifier.use_sample();
    assert!(classifier.is_sample() && classifier.examples.is_ok());
    let mut missing = Classifier::default();
    missing.take_sample(None);
    assert!(missing.remarks()[0].contains("could not be loaded"));
}

#[test]
fn a_failure_is_said_and_ends_the_run() {
    let mut classifier = filled();
    classifier.toggle();
    classifier.apply(&Event::Failed { message: "the device did not answer".into() });
    assert_eq!((classifier.problem.as_deref(), classifier.is_busy()), (Some("The device did not answer."), false));
}
