//! A conversation without an engine: what is asked of it, and what its answers and failures do.

use protocol::llama::{Event, Message, Prompted, Request};
use protocol::pack::{self, Facts};
use protocol::writing::{self, Piece, Reason, Stopped, Write, Written};

use super::*;
use crate::Lesson;
use crate::pack_store::Press;

const END: u32 = 2;

fn piece(token: u32, bytes: &[u8]) -> Piece {
    Piece { token, bytes: bytes.into() }
}

fn loaded() -> Chat {
    let mut chat = Chat::default();
    let facts = Facts { model: "smollm2".into(), ..Facts::default() };
    chat.told(&Event::Pack(pack::Event::Loaded(facts)));
    assert!(chat.is_loaded());
    chat
}

/// A prompt of so many tokens in a context of 20.
fn prompted(tokens: u32) -> Event {
    let pieces = (0..tokens).map(|at| piece(100 + at, b"p")).collect();
    Event::Prompted(Prompted { pieces, messages: vec![0], specials: vec![1, END], lost: 0, context: 20 })
}

fn written(place: u32, token: u32, bytes: &[u8]) -> Event {
    Event::Writing(writing::Event::Written(Written {
        place,
        piece: piece(token, bytes),
        probability: 0.5,
        drawn_with: 0.5,
        rank: 0,
        entropy_bits: 1.0,
        kept: 1,
        draw: 0.5,
        milliseconds: 1.0,
        tokens_read: 1,
        cache_bytes: 8,
    }))
}

fn stopped(length: u32, reason: Reason) -> Event {
    Event::Writing(writing::Event::Stopped(Stopped { length, reason }))
}

fn asked(requests: &[Request]) -> &Write {
    match requests {
        [Request::Writing(writing::Request::Write(write))] => write,
        other => panic!("{other:?}"),
    }
}

/// A chat that was asked something and got an answer of two tokens and an end.
fn answered() -> Chat {
    let mut chat = loaded();
    chat.draft = "Hi".into();
    assert_eq!(chat.send(), [Request::Prompt(vec![Message::User("Hi".into())])]);
    assert_eq!(asked(&chat.told(&prompted(5))).tokens, [100, 101, 102, 103, 104]);
    for (place, token, bytes) in [(5, 50, &b"He"[..]), (6, 51, b"llo"), (7, END, b"<|im_end|>")] {
        assert_eq!(chat.told(&written(place, token, bytes)), [], "nothing is looked at while it writes");
    }
    let looks = chat.told(&stopped(8, Reason::End));
    let [Request::Writing(writing::Request::Look(look))] = &looks[..] else { panic!("{looks:?}") };
    assert_eq!((look.before.len(), look.chosen), (5, Some(50)), "the answer's first token is under glass");
    chat
}

fn answer(chat: &Chat) -> String {
    chat.said(chat.past.len()).answer
}

#[test]
fn nothing_is_sent_before_it_can_be_answered() {
    let mut chat = Chat { draft: "Hi".into(), ..Chat::default() };
    assert!(chat.hindrance().is_some_and(|words| words.contains("Load")));
    assert_eq!((chat.send(), chat.draft.as_str()), (vec![], "Hi"));
    let mut chat = loaded();
    assert!(chat.hindrance().is_some_and(|words| words.contains("Type")));
    chat.draft = " \n".into();
    assert_eq!(chat.send(), []);
    chat.draft = "x".repeat(200_000);
    assert!(chat.hindrance().is_some_and(|words| words.contains("Cut it")));
    chat.draft = "Hi".into();
    assert_eq!(chat.send().len(), 1);
    chat.draft = "and".into();
    assert!(chat.hindrance().is_some_and(|words| words.contains("answering")));
}

#[test]
fn an_answer_arrives_token_by_token_and_is_told_again_as_tokens() {
    let mut chat = answered();
    assert_eq!((chat.questions(), chat.said(0)), (1, Said { question: "Hi".into(), answer: "Hello".into() }));
    assert!(chat.meter().words.starts_with("8 of 20 tokens of the context are taken"), "{:?}", chat.meter());
    assert!(chat.status().starts_with("It ended its answer after 2 tokens"), "{}", chat.status());
    chat.draft = "More".into();
    chat.system = "Be brief".into();
    let conversation = vec![
        Message::System("Be brief".into()),
        Message::User("Hi".into()),
        Message::Answer(vec![50, 51, END]),
        Message::User("More".into()),
    ];
    assert_eq!(chat.send(), [Request::Prompt(conversation)]);
    assert_eq!((chat.questions(), chat.said(1).question.as_str()), (2, "More"));
    chat.told(&prompted(12));
    assert_eq!((chat.past.len(), chat.said(0).answer.as_str(), chat.said(1).answer.as_str()), (1, "Hello", ""));
}

#[test]
fn a_character_that_is_not_whole_waits_or_is_shown_as_bytes() {
    let mut chat = loaded();
    chat.draft = "Hi".into();
    chat.send();
    chat.told(&prompted(5));
    let euro = "a€".as_bytes();
    chat.told(&written(5, 50, &euro[..2]));
    assert_eq!(answer(&chat), "a");
    assert_eq!(chat.stop(), [Request::Writing(writing::Request::Stop)]);
    chat.told(&stopped(6, Reason::Asked));
    assert_eq!(answer(&chat), "a‹E2›");
    assert!(chat.may_go_on());
    assert_eq!(asked(&chat.go_on(10)).tokens.len(), 6);
    chat.told(&written(6, 51, &euro[2..]));
    assert_eq!(answer(&chat), "a€");
}

