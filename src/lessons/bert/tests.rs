//! What the page asks, in which order, and what it shows of the answers.

use protocol::bert::{Attend, Attended, Event, Facts, Request, Token};

use super::*;
use crate::Lesson as _;

fn facts() -> Facts {
    let config = protocol::bert::Config { num_hidden_layers: 6, num_attention_heads: 12, ..Default::default() };
    Facts { model: "minilm".into(), precision: "q8_0".into(), config, ..Facts::default() }
}

fn bert(event: Event) -> protocol::Event {
    protocol::Event::Bert(event)
}

/// Of a lesson's one request, the question.
fn question(requests: &[Request]) -> Attend {
    match requests {
        [Request::Attend(question)] => question.clone(),
        other => panic!("no single question: {other:?}"),
    }
}

/// An answer whose every head looks at the token before (the first at itself); the ids of words are 7 and 8 in turn.
fn answer(request: Attend, words: usize) -> Event {
    let tokens = words + 2;
    let map: Vec<f32> =
        (0..tokens * tokens).map(|at| f32::from(at % tokens == (at / tokens).saturating_sub(1))).collect();
    let special = |id, text: &str| Token { id, text: text.into(), source: None };
    let word = |at: usize| Token {
        id: 7 + at as u32 % 2,
        text: format!("w{at}"),
        source: Some((0, at as u32, at as u32 + 1)),
    };
    let mut all = vec![special(101, "[CLS]")];
    all.extend((0..words).map(word));
    all.push(special(102, "[SEP]"));
    Event::Attended(Box::new(Attended {
        maps: request.maps.iter().map(|_| map.repeat(12)).collect(),
        tokens: all,
        layers: 6,
        heads: 12,
        request,
        ..Attended::default()
    }))
}

/// A lesson with the model and both answers for four words.
fn live() -> Lesson {
    let mut lesson = Lesson::default();
    let asked = question(&lesson.apply(&bert(Event::Loaded(facts()))));
    let causal = question(&lesson.apply(&bert(answer(asked, 4))));
    assert_eq!(lesson.apply(&bert(answer(causal, 4))), []);
    lesson
}

#[test]
fn nothing_is_asked_before_the_model_is_there() {
    let mut lesson = Lesson::default();
    assert_eq!(lesson.set_first("A cat.".into()), []);
    assert!(lesson.status().contains("Load the model"));
    let asked = question(&lesson.apply(&bert(Event::Loaded(facts()))));
    assert_eq!((asked.first.as_str(), asked.second, asked.causal, asked.maps.len()), ("A cat.", None, false, 6));
}

#[test]
fn the_causal_map_is_asked_for_after_the_other() {
    let mut lesson = Lesson::default();
    let asked = question(&lesson.apply(&bert(Event::Loaded(facts()))));
    let causal = question(&lesson.apply(&bert(answer(asked, 4))));
    assert!(causal.causal && causal.maps == [0]);
    lesson.apply(&bert(answer(causal, 4)));
    // Another layer needs its causal map only.
    let causal = question(&lesson.choose(3, 5));
    assert!(causal.causal && causal.maps == [3]);
    assert_eq!((lesson.layer, lesson.head), (3, 5));
}

#[test]
fn a_second_text_is_asked_about_while_there_is_one() {
    let mut lesson = live();
    assert_eq!(question(&lesson.set_pair(true)).second.as_deref(), Some("Then it slept."));
    assert_eq!(lesson.set_second("  ".into()), [], "the newest question waits");
    let next = question(&lesson.apply(&bert(answer(Attend::default(), 4))));
    assert_eq!(next.second, None);
}

#[test]
fn a_long_text_asks_for_one_layer_until_it_is_known_how_many_tokens_it_has() {
    let mut lesson = live();
    let asked = question(&lesson.set_first("incomprehensibilities ".repeat(40)));
    assert_eq!(asked.maps, [0]);
    let asked = question(&lesson.apply(&bert(answer(asked, 200))));
    assert_eq!(asked.maps.len(), 6, "202 tokens are few enough");
    let mut lesson = live();
    let asked = question(&lesson.set_first("a ".repeat(500)));
    let asked = question(&lesson.apply(&bert(answer(asked, 510))));
    assert!(asked.causal, "512 tokens are too many for all layers");
    assert!(lesson.remarks().iter().any(|said| said.contains("chosen layer only")));
}

