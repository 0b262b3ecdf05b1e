//! The scribe as the page drives it.

use protocol::tokenization::{Base, Event, Format, Operation, Request, Seen, Settings, Split, Ties, Trained};

use super::Tokenization;

const TEXT: &str = "she sells sea shells by the sea shore. she shall sell the shells. 日本 🚀";
const BYTES: Settings = Settings { base: Base::Bytes, split: Split::Gpt2, ties: Ties::LowestIds, vocab_size: 300 };
const CHARACTERS: Settings =
    Settings { base: Base::Characters, split: Split::Whitespace, ties: Ties::FirstMet, vocab_size: 60 };

fn train(text: &str, settings: Settings) -> (Tokenization, Trained) {
    let mut desk = Tokenization::new(|| 0.0);
    assert_eq!(desk.answer(Request::Train { text: text.into(), settings }), Ok(Vec::new()));
    while desk.is_busy() {
        for event in desk.tick() {
            if let Event::Trained(trained) = event {
                return (desk, trained);
            }
        }
    }
    panic!("the training ends without a word");
}

fn one(desk: &mut Tokenization, request: Request) -> Event {
    desk.answer(request).expect("an answer").pop().expect("one event")
}

fn look(desk: &mut Tokenization, step: u32) -> Seen {
    match one(desk, Request::Look { step, start: 0 }) {
        Event::Seen(seen) => seen,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_state_shows_the_pair_that_the_next_merge_takes() {
    for settings in [BYTES, CHARACTERS] {
        let (mut desk, trained) = train(TEXT, settings);
        assert!(trained.merges.len() > 10);
        for (step, merge) in trained.merges.iter().enumerate() {
            let seen = look(&mut desk, step as u32);
            let next = &seen.pairs[0];
            assert_eq!((next.left, next.right, next.count), (merge.left, merge.right, merge.count));
            let tied = seen.pairs.iter().filter(|pair| pair.count == next.count).count();
            assert!(tied as u32 <= seen.tied && seen.tied <= seen.distinct_pairs);
        }
        let last = trained.merges.len();
        assert_eq!(look(&mut desk, last as u32).tokens.len() as u64, trained.merges[last - 1].tokens);
    }
}

#[test]
fn tokens_cover_the_text_they_stand_for() {
    let (mut desk, trained) = train(TEXT, BYTES);
    let seen = look(&mut desk, 9);
    let mut at = 0;
    for token in &seen.tokens {
        assert_eq!(token.start, at, "bytes leave no gap");
        assert_eq!(trained.symbols[token.id as usize], TEXT.as_bytes()[token.start as usize..token.end as usize]);
        at = token.end;
    }
    assert_eq!(at as usize, TEXT.len());

    let (mut desk, trained) = train(TEXT, CHARACTERS);
    for token in look(&mut desk, 9).tokens {
        let symbol = String::from_utf8(trained.symbols[token.id as usize].clone()).expect("characters");
        assert_eq!(symbol.trim_end_matches("</w>"), &TEXT[token.start as usize..token.end as usize]);
    }
}

#[test]
fn a_long_text_is_shown_part_by_part_without_a_gap() {
    let text = "one two three four five six ".repeat(3_000);
    let (mut desk, _) = train(&text, BYTES);
    let mut start = 0;
    let mut all = String::new();
    while (start as usize) < text.len() {
        match one(&mut desk, Request::Look { step: 5, start }) {
            Event::Seen(seen) => {
                assert!(seen.end > start);
                all += &seen.text;
                start = seen.end;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(all, text);
}

#[test]
fn anything_comes_back_in_bytes_and_the_unknown_is_named_in_characters() {
    let (mut desk, _) = train(TEXT, BYTES);
    let strange = "ünknown\u{0}\t中文 👩‍👩‍👧 </w> e\u{301}";
    match one(&mut desk, Request::Encode { text: strange.into(), step: 20 }) {
        Event::Encoded(encoded) => assert!(encoded.same && encoded.unknown == 0 && encoded.decoded == strange),
        other => panic!("{other:?}"),
    }
    let (mut desk, _) = train(TEXT, CHARACTERS);
    match one(&mut desk, Request::Encode { text: "sea  Q".into(), step: 20 }) {
        Event::Encoded(encoded) => {
            assert_eq!((encoded.unknown, encoded.same), (1, false));
            assert_eq!(encoded.decoded, "sea \u{fffd}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_word_is_shown_as_it_was_merged() {
    let (mut desk, trained) = train(TEXT, BYTES);
    let step = trained.merges.len() as u32;
    match one(&mut desk, Request::Grow { word: " shells".into(), step }) {
        Event::Grown(grown) => {
            assert_eq!(grown.nodes.len() - 7, grown.nodes.iter().filter(|node| node.made.is_some()).count());
            let spelled: Vec<u8> = grown
                .roots
                .iter()
                .flat_map(|root| trained.symbols[grown.nodes[*root as usize].symbol as usize].clone())
                .collect();
            assert_eq!(spelled, b" shells");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn breaking_it_is_measured_against_the_standing_tokenizer() {
    let (mut desk, trained) =
        train("of the sea, of the sky, of the sun; of the day and of the night", Settings { vocab_size: 264, ..BYTES });
    let tokens = trained.merges.last().map(|merge| merge.tokens);
    match one(&mut desk, Request::Break(Operation::NoSplit)) {
        Event::Broken(broken) => {
            assert_eq!(Some(broken.before), tokens);
            assert!(broken.after < broken.before, "tokens may cross spaces now: {} {}", broken.after, broken.before);
            assert!(broken.crossing_count > 0);
        }
        other => panic!("{other:?}"),
    }
    match one(&mut desk, Request::Break(Operation::Without(0))) {
        Event::Broken(broken) => {
            assert_eq!(Some(broken.before), tokens);
            assert!(broken.after > broken.before && broken.changed > 0 && broken.other_symbols > 0);
            assert!(broken.examples.iter().all(|(word, before, after)| {
                before != after && before.concat() == word.as_bytes() && after.concat() == word.as_bytes()
            }));
        }
        other => panic!("{other:?}"),
    }
    match one(&mut desk, Request::Break(Operation::Ties(Ties::LowestIds))) {
        Event::Broken(broken) => {
            assert_eq!((broken.changed, broken.other_symbols), (0, 0), "the same rule changes nothing")
        }
        other => panic!("{other:?}"),
    }
    assert!(desk.answer(Request::Break(Operation::Without(9_999))).is_err());
}

#[test]
fn a_training_is_stopped_and_replaced_between_two_ticks() {
    let mut desk = Tokenization::new(|| 0.0);
    desk.answer(Request::Train { text: TEXT.repeat(50), settings: BYTES }).expect("a training");
    assert!(desk.is_busy());
    desk.cancel();
    assert!(!desk.is_busy());
    assert!(desk.answer(Request::Look { step: 0, start: 0 }).is_err());
}

#[test]
fn odd_texts_train_to_something() {
    for text in ["", " \n\t ", "a", "\u{0}\u{1}", "שלום", "🚀", "e\u{301}e\u{301}"] {
        for settings in [BYTES, CHARACTERS, Settings { vocab_size: 1, ..BYTES }] {
            let (mut desk, trained) = train(text, settings);
            let seen = look(&mut desk, 99_999);
            assert_eq!(seen.step as usize, trained.merges.len());
            for request in [
                Request::Grow { word: text.into(), step: 3 },
                Request::Encode { text: text.into(), step: 3 },
                Request::Break(Operation::NoSplit),
                Request::Export(Format::Merges),
                Request::Cut { text: text.into() },
            ] {
                assert!(desk.answer(request).is_ok());
            }
        }
    }
}

#[test]
fn files_hold_every_token_once() {
    let (mut desk, trained) = train(TEXT, BYTES);
    let mut text = |format| match one(&mut desk, Request::Export(format)) {
        Event::Exported { file, .. } => String::from_utf8(file).expect("text"),
        other => panic!("{other:?}"),
    };
    assert_eq!(text(Format::Merges).lines().count(), trained.merges.len() + 1);
    let json: serde_json::Value = serde_json::from_str(&text(Format::HuggingFace)).expect("JSON");
    assert_eq!(json["model"]["vocab"].as_object().map(|vocab| vocab.len()), Some(trained.symbols.len()));
    assert_eq!(json["model"]["vocab"]["Ġ"], 220);
    let vocabulary: serde_json::Value = serde_json::from_str(&text(Format::Vocabulary)).expect("JSON");
    assert_eq!(vocabulary["\""], 1, "quotes are escaped");

    let (mut desk, _) = train(TEXT, CHARACTERS);
    assert!(
        desk.answer(Request::Export(Format::HuggingFace)).is_err_and(|message| message.contains("Switch to bytes"))
    );
}
