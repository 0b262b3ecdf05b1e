//! The page's state, driven by what an engine says.

use protocol::gpt::{Event, Prepared, Progress, Request, StepReport, Surgery};
use protocol::writing::{self, Candidate, Look, Looked, Piece, Reason, Settings, Stopped, Written};

use super::*;
use crate::{Lesson as _, Shared};

fn piece(c: char) -> Piece {
    Piece { token: c as u32, bytes: c.to_string().into_bytes() }
}

fn prepared(step: u32) -> Event {
    Event::Prepared(Prepared {
        vocabulary: "abcdefgh “”,".chars().map(piece).collect(),
        training_tokens: 900,
        validation_tokens: 100,
        num_parameters: 90_000,
        flops_per_token: 1,
        step,
        validation_loss: 2.0,
        bytes_per_token: 1.0,
    })
}

fn corpus(origin: Origin) -> Corpus {
    Corpus { text: Shared::from("abc".repeat(10_000).as_str()), origin }
}

fn open() -> Lesson {
    let mut lesson = Lesson::default();
    assert!(lesson.use_text(corpus(Origin::Sample)).is_empty());
    assert!(lesson.worker_started(false).is_empty());
    let requests = lesson.use_example(Some(vec![1]));
    assert!(matches!(&requests[..], [Request::Load { weights, .. }] if weights == &[1]));
    lesson
}

fn tell(lesson: &mut Lesson, event: Event) -> Vec<Request> {
    lesson.apply(&protocol::Event::Gpt(event))
}

fn ready() -> Lesson {
    let mut lesson = open();
    let requests = tell(&mut lesson, prepared(3000));
    assert!(matches!(&requests[..], [Request::Writing(writing::Request::Read { text })] if text == DEFAULT_PROMPT));
    lesson
}

fn report(step: u32, loss: f32) -> Event {
    let report = StepReport {
        step,
        train_loss: loss,
        gradient_norm: 1.0,
        validation_loss: Some(loss),
        rival_train_loss: Some(loss + 0.1),
        rival_validation_loss: Some(loss + 0.1),
    };
    Event::Progress(Progress { step, steps: vec![report], tokens_per_second: 1000.0 })
}

#[test]
fn the_example_writes_as_soon_as_it_is_there() {
    let mut lesson = ready();
    let read = writing::Event::Read { text: DEFAULT_PROMPT.into(), pieces: vec![piece('a'), piece('b')] };
    let requests = tell(&mut lesson, Event::Writing(read));
    assert!(matches!(&requests[..], [Request::Writing(writing::Request::Write(write))] if write.count == 60));
}

#[test]
fn the_readers_text_makes_a_fresh_model() {
    let mut lesson = Lesson::default();
    lesson.use_text(corpus(Origin::Mine));
    lesson.use_example(Some(vec![1]));
    assert!(matches!(&lesson.worker_started(false)[..], [Request::Init(_)]));
    let mut lesson = ready();
    assert!(matches!(
        &lesson.use_text(corpus(Origin::Mine))[..],
        [Request::Writing(writing::Request::Stop), Request::Init(_)]
    ));
    assert!(lesson.link_note().is_some());
}

#[test]
fn without_the_example_the_page_trains_all_the_same() {
    let mut lesson = Lesson::default();
    lesson.use_text(corpus(Origin::Sample));
    lesson.worker_started(false);
    assert!(matches!(&lesson.use_example(None)[..], [Request::Init(_)]));
}

#[test]
fn a_race_makes_two_models_and_trains_them() {
    let mut lesson = ready();
    lesson.glass.refused();
    let requests = lesson.race();
    assert!(matches!(&requests[..], [Request::Init(setup)] if setup.rival));
    let requests = tell(&mut lesson, prepared(0));
    assert!(matches!(&requests[..], [Request::LearningRate(_), Request::Train { steps: None }]));
    tell(&mut lesson, report(1, 2.5));
    assert_eq!(lesson.history.rival_validation.points().len(), 1);
    assert_eq!(lesson.toggle_training(), [Request::Pause]);
}

#[test]
fn only_the_learning_rate_acts_at_once() {
    let mut lesson = ready();
    assert!(lesson.set_number(Number::DModel, 32.0).is_empty());
    assert!(lesson.pending_note().contains("Make a new model"));
    assert_eq!(lesson.set_number(Number::LearningRate, 0.001), [Request::LearningRate(0.001)]);
    assert!(lesson.set_number(Number::DModel, 9_999.0).is_empty());
    assert_eq!(lesson.settings.shape.d_model, 32);
    assert!(matches!(&lesson.load_example()[..], [Request::Writing(_), Request::Load { .. }]));
    assert_eq!(lesson.settings, TrainSettings::default());
}

#[test]
fn a_refusal_keeps_the_model_and_what_was_typed() {
    let mut lesson = ready();
    lesson.glass.prompt = "mine".into();
    lesson.reset();
    lesson.apply(&protocol::Event::Refused { message: "3 heads cannot share it".into() });
    assert_eq!((lesson.phase.clone(), lesson.glass.prompt.as_str()), (Phase::Idle, "mine"));
    assert!(lesson.notices()[0].text.starts_with("3 heads"));
    let mut lesson = open();
    lesson.apply(&protocol::Event::Refused { message: "the text is short".into() });
    assert_eq!(lesson.status(), "The text is short.");
}

