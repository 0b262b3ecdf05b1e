//! Conversations in tokens, beside the model's own template and Hugging Face's tokenizer; see `tests/reference/smollm2_chat.py`.

use algorithms::byte_level::{ByteLevel, Encoder};
use algorithms::chat::{ChatMl, Message, Role};
use packs::tokenizer::Tokenizer;
use serde_json::Value;

use crate::pack::Packs;

const CASES: &str = include_str!("../fixtures/smollm2_chat.json");

pub fn chat(packs: &Packs) -> ChatMl {
    let file = &packs.manifest.tokenizer;
    let bytes = packs.file(file);
    packs::verify(&bytes, file.size, &file.sha256).expect("the tokenizer is whole");
    let Ok(Tokenizer::ByteLevel(pack)) = Tokenizer::read(&bytes) else { panic!("a byte-level tokenizer") };
    let vocabulary = ByteLevel::known(&pack.pre_tokenizer, pack.specials, &pack.bytes, pack.first_merge, pack.merges);
    ChatMl::new(Encoder::new(vocabulary.expect("a vocabulary"))).expect("a model that chats")
}

pub fn system_message(packs: &Packs) -> &str {
    let mut config = packs.manifest.config.iter();
    config.find(|(key, _)| key == "system_message").map(|(_, value)| value.as_str()).expect("a system message")
}

fn message(value: &Value) -> Message {
    let role = match value["role"].as_str() {
        Some("system") => Role::System,
        Some("user") => Role::User,
        Some("assistant") => Role::Assistant,
        other => panic!("{other:?}"),
    };
    Message::Text(role, value["content"].as_str().expect("a text").into())
}

#[test]
fn conversations_have_the_tokens_of_hugging_face() {
    let Some(packs) = Packs::open() else { return };
    let mut chat = chat(&packs);
    let cases: Vec<Value> = serde_json::from_str(CASES).expect("JSON");
    let forged = cases.iter().filter(|case| case["forged"] == true).count();
    assert!(cases.len() >= 9 && forged >= 2, "{} conversations, {forged} with forged messages", cases.len());
    for case in &cases {
        let messages: Vec<Message> = case["messages"].as_array().expect("messages").iter().map(message).collect();
        let expected: Vec<u32> = serde_json::from_value(case["ids"].clone()).expect("tokens");
        let prompt = chat.prompt(system_message(&packs), &messages);
        assert_eq!(prompt.tokens, expected, "{}", case["name"]);
        assert_eq!(prompt.lost, 0);
    }
}
