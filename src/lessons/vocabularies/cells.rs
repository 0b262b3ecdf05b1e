//! Tokens as a strip shows them, and the numbers beside it.

use protocol::vocabularies::{Cut, Encoded, Kind, Model, Spelling};
use viz::number::fixed;
use viz::token_flow::{Chip, HUES, Joint, State, hue};
use viz::token_strip::shown;

use super::Vocabularies;
use crate::format::count;

/// One cell of a strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub chip: Chip,
    /// Its place among the tokens. Bytes without a token have none.
    pub token: Option<usize>,
}

/// `F0 9F`.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default().to_ascii_uppercase();
    let mut out = String::with_capacity(3 * bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    out
}

/// Bytes as text where they are whole characters, else in hexadecimal.
pub fn label(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => format!("⟨{}⟩", hex(bytes)),
    }
}

pub(super) fn cells(encoded: &Encoded, text: &str) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(encoded.shown.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    for (place, token) in encoded.shown.iter().enumerate() {
        let mut gap = token.start > at;
        // Only a byte-level cut has a token for every byte, so only there a gap is a loss.
        if encoded.cut == Cut::Model(Model::Smollm2) && gap {
            let label = format!("∅{}", hex(bytes.get(at..token.start).unwrap_or_default()));
            cells.push(Cell { chip: Chip { label, state: State::Dropped, ..Chip::default() }, token: None });
            gap = false;
        }
        at = token.end;
        let own = bytes.get(token.start..token.end).unwrap_or_default();
        let spelling = encoded.spelled.iter().find(|it| it.id == token.id);
        let (text, hue) = match encoded.cut {
            Cut::Words => (spelled(own), place as u32 % HUES),
            // As the vocabulary has it: small letters, no accents, `##`.
            Cut::Model(Model::Minilm) => (spelled(spelling.map_or(own, |it| &it.bytes)), hue(token.id)),
            Cut::Model(Model::Smollm2) => (spelled(own), hue(token.id)),
        };
        let unknown = spelling.is_some_and(|it| it.kind == Kind::Special && it.bytes == UNKNOWN);
        let chip = Chip {
            label: text,
            hue: Some(hue),
            state: if unknown { State::Unknown } else { State::Plain },
            joint: if gap { Joint::Apart } else { Joint::Loose },
            line_end: own.ends_with(b"\n"),
        };
        cells.push(Cell { chip, token: Some(place) });
    }
    cells
}

/// How BERT's vocabularies spell what they do not know.
const UNKNOWN: &[u8] = b"[UNK]";

impl Vocabularies {
    /// A strip's tokens, as text or as ids.
    pub fn chips(&self, cut: Cut) -> Vec<Chip> {
        let Some(encoded) = self.encoded(cut) else { return Vec::new() };
        let mut cells = cells(encoded, &self.cut_text);
        for cell in cells.iter_mut().filter(|_| self.as_ids && cut != Cut::Words) {
            if let Some(token) = cell.token.and_then(|place| encoded.shown.get(place)) {
                cell.chip.label = token.id.to_string();
                // Numbers without a space would run together.
                cell.chip.joint = Joint::Apart;
            }
        }
        cells.into_iter().map(|cell| cell.chip).collect()
    }

    /// What stands under a strip's heading: name, how it is computed, and value.
    pub fn numbers(&self, cut: Cut) -> Vec<(&'static str, &'static str, String)> {
        let Some(encoded) = self.encoded(cut) else { return Vec::new() };
        let (count_of, tokens) = (&encoded.count, encoded.count.tokens);
        let per_token =
            |amount: usize| if tokens == 0 { "–".into() } else { fixed(amount as f64 / tokens as f64, 2) };
        let mut numbers = vec![
            ("tokens", "Of the whole text, special ones counted where they are recognised", count(tokens)),
            ("characters per token", "Unicode characters of the text / tokens", per_token(encoded.characters)),
            ("bytes per token", "Bytes of the text in UTF-8 / tokens", per_token(encoded.bytes)),
        ];
        match cut {
            Cut::Words => {}
            Cut::Model(Model::Smollm2) => {
                let cut = "Tokens that begin or end inside a character";
                numbers.push(("tokens that cut a character", cut, count(count_of.split)));
                numbers.push(("bytes lost", "Bytes for which the vocabulary has no token", count(count_of.lost)));
            }
            Cut::Model(Model::Minilm) => numbers.push(("unknown", "Tokens that are [UNK]", count(count_of.unknown))),
        }
        // A short text is done within a tick of the clock, which says nothing about speed.
        if encoded.milliseconds >= 5.0 {
            let how = "Bytes / 10⁶ / seconds of encoding in the worker";
            numbers.push(("megabytes per second", how, fixed(encoded.bytes as f64 / 1000.0 / encoded.milliseconds, 1)));
        }
        numbers
    }

    /// How much of a long text is on show; empty if all of it is.
    pub fn beginning(&self, cut: Cut) -> String {
        match self.encoded(cut) {
            Some(encoded) if encoded.shown.len() < encoded.count.tokens => {
                format!("the first {} of {}", count(encoded.shown.len()), count(encoded.count.tokens))
            }
            _ => String::new(),
        }
    }

    /// The token under the pointer, in a line.
    pub fn pointed_line(&self) -> String {
        let Some((cut, at)) = self.pointed else { return String::new() };
        let Some(encoded) = self.encoded(cut) else { return String::new() };
        let cells = cells(encoded, &self.cut_text);
        let Some(cell) = cells.get(at) else { return String::new() };
        let Some(token) = cell.token.and_then(|place| encoded.shown.get(place)) else {
            return format!(
                "Bytes {}: the vocabulary has no token for them, they are lost.",
                cell.chip.label.trim_start_matches('∅')
            );
        };
        let own = self.cut_text.as_bytes().get(token.start..token.end).unwrap_or_default();
        let place = match token.end - token.start {
            1 => format!("byte {} of the text: {}", token.start, hex_short(own)),
            _ => format!("bytes {}–{} of the text: {}", token.start, token.end.saturating_sub(1), hex_short(own)),
        };
        match encoded.spelled.iter().find(|it| it.id == token.id) {
            Some(spelling) => {
                format!("“{}” · id {} · {} · {place}", spelled(&spelling.bytes), token.id, facts_of(spelling))
            }
            None => format!("“{}” · {place}", cell.chip.label),
        }
    }
}

/// Bytes of the vocabulary with nothing invisible among them.
pub fn spelled(bytes: &[u8]) -> String {
    str::from_utf8(bytes).map_or_else(|_| label(bytes), shown)
}

fn hex_short(bytes: &[u8]) -> String {
    if bytes.len() <= 16 { hex(bytes) } else { format!("{} …", hex(&bytes[..16])) }
}

/// How the vocabulary came to have a token.
pub fn facts_of(spelling: &Spelling) -> String {
    match spelling.kind {
        Kind::Special => "special token".into(),
        Kind::Byte => "a single byte".into(),
        Kind::Merged { rank, left, right } => format!("merge {}: {left} + {right}", count(rank as usize + 1)),
        Kind::Beginning => "begins a word".into(),
        Kind::Continuing => "continues a word".into(),
    }
}