#[test]
fn an_empty_prompt_is_said_and_strangers_are_named() {
    let mut lesson = ready();
    lesson.glass.refused();
    lesson.glass.prompt = String::new();
    assert!(lesson.write(5).is_empty());
    assert!(lesson.notices()[0].text.contains("empty"));
    lesson.glass.prompt = "a☃b漢☃".into();
    assert_eq!(lesson.strangers(), "☃漢");
}

#[test]
fn a_restart_makes_the_model_again() {
    let mut lesson = ready();
    let requests = lesson.worker_started(true);
    assert!(matches!(&requests[..], [Request::Load { .. }]));
    assert!(lesson.notices()[0].text.contains("started again"));
}

fn looked(raw: f32, penalised: f32) -> Event {
    let look = Look {
        before: vec![97],
        chosen: None,
        settings: Settings::default(),
        count: 1,
        search: String::new(),
        lens: false,
        attention: None,
    };
    let first =
        Candidate { piece: piece('a'), logit: 1.0, rank: 0, probabilities: [raw, penalised, 0.0, 0.0, 0.0, 0.0] };
    Event::Writing(writing::Event::Looked(Box::new(Looked {
        look,
        stages: Vec::new(),
        candidates: vec![first],
        matches: 0,
        found: Vec::new(),
        lens: Vec::new(),
        attention: Vec::new(),
        draw: 0.5,
        falls_on: piece('a'),
    })))
}

#[test]
fn exercises_are_graded_on_what_was_measured() {
    let mut lesson = ready();
    tell(&mut lesson, report(3001, 1.0));
    assert_eq!(lesson.exercises.best(Exercise::Learn), None, "the example had learned before");
    lesson.phase = Phase::Idle;
    lesson.glass.refused();
    lesson.reset();
    tell(&mut lesson, prepared(0));
    tell(&mut lesson, report(1, 1.9));
    assert!(lesson.exercises.is_solved(Exercise::Learn));

    tell(&mut lesson, looked(0.995, 0.9));
    assert!(lesson.exercises.is_solved(Exercise::Sure) && !lesson.exercises.is_solved(Exercise::Penalty));
    tell(&mut lesson, looked(0.4, 0.1));
    assert!(lesson.exercises.is_solved(Exercise::Penalty));

    let read = writing::Event::Read { text: "a".into(), pieces: vec![piece('a'); 70] };
    lesson.write(2);
    tell(&mut lesson, Event::Writing(read));
    for (place, tokens_read, milliseconds) in [(70, 1, 1.0), (71, 71, 6.0)] {
        lesson.glass.cache = tokens_read == 1;
        tell(
            &mut lesson,
            Event::Writing(writing::Event::Written(Written {
                place,
                piece: piece('b'),
                probability: 0.5,
                drawn_with: 0.5,
                rank: 0,
                entropy_bits: 1.0,
                kept: 1,
                draw: 0.0,
                milliseconds,
                tokens_read,
                cache_bytes: 0,
            })),
        );
    }
    tell(&mut lesson, Event::Writing(writing::Event::Stopped(Stopped { length: 72, reason: Reason::Done })));
    assert_eq!(lesson.exercises.best(Exercise::Cache), Some(6.0));
}

#[test]
fn what_was_guessed_stands_beside_what_was_measured() {
    let mut lesson = ready();
    let experiment = Experiment(Surgery::Attention);
    assert_eq!(lesson.break_it(experiment, 1), [Request::Break(Surgery::Attention)]);
    assert_eq!(lesson.found.as_ref().unwrap().answer(), None);
    let broken = protocol::gpt::Broken { surgery: Surgery::Attention, whole: 1.5, broken: 3.25, pieces: Vec::new() };
    tell(&mut lesson, Event::Broken(broken));
    let found = lesson.found.unwrap();
    assert_eq!((found.guess, found.answer()), (1, Some(2)));
    assert!(found.in_words().contains("1.500 to 3.250"));
}

#[test]
fn a_link_carries_what_differs() {
    assert_eq!(Lesson::default().to_query(), [("v", "1".to_string()), ("seed", "7".to_string())]);
    let mut lesson = Lesson::default();
    lesson.settings.shape.pre_norm = true;
    lesson.settings.learning_rate = 0.0015;
    lesson.glass.prompt = "a&b=<c>".into();
    lesson.glass.settings = Settings { temperature: 0.0, top_p: 0.9, top_k: 40, seed: 5, ..Settings::default() };
    let query: Vec<(String, String)> =
        lesson.to_query().into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    assert_eq!(Lesson::from_query(&query), lesson);
    let bad = [("t", "hot"), ("d", "7000"), ("k", "-1")].map(|(name, value)| (name.to_string(), value.to_string()));
    let lesson = Lesson::from_query(&bad);
    assert_eq!((lesson.glass.settings, lesson.settings), (Settings::default(), TrainSettings::default()));
    assert!(lesson.notices()[0].text.contains("hot") && lesson.notices()[0].text.contains("7000"));
}
