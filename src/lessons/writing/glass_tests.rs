//! A text that grows, is branched and looked at, as the engine's events come.

use protocol::writing::{StageFacts, Written};

use super::*;

fn piece(letter: u8) -> Piece {
    Piece { token: u32::from(letter), bytes: vec![letter] }
}

fn written(place: usize, letter: u8) -> Event {
    Event::Written(Written {
        place: place as u32,
        piece: piece(letter),
        probability: 0.5,
        drawn_with: 0.5,
        rank: 0,
        entropy_bits: 1.0,
        kept: 3,
        draw: 0.1,
        milliseconds: place as f32,
        tokens_read: 1,
        cache_bytes: 8,
    })
}

fn looked(look: Look) -> Event {
    Event::Looked(Box::new(Looked {
        look,
        stages: vec![StageFacts { kept: 1, removed: 0, entropy_bits: 0.0 }],
        candidates: Vec::new(),
        matches: 0,
        found: Vec::new(),
        lens: Vec::new(),
        attention: Vec::new(),
        draw: 0.0,
        falls_on: piece(b'x'),
    }))
}

fn stopped(length: u32, reason: Reason) -> Event {
    Event::Stopped(Stopped { length, reason })
}

/// A glass in which "ab" was typed and "cde" was written.
fn after_writing() -> Glass {
    let mut glass = Glass::new("ab");
    assert_eq!(glass.write(3), [Request::Read { text: "ab".into() }]);
    let requests = glass.apply(&Event::Read { text: "ab".into(), pieces: vec![piece(b'a'), piece(b'b')] });
    assert!(matches!(&requests[..], [Request::Write(write)] if write.tokens == [97, 98] && write.count == 3));
    for (k, letter) in b"cde".iter().enumerate() {
        for request in glass.apply(&written(2 + k, *letter)) {
            let Request::Look(look) = request else { panic!("it only looks") };
            glass.apply(&looked(look));
        }
    }
    let requests = glass.apply(&stopped(5, Reason::Done));
    let [Request::Look(look)] = &requests[..] else { panic!("the last place is looked at") };
    assert_eq!((look.before.len(), look.chosen), (4, Some(u32::from(b'e'))));
    glass.apply(&looked(look.clone()));
    glass
}

#[test]
fn it_writes_follows_and_stops() {
    let glass = after_writing();
    assert_eq!((glass.text(), glass.place, glass.places()), ("abcde".into(), 4, 6));
    assert!(!glass.is_writing());
    assert_eq!(glass.timings.len(), 3);
    assert_eq!(glass.median(true, 0), Some(3.0));
    assert_eq!(glass.median(false, 0), None);
}

#[test]
fn reading_the_prompt_is_no_step_of_writing() {
    let of = |cache: bool, read: u32| {
        let mut glass = Glass::new("ab");
        glass.cache = cache;
        glass.write(1);
        glass.apply(&Event::Read { text: "ab".into(), pieces: vec![piece(b'a'), piece(b'b')] });
        let Event::Written(step) = written(2, b'c') else { panic!("a token") };
        glass.apply(&Event::Written(Written { tokens_read: read, ..step }));
        (glass.median(true, 0), glass.median(false, 0))
    };
    assert_eq!(of(true, 2), (None, None), "the whole prompt, to fill the cache");
    assert_eq!(of(true, 1), (Some(2.0), None));
    assert_eq!(of(false, 2), (None, Some(2.0)));
}

#[test]
fn a_branch_is_written_from_the_place_on_show() {
    let mut glass = after_writing();
    let requests = glass.look_at(3);
    assert!(matches!(&requests[..], [Request::Look(look)] if look.before == [97, 98, 99]));
    let requests = glass.branch(piece(b'x'));
    assert!(matches!(&requests[..], [Request::Write(write)] if write.tokens == [97, 98, 99, 120]));
    glass.apply(&written(4, b'y'));
    assert_eq!((glass.text(), glass.tree.leaves()), ("abcxy".into(), 2));
    assert!(glass.branch(piece(b'z')).is_empty(), "not while it is being written");
    glass.apply(&stopped(5, Reason::Asked));
    assert_eq!(glass.status(), "Stopped.");
}

#[test]
fn only_the_newest_question_is_asked() {
    let mut glass = after_writing();
    assert_eq!(glass.look_at(2).len(), 1);
    assert!(glass.set(Settings { temperature: 0.1, ..glass.settings }).is_empty());
    assert!(glass.search_for("q".into()).is_empty());
    let requests = glass.apply(&looked(glass.question().unwrap()));
    assert!(matches!(&requests[..], [Request::Look(look)] if look.search == "q" && look.settings.temperature == 0.1));
}

#[test]
fn what_was_recorded_is_not_asked_about() {
    let mut glass = after_writing();
    glass.recorded = true;
    assert!(glass.look_at(2).is_empty() && glass.branch(piece(b'x')).is_empty() && glass.again().is_empty());
    assert_eq!(glass.go_on(5), [Request::Read { text: "ab".into() }], "it begins anew");
}

#[test]
fn a_full_context_and_a_failure_are_said_in_words() {
    let mut glass = after_writing();
    glass.apply(&stopped(5, Reason::Full));
    assert!(glass.status().contains("context is full"));
    glass.apply(&stopped(5, Reason::Failed("the model broke".into())));
    assert_eq!(glass.status(), "The model broke.");
    glass.start_over();
    assert_eq!((glass.places(), glass.status(), glass.prompt.as_str()), (0, String::new(), "ab"));
}

#[test]
fn the_prompt_is_measured_on_request_and_the_text_stays() {
    let mut glass = after_writing();
    assert_eq!(glass.cost_of_measuring().as_deref(), Some("2 tokens, less than a second"));
    let requests = glass.measure();
    assert!(matches!(&requests[..], [Request::Measure { tokens, .. }] if *tokens == [97, 98]));
    assert!(glass.is_writing() && glass.measure().is_empty() && glass.cost_of_measuring().is_none());
    assert!(glass.status().contains("1 to go"), "{}", glass.status());
    // Of another text, and the right one.
    glass.apply(&written(1, b'x'));
    assert_eq!(glass.tree.unmeasured(), 1);
    glass.apply(&written(1, b'b'));
    glass.apply(&stopped(2, Reason::Done));
    assert_eq!((glass.text(), glass.tree.unmeasured(), glass.is_writing()), ("abcde".into(), 0, false));
    assert_eq!(glass.stopped.as_ref().map(|stopped| stopped.length), Some(5), "of the writing");
    assert_eq!(glass.tree.at(1).and_then(|node| node.written.as_ref()).map(|written| written.entropy_bits), Some(1.0));
    assert!(glass.cost_of_measuring().is_none());
}