#[test]
fn special_tokens_are_hidden_on_request_and_their_share_is_said() {
    let mut lesson = live();
    assert_eq!(lesson.words(), ["[CLS]", "w0", "w1", "w2", "w3", "[SEP]"]);
    assert_eq!(lesson.hidden_share(), None);
    lesson.set_specials(false);
    assert_eq!(lesson.words(), ["w0", "w1", "w2", "w3"]);
    assert_eq!(lesson.grid().values[4..8], [1.0, 0.0, 0.0, 0.0]);
    // The first word looks at [CLS], the other three at words.
    assert_eq!(lesson.hidden_share(), Some(0.25));
    lesson.follow(2);
    assert_eq!((lesson.from, lesson.followed()), (Some(3), vec![0.0, 1.0, 0.0, 0.0]));
    lesson.follow(2);
    assert_eq!(lesson.from, None);
}

#[test]
fn a_heads_pattern_is_found_with_its_score() {
    let lesson = live();
    assert_eq!(lesson.found().len(), 72);
    let best = lesson.found()[0].score;
    assert_eq!((pattern_name(best.pattern), best.share, best.queries), ("previous", 1.0, 4));
    assert!(lesson.head_words().contains("looks at the token before: 100 %"), "{}", lesson.head_words());
    assert_eq!(lesson.score_rows()[0][..2], ["the token before", "100.0 %"]);
    assert_eq!(lesson.ahead(), Some(0.0));
}

#[test]
fn many_tokens_make_small_maps_of_their_largest_weights() {
    let mut lesson = live();
    let asked = question(&lesson.set_first("incomprehensibilities ".repeat(5)));
    lesson.apply(&bert(answer(asked, 98)));
    let maps = lesson.small_maps();
    assert_eq!((maps.len(), maps[0].rows), (72, 25));
    assert_eq!(maps[0].get(0, 0), Some(1.0));
}

#[test]
fn cutting_and_unknown_words_are_explained() {
    let mut lesson = live();
    let asked = question(&lesson.set_first("🦕 ab".into()));
    let Event::Attended(mut attended) = answer(asked, 2) else { unreachable!() };
    attended.tokens[1] = Token { id: 100, text: "[UNK]".into(), source: Some((0, 0, 4)) };
    attended.cut[0] = Some(6);
    lesson.apply(&bert(Event::Attended(attended)));
    let said = lesson.remarks().join("\n");
    assert!(said.contains("[UNK] stands for “🦕”") && said.contains("reads 3 of 4 characters, to “… 🦕 a”"), "{said}");
}

#[test]
fn an_unloaded_model_takes_its_pictures_along_and_another_precision_is_asked_anew() {
    let mut lesson = live();
    let other = Facts { precision: "f16".into(), ..facts() };
    assert!(!question(&lesson.apply(&bert(Event::Loaded(other)))).causal);
    assert!(lesson.attended.is_none());
    let mut lesson = live();
    lesson.shelf.change(|store| store.press(crate::pack_store::Press::Unload));
    assert_eq!(lesson.apply(&bert(Event::Absent)), []);
    assert!(lesson.attended.is_none() && !lesson.is_loaded());
}

#[test]
fn what_cannot_be_done_is_said_and_the_next_question_is_asked() {
    let mut lesson = live();
    lesson.set_first("One.".into());
    lesson.set_first("Two.".into());
    let next = lesson.apply(&bert(Event::Failed { message: "the device did not answer".into() }));
    assert_eq!(question(&next).first, "Two.");
    assert_eq!(lesson.problem.as_deref(), Some("The device did not answer."));
}

