//! The lesson, without a screen. What the engine says comes from the recorded run, which a test of the engine holds to the real one.

use protocol::positional_encoding::{Attended, Event, MAX_WORDS, Request, Scheme};

use super::{Change, Exercise, Experiment, Lesson, NOISE, Number, Phase, attention_math, cell_math, rotation_math};
use super::{matrix_csv, matrix_npy};
use crate::{Graded as _, Lesson as _, Severity};

fn recorded() -> Attended {
    let file = include_bytes!("../../../assets/models/positional-encoding/trace.bin");
    let Event::Attended(attended) = protocol::decode(file).unwrap();
    attended
}

fn attended(attended: Attended) -> protocol::Event {
    protocol::Event::PositionalEncoding(Event::Attended(attended))
}

/// With the engine running and its first answer in.
fn live() -> Lesson {
    let mut lesson = Lesson::default();
    let Some(Request::Attend(setup)) = lesson.worker_started(false).pop() else { panic!("it asks at once") };
    assert_eq!(setup, recorded().setup);
    assert!(lesson.apply(&attended(recorded())).is_empty());
    lesson
}

#[test]
fn it_opens_on_the_recorded_run_and_says_so() {
    let mut lesson = Lesson::default();
    lesson.show_recorded(Event::Attended(recorded()));
    assert!(lesson.recorded && lesson.status().starts_with("Recorded run"));
    assert!(lesson.standings().len() == 5);
    lesson.worker_started(false);
    lesson.apply(&attended(recorded()));
    assert!(!lesson.recorded && lesson.status().starts_with("Run live"));
    // A link to another state must not show this one's numbers.
    let mut other = Lesson::default();
    other.set_number(Number::DModel, 16.0);
    other.show_recorded(Event::Attended(recorded()));
    assert_eq!(other.attended, None);
}

#[test]
fn only_the_newest_question_waits() {
    let mut lesson = Lesson::default();
    assert_eq!(lesson.set_number(Number::Shift, 3.0), [], "there is no engine yet");
    assert_eq!(lesson.worker_started(false).len(), 1);
    for shift in 10..20 {
        assert_eq!(lesson.set_number(Number::Shift, f64::from(shift)), []);
    }
    let next = lesson.apply(&attended(recorded()));
    let [Request::Attend(setup)] = &next[..] else { panic!("{next:?}") };
    assert_eq!(setup.shift, 19);
    assert!(lesson.apply(&attended(recorded())).is_empty());
    assert_eq!(lesson.phase, Phase::Idle);
}

#[test]
fn a_refusal_is_told_and_nothing_is_lost() {
    let mut lesson = live();
    lesson.set_sentence("one two three".into());
    lesson.apply(&protocol::Event::Refused { message: "the device is gone; reload".into() });
    assert_eq!(lesson.notices()[0].text, "The device is gone; reload.");
    assert_eq!((lesson.notices()[0].severity, lesson.sentence.as_str()), (Severity::Warning, "one two three"));
    assert_eq!(lesson.set_number(Number::Shift, 1.0).len(), 1, "it asks again");
}

#[test]
fn the_schemes_are_told_apart_by_what_was_measured() {
    let lesson = live();
    for standing in lesson.standings() {
        let scheme = standing.info.scheme;
        assert_eq!(standing.rearranged.is_noticed(), scheme != Scheme::None, "{standing:?}");
        let absolute = matches!(scheme, Scheme::Sinusoidal | Scheme::Learned);
        assert_eq!(standing.shifted.is_noticed(), absolute, "{standing:?}");
    }
    let none = lesson.standing(Scheme::None).unwrap();
    assert!(none.rearranged.value().unwrap() < NOISE / 10.0, "rounding stays well below the threshold");
}

#[test]
fn equal_words_may_change_places_unnoticed() {
    let mut run = recorded();
    // Both “the” of the sentence; the outputs are those of the sentence as it is typed.
    run.setup.order = vec![3, 1, 2, 0, 4, 5];
    for run in &mut run.runs {
        run.rearranged = run.original.clone();
    }
    let mut lesson = Lesson::default();
    lesson.apply(&attended(run));
    assert!(lesson.standings().iter().all(|standing| standing.rearranged == Change::Measured(0.0)));
}

#[test]
fn a_rotary_score_is_the_same_everywhere() {
    let mut lesson = live();
    for (scheme, same) in [(Scheme::Rope, true), (Scheme::Sinusoidal, false)] {
        lesson.set_scheme(scheme);
        let rows = lesson.score_rows();
        assert_eq!((rows.len(), rows[2].here.0, rows[2].there.0), (6, 2, 10));
        let change = rows.iter().map(|row| (row.here.1 - row.there.1.unwrap()).abs()).fold(0.0, f32::max);
        assert_eq!(change < 1e-5, same, "{scheme:?} {change}");
    }
}

