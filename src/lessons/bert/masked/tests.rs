//! What is asked when, and what is shown of the answers.

use protocol::bert::masked::{Adapted, Asked, Event, Fill, Filled, Guess, Mask, Request, Span};
use protocol::bert::{self, Token};

use super::*;

fn guess(id: u32, text: &str, probability: f32, rank: u32) -> Guess {
    Guess { id, text: text.into(), probability, rank }
}

/// Of one request, the question.
fn question(requests: &[bert::Request]) -> Fill {
    match requests {
        [bert::Request::Masked(Request::Fill(fill))] => fill.clone(),
        other => panic!("no single question: {other:?}"),
    }
}

/// A token for each word; the masked ones say `door` first, and `window` if the sentence has the word `closed`.
fn answer(request: Fill) -> Event {
    let texts = [Some(request.first.as_str()), request.second.as_deref()].into_iter().flatten().collect::<Vec<_>>();
    let words = words(&texts);
    let (mut tokens, mut masks) = (vec![Token::default()], Vec::new());
    for word in &words {
        let span = (word.text as u32, word.start as u32, word.end as u32);
        let hidden = request.masked.iter().any(|it| (it.text, it.start, it.end) == span);
        if hidden || word.is_mask() {
            let [door, window] = if request.first.contains("closed") { [0.1, 0.6] } else { [0.5, 0.2] };
            masks.push(Mask {
                place: tokens.len() as u32,
                top: vec![guess(1, "door", door, 1), guess(2, "window", window, 2), guess(3, "##s", 0.01, 3)],
                original: hidden.then(|| guess(4, &word.form, 0.003, 12)),
                asked: request.asked.iter().map(|word| Some(guess(5, word, 0.02, 9))).collect(),
                entropy: 3.0,
            });
        }
        tokens.push(Token { id: 7, text: word.form.clone(), source: Some(span) });
    }
    tokens.push(Token::default());
    let asked = request.asked.iter().map(|_| Asked::Token { id: 5 }).collect();
    Event::Filled(Box::new(Filled { tokens, masks, asked, request, ..Filled::default() }))
}

/// With the head, and every question answered.
fn live() -> Masked {
    let mut masked = Masked::default();
    let asked = question(&masked.apply(&Event::Adapted(Adapted::default())));
    assert_eq!(masked.apply(&answer(asked)), []);
    masked
}

fn act(masked: &mut Masked, change: impl FnOnce(&mut Masked) -> Vec<bert::Request>) {
    let mut requests = change(masked);
    while !requests.is_empty() {
        let asked = question(&requests);
        requests = masked.apply(&answer(asked));
    }
}

#[test]
fn words_are_cut_where_bert_cuts_them() {
    let forms = |text: &str| words(&[text]).into_iter().map(|word| word.form).collect::<Vec<_>>();
    assert_eq!(forms("She doesn't  [MASK], “Anna”."), ["She", "doesn", "'", "t", "[MASK]", ",", "“", "Anna", "”", "."]);
    assert_eq!(forms(" \n"), Vec::<String>::new());
    assert_eq!(forms("Größe—[MASK]s"), ["Größe", "—", "[MASK]", "s"]);
    let two = words(&["a b", "c"]);
    assert_eq!((two[2].text, two[2].start, two[2].end), (1, 0, 1));
    assert!(words(&["."])[0].is_punctuation() && !words(&["a"])[0].is_punctuation());
}

#[test]
fn nothing_is_asked_before_the_head_is_there() {
    let mut masked = Masked::default();
    assert_eq!(masked.toggle(1), []);
    assert_eq!(masked.take_file(Some(vec![1])), []);
    masked.fetch();
    assert!(masked.wants_file());
    let sent = masked.take_file(Some(vec![1, 2]));
    let [bert::Request::Masked(Request::Adapt { bytes, file })] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!((bytes.len(), file.size, file.sha256.as_str()), (2, facts().bytes, facts().sha256));
    assert!(!masked.wants_file() && masked.status(true).contains("Adding"));
    masked.apply(&Event::NotAdapted { message: "the file is damaged".into() });
    assert_eq!(masked.status(true), "The file is damaged.");
    masked.fetch();
    masked.take_file(None);
    assert!(masked.status(true).contains("could not be fetched"));
    masked.fetch();
    masked.take_file(Some(vec![1]));
    let asked = question(&masked.apply(&Event::Adapted(Adapted::default())));
    assert_eq!(asked.masked, [Span { text: 0, start: 4, end: 10 }, Span { text: 0, start: 15, end: 19 }]);
    masked.forget();
    assert!(!masked.is_there() && masked.status(false).contains("Load the model"));
}