#[test]
fn a_link_carries_what_is_on_show() {
    let mut lesson = Lesson { first: "<b> & =?".into(), pair: true, specials: false, ..Lesson::default() };
    lesson.choose(2, 11);
    lesson.classifier.settings.features = protocol::bert_classifier::Features::Mean;
    classifier::Knob::LearningRate.set(&mut lesson.classifier.settings, 0.05);
    lesson.classifier.probe = "a & b".into();
    lesson.set_picture(Picture::Lines);
    let owned = |lesson: &Lesson| -> Vec<(String, String)> {
        lesson.to_query().into_iter().map(|(name, value)| (name.to_string(), value)).collect()
    };
    assert_eq!(Lesson::from_query(&owned(&lesson)), lesson);
    assert_eq!(Lesson::default().to_query(), [("v", "1".to_string())]);
    let odd = [("layer", "7"), ("head", "none"), ("picture", "oil")].map(|(a, b)| (a.to_string(), b.to_string()));
    let odd = Lesson::from_query(&odd);
    assert_eq!((odd.layer, odd.head, odd.picture), (0, 2, Picture::Map));
    assert!(odd.notices()[0].text.contains("“7”"), "{:?}", odd.notices());
    lesson.set_first("x".repeat(2000));
    assert!(lesson.link_note().is_some());
}

/// What the site brings along, of the sentence that the page opens with.
fn recorded(lesson: &Lesson) -> Vec<Event> {
    let run = recorded::RECORDED;
    let read = protocol::bert_classifier::Read { run, centroid: vec![0; 24], ..Default::default() };
    let trained = protocol::bert_classifier::Trained { run, held_out: vec![0; 24], ..Default::default() };
    let asked = lesson.question(false);
    let causal = Attend { causal: true, maps: asked.maps.clone(), ..asked.clone() };
    vec![
        answer(asked, 4),
        answer(causal, 4),
        Event::Classifier(protocol::bert_classifier::Event::Read(read)),
        Event::Classifier(protocol::bert_classifier::Event::Trained(trained)),
    ]
}

#[test]
fn a_recording_is_shown_until_the_model_has_read_the_text_itself() {
    let mut lesson = Lesson::default();
    lesson.classifier.take_sample(Some(include_str!("../../../assets/text/tickets.txt")));
    lesson.show_recorded(&recorded(&lesson));
    assert!(lesson.recorded && lesson.classifier.recorded && lesson.status().starts_with("Recorded"));
    assert_eq!((lesson.small_maps().len(), lesson.causal_grid().rows), (72, 6));
    assert_eq!(lesson.classifier.accuracy(classifier::Judge::Centroid), Some(0.25));
    assert!(lesson.classifier.finished.is_empty() && !lesson.classifier.is_live && !lesson.can_break());
    let asked = question(&lesson.apply(&bert(Event::Loaded(facts()))));
    assert!(lesson.recorded && lesson.attended.is_some(), "it stays until there is something else");
    lesson.apply(&bert(answer(asked, 5)));
    assert!(!lesson.recorded && lesson.causal.is_none() && lesson.can_break());
    // A link's own sentence is not covered by what was recorded of another.
    let mut own = Lesson { first: "Mine.".into(), ..Lesson::default() };
    own.show_recorded(&recorded(&Lesson::default()));
    assert!(own.attended.is_none());
}

#[test]
fn an_experiment_is_measured_on_the_sentence_and_follows_it() {
    let mut lesson = live();
    lesson.choose(2, 3);
    let causal = lesson.question(true);
    lesson.apply(&bert(answer(causal, 4)));
    let asked = question(&lesson.break_it(Experiment::Layer, 0));
    assert_eq!((asked.heads_out.len(), asked.heads_out[5], asked.maps.len()), (12, (2, 5), 0));
    let said = |request: Attend, embedding: Vec<f32>| match answer(request, 4) {
        Event::Attended(attended) => bert(Event::Attended(Box::new(Attended { embedding, ..*attended }))),
        other => panic!("{other:?}"),
    };
    let whole = lesson.question(false);
    assert_eq!(lesson.outcome(), None);
    lesson.apply(&said(asked, vec![0.6, 0.8]));
    lesson.attended = None;
    let next = lesson.pursue();
    assert_eq!(question(&next), whole);
    lesson.apply(&said(whole, vec![1.0, 0.0]));
    let outcome = lesson.outcome().unwrap();
    assert_eq!((outcome.answer, outcome.cosine), (2, 0.6));
    assert!(outcome.in_words.contains("the heads of layer 3"), "{}", outcome.in_words);
    // Another sentence: the whole model first, then the experiment again.
    let asked = question(&lesson.set_first("One two three four.".into()));
    assert!(asked.heads_out.is_empty());
    assert_eq!(lesson.outcome(), None);
    lesson.undo();
    assert!(lesson.trial.is_none());
}

