//! What the reader does.

use protocol::positional_encoding::{Request, Scheme, Stretch, Wiring};

use super::{lesson::Lesson, number::Number, sentence};
use crate::Notice;

impl Lesson {
    pub fn set_number(&mut self, number: Number, value: f64) -> Vec<Request> {
        let (fitted, said) = number.fit(value, self.get(number));
        if let Some(said) = said {
            self.notices.add(Notice::warning(said));
        }
        if fitted == self.get(number) {
            return Vec::new();
        }
        self.numbers[number as usize] = fitted;
        self.hover = None;
        self.grade_sinusoid(number == Number::Offset);
        if number.concerns_the_layer() { self.ask() } else { Vec::new() }
    }

    pub fn set_causal(&mut self, causal: bool) -> Vec<Request> {
        self.causal = causal;
        self.ask()
    }

    pub fn set_wiring(&mut self, wiring: Wiring) -> Vec<Request> {
        self.wiring = wiring;
        self.ask()
    }

    pub fn set_stretch(&mut self, stretch: Stretch) -> Vec<Request> {
        self.stretch = stretch;
        self.ask()
    }

    pub fn set_sentence(&mut self, text: String) -> Vec<Request> {
        let (words, _) = sentence::split(&text);
        self.sentence = text;
        if words == self.words {
            return Vec::new();
        }
        if words.len() != self.words.len() {
            self.order = sentence::first_order(words.len());
        }
        self.words = words;
        self.ask()
    }

    /// Moves the word at place `from` of the other sentence to place `to`; those between close up.
    pub fn move_word(&mut self, from: usize, to: usize) -> Vec<Request> {
        let last = self.order.len().saturating_sub(1);
        if from > last || from == to.min(last) {
            return Vec::new();
        }
        let word = self.order.remove(from);
        self.order.insert(to.min(last), word);
        self.ask()
    }

    /// The words at two places of the other sentence change places.
    pub fn swap_words(&mut self, one: usize, other: usize) -> Vec<Request> {
        let last = self.order.len();
        if one >= last || other >= last || one == other {
            return Vec::new();
        }
        self.order.swap(one, other);
        self.ask()
    }

    /// The other sentence is the typed one, backwards.
    pub fn reverse_words(&mut self) -> Vec<Request> {
        self.order.reverse();
        self.ask()
    }

    pub fn restore_words(&mut self) -> Vec<Request> {
        let typed: Vec<u32> = (0..self.words.len() as u32).collect();
        if self.order == typed {
            return Vec::new();
        }
        self.order = typed;
        self.ask()
    }

    pub fn set_scheme(&mut self, scheme: Scheme) {
        self.scheme = scheme;
    }

    pub fn set_head(&mut self, head: usize) {
        self.head = head;
    }

    pub fn set_pair(&mut self, pair: usize) {
        self.pair = pair;
    }

    pub fn set_cell(&mut self, cell: Option<(usize, usize)>) {
        if let Some(cell) = cell {
            self.cell = cell;
        }
    }

    pub fn set_hover(&mut self, cell: Option<(usize, usize)>) {
        self.hover = cell;
    }
}
