//! A page without a browser: it loads the pack, asks what the fixture asks, and reads what llama.cpp wrote.

use engine::Session;
use pollster::block_on;
use port::Desk;
use protocol::llama::{Event, Message, Request};
use protocol::pack;
use protocol::writing::{self, Reason, Settings, Write};
use protocol::{BackendChoice, Command};
use safetensors::SafeTensors;
use serde_json::Value;

use crate::llama_cpp::answers;
use crate::pack::Packs;

struct Tab(Session);

impl Tab {
    fn send(&mut self, request: protocol::Request) -> Vec<protocol::Event> {
        let mut replies = block_on(self.0.handle(Command { job: 1, request }));
        while self.0.is_busy() {
            replies.extend(block_on(self.0.tick()));
        }
        replies.into_iter().map(|reply| reply.event).collect()
    }

    fn ask(&mut self, request: Request) -> Vec<Event> {
        let llama = |event| match event {
            protocol::Event::Llama(event) => event,
            other => panic!("{other:?}"),
        };
        self.send(protocol::Request::Llama(request)).into_iter().map(llama).collect()
    }
}

/// What the fixture's first prompt asks: a conversation of one message.
fn first_question() -> String {
    let file = include_bytes!("../fixtures/smollm2.safetensors");
    let (_, header) = SafeTensors::read_metadata(file).expect("a safetensors file");
    let prompts = header.metadata().as_ref().and_then(|metadata| metadata.get("prompts")).expect("the prompts");
    let prompts: Value = serde_json::from_str(prompts).expect("JSON");
    prompts[0][0]["content"].as_str().expect("a message").to_owned()
}

#[test]
fn a_page_gets_the_answer_that_llama_cpp_gives() {
    let Some(packs) = Packs::open() else { return };
    let mut tab = Tab(Session::new(|| 0.0, || 0));
    tab.send(protocol::Request::Start { choice: BackendChoice::Cpu });
    tab.ask(Request::Pack(pack::Request::Open(packs.open_request())));
    let loaded = packs.shards().map(|bytes| tab.ask(Request::Pack(pack::Request::Shard { bytes }))).last();
    let Some([_, Event::Pack(pack::Event::Loaded(facts))]) = loaded.as_deref() else { panic!("{loaded:?}") };
    assert_eq!((facts.parameters, facts.layers, facts.heads), (134_515_008, 30, 9));
    assert!(facts.device_bytes < 200_000_000, "{} bytes of weights", facts.device_bytes);

    let answer = answers().remove(0);
    let prompted = tab.ask(Request::Prompt(vec![Message::User(first_question())])).pop();
    let Some(Event::Prompted(prompted)) = prompted else { panic!("{prompted:?}") };
    let tokens: Vec<u32> = prompted.pieces.iter().map(|piece| piece.token).collect();
    assert_eq!((&tokens, prompted.context), (&answer.prompt, 2048));

    // llama.cpp was made to write on whatever ends; the page stops there.
    let ends = answer.written.iter().position(|token| *token == 2).map_or(48, |at| at + 1);
    let settings = Settings { temperature: 0.0, ..Settings::default() };
    let write = Write { tokens, settings, count: 48, cache: true };
    let mut written = Vec::new();
    let mut stopped = None;
    for event in tab.ask(Request::Writing(writing::Request::Write(write))) {
        match event {
            Event::Writing(writing::Event::Written(token)) => written.push(token.piece.token),
            Event::Writing(writing::Event::Stopped(why)) => stopped = Some(why.reason),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(written, answer.written[..ends]);
    assert_eq!(stopped, Some(if ends < 48 { Reason::End } else { Reason::Done }));
}