#[test]
fn a_prompt_longer_than_the_context_goes_back_to_where_it_was_typed() {
    let mut chat = loaded();
    chat.draft = "a long one".into();
    chat.send();
    assert_eq!(chat.told(&prompted(20)), []);
    assert_eq!((chat.draft.as_str(), chat.questions(), chat.is_busy()), ("a long one", 0, false));
    let problem = chat.problem.clone().expect("a reason");
    assert!(problem.contains("20 tokens") && problem.contains("shorten"), "{problem}");
    let mut chat = answered();
    chat.draft = "next".into();
    chat.send();
    chat.told(&prompted(25));
    assert_eq!((chat.draft.as_str(), chat.questions(), answer(&chat).as_str()), ("next", 1, "Hello"));
    assert!(chat.problem.clone().is_some_and(|words| words.contains("Forget the first")));
}

#[test]
fn a_full_context_is_said_and_can_be_made_room_in() {
    let mut chat = answered();
    chat.draft = "next".into();
    chat.send();
    chat.told(&prompted(19));
    chat.told(&written(19, 60, b"x"));
    chat.told(&stopped(20, Reason::Full));
    let problem = chat.problem.clone().expect("a reason");
    assert!(problem.contains("20 tokens") && problem.contains("new conversation"), "{problem}");
    assert!(chat.meter().words.contains("full") && !chat.may_go_on());
    chat.forget_first();
    assert_eq!((chat.questions(), chat.problem.as_ref()), (1, None));
    chat.draft = "third".into();
    let messages = chat.send();
    let Some(Request::Prompt(messages)) = messages.first() else { panic!("{messages:?}") };
    assert_eq!(messages.first(), Some(&Message::User("next".into())), "the first is not told any more");
    assert_eq!(chat.stop(), []);
    assert_eq!((chat.draft.as_str(), chat.is_busy()), ("third", false));
    assert_eq!(chat.told(&prompted(9)), [], "its tokens are not waited for any more");
    chat.clear();
    assert_eq!((chat.questions(), chat.meter().used), (0, 0));
}

#[test]
fn an_engine_that_is_lost_in_the_middle_costs_nothing_that_was_written() {
    let mut chat = loaded();
    chat.draft = "Hi".into();
    chat.send();
    chat.told(&prompted(5));
    chat.told(&written(5, 50, b"He"));
    chat.worker_started(true);
    assert_eq!((chat.is_busy(), answer(&chat).as_str()), (false, "He"));
    assert!(chat.problem.clone().is_some_and(|words| words.contains("kept")));
    assert!(!chat.may_go_on(), "the model is not there yet");
    // What the engine of before still says belongs to nothing.
    chat.told(&written(6, 51, b"llo"));
    assert_eq!(answer(&chat), "He");
    let facts = Facts { model: "smollm2".into(), ..Facts::default() };
    chat.told(&Event::Pack(pack::Event::Loaded(facts)));
    assert!(chat.may_go_on());
    assert_eq!(asked(&chat.go_on(10)).tokens, [100, 101, 102, 103, 104, 50]);
    // While it is cut, the question goes back to its field.
    let mut chat = loaded();
    chat.draft = "Hi".into();
    chat.send();
    chat.worker_started(true);
    assert_eq!((chat.draft.as_str(), chat.questions()), ("Hi", 0));
}

#[test]
fn unloading_the_model_keeps_the_conversation() {
    let mut chat = answered();
    let requests = chat.asked(|store| store.press(Press::Unload));
    assert_eq!(requests, [Request::Pack(pack::Request::Forget)]);
    assert_eq!((chat.questions(), chat.is_loaded()), (1, false));
    assert_eq!((chat.again(), chat.of_glass(|glass| glass.look_at(6))), (vec![], vec![]));
    let mut chat = loaded();
    chat.draft = "Hi".into();
    chat.send();
    chat.told(&prompted(5));
    chat.asked(|store| store.press(Press::Unload));
    chat.told(&Event::Pack(pack::Event::Absent));
    assert_eq!((chat.is_busy(), chat.questions()), (false, 1), "nobody says that it stopped");
}

#[test]
fn an_answer_can_be_written_anew_and_branched() {
    let mut chat = answered();
    chat.glass.settings.seed = 7;
    let again = chat.again();
    assert_eq!((asked(&again).tokens.len(), asked(&again).settings.seed), (5, 7));
    chat.told(&written(5, 60, b"Good"));
    chat.told(&stopped(6, Reason::Done));
    assert!(chat.may_go_on());
    assert_eq!((chat.glass.tree.leaves(), answer(&chat).as_str()), (2, "Good"), "the first answer is still there");
    chat.of_glass(|glass| glass.look_at(5));
    let branch = chat.of_glass(|glass| glass.branch(piece(70, b"Well")));
    assert_eq!(asked(&branch).tokens, [100, 101, 102, 103, 104, 70]);
    assert_eq!(chat.again(), [], "not while it writes");
    chat.told(&stopped(6, Reason::Failed("the logits are no numbers".into())));
    assert_eq!(chat.problem.as_deref(), Some("The logits are no numbers."));
}

#[test]
fn what_the_engine_cannot_do_is_said_and_nothing_is_lost() {
    let mut chat = loaded();
    chat.draft = "Hi".into();
    chat.send();
    chat.told(&Event::Failed { message: "there is no model yet; load it first".into() });
    assert_eq!((chat.draft.as_str(), chat.problem.as_deref()), ("Hi", Some("There is no model yet; load it first.")));
    // Refused to all: only who waits takes it for his own.
    let refused = protocol::Event::Refused { message: "no".into() };
    chat.problem = None;
    chat.apply(&refused);
    assert_eq!(chat.problem, None);
    chat.send();
    chat.apply(&refused);
    assert_eq!(chat.problem.as_deref(), Some("No."));
}
