//! What the reader does.

use protocol::bert::Request;

use super::state::Masked;
use super::words::Word;

impl Masked {
    pub fn set_first(&mut self, text: String) -> Vec<Request> {
        self.first = text;
        self.pursue()
    }

    pub fn set_second(&mut self, text: String) -> Vec<Request> {
        self.second = text;
        self.pursue()
    }

    pub fn set_pair(&mut self, pair: bool) -> Vec<Request> {
        self.pair = pair;
        self.pursue()
    }

    /// Masks the word at a place, or shows it again. A `[MASK]` that was typed stays one.
    pub fn toggle(&mut self, place: usize) -> Vec<Request> {
        match self.masked.binary_search(&place) {
            Ok(at) => {
                self.masked.remove(at);
            }
            Err(at) => {
                self.masked.insert(at, place);
                self.at = self.masked.iter().filter(|&&masked| masked < place).count();
            }
        }
        self.pursue()
    }

    pub fn mask_all(&mut self) -> Vec<Request> {
        self.masked = (0..self.words().len()).collect();
        self.at = 0;
        self.pursue()
    }

    pub fn mask_none(&mut self) -> Vec<Request> {
        self.masked.clear();
        self.pursue()
    }

    pub fn show_mask(&mut self, at: usize) {
        self.at = at;
    }

    pub fn set_tried(&mut self, words: String) -> Vec<Request> {
        self.tried = words;
        self.pursue()
    }

    pub fn set_comparing(&mut self, on: bool) -> Vec<Request> {
        self.comparing = on;
        let words = self.words();
        let free = |place: &usize| words.get(*place).is_some_and(|word| !self.is_masked(*place, word));
        if on && !free(&self.swap) {
            self.swap = (0..words.len()).find(free).unwrap_or_default();
        }
        self.pursue()
    }

    pub fn set_swap(&mut self, place: usize) -> Vec<Request> {
        self.swap = place;
        self.pursue()
    }

    pub fn set_swapped(&mut self, word: String) -> Vec<Request> {
        self.swapped = word;
        self.pursue()
    }

    /// Puts a prediction for the mask on show into the text, in the place of the whole word.
    pub fn put_in(&mut self, token: &str) -> Vec<Request> {
        let Some((place, word)) = self.shown_word() else { return Vec::new() };
        let mut form = token.trim_start_matches("##").to_string();
        let text = if word.text == 0 { &mut self.first } else { &mut self.second };
        let begins = text.get(..word.start).is_some_and(|before| before.trim().is_empty());
        if begins && let Some(first) = form.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        text.replace_range(word.start..word.end, &form);
        self.masked.retain(|&masked| masked != place);
        self.pursue()
    }

    /// The word that the mask on show stands for, and its place.
    pub(super) fn shown_word(&self) -> Option<(usize, Word)> {
        let filled = self.filled.as_ref()?;
        let mask = filled.masks.get(self.at)?;
        let (text, start, _) = filled.tokens.get(mask.place as usize)?.source?;
        let here = |word: &Word| word.text == text as usize && (word.start..word.end).contains(&(start as usize));
        self.words().into_iter().enumerate().find(|(_, word)| here(word))
    }
}
