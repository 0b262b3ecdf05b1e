//! What a link carries of it.

use super::state::{FIRST, Masked, OPENED, SECOND, SWAPPED};

/// Bytes of all texts that a link still carries.
const MAX_BYTES: usize = 600;

/// Masked words that it carries; of a text that is masked all over it says so in one letter.
const MAX_MASKS: usize = 60;

const ALL: &str = "all";

impl Masked {
    pub(in crate::bert) fn is_too_long_for_a_link(&self) -> bool {
        self.first.len() + self.second.len() + self.swapped.len() + self.tried.len() > MAX_BYTES
    }

    pub(in crate::bert) fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        let mut put = |key, differs: bool, value: String| {
            if differs {
                query.push((key, value));
            }
        };
        let fits = !self.is_too_long_for_a_link();
        put("say", fits && self.first != FIRST, self.first.clone());
        put("then", fits && self.second != SECOND, self.second.clone());
        put("two", self.pair, "1".into());
        let words = self.words().len();
        let all = words > 1 && (0..words).all(|place| self.masked.contains(&place));
        let places = self.masked.iter().filter(|&&place| place < words).take(MAX_MASKS).map(usize::to_string);
        let masks = if all { ALL.into() } else { places.collect::<Vec<_>>().join(".") };
        put("mask", fits && self.masked != OPENED, masks);
        put("at", self.at > 0, self.at.to_string());
        put("swap", fits && self.comparing, self.swap.to_string());
        put("into", fits && self.comparing && self.swapped != SWAPPED, self.swapped.clone());
        put("try", fits && !self.tried.is_empty(), self.tried.clone());
        query
    }

    /// Takes over what a link says; what makes no sense is left out and named.
    pub(in crate::bert) fn from_query(query: &[(String, String)], said: &mut Vec<String>) -> Masked {
        let mut masked = Masked::default();
        let value = |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let text = |key: &str, start: &str| value(key).unwrap_or(start).to_string();
        masked.first = text("say", FIRST);
        masked.second = text("then", SECOND);
        masked.pair = value("two") == Some("1");
        (masked.swapped, masked.tried) = (text("into", SWAPPED), text("try", ""));
        let mut number = |text: &str| {
            let number = text.parse::<usize>();
            if number.is_err() {
                said.push(format!("There is no word number “{text}” to mask or exchange."));
            }
            number.ok()
        };
        match value("mask") {
            None => {}
            Some(ALL) => masked.masked = (0..masked.words().len()).collect(),
            Some(places) => {
                let places = places.split('.').filter(|place| !place.is_empty());
                masked.masked = places.filter_map(&mut number).collect();
                masked.masked.sort_unstable();
                masked.masked.dedup();
            }
        }
        if let Some(place) = value("swap").and_then(&mut number) {
            (masked.comparing, masked.swap) = (true, place);
        }
        masked.at = value("at").and_then(&mut number).unwrap_or_default();
        masked
    }
}
