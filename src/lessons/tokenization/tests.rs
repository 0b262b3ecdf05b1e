//! The lesson as a page drives it.

use protocol::{
    Event,
    tokenization::{self as said, Broken, Merge, Operation, Request, Seen, Settings, Trained},
};

use super::*;
use crate::{Lesson as _, Shared};

fn trained(lesson: &Lesson, made: &[&str]) -> Event {
    let alphabet = ["a", "b"];
    let symbols: Vec<Vec<u8>> = alphabet.iter().chain(made).map(|text| text.as_bytes().to_vec()).collect();
    let merges = (0..made.len()).map(|at| Merge {
        left: 0,
        right: 1,
        result: at as u32 + 2,
        count: 9,
        tokens: 50 - 10 * at as u64,
    });
    Event::Tokenization(said::Event::Trained(Trained {
        settings: lesson.settings(),
        numbers: (0..symbols.len() as u32).collect(),
        symbols,
        alphabet: 2,
        merges: merges.collect(),
        bytes: lesson.text.len() as u64,
        words: 10,
        distinct_words: 5,
        tokens: 60,
        milliseconds: 3.0,
    }))
}

fn seen(step: u32, text: &str) -> Event {
    let tokens = text.char_indices().map(|(at, c)| said::Token {
        id: 0,
        start: at as u32,
        end: (at + c.len_utf8()) as u32,
        word: 0,
    });
    Event::Tokenization(said::Event::Seen(Seen {
        step,
        start: 0,
        end: text.len() as u32,
        text: text.into(),
        tokens: tokens.collect(),
        pieces: Vec::new(),
        pairs: Vec::new(),
        distinct_pairs: 0,
        tied: 0,
    }))
}

fn broken(operation: Operation, before: u64, after: u64) -> Event {
    Event::Tokenization(said::Event::Broken(Broken {
        operation,
        before,
        after,
        other_symbols: 0,
        changed: 0,
        words: 5,
        examples: Vec::new(),
        crossing: Vec::new(),
        crossing_count: 0,
    }))
}

fn opened(made: &[&str]) -> Lesson {
    let mut lesson = Lesson::default();
    lesson.worker_started(false);
    lesson.apply(&trained(&lesson, made));
    lesson
}

fn best(lesson: &Lesson, exercise: Exercise) -> Option<f64> {
    lesson.exercises.0.iter().find(|state| state.exercise == exercise).and_then(|state| state.best)
}

#[test]
fn the_page_trains_as_soon_as_there_is_a_worker_and_then_looks() {
    let mut lesson = Lesson::default();
    assert_eq!(lesson.status(), "The tokenizer is on its way.");
    let requests = lesson.worker_started(false);
    assert!(matches!(&requests[..], [Request::Train { text, .. }, Request::Cut { .. }] if text == SAMPLE));
    let requests = lesson.apply(&trained(&lesson, &["ab", "ba", "aba"]));
    assert_eq!(requests[0], Request::Look { step: 3, start: 0 });
    assert!(matches!(requests[1], Request::Encode { step: 3, .. }));
    assert_eq!(lesson.status(), "3 merges learned in 3 ms");
    assert_eq!(lesson.tokens_at(0), 60);
    assert_eq!(lesson.tokens_at(2), 40);
    assert_eq!(lesson.vocabulary_at(1), 3);
}

#[test]
fn a_change_trains_anew_and_what_belongs_to_the_old_training_is_not_taken() {
    let mut lesson = opened(&["ab"]);
    let old = trained(&lesson, &["ab"]);
    let requests = lesson.set_mode(Mode::Bytes);
    assert!(matches!(&requests[..], [Request::Train { settings: Settings { base: said::Base::Bytes, .. }, .. }]));
    assert_eq!(lesson.apply(&old), []);
    assert!(matches!(lesson.phase, Phase::Training { .. }));
    assert_eq!(lesson.set_position(0), []);
    lesson.apply(&trained(&lesson, &["ba"]));
    assert_eq!(lesson.phase, Phase::Ready);
    assert_eq!(lesson.set_vocab(456.4), [], "the same size trains nothing");
    assert!(!lesson.set_vocab(1e9).is_empty());
    assert_eq!(lesson.settings().vocab_size, VOCAB.1);
}

#[test]
fn scrubbing_asks_one_question_at_a_time() {
    let mut lesson = opened(&["ab", "ba", "aba"]);
    lesson.apply(&seen(3, "ab"));
    assert_eq!(lesson.set_position(2)[0], Request::Look { step: 2, start: 0 });
    lesson.set_position(1);
    lesson.set_position(0);
    assert_eq!(lesson.apply(&seen(2, "ab")), [Request::Look { step: 0, start: 0 }]);
    assert_eq!(lesson.apply(&seen(0, "ab")), []);
}

#[test]
fn a_word_is_shown_at_once_and_a_click_takes_another() {
    let mut lesson = opened(&["ab"]);
    let grow = Request::Grow { word: "abba".into(), step: 1 };
    assert_eq!(lesson.apply(&seen(1, "abba")), std::slice::from_ref(&grow));
    assert!(!lesson.to_query().iter().any(|(key, _)| *key == "word"), "nobody picked it");
    let grown = said::Grown { word: "abba".into(), step: 1, nodes: Vec::new(), roots: Vec::new() };
    lesson.apply(&Event::Tokenization(said::Event::Grown(grown)));
    assert_eq!(lesson.pick_token(2), [grow]);
    assert!(lesson.to_query().contains(&("word", "abba".into())));
    assert_eq!(lesson.pick_token(99), []);
}