#[test]
fn any_words_are_masked_and_shown_again() {
    let mut masked = live();
    assert_eq!(masked.mask_names(), ["1: “door”"]);
    act(&mut masked, |it| it.toggle(0));
    assert_eq!((masked.mask_names().len(), masked.at), (2, 0));
    act(&mut masked, |it| it.toggle(5));
    assert_eq!(masked.at, 2);
    act(&mut masked, Masked::mask_all);
    assert_eq!(masked.mask_names().len(), 8);
    assert!(masked.status(true).contains("nothing is left"));
    masked.show_mask(7);
    act(&mut masked, Masked::mask_none);
    assert!(masked.rows().is_empty() && masked.status(true).contains("Nothing is masked"));
    act(&mut masked, |it| it.set_first("A [MASK] again".into()));
    assert_eq!((masked.mask_names(), masked.at), (vec!["1: [MASK]".into()], 0));
    assert!(masked.filled.as_ref().unwrap().request.masked.is_empty());
    act(&mut masked, |it| it.set_first(String::new()));
    assert!(masked.status(true).contains("Type a sentence"));
}

#[test]
fn a_prediction_goes_into_the_text() {
    let mut masked = live();
    act(&mut masked, |it| it.put_in("window"));
    assert_eq!((masked.first.as_str(), masked.masked.len()), ("She opened the window and went in.", 0));
    act(&mut masked, |it| it.toggle(0));
    act(&mut masked, |it| it.put_in("nobody"));
    assert_eq!(masked.first, "Nobody opened the window and went in.");
    assert_eq!(masked.put_in("door"), []);
    act(&mut masked, |it| it.set_pair(true));
    act(&mut masked, |it| it.toggle(9));
    act(&mut masked, |it| it.put_in("##one"));
    assert_eq!(masked.second, "Nobody one there.");
}

#[test]
fn tried_words_have_a_place_or_a_reason() {
    let mut masked = live();
    act(&mut masked, |it| it.set_tried("gate".into()));
    let words = masked.tried_words();
    assert!(words[0].starts_with("What stood there, “door”: 0.30 %, place 12"), "{words:?}");
    assert_eq!(words[1], "“gate”: 2.00 %, place 9 of 30,522.");
    let mut filled = (**masked.filled.as_ref().unwrap()).clone();
    filled.asked = vec![Asked::Pieces(vec!["ga".into(), "##te".into()])];
    masked.filled = Some(crate::Shared::new(filled));
    assert!(masked.tried_words()[1].contains("2 tokens to this model (ga ##te)"));
    assert!(masked.sure().contains("3.0 bits of 14.9"), "{}", masked.sure());
}

