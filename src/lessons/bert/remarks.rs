//! What the reader should know about how the model reads these texts.

use super::lesson::{Lesson, MOST_BYTES};
use crate::format::count;

/// Unknown words that are named one by one.
const NAMED: usize = 5;

/// Letters shown before a cut.
const BEFORE: usize = 40;

impl Lesson {
    pub fn remarks(&self) -> Vec<String> {
        let mut said = Vec::new();
        let Some(attended) = &self.attended else { return said };
        let texts = [Some(attended.request.first.as_str()), attended.request.second.as_deref()];
        let names = if texts[1].is_some() { ["The first text", "The second text"] } else { ["The text", ""] };
        for ((text, name), cut) in texts.into_iter().zip(names).zip(attended.cut) {
            if let (Some(text), Some(cut)) = (text, cut)
                && let Some(read) = text.get(..cut as usize)
            {
                let tail: Vec<char> = read.chars().rev().take(BEFORE).collect();
                said.push(format!(
                    "{name} is cut: the model has 512 places, [CLS] and [SEP] among them. It reads {} of {} characters, to “… {}”; the rest stays in the field and is not seen.",
                    count(read.chars().count()),
                    count(text.chars().count()),
                    tail.into_iter().rev().collect::<String>()
                ));
            }
        }
        if self.first.len().max(self.second().map_or(0, str::len)) > MOST_BYTES {
            said.push(format!("Of each text the first {} bytes go to the model.", count(MOST_BYTES)));
        }
        let unknown: Vec<&str> = attended
            .tokens
            .iter()
            .filter(|token| token.text == "[UNK]")
            .filter_map(|token| token.source)
            .filter_map(|(text, start, end)| texts[text as usize & 1]?.get(start as usize..end as usize))
            .collect();
        if !unknown.is_empty() {
            let named: Vec<String> = unknown.iter().take(NAMED).map(|word| format!("“{word}”")).collect();
            let more = if unknown.len() > NAMED { ", …" } else { "" };
            said.push(format!(
                "[UNK] stands for {}{more}: no sequence of the vocabulary's 30,522 pieces spells it, so all such words are one and the same token to the model.",
                named.join(", ")
            ));
        }
        if self.attended.as_ref().is_some_and(|it| it.request.maps.len() < it.layers as usize) {
            said.push(
                "So many tokens make too many numbers for all layers at once: the small maps show the chosen layer only."
                    .into(),
            );
        }
        said
    }
}
