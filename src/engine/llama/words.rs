//! What the model's tokens stand for, and how a conversation is told to it.

use std::cell::RefCell;
use std::sync::Arc;

use algorithms::byte_level::{ByteLevel, Encoder};
use algorithms::chat::{ChatMl, Message, Prompt};
use packs::tokenizer::Tokenizer;

use crate::writing::Vocabulary;

pub struct Words {
    vocabulary: Arc<ByteLevel>,
    /// It remembers what it has cut.
    chat: RefCell<ChatMl>,
    end: u32,
    /// Comes first in a conversation without one of its own.
    system_message: String,
}

impl Words {
    /// # Errors
    /// In words for the reader, if `tokenizer` is no pack of such a vocabulary.
    pub fn new(tokenizer: &[u8], system_message: &str) -> Result<Self, String> {
        let Tokenizer::ByteLevel(pack) = Tokenizer::read(tokenizer)? else {
            return Err("the tokenizer is not the model's; reload the page to get both anew".into());
        };
        let vocabulary =
            ByteLevel::known(&pack.pre_tokenizer, pack.specials, &pack.bytes, pack.first_merge, pack.merges)?;
        let vocabulary = Arc::new(vocabulary);
        let chat = ChatMl::new(Encoder::new(Arc::clone(&vocabulary)))?;
        Ok(Words { vocabulary, end: chat.end(), chat: RefCell::new(chat), system_message: system_message.into() })
    }

    pub fn len(&self) -> usize {
        self.vocabulary.len()
    }

    pub fn prompt(&self, messages: &[Message]) -> Prompt {
        self.chat.borrow_mut().prompt(&self.system_message, messages)
    }

    /// Tokens that stand for no text.
    pub fn specials(&self) -> Vec<u32> {
        self.vocabulary.specials.iter().map(|(_, id)| id).collect()
    }
}

impl Vocabulary for Words {
    fn encode(&self, text: &str) -> Result<Vec<u32>, String> {
        Ok(self.chat.borrow_mut().encode(text))
    }

    fn bytes(&self, token: u32) -> &[u8] {
        self.vocabulary.bytes(token)
    }

    fn is_end(&self, token: u32) -> bool {
        token == self.end
    }
}
