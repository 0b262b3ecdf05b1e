//! What was learned, as the files that other programs read.

use algorithms::tokenization::{Base, Symbols, bytes::visible_token};
use protocol::tokenization::{Format, Split};

use super::Learned;

pub fn file(learned: &Learned, format: Format) -> Result<Vec<u8>, String> {
    match format {
        Format::Merges => Ok(merges(learned)),
        Format::Vocabulary => Ok(format!("{{{}}}\n", vocabulary(learned).join(",")).into_bytes()),
        Format::HuggingFace => hugging_face(learned),
    }
}

/// A token as files write it: GPT-2's visible characters for bytes, the characters themselves else.
fn written(learned: &Learned, id: u32) -> String {
    match learned.base() {
        Base::Bytes => visible_token(learned.symbols.get(id)),
        Base::Characters => learned.symbols.text(id),
    }
}

/// The symbols in the order in which files number them: as they were learned, or sorted, as the guide does.
fn numbered(base: Base, symbols: &Symbols) -> Vec<u32> {
    match base {
        Base::Bytes => (0..symbols.len() as u32).collect(),
        Base::Characters => symbols.sorted(),
    }
}

/// The number of each symbol.
pub fn numbers(base: Base, symbols: &Symbols) -> Vec<u32> {
    let mut numbers = vec![0; symbols.len()];
    for (number, id) in numbered(base, symbols).into_iter().enumerate() {
        numbers[id as usize] = number as u32;
    }
    numbers
}

fn merges(learned: &Learned) -> Vec<u8> {
    let mut lines = String::from("#version: 0.2\n");
    for merge in learned.rules.merges() {
        lines += &format!("{} {}\n", written(learned, merge.left), written(learned, merge.right));
    }
    lines.into_bytes()
}

fn vocabulary(learned: &Learned) -> Vec<String> {
    let ids = numbered(learned.base(), &learned.symbols).into_iter().enumerate();
    ids.map(|(number, id)| format!("{}:{number}", quoted(&written(learned, id)))).collect()
}

/// The format of `tokenizers` 0.20 and later: merges as pairs.
fn hugging_face(learned: &Learned) -> Result<Vec<u8>, String> {
    if learned.base() == Base::Characters {
        return Err("only a byte vocabulary can be written as tokenizer.json: Hugging Face's `</w>` is part of a word's last letter, the guide's is a symbol of its own. Switch to bytes, or take merges.txt".into());
    }
    let pre_tokenizer = match learned.settings.split {
        Split::Gpt2 => r#"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}"#,
        Split::Nothing => r#"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}"#,
        Split::Whitespace => {
            r#"{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}"#
        }
    };
    let merges: Vec<String> = learned
        .rules
        .merges()
        .iter()
        .map(|merge| format!("[{},{}]", quoted(&written(learned, merge.left)), quoted(&written(learned, merge.right))))
        .collect();
    let json = format!(
        r#"{{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,"pre_tokenizer":{pre_tokenizer},"post_processor":null,"decoder":{{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}},"model":{{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,"ignore_merges":false,"vocab":{{{}}},"merges":[{}]}}}}"#,
        vocabulary(learned).join(","),
        merges.join(",")
    );
    Ok(json.into_bytes())
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for character in text.chars() {
        match character {
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            c if c < ' ' => out += &format!("\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