#[test]
fn one_other_word_is_compared() {
    let mut masked = live();
    act(&mut masked, |it| it.set_comparing(true));
    assert_eq!(masked.exchanged(), Some(("opened".into(), "crossed".into())));
    act(&mut masked, |it| it.set_swapped(" ".into()));
    assert!(masked.compare_words().contains("Type another word") && masked.other.is_none());
    act(&mut masked, |it| it.set_swapped("closed".into()));
    let other = masked.other.as_ref().expect("an answer").request.clone();
    assert_eq!(
        (other.first.as_str(), other.masked),
        ("She closed the door and went in.", vec![Span { text: 0, start: 15, end: 19 }])
    );
    let pairs = masked.pairs();
    assert_eq!((pairs[0].text.as_str(), pairs[0].one, pairs[0].other), ("window", Some(0.2), Some(0.6)));
    assert_eq!((pairs[0].change_words(), pairs[1].change_words()), ("▲ 40.0".into(), "▼ 40.0".into()));
    assert!(masked.apart().contains("31.0 %"), "{}", masked.apart());
    assert_eq!(masked.exchanged(), Some(("opened".into(), "closed".into())));
    // Longer words move what is masked after them.
    act(&mut masked, |it| it.set_swapped("unlocked".into()));
    assert_eq!(masked.other.as_ref().unwrap().request.masked, [Span { text: 0, start: 17, end: 21 }]);
    // The same word twice is one answer.
    act(&mut masked, |it| it.set_swapped("opened".into()));
    assert!(masked.pairs().iter().all(|pair| pair.change() == Some(0.0)));
    act(&mut masked, |it| it.set_swap(3));
    assert!(masked.compare_words().contains("is masked") && masked.pairs().is_empty());
    act(&mut masked, |it| it.set_comparing(false));
    assert!(masked.other.is_none());
}

#[test]
fn what_cannot_be_answered_is_said_and_asked_no_more() {
    let mut masked = live();
    let asked = masked.set_first("He opened another door.".into());
    assert_eq!(question(&asked).first, "He opened another door.");
    assert_eq!(masked.apply(&Event::NotFilled { message: "too long".into() }), []);
    assert_eq!((masked.problem.as_deref(), masked.rows().len()), (Some("Too long."), 0));
    act(&mut masked, |it| it.set_first("A door.".into()));
    assert_eq!(masked.problem, None);
}

#[test]
fn a_link_carries_what_differs() {
    let mut masked = live();
    assert_eq!(masked.query(), []);
    act(&mut masked, |it| it.set_first("He went to the bank.".into()));
    act(&mut masked, |it| it.toggle(0));
    act(&mut masked, |it| it.set_comparing(true));
    act(&mut masked, |it| it.set_swapped("river".into()));
    act(&mut masked, |it| it.set_tried("she they".into()));
    masked.show_mask(1);
    let query: Vec<(String, String)> = masked.query().into_iter().map(|(key, value)| (key.into(), value)).collect();
    let mut said = Vec::new();
    let again = Masked::from_query(&query, &mut said);
    assert_eq!((again.first.as_str(), &again.masked, again.at), ("He went to the bank.", &masked.masked, 1));
    assert_eq!((again.swap, again.swapped.as_str(), again.tried.as_str()), (masked.swap, "river", "she they"));
    assert_eq!((again.query(), said.len()), (masked.query(), 0));
    act(&mut masked, Masked::mask_all);
    let all: Vec<(String, String)> = masked.query().into_iter().map(|(key, value)| (key.into(), value)).collect();
    assert!(all.contains(&("mask".into(), "all".into())));
    assert_eq!(Masked::from_query(&all, &mut said).masked.len(), 6);
    let odd = [("mask".to_string(), "1.x".to_string())];
    assert_eq!(Masked::from_query(&odd, &mut said).masked, [1]);
    assert!(said[0].contains("“x”"), "{said:?}");
    act(&mut masked, |it| it.set_first("word ".repeat(300)));
    assert!(masked.is_too_long_for_a_link() && masked.query().iter().all(|(key, _)| *key == "at"));
}

#[test]
fn the_recorded_facts_are_all_there() {
    let facts = facts();
    assert!(facts.bytes > 1_000_000 && facts.sha256.len() == 64 && facts.numbers > 1_000_000, "{facts:?}");
    assert_eq!((facts.scores.len(), facts.everyday.len()), (5, 20));
    let all = facts.all().expect("a score of all");
    assert!(all.places > 1000 && all.model[0] > all.frequent[0] && all.neighbours[0] > all.frequent[0], "{all:?}");
    assert!(facts.scores.iter().all(|score| score.loss > 0.5 && score.model[0] < score.model[1]));
    assert!(facts.words().contains("held out") && facts.everyday_words().contains("20 everyday"));
}
