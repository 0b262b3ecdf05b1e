//! What a token of the answer looked at: its attention in one layer, summed over each passage and over all else that stands before it.

use std::ops::Range;

use super::{Lesson, Writer};

/// A part of what stands before the token.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    pub name: String,
    pub tokens: usize,
    /// Of the attention, in the mean of all heads; all parts together are 1.
    pub share: f32,
}

impl Lesson {
    /// Of the token that is looked at, in the layer that is. Nothing if the answer under glass is not the one from the passages as they are.
    pub fn looked_at(&self, writer: &Writer) -> Vec<Share> {
        let glass = &writer.chat.glass;
        let Some(looked) = glass.looked.as_ref().filter(|it| !it.attention.is_empty()) else { return Vec::new() };
        let prompt = self.prompt_text();
        if writer.chat.question.as_ref() != Some(&prompt) || !glass.tree.tokens().starts_with(&looked.look.before) {
            return Vec::new();
        }
        let heads = looked.attention.len() as f32;
        let before = looked.look.before.len();
        let mean = |token: usize| looked.attention.iter().map(|head| head[token]).sum::<f32>() / heads;
        let pieces: Vec<&[u8]> = glass.tree.pieces().take(before).map(|piece| piece.bytes.as_slice()).collect();
        let bytes: Vec<u8> = pieces.concat();
        let Some(user) = find(&bytes, prompt.as_bytes()) else { return Vec::new() };
        let parts = self.parts_of(&prompt);
        let mut shares: Vec<Share> = std::iter::once("the first token of all".to_owned())
            .chain(parts.iter().map(|part| part.0.clone()))
            .chain(["template and system message".to_owned(), "the answer so far".to_owned()])
            .map(|name| Share { name, tokens: 0, share: 0.0 })
            .collect();
        let (rest, answer) = (shares.len() - 2, shares.len() - 1);
        let mut at = 0;
        for (token, piece) in pieces.iter().enumerate() {
            let within = |(_, range): &(String, Range<usize>)| at >= user && range.contains(&(at - user));
            let part = match token {
                0 => 0,
                _ if token >= glass.tree.prompt_len() => answer,
                _ => parts.iter().position(within).map_or(rest, |part| part + 1),
            };
            shares[part].tokens += 1;
            shares[part].share += mean(token);
            at += piece.len();
        }
        shares.retain(|share| share.tokens > 0);
        shares
    }

    /// Passages and question by name, and their bytes of the prompt.
    fn parts_of(&self, prompt: &str) -> Vec<(String, Range<usize>)> {
        let passages: Vec<String> = self.kept().into_iter().map(|chunk| self.chunk_in_context(chunk)).collect();
        let mut parts = Vec::new();
        let mut from = 0;
        for (place, passage) in (1..).zip(&passages) {
            let Some(start) = prompt[from..].find(passage.as_str()) else { continue };
            let range = from + start..from + start + passage.len();
            from = range.end;
            parts.push((format!("passage {place}"), range));
        }
        let question = self.setup.question.as_str();
        let is_free = |start: &usize| parts.iter().all(|(_, range)| !range.contains(start));
        let place = prompt.match_indices(question).map(|(start, _)| start).find(is_free);
        parts.extend(
            place
                .filter(|_| !question.is_empty())
                .map(|start| ("the question".to_owned(), start..start + question.len())),
        );
        parts
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len().max(1)).position(|window| window == part)
}
