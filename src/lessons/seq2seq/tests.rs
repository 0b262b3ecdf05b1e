//! The page as its engine and its reader drive it.

use protocol::seq2seq::{
    Attention, Evaluated, Event, Fate, Loss, Measure, Node, Opened, Output, Progress, Purpose, Request, Score, Search,
    Surgery, Tree, Which, Writing, Written,
};

use super::*;
use crate::Lesson as _;

fn opened() -> Opened {
    Opened {
        source_tokens: Vec::new(),
        target_tokens: ["<pad>", "<sos>", "<eos>", "<unk>", "a", "b"].map(String::from).to_vec(),
        words: false,
        training: 100,
        held_out: 10,
        examples: vec![("4 May 1999".into(), "1999-05-04".into()), ("6 July 2001".into(), "2001-07-06".into())],
        odd: Vec::new(),
        odd_count: 0,
        num_parameters: 1000,
        plain_parameters: 900,
        measure: measure(0, 0.95, 0.5),
    }
}

fn measure(step: u32, main: f32, plain: f32) -> Measure {
    let score = |exact| Score { exact, ..Score::default() };
    Measure { step, main: score(main), plain: Some(score(plain)), lengths: Vec::new() }
}

fn event(event: Event) -> protocol::Event {
    protocol::Event::Seq2Seq(event)
}

/// With models that stand, ready to be asked.
fn ready() -> Lesson {
    let mut lesson = Lesson::default();
    assert!(lesson.worker_started(false).is_empty(), "it waits for the trained models");
    let asked = lesson.take_file(TaskKind::Dates, Some(vec![1, 2]));
    assert!(matches!(&asked[..], [Request::Open { weights: Some(weights), .. }] if weights[..] == [1, 2]));
    let asked = lesson.apply(&event(Event::Opened(Box::new(opened()))));
    assert!(matches!(&asked[..], [Request::Write(_), Request::Search(_)]), "{asked:?}");
    lesson
}

/// Everything on the diagonal, or backwards.
fn written(lesson: &Lesson, backwards: bool) -> Written {
    let count = lesson.source().chars().count();
    let mut shares = vec![0.0; count * count];
    for row in 0..count {
        shares[row * count + if backwards { count - 1 - row } else { row }] = 1.0;
    }
    let tokens: Vec<String> = (0..count).map(|at| ["a", "b"][at % 2].to_owned()).collect();
    let likeliest = tokens.iter().map(|token| vec![(token.clone(), 0.5)]).collect();
    let main = Output { tokens, likeliest, shares, read: vec![0.5; 2 * count], ended: false, ..Output::default() };
    Written {
        writing: Writing { source: lesson.source().into(), surgery: Surgery::default(), purpose: Purpose::Shown },
        step: 0,
        tokens: lesson.source().chars().map(String::from).collect(),
        unknown: vec![1],
        plain: Some(Output { shares: Vec::new(), ..main.clone() }),
        main,
    }
}

fn take(lesson: &mut Lesson, answer: Event) -> Vec<Request> {
    lesson.apply(&event(answer))
}

#[test]
fn a_task_without_files_and_other_sizes_open_with_fresh_weights() {
    let mut lesson = Lesson::from_query(&[("hidden".into(), "32".into())]);
    let asked = lesson.worker_started(false);
    assert!(matches!(&asked[..], [Request::Open { weights: None, setup }] if setup.hidden_size == 32));
    let mut lesson = ready();
    lesson.set_knob(Knob::HiddenSize, 32.0);
    assert_eq!(lesson.train_label(), "Train new models");
    assert!(matches!(&lesson.toggle_training()[..], [Request::Open { weights: None, .. }]));
    let asked = take(&mut lesson, Event::Opened(Box::new(opened())));
    assert!(asked.iter().any(|request| matches!(request, Request::Train { steps: None })), "{asked:?}");
}

#[test]
fn a_file_that_cannot_be_had_is_no_obstacle() {
    let mut lesson = Lesson::default();
    lesson.worker_started(false);
    assert_eq!(lesson.wanted_file(), Some(TaskKind::Dates));
    assert!(matches!(&lesson.take_file(TaskKind::Dates, None)[..], [Request::Open { weights: None, .. }]));
    assert_eq!(lesson.wanted_file(), None);
}

#[test]
fn what_is_typed_is_asked_one_at_a_time() {
    let mut lesson = ready();
    let asked = lesson.set_source("5 May 1999".into());
    assert!(!asked.iter().any(|request| matches!(request, Request::Write(_))), "the first answer is still out");
    let first = written(&lesson, false);
    let next = take(&mut lesson, Event::Written(Box::new(first)));
    assert!(matches!(&next[..], [Request::Write(writing)] if writing.source == "5 May 1999"));
    assert!(lesson.set_source(String::new()).is_empty());
    assert!(lesson.source_note().contains("Type a source"));
    assert!(lesson.set_source("x".repeat(49)).is_empty());
    assert!(lesson.source_note().contains("49 tokens"));
}