#[test]
fn the_matrix_shows_the_window_around_the_position() {
    let mut lesson = Lesson::default();
    lesson.set_number(Number::MaxLen, 300.0);
    lesson.set_position(290);
    assert_eq!(lesson.window(), (256, 44));
    let grid = lesson.matrix();
    assert_eq!((grid.rows, grid.cols), (32, 44));
    assert_eq!(grid.get(3, 10), Some(lesson.sinusoid().value(266.0, 3) as f32));
    lesson.set_number(Number::MaxLen, 1.0);
    assert_eq!((lesson.now(), lesson.window(), lesson.matrix().cols), (0, (0, 1), 1));
    assert!(lesson.remarks().iter().any(|remark| remark.contains("one position")));
}

#[test]
fn products_and_their_matrix_agree() {
    for d_model in [1.0, 7.0, 32.0] {
        let mut lesson = Lesson::default();
        lesson.set_number(Number::DModel, d_model);
        let curve = &lesson.products().series[0].points;
        let grid = lesson.product_matrix();
        for (position, product) in curve {
            let cell = f64::from(grid.get(lesson.now(), *position as usize).unwrap());
            assert!((cell - product).abs() < 1e-5);
        }
    }
}

#[test]
fn clocks_turn_from_fast_to_slow() {
    let mut lesson = Lesson::default();
    lesson.set_number(Number::Offset, 5.0);
    lesson.set_pair(7);
    let clocks = lesson.clocks();
    assert!(clocks.windows(2).all(|two| two[0].wavelength < two[1].wavelength));
    assert!(clocks.iter().any(|clock| clock.pair == 7));
    let pe = lesson.sinusoid();
    for clock in clocks {
        assert!((clock.ahead - clock.angle - 5.0 * pe.frequency(clock.pair)).abs() < 1e-9);
    }
    assert!(lesson.rotation_error() < 1e-12);
    lesson.set_number(Number::DModel, 1.0);
    assert!(lesson.clocks().is_empty() && rotation_math(&lesson).is_empty());
}

#[test]
fn odd_widths_are_explained_and_shown() {
    let mut lesson = Lesson::default();
    lesson.set_number(Number::DModel, 7.0);
    assert!(lesson.remarks()[0].contains("dimension 6 is a sine without its cosine"));
    assert!(lesson.remarks().iter().any(|remark| remark.contains("1 are used")));
    assert_eq!((lesson.heads(), lesson.matrix().rows), (1, 7));
}

#[test]
fn any_sentence_is_taken_in_or_its_limit_said() {
    let mut lesson = live();
    assert!(lesson.set_sentence("   ".into()).is_empty());
    assert!(lesson.status().contains("Type a sentence") && lesson.sentence_note().contains("Type a sentence"));
    let Some(Request::Attend(setup)) = lesson.set_sentence("\u{5e9}\u{5dc}\u{5d5}\u{5dd} 👩‍🚀 ok".into()).pop()
    else {
        panic!()
    };
    assert_eq!((setup.words.len(), setup.order), (3, vec![2, 1, 0]));
    lesson.set_sentence("word ".repeat(1000));
    assert_eq!((lesson.words.len(), lesson.order.len()), (MAX_WORDS, MAX_WORDS));
    assert!(lesson.sentence_note().contains("952 more are kept in the field"));
}

#[test]
fn words_move_and_stay_the_same_words() {
    let mut lesson = live();
    lesson.restore_words();
    lesson.move_word(0, 2);
    assert_eq!(lesson.order, [1, 2, 0, 3, 4, 5]);
    lesson.swap_words(0, 5);
    assert_eq!(lesson.order, [5, 2, 0, 3, 4, 1]);
    lesson.move_word(9, 0);
    lesson.move_word(0, 99);
    lesson.swap_words(0, 6);
    let mut sorted = lesson.order.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [0, 1, 2, 3, 4, 5]);
    lesson.restore_words();
    assert_eq!(lesson.order, sorted);
}

