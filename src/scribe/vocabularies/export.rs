//! Tokens as CSV (RFC 4180).

use std::fmt::Write;

use algorithms::special_tokens::Place;
use algorithms::token::Token;
use algorithms::tokenization::bytes::visible_token;
use protocol::vocabularies::Specials;

use super::Vocabulary;
use super::encoding::{convert, words as cut_words};

/// Spreadsheets open no more than a million lines, and a page must hold the file in memory.
const MOST: usize = 200_000;

pub fn words(text: &str) -> String {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() && tokens.len() < MOST {
        let before = tokens.len();
        cut_words(text, at, &mut tokens);
        at = tokens[before..].last().map_or(text.len(), |last| last.end as usize);
    }
    let mut csv = String::from("index,text,start_byte,end_byte\n");
    for (index, token) in tokens.iter().take(MOST).enumerate() {
        let part = quoted(&text[token.start as usize..token.end as usize]);
        writeln!(csv, "{index},{part},{},{}", token.start, token.end).expect("a string grows");
    }
    csv
}

/// `token` is written as the vocabulary's own file writes it; `text` may end inside a character, which is then U+FFFD.
pub fn tokens(vocabulary: &mut Vocabulary, text: &str, specials: Specials) -> String {
    let (mut place, mut tokens): (Place, Vec<Token>) = Default::default();
    while place.at < text.len() && tokens.len() < MOST {
        vocabulary.encode_some(text, &mut place, 1 << 16, convert(specials), &mut tokens);
    }
    let mut csv = String::from("index,id,token,text,start_byte,end_byte,bytes_hex\n");
    for (index, token) in tokens.iter().take(MOST).enumerate() {
        let bytes = &text.as_bytes()[token.start as usize..token.end as usize];
        let spelled = vocabulary.bytes(token.id);
        let name = match &*vocabulary {
            Vocabulary::ByteLevel(it) if !it.vocabulary().specials.contains(token.id) => visible_token(spelled),
            _ => String::from_utf8_lossy(spelled).into_owned(),
        };
        let part = quoted(&String::from_utf8_lossy(bytes));
        write!(csv, "{index},{},{},{part},{},{},", token.id, quoted(&name), token.start, token.end)
            .expect("a string grows");
        bytes.iter().for_each(|byte| write!(csv, "{byte:02x}").expect("a string grows"));
        csv.push('\n');
    }
    csv
}

/// Always in quotes: a token may be a comma, a quote or a line feed.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
