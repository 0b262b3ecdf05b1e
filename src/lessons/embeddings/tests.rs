//! The page's state without a page.

use protocol::embeddings::{Analogy, Event, Layout, Map, Neighbours, Prepared, Request, Space, Spaces};

use super::*;
use crate::{Lesson as _, Shared};

fn prepared(trained: bool) -> Event {
    let words = ["the", "three", "door", "four", "five", "six", "seven"].map(String::from).to_vec();
    let counts = vec![90, 40, 30, 9, 8, 7, 6];
    Event::Prepared(Prepared { words, counts, raw_words: 200, raw_types: 20, sentences: 9, trained })
}

fn say(lesson: &mut Lesson, event: Event) -> Vec<Request> {
    lesson.apply(&protocol::Event::Embeddings(event))
}

fn near(word: &str, found: &[&str], cosine: f32) -> Event {
    let found = found.iter().map(|word| ((*word).to_owned(), cosine)).collect();
    Event::Neighbours(Neighbours { word: word.into(), found: Some(found) })
}

fn open() -> Lesson {
    let mut lesson = Lesson::default();
    assert!(lesson.worker_started(false).is_empty());
    assert!(lesson.use_text(Corpus { text: "a text".into(), origin: Origin::Sample }).is_empty());
    let asked = lesson.use_pretrained(Some(vec![1, 2, 3]));
    assert!(matches!(&asked[..], [Request::Load { vectors, .. }] if *vectors == [1, 2, 3]), "{asked:?}");
    say(&mut lesson, prepared(true));
    lesson
}

#[test]
fn it_opens_with_the_trained_vectors_and_asks_for_all_that_depends_on_them() {
    let mut lesson = open();
    assert!(lesson.finished && lesson.is_idle());
    assert_eq!(lesson.train_label(), "Train from scratch");
    assert_eq!(say(&mut lesson, prepared(true)).len(), 5);
    let asked = lesson.toggle_training();
    assert!(matches!(&asked[..], [Request::Init(_), Request::Train]), "{asked:?}");
    say(&mut lesson, prepared(false));
    assert_eq!(lesson.phase, Phase::Training);
    assert_eq!(lesson.toggle_training(), [Request::Pause]);
    say(&mut lesson, Event::Paused { reason: String::new(), finished: false });
    lesson.examples = 5;
    assert_eq!(lesson.train_label(), "Go on training");
    assert_eq!(lesson.toggle_training(), [Request::Train]);
}

#[test]
fn other_settings_or_another_text_begin_with_random_vectors() {
    let query = [("window".to_owned(), "2".to_owned())];
    let mut lesson = Lesson::from_query(&query);
    lesson.worker_started(false);
    lesson.use_text(Corpus { text: "a text".into(), origin: Origin::Sample });
    assert!(matches!(&lesson.use_pretrained(Some(vec![1]))[..], [Request::Init(setup)] if setup.window == 2));
    let mut lesson = open();
    let asked = lesson.use_text(Corpus { text: "mine".into(), origin: Origin::Mine });
    assert!(matches!(&asked[..], [Request::Init(setup)] if setup.text == "mine"));
    assert!(lesson.link_note().is_some());
}

#[test]
fn a_refused_text_says_why_and_can_be_tried_again() {
    let mut lesson = open();
    lesson.use_text(Corpus { text: "…".into(), origin: Origin::Mine });
    lesson.apply(&protocol::Event::Refused { message: "the text has no words".into() });
    assert!(lesson.is_failed() && lesson.can_train());
    assert_eq!(lesson.notices().len(), 1);
    assert!(matches!(&lesson.toggle_training()[..], [Request::Init(_), Request::Train]));
}

#[test]
fn an_unknown_word_is_asked_for_and_said_to_be_unknown() {
    let mut lesson = open();
    assert_eq!(lesson.choose("  Zebra ").len(), 2);
    assert_eq!(lesson.word, "zebra");
    say(&mut lesson, Event::Neighbours(Neighbours { word: "zebra".into(), found: None }));
    assert_eq!(lesson.neighbours.as_ref().unwrap().found, None);
    assert_eq!(lesson.choose_id(2).len(), 2);
    assert_eq!(lesson.word, "door");
}

#[test]
fn the_link_carries_what_differs() {
    let mut lesson = open();
    assert_eq!(lesson.to_query(), [("v", "1".to_owned()), ("seed", "1".to_owned())]);
    lesson.set_knob(Knob::Window, 3.0);
    lesson.settings.skip_gram = false;
    lesson.choose("door");
    lesson.ask_analogy(0, "one".into());
    let query: Vec<(String, String)> =
        lesson.to_query().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let back = Lesson::from_query(&query);
    assert_eq!((&back.settings, &back.word, &back.question), (&lesson.settings, &lesson.word, &lesson.question));
    let odd = Lesson::from_query(&[("window".into(), "many".into()), ("axis".into(), "one".into())]);
    assert_eq!(odd.notices.len(), 1);
    assert!(odd.notices[0].text.contains("window, axis"));
}