#[test]
fn exercises_are_graded_on_what_was_computed() {
    let mut lesson = live();
    let solved = |lesson: &Lesson, exercise: Exercise| {
        lesson.exercises.best(exercise).is_some_and(|best| exercise.is_reached(best))
    };
    assert!(Exercise::ALL.iter().all(|exercise| !solved(&lesson, *exercise)), "a fresh page has solved nothing");

    lesson.set_number(Number::Offset, 20.0);
    assert!(!solved(&lesson, Exercise::FarthestOffset) && lesson.exercises.best(Exercise::FarthestOffset).is_some());
    lesson.set_number(Number::Offset, 48.0);
    assert!(solved(&lesson, Exercise::FarthestOffset));

    lesson.set_number(Number::DModel, 8.0);
    assert!(!solved(&lesson, Exercise::NoTwins));
    lesson.set_number(Number::Base, 13.5);
    assert!(solved(&lesson, Exercise::NoTwins));

    // As the engine finds it: turned round, the outputs of “None” and of ALiBi are the same rows in the other order.
    let mut backwards = recorded();
    backwards.setup.order = vec![5, 4, 3, 2, 1, 0];
    for run in [0, 4] {
        let original = recorded().runs[run].original.clone().unwrap();
        let turned = original.output.chunks(32).rev().flatten().copied().collect();
        backwards.runs[run].rearranged.as_mut().unwrap().output = turned;
    }
    backwards.setup.causal = true;
    lesson.apply(&attended(backwards.clone()));
    assert_eq!(lesson.exercises.best(Exercise::MirrorImage), None, "a mask tells the sides apart");
    backwards.setup.causal = false;
    lesson.apply(&attended(backwards));
    assert!(solved(&lesson, Exercise::MirrorImage));
    assert!(!solved(&lesson, Exercise::OrderWithoutPositions));
}

#[test]
fn experiments_measure_and_give_back() {
    let before = live();
    for (experiment, answer) in [(Experiment::SmallBase, 0), (Experiment::OneClock, 2), (Experiment::Hundredfold, 1)] {
        let mut lesson = before.clone();
        lesson.break_it(experiment, 0);
        let outcome = lesson.outcome().unwrap();
        assert_eq!(outcome.answer, answer, "{experiment:?}: {}", outcome.in_words);
        lesson.undo();
        assert_eq!((lesson.trial.clone(), lesson.setup()), (None, before.setup()));
    }
    // These wait for the engine.
    let mut lesson = before.clone();
    let Some(Request::Attend(setup)) = lesson.break_it(Experiment::BeyondTheTable, 1).pop() else { panic!() };
    assert_eq!((setup.shift, lesson.outcome()), (125, None));
    let mut run = Attended { setup, ..recorded() };
    run.runs[2].shifted = None;
    lesson.apply(&attended(run));
    assert_eq!(lesson.outcome().unwrap().answer, 1);
    assert!(lesson.outcome().unwrap().in_words.contains("125 to 130; the learned table ends at 127"));
    assert_eq!(lesson.standing(Scheme::Learned).unwrap().shifted, Change::Impossible);
}

#[test]
fn formulas_hold_their_numbers() {
    let mut lesson = live();
    lesson.set_hover(Some((5, 17)));
    let value = lesson.sinusoid().value(17.0, 5);
    let math = cell_math(&lesson);
    assert!(math.contains(&viz::number::fixed(value, 4)) && math.contains("<mi>cos</mi>"), "{math}");
    assert_eq!(math.matches("<mo>=</mo>").count(), 4);
    assert!(rotation_math(&lesson).contains("<mtable>"));
    lesson.set_scheme(Scheme::Alibi);
    lesson.set_cell(Some((0, 3)));
    let weight = recorded().runs[4].original.as_ref().unwrap().weights[3];
    let math = attention_math(&lesson);
    assert!(
        math.contains(&viz::number::fixed(f64::from(weight), 3)) && math.contains("<mn>0.25</mn><mo>·</mo><mn>3</mn>"),
        "{math}"
    );
    assert!(!math.contains("style"), "the page's policy forbids it");
}

#[test]
fn the_matrix_goes_out_as_numpy_and_csv() {
    let mut lesson = Lesson::default();
    lesson.set_number(Number::MaxLen, 5.0);
    lesson.set_number(Number::DModel, 3.0);
    let npy = matrix_npy(&lesson).unwrap();
    let header = 10 + usize::from(u16::from_le_bytes([npy[8], npy[9]]));
    assert_eq!((&npy[..8], header % 64, npy.len()), (&b"\x93NUMPY\x01\x00"[..], 0, header + 5 * 3 * 4));
    assert!(String::from_utf8_lossy(&npy[10..header]).contains("'shape': (5, 3), }"));
    let last = f32::from_le_bytes(npy[npy.len() - 4..].try_into().unwrap());
    assert_eq!(last, lesson.sinusoid().value(4.0, 2) as f32);
    let csv = matrix_csv(&lesson).unwrap();
    assert_eq!(csv.lines().count(), 6);
    assert!(csv.starts_with("position,0,1,2\r\n0,0,1,0\r\n"));
    lesson.set_number(Number::MaxLen, 100_000.0);
    lesson.set_number(Number::DModel, 1024.0);
    assert!(matrix_npy(&lesson).unwrap_err().contains("lower max_len to 1,953"));
}