#[test]
fn experiments_ask_for_what_they_say() {
    let mut lesson = live();
    let mut ask = |experiment| {
        lesson.trial = None;
        lesson.break_it(experiment, 0);
        lesson.trial_question(lesson.trial.as_ref().unwrap())
    };
    assert_eq!(ask(Experiment::Head).heads_out, [(0, 2)]);
    assert!(ask(Experiment::Positions).without_positions);
    let shuffled = ask(Experiment::Shuffle).first;
    assert_ne!(shuffled, lesson::FIRST);
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.sort();
        words
    };
    assert_eq!(sorted(&shuffled), sorted(lesson::FIRST));
    let hidden = ask(Experiment::Specials).hidden;
    // Six tokens: five others may not see [CLS], five not [SEP].
    assert_eq!(hidden.len(), 10);
    assert!(hidden.iter().all(|(query, key)| query != key && [0, 5].contains(key)));
}

/// `tests/minilm/page.rs` makes the file; that it was made for this page is said here.
#[test]
fn the_committed_recording_is_of_this_page() {
    let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models/bert/trace.bin"));
    let events: Vec<Event> = protocol::decode(&file.expect("the recording is committed")).expect("it is readable");
    let mut lesson = Lesson::default();
    lesson.classifier.take_sample(Some(include_str!("../../../assets/text/tickets.txt")));
    lesson.show_recorded(&events);
    let (attended, causal) = (lesson.attended.clone().unwrap(), lesson.causal.clone().unwrap());
    assert_eq!(attended.request, lesson.question(false));
    assert!(causal.request.causal && causal.tokens == attended.tokens && causal.maps.len() == 6);
    assert!(lesson.found().len() > 5);
    let classifier = &lesson.classifier;
    assert!(classifier.recorded && classifier.is_answered());
    let (run, trained) = (classifier.run.clone().unwrap(), classifier.trained.clone().unwrap());
    assert_eq!((trained.epochs as usize, classifier.epochs.len()), (run.settings.epochs, run.settings.epochs));
    assert_eq!((trained.train.len(), trained.held_out.len()), (run.examples.train.len(), run.examples.held_out.len()));
    assert_eq!(trained.parameters, 4 * 385);
    assert!(
        classifier::Judge::ALL.into_iter().all(|judge| classifier.accuracy(judge).is_some_and(|share| share > 0.5))
    );
}

/// A head that looks at the same word alone, in a text of `kinds` words that come back in turn.
fn same_word_share(kinds: usize, words: usize) -> Option<f64> {
    let mut lesson = live();
    let asked = question(&lesson.set_first(format!("{kinds} kinds")));
    let Event::Attended(mut attended) = answer(asked, words) else { unreachable!() };
    let tokens = words + 2;
    for (at, token) in attended.tokens.iter_mut().enumerate().skip(1).take(words) {
        token.id = 7 + (at % kinds) as u32;
    }
    let ids: Vec<u32> = attended.tokens.iter().map(|token| token.id).collect();
    let same = |at: usize| f32::from(at / tokens != at % tokens && ids[at / tokens] == ids[at % tokens]);
    let mut map: Vec<f32> = (0..tokens * tokens).map(same).collect();
    for row in map.chunks_mut(tokens) {
        let sum = row.iter().sum::<f32>().max(1.0);
        row.iter_mut().for_each(|share| *share /= sum);
    }
    attended.maps.iter_mut().for_each(|layer| *layer = map.repeat(12));
    lesson.apply(&bert(Event::Attended(attended)));
    lesson.exercises.best(Exercise::SameWord)
}

#[test]
fn one_word_over_and_over_is_no_pattern() {
    assert_eq!(same_word_share(1, 9), None);
    assert_eq!(same_word_share(3, 9), Some(1.0));
}