#[test]
fn exercises_are_graded_on_what_was_measured() {
    let mut lesson = open();
    lesson.set_knob(Knob::VectorSize, 12.0);
    lesson.toggle_training();
    say(&mut lesson, prepared(false));
    (lesson.examples, lesson.epoch) = (100, 2);
    say(&mut lesson, near("three", &["four", "five", "six", "seven", "door"], 0.7));
    assert_eq!(lesson.exercises.best(Exercise::Small), Some(4.0));

    let space = |words: [&str; 10]| Space {
        dimensions: 9,
        non_zero: 9,
        sample: Vec::new(),
        neighbours: words.iter().map(|word| ((*word).to_owned(), 0.5)).collect(),
    };
    let counted = space(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]);
    let learned = space(["a", "l", "m", "n", "o", "p", "q", "r", "s", "t"]);
    let spaces = Some([counted.clone(), counted, learned]);
    say(&mut lesson, Event::Spaces(Spaces { word: "three".into(), spaces: spaces.clone() }));
    assert_eq!(lesson.exercises.best(Exercise::OtherCompany), None, "what the page opens with is no find");
    lesson.choose("door");
    say(&mut lesson, Event::Spaces(Spaces { word: "door".into(), spaces }));
    assert_eq!(lesson.exercises.best(Exercise::OtherCompany), Some(1.0));

    let answer = |nearest: &str| {
        Event::Analogy(Analogy {
            words: ["three", "four", "five"].map(String::from),
            unknown: Vec::new(),
            answers: vec![("six".into(), 0.5)],
            with_question_words: vec![(nearest.into(), 0.9)],
        })
    };
    say(&mut lesson, answer("five"));
    assert_eq!(lesson.exercises.best(Exercise::Honest), Some(0.0));
    say(&mut lesson, answer("six"));
    assert_eq!(lesson.exercises.best(Exercise::Honest), Some(1.0));

    say(&mut lesson, Event::Similarity { a: "door".into(), b: "three".into(), cosine: Some(0.97) });
    assert!(lesson.exercises.best(Exercise::Collapse).unwrap() > 0.95);
}

#[test]
fn breaking_asks_for_a_guess_and_compares_the_neighbours() {
    let mut lesson = open();
    say(&mut lesson, near("three", &["four", "five"], 0.6));
    lesson.choose_surgery(Surgery::NoNegatives);
    assert_eq!(lesson.obstacle(), "Say first what you expect.");
    lesson.guess(Guess::Change);
    let asked = lesson.operate();
    assert!(matches!(&asked[..], [Request::Init(setup), Request::Train] if setup.negative == 0), "{asked:?}");
    say(&mut lesson, prepared(false));
    say(&mut lesson, near("three", &["door"], 0.99));
    assert!(lesson.break_it.outcome.is_none(), "it still trains");
    say(&mut lesson, Event::Paused { reason: String::new(), finished: true });
    say(&mut lesson, near("three", &["door", "four"], 0.99));
    let outcome = lesson.break_it.outcome.clone().unwrap();
    assert_eq!((outcome.shared, outcome.came()), (1, Guess::Alike));
}

#[test]
fn the_picture_marks_the_word_and_its_neighbours() {
    let mut lesson = open();
    say(&mut lesson, Event::Map(Map { layout: Layout::Pca, points: vec![[0.0, 0.0]; 7], explained: 0.3 }));
    say(&mut lesson, near("three", &["four"], 0.6));
    let Picture(map) = Picture::of(&lesson);
    use viz::word_map::Rank;
    let ranks: Vec<Rank> = map.words.iter().map(|word| word.rank).collect();
    assert_eq!(ranks[..4], [Rank::Plain, Rank::Chosen, Rank::Plain, Rank::Near]);
    assert_eq!(map_table(&lesson).rows.len(), 7);
}

#[test]
fn what_was_recorded_gives_way() {
    let mut lesson = Lesson::default();
    lesson.show_recorded(vec![prepared(true), near("three", &["four"], 0.6)]);
    assert!(lesson.recorded && lesson.neighbours.is_some());
    lesson.worker_started(false);
    lesson.use_text(Corpus { text: Shared::from("a"), origin: Origin::Sample });
    lesson.use_pretrained(None);
    say(&mut lesson, prepared(false));
    assert!(!lesson.recorded);
}