#[test]
fn a_break_is_only_tried_after_a_prediction() {
    let mut lesson = opened(&["ab", "ba"]);
    lesson.set_draft(Draft::Without);
    lesson.set_deleted_merge(7.0);
    assert_eq!(lesson.surgery.merge, 2, "there are two merges");
    assert_eq!(lesson.predict(Effect::More), [Request::Break(Operation::Without(1))]);
    assert_eq!(lesson.predict(Effect::Same), [], "one at a time");
    lesson.apply(&broken(Operation::Without(1), 100, 107));
    assert!(lesson.surgery.result.is_some());
    assert_eq!(best(&lesson, Exercise::Keystone), Some(7.0));
    lesson.try_again();
    lesson.set_draft(Draft::Ties);
    assert_eq!(lesson.predict(Effect::Same), [Request::Break(Operation::Ties(said::Ties::LowestIds))]);
    lesson.apply(&broken(Operation::Ties(said::Ties::LowestIds), 100, 97));
    assert_eq!(best(&lesson, Exercise::Fork), None, "two merges prove nothing");
}

#[test]
fn the_textbook_is_solved_at_its_third_merge_and_not_by_merging_on() {
    let mut lesson =
        Lesson { mode: Mode::Bytes, text: Shared::from("aaabdaaabac\n"), origin: Origin::Mine, ..Lesson::default() };
    lesson.worker_started(false);
    let Event::Tokenization(said::Event::Trained(mut book)) = trained(&lesson, &["aa", "ab", "aaab", "aaabd"]) else {
        return;
    };
    for (merge, tokens) in book.merges.iter_mut().zip([10, 8, 6, 5]) {
        merge.tokens = tokens;
    }
    lesson.apply(&Event::Tokenization(said::Event::Trained(book)));
    lesson.apply(&seen(4, "aaabdaaabac\n"));
    assert_eq!(best(&lesson, Exercise::Textbook), None);
    lesson.set_position(3);
    lesson.apply(&seen(3, "aaabdaaabac\n"));
    assert_eq!(best(&lesson, Exercise::Textbook), Some(5.0));
    assert_eq!(lesson.textbook_note().as_deref(), Some("Your road: aa, then ab, then aaab."));
}

#[test]
fn a_link_brings_back_what_differs() {
    let mut lesson =
        Lesson { mode: Mode::Bytes, position: 7, word: Some(" the".into()), word_is_picked: true, ..Lesson::default() };
    lesson.bytes.vocab_size = 300;
    lesson.bytes.ties = said::Ties::FirstMet;
    lesson.set_probe("ünï".into());
    let query: Vec<(String, String)> = lesson.to_query().into_iter().map(|(key, value)| (key.into(), value)).collect();
    let (again, stories) = Lesson::from_query(&query);
    assert!(!stories);
    assert_eq!(
        (again.mode, again.position, again.bytes, again.word.as_deref()),
        (Mode::Bytes, 7, lesson.bytes, Some(" the"))
    );
    assert_eq!(again.probe, "ünï");
    assert_eq!(Lesson::default().to_query(), [("v", "1".to_string())]);
}

#[test]
fn a_link_that_makes_no_sense_is_named_and_left() {
    let query = [("vocab", "0"), ("mode", "letters"), ("ties", "?"), ("at", "-3"), ("text", "bible")];
    let query: Vec<(String, String)> = query.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    let (lesson, stories) = Lesson::from_query(&query);
    assert!(!stories);
    assert_eq!(lesson.settings(), Mode::Characters.defaults());
    let said = &lesson.notices()[0].text;
    for word in ["Vocabulary size", "letters", "“?”", "Step", "bible"] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn what_the_alphabet_leaves_no_room_for_is_said() {
    let mut lesson = Lesson::default();
    lesson.set_vocab(1.0);
    lesson.worker_started(false);
    lesson.apply(&trained(&lesson, &[]));
    assert!(lesson.training_note().contains("no room for a merge"), "{}", lesson.training_note());
    assert_eq!(lesson.step(), 0);
    assert_eq!(lesson.next_merge(), None);
}

#[test]
fn a_refusal_keeps_what_was_typed() {
    let mut lesson = opened(&["ab"]);
    lesson.set_probe("kept".into());
    lesson.apply(&Event::Refused { message: "nothing has been learned yet: train first".into() });
    assert_eq!(lesson.notices()[0].text, "Nothing has been learned yet: train first.");
    assert_eq!(lesson.probe, "kept");
}

#[test]
fn a_break_that_cannot_be_tried_says_so_where_it_was_asked_for() {
    let mut lesson = opened(&["ab"]);
    lesson.predict(Effect::Fewer);
    lesson.apply(&Event::Refused { message: "the text is too long".into() });
    assert_eq!((lesson.surgery.refusal.as_str(), lesson.surgery.running), ("The text is too long.", false));
    assert!(lesson.notices().is_empty());
    lesson.predict(Effect::Fewer);
    assert_eq!(lesson.surgery.refusal, "");
}
