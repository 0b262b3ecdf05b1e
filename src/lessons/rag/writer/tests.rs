//! The queue without an engine: one prompt after the other, stopped, refused, interrupted.

use protocol::llama::{Message, Prompted};
use protocol::pack::{self, Facts};
use protocol::writing::{Piece, Stopped};

use super::*;
use crate::Lesson as _;

const END: u32 = 2;

fn told(writer: &mut Writer, event: Event) -> Vec<Request> {
    writer.apply(&protocol::Event::Llama(event))
}

fn loaded() -> Writer {
    let mut writer = Writer::default();
    let facts = Facts { model: "smollm2".into(), ..Facts::default() };
    told(&mut writer, Event::Pack(pack::Event::Loaded(facts)));
    writer
}

fn piece(token: u32, bytes: &[u8]) -> Piece {
    Piece { token, bytes: bytes.into() }
}

fn prompted(tokens: u32) -> Event {
    let pieces = (0..tokens).map(|at| piece(100 + at, b"p")).collect();
    Event::Prompted(Prompted { pieces, messages: vec![0], specials: vec![1, END], lost: 0, context: 20 })
}

fn written(place: u32, token: u32, bytes: &[u8]) -> Event {
    Event::Writing(writing::Event::Written(writing::Written {
        place,
        piece: piece(token, bytes),
        milliseconds: 10.0,
        ..Default::default()
    }))
}

fn stopped(length: u32, reason: Reason) -> Event {
    Event::Writing(writing::Event::Stopped(Stopped { length, reason }))
}

fn wanted(purpose: Purpose, prompt: &str) -> Wanted {
    Wanted { purpose, prompt: prompt.into(), count: 7 }
}

fn prompt(text: &str) -> Request {
    Request::Prompt(vec![Message::User(text.into())])
}

#[test]
fn two_prompts_are_two_conversations_one_after_the_other() {
    let mut writer = loaded();
    let asked = writer.want([wanted(Purpose::Documents, "with"), wanted(Purpose::Alone, "without")]);
    assert_eq!(asked, [prompt("with")]);
    assert!(writer.is_waiting(Purpose::Alone) && !writer.is_waiting(Purpose::Documents));
    let asked = told(&mut writer, prompted(3));
    let [Request::Writing(writing::Request::Write(write))] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((write.tokens.len(), write.count), (3, 7));
    told(&mut writer, written(3, 50, b"Nine"));
    let so_far = writer.answer(Purpose::Documents).unwrap();
    assert_eq!((so_far.text.as_str(), so_far.tokens, so_far.ended), ("Nine", 1, Ended::Not));
    told(&mut writer, written(4, END, b"<|im_end|>"));
    assert_eq!(told(&mut writer, stopped(5, Reason::End)), [prompt("without")], "nothing is looked at in between");
    let answer = writer.answer(Purpose::Documents).unwrap();
    assert_eq!((answer.text.as_str(), answer.prompt_tokens, answer.ended), ("Nine", 3, Ended::End));
    assert_eq!((answer.first, answer.rest), (10.0, 10.0));
    told(&mut writer, prompted(2));
    told(&mut writer, written(2, 51, b"Ten"));
    let last = told(&mut writer, stopped(3, Reason::Done));
    let [Request::Writing(writing::Request::Look(look))] = &last[..] else { panic!("{last:?}") };
    assert_eq!((look.before.len(), look.chosen), (3, Some(50)), "the one from the passages is under glass");
    assert_eq!(writer.chat.question.as_deref(), Some("with"));
    assert_eq!(writer.answer(Purpose::Alone).unwrap().ended, Ended::Cut);
    assert!(!writer.is_busy());
}

#[test]
fn stop_ends_the_one_in_work_and_what_waits() {
    let mut writer = loaded();
    writer.want([wanted(Purpose::Documents, "with"), wanted(Purpose::Alone, "without")]);
    told(&mut writer, prompted(3));
    told(&mut writer, written(3, 50, b"Nine"));
    assert_eq!(writer.stop(), [Request::Writing(writing::Request::Stop)]);
    told(&mut writer, stopped(4, Reason::Asked));
    let answer = writer.answer(Purpose::Documents).unwrap();
    assert_eq!((answer.text.as_str(), answer.ended), ("Nine", Ended::Stopped));
    assert_eq!((writer.answer(Purpose::Alone), writer.is_busy()), (None, false));
    // Before the prompt is cut, there is nothing to stop in the engine.
    writer.want([wanted(Purpose::Documents, "again")]);
    assert_eq!(writer.stop(), []);
    assert_eq!(writer.answer(Purpose::Documents).unwrap().ended, Ended::Stopped);
    assert_eq!(told(&mut writer, prompted(3)), [], "a late answer begins nothing");
}

#[test]
fn a_new_question_does_not_wait_for_the_old_answer() {
    let mut writer = loaded();
    writer.want([wanted(Purpose::Documents, "old"), wanted(Purpose::Alone, "old alone")]);
    told(&mut writer, prompted(3));
    told(&mut writer, written(3, 50, b"Nine"));
    let asked = writer.want([wanted(Purpose::Documents, "new"), wanted(Purpose::Alone, "new alone")]);
    assert_eq!(asked, [Request::Writing(writing::Request::Stop)]);
    assert_eq!(writer.answer(Purpose::Documents), None, "the old answer is not the new one's");
    assert_eq!(told(&mut writer, stopped(4, Reason::Asked)), [prompt("new")]);
    // Given up before the engine has cut it: what it says of that prompt begins nothing.
    let newer = [wanted(Purpose::Documents, "newer"), wanted(Purpose::Alone, "newer alone")];
    assert_eq!(writer.want(newer), [prompt("newer")]);
    assert_eq!(told(&mut writer, prompted(9)), []);
    let asked = told(&mut writer, prompted(4));
    let [Request::Writing(writing::Request::Write(write))] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(write.tokens.len(), 4);
    assert_eq!(writer.answer(Purpose::Documents).unwrap().prompt, "newer");
}

#[test]
fn a_prompt_that_does_not_fit_fails_in_words_and_the_next_goes_on() {
    let mut writer = loaded();
    writer.want([wanted(Purpose::Question(0), "long"), wanted(Purpose::Question(1), "short")]);
    let next = told(&mut writer, prompted(20));
    assert_eq!(next, [prompt("short")]);
    let Ended::Failed(words) = writer.answer(Purpose::Question(0)).unwrap().ended else { panic!("it does not fit") };
    assert!(words.contains("20 tokens"), "{words}");
    let mut writer = loaded();
    assert_eq!(writer.want([wanted(Purpose::Alone, "  ")]), []);
    assert!(matches!(writer.answer(Purpose::Alone).unwrap().ended, Ended::Failed(_)));
}

#[test]
fn an_engine_that_is_started_again_leaves_what_was_written() {
    let mut writer = loaded();
    writer.want([wanted(Purpose::Documents, "with"), wanted(Purpose::Alone, "without")]);
    told(&mut writer, prompted(3));
    told(&mut writer, written(3, 50, b"Nine"));
    writer.worker_started(true);
    let answer = writer.answer(Purpose::Documents).unwrap();
    assert_eq!(answer.text, "Nine");
    assert!(matches!(answer.ended, Ended::Failed(_)) && !writer.is_busy());
    assert_eq!(Writer::default().want([wanted(Purpose::Alone, "x")]), [], "without a model nothing is asked");
}