#[test]
fn pointing_reads_the_alignment_both_ways() {
    let mut lesson = ready();
    lesson.set_source("abcdef".into());
    let answer = written(&lesson, false);
    take(&mut lesson, Event::Written(Box::new(answer)));
    lesson.point(Some(Spot { source: Some(2), target: None }));
    assert_eq!(lesson.looked_by(), [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
    assert!(lesson.spot_words().starts_with("“c” was looked at most by “a”"), "{}", lesson.spot_words());
    lesson.point(Some(Spot { source: None, target: Some(4) }));
    assert_eq!(lesson.looked_at(), [0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert!(lesson.spot_words().contains("most at “e”"));
    assert!(lesson.source_note().contains("one unknown token: b"));
    lesson.which = Which::Plain;
    assert!(lesson.alignment().is_none() && lesson.spot_words().contains("No attention"));
}

#[test]
fn a_walk_in_order_solves_its_exercise_and_a_backward_one_does_not() {
    let mut lesson = ready();
    lesson.set_source("abcdefgh".into());
    let backward = written(&lesson, true);
    take(&mut lesson, Event::Written(Box::new(backward)));
    assert_eq!(lesson.exercises.best(Exercise::Forwards), Some(-1.0));
    assert!(!lesson.exercises.is_solved(Exercise::Forwards));
    let forward = written(&lesson, false);
    take(&mut lesson, Event::Written(Box::new(forward)));
    assert!(lesson.exercises.is_solved(Exercise::Forwards));
}

#[test]
fn no_bottleneck_is_claimed_only_of_two_models_that_have_learnt_as_well() {
    let says = |main, plain, change: fn(&mut Lesson)| {
        let mut lesson = ready();
        change(&mut lesson);
        lesson.made_with = Some(lesson.settings.clone());
        lesson.measure = Some(crate::shared::Shared::new(measure(9, main, plain)));
        lesson.exact_words().contains("choose Reversal")
    };
    assert!(says(0.995, 0.985, |_| ()));
    assert!(!says(0.995, 0.93, |_| ()), "the chart shows it here");
    assert!(!says(0.0, 0.0, |_| ()), "untrained models show nothing");
    assert!(!says(1.0, 1.0, |lesson| lesson.settings.task = TaskKind::Reversal));
    assert!(!says(1.0, 1.0, |lesson| lesson.settings.attention = Attention::None), "two of a kind");
}

#[test]
fn training_is_told_and_graded_and_pauses_when_hidden() {
    let mut lesson = ready();
    let asked = lesson.toggle_training();
    assert!(matches!(&asked[..], [Request::Tune(_), Request::Train { steps: None }]));
    let losses = vec![Loss { step: 1, main: 2.0, plain: Some(2.5) }, Loss { step: 2, main: 1.0, plain: Some(2.0) }];
    let told = Progress { step: 2, losses, measure: Some(measure(2, 0.9, 0.4)), pairs_per_second: 100.0 };
    take(&mut lesson, Event::Progress(told));
    assert!(lesson.exercises.is_solved(Exercise::Bottleneck));
    assert_eq!(lesson.exercises.best(Exercise::Small), None, "these are dates");
    assert_eq!(lesson.loss_chart().series[1].points, [(1.0, 2.5), (2.0, 2.0)]);
    assert!(lesson.exact_words().contains("90.0 % right with attention, 40.0 % without"));
    assert_eq!(lesson.hide(true), [Request::Pause]);
    take(&mut lesson, Event::Paused { step: 2, reason: String::new() });
    assert!(lesson.hide(false).contains(&Request::Train { steps: None }));
    assert!(lesson.link_note().is_some());
}

#[test]
fn a_word_swapped_shows_what_changed_and_what_had_looked() {
    let mut lesson = ready();
    let whole = written(&lesson, false);
    take(&mut lesson, Event::Written(Box::new(whole.clone())));
    assert_eq!(lesson.source_words(), ["Sunday,", "20", "July", "1969"]);
    lesson.choose_word(1);
    assert!(lesson.replacements().contains(&"4".to_owned()) && !lesson.replacements().contains(&"May".to_owned()));
    let asked = lesson.replace("21".into());
    assert!(matches!(&asked[..], [Request::Write(writing)] if writing.source == "Sunday, 21 July 1969"));
    let mut changed = whole;
    changed.writing.purpose = Purpose::Swapped;
    changed.main.tokens[8] = "x".into();
    take(&mut lesson, Event::Written(Box::new(changed)));
    let changes = lesson.changes();
    assert_eq!((changes[8].after.as_str(), changes[8].looked), ("x", Some(1.0)));
    assert_eq!(changes[0].looked, Some(0.0));
    assert!(
        lesson.swap_words().starts_with("1 of 20 output tokens change. Those that changed had given the word 100 %")
    );
}

fn tree(lesson: &Lesson, score: f32) -> Tree {
    let node = |parent, token, length, total: f32, fate| Node {
        parent,
        token,
        log_probability: -0.5,
        total,
        score,
        length,
        fate,
        forced: false,
    };
    let search = Search {
        source: lesson.source().into(),
        which: Which::Main,
        width: 1,
        length_penalty: 0.6,
        prefix: Vec::new(),
    };
    let nodes = vec![
        node(None, 1, 0, 0.0, Fate::Expanded),
        node(Some(0), 4, 1, -0.5, Fate::Expanded),
        node(Some(0), 5, 1, -2.0, Fate::Pruned),
        node(Some(1), 5, 2, -1.0, Fate::Expanded),
        node(Some(3), 2, 3, -1.2, Fate::Finished),
    ];
    Tree { search, step: 0, nodes, ranked: vec![4] }
}

#[test]
fn the_tree_is_columns_and_a_branch_can_be_gone_on_from() {
    let mut lesson = ready();
    let answer = tree(&lesson, -1.0);
    take(&mut lesson, Event::Tree(Box::new(answer)));
    let (columns, links) = lesson.tree_columns();
    assert_eq!(columns.iter().map(|column| column.cells.len()).collect::<Vec<_>>(), [2, 1, 1]);
    assert_eq!((columns[0].cells[0].name.as_str(), columns[0].cells[0].best), ("a", true));
    assert_eq!(
        links.iter().map(|link| (link.column, link.from, link.to)).collect::<Vec<_>>(),
        [(0, 0, 0), (0, 0, 1), (1, 0, 0), (2, 0, 0)]
    );
    assert_eq!(lesson.ends(), [["ab", "3", "−1.200", "−1.000"]]);
    let asked = lesson.go_on_from(2);
    assert!(matches!(&asked[..], [Request::Search(search)] if search.prefix == [5]));
    assert_eq!(lesson.prefix_text(), "b");
    lesson.go_on_from(0);
    assert!(lesson.beam.prefix.is_empty());
}

#[test]
fn a_beam_that_beats_greedy_solves_its_exercise() {
    let mut lesson = ready();
    let mut answer = written(&lesson, false);
    answer.main.ended = true;
    take(&mut lesson, Event::Written(Box::new(answer)));
    let (count, log) = (20.0_f64, 0.5_f64.ln());
    let greedy = count * log / (25.0_f64 / 6.0).powf(0.6);
    let answer = tree(&lesson, greedy as f32 + 0.01);
    take(&mut lesson, Event::Tree(Box::new(answer)));
    assert!(!lesson.exercises.is_solved(Exercise::Beam) && lesson.exercises.best(Exercise::Beam) > Some(0.0));
    let answer = tree(&lesson, greedy as f32 + 0.1);
    take(&mut lesson, Event::Tree(Box::new(answer)));
    assert!(lesson.exercises.is_solved(Exercise::Beam));
}

#[test]
fn an_experiment_is_measured_against_what_was_expected() {
    let mut lesson = ready();
    assert_eq!(lesson.obstacle(), "");
    let asked = lesson.break_it(Experiment::State, 1);
    let surgery = Surgery { without_state: true, ..Surgery::default() };
    assert!(matches!(&asked[..], [Request::Evaluate { surgery: asked }, Request::Write(_)] if *asked == surgery));
    assert!(lesson.outcome().is_none());
    let answer = Evaluated { surgery, main: (0.9, 0.85), plain: Some((0.5, 0.0)), after_error: None };
    take(&mut lesson, Event::Evaluated(answer));
    let outcome = lesson.outcome().expect("it was measured");
    assert_eq!(outcome.answer, 0);
    assert!(outcome.in_words.contains("falls from 50.0 % to 0.0 %"), "{}", outcome.in_words);
    lesson.undo();
    assert!(lesson.outcome().is_none());
    lesson.settings.attention = Attention::None;
    lesson.made_with = Some(lesson.settings.clone());
    assert!(lesson.obstacle().contains("no attention"));
}

#[test]
fn pairs_that_cannot_be_used_are_named_and_kept() {
    let mut lesson = ready();
    assert!(lesson.use_own("a b\n".into()).iter().any(|request| matches!(request, Request::Open { .. })));
    let message = "these are 0 pairs; write more".to_owned();
    lesson.apply(&protocol::Event::Refused { message });
    assert!(matches!(lesson.phase, Phase::Failed(_)));
    assert!(lesson.notices().iter().any(|notice| notice.text.starts_with("These are 0 pairs")));
    assert_eq!(&*lesson.own, "a b\n");
    let asked = lesson.set_task(TaskKind::Dates);
    assert!(matches!(&asked[..], [Request::Open { weights: Some(_), .. }]), "{asked:?}");
}

#[test]
fn a_link_brings_the_state_back_and_names_what_it_does_not_know() {
    let mut lesson = Lesson::default();
    lesson.settings.task = TaskKind::Reversal;
    lesson.settings.attention = Attention::Additive;
    lesson.settings.set(Knob::LearningRate, 0.002);
    lesson.set_source("jihg".into());
    lesson.set_width(5);
    lesson.position = 2;
    let query: Vec<(String, String)> =
        lesson.to_query().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let other = Lesson::from_query(&query);
    assert_eq!((&other.settings, other.source(), other.beam.width, other.position), (&lesson.settings, "jihg", 5, 2));
    let odd = Lesson::from_query(&[("width".into(), "90".into()), ("task".into(), "x".into())]);
    assert!(odd.notices()[0].text.contains("task, width"));
}
