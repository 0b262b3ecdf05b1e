//! Tokens as chips: what the lab and the encoder draw.

use protocol::tokenization::{Base, Token, UNKNOWN};
use viz::token_flow::{Chip, Joint, State, hue};

use super::{cutting::Part, lesson::Lesson};

impl Lesson {
    /// The text on show in the lab: what the last merge made, and every occurrence of the pair that the next one takes.
    pub fn lab_chips(&self) -> Vec<Chip> {
        let (Some(trained), Some(seen)) = (&self.trained, &self.seen) else { return Vec::new() };
        let step = seen.step as usize;
        let next = trained.merges.get(step).map(|merge| (merge.left, merge.right));
        let fresh = step.checked_sub(1).and_then(|last| trained.merges.get(last)).map(|merge| merge.result);
        let mut states: Vec<State> = seen.tokens.iter().map(|token| state(*token, fresh)).collect();
        let mut at = 0;
        while at + 1 < seen.tokens.len() {
            let (left, right) = (seen.tokens[at], seen.tokens[at + 1]);
            if left.word == right.word && Some((left.id, right.id)) == next {
                (states[at], states[at + 1]) = (State::NextLeft, State::NextRight);
                at += 1;
            }
            at += 1;
        }
        self.chips(&seen.text, &seen.tokens, &states)
    }

    /// The encoded text.
    pub fn encoded_chips(&self) -> Vec<Chip> {
        let Some(encoded) = &self.encoded else { return Vec::new() };
        let states: Vec<State> = encoded.tokens.iter().map(|token| state(*token, None)).collect();
        self.chips(&encoded.text, &encoded.tokens, &states)
    }

    fn chips(&self, text: &str, tokens: &[Token], states: &[State]) -> Vec<Chip> {
        let one_line = self.trained.as_ref().is_some_and(|trained| trained.settings.base == Base::Characters);
        let mut word = None;
        let mut chips = Vec::with_capacity(tokens.len());
        for (token, state) in tokens.iter().zip(states) {
            let covered = text.get(token.start as usize..token.end as usize);
            let label = match (token.id, covered) {
                (UNKNOWN, Some(covered)) => viz::token_strip::shown(covered),
                _ => self.symbol(token.id),
            };
            chips.push(Chip {
                label,
                hue: (token.id != UNKNOWN).then(|| hue(token.id)),
                state: *state,
                // A gap is a cut that no merge crosses.
                joint: match (word == Some(token.word), one_line) {
                    (false, _) => Joint::Apart,
                    (true, true) => Joint::Tight,
                    (true, false) => Joint::Loose,
                },
                line_end: covered.is_some_and(|covered| covered.contains('\n')),
            });
            word = Some(token.word);
        }
        chips
    }
}

fn state(token: Token, fresh: Option<u32>) -> State {
    match token.id {
        UNKNOWN => State::Unknown,
        id if Some(id) == fresh => State::Fresh,
        _ => State::Plain,
    }
}

/// Parts that a rule cut, coloured in turn.
pub fn rule_chips(parts: &[Part]) -> Vec<Chip> {
    let mut kept = 0;
    let chips = parts.iter().map(|part| {
        let state = match (part.dropped, part.differs) {
            (false, false) => State::Plain,
            (false, true) => State::Differs,
            (true, false) => State::Dropped,
            (true, true) => State::DroppedAndDiffers,
        };
        let hue = (!part.dropped).then(|| {
            kept += 1;
            kept % viz::token_flow::HUES
        });
        Chip {
            label: viz::token_strip::shown(&part.text),
            hue,
            state,
            joint: Joint::Loose,
            line_end: part.text.contains('\n'),
        }
    });
    chips.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Shared, tokenization::Lesson};
    use protocol::tokenization::{Alternative, Merge, Piece, Seen, Trained};

    #[test]
    fn every_occurrence_of_the_next_pair_is_marked_once_and_never_over_a_word_end() {
        let mut lesson = Lesson::default();
        let merge = |left, right, result| Merge { left, right, result, count: 2, tokens: 0 };
        lesson.trained = Some(Shared::new(Trained {
            settings: lesson.settings(),
            symbols: vec![b"a".to_vec(), b"b".to_vec(), b"ab".to_vec(), b"aa".to_vec()],
            numbers: vec![0, 1, 2, 3],
            alphabet: 2,
            merges: vec![merge(0, 1, 2), merge(0, 0, 3)],
            bytes: 6,
            words: 2,
            distinct_words: 2,
            tokens: 6,
            milliseconds: 0.0,
        }));
        // a a a | a ab
        let ids = [(0, 0), (0, 0), (0, 0), (0, 1), (2, 1)];
        let token = |(at, (id, word)): (usize, &(u32, u32))| Token {
            id: *id,
            start: at as u32,
            end: at as u32 + 1,
            word: *word,
        };
        lesson.seen = Some(Shared::new(Seen {
            step: 1,
            start: 0,
            end: 5,
            text: "aaa a".into(),
            pieces: vec![Piece { end: 3, by: Alternative::Letters }, Piece { end: 5, by: Alternative::Letters }],
            tokens: ids.iter().enumerate().map(token).collect(),
            pairs: Vec::new(),
            distinct_pairs: 1,
            tied: 1,
        }));
        let chips = lesson.lab_chips();
        let states: Vec<State> = chips.iter().map(|chip| chip.state).collect();
        assert_eq!(states, [State::NextLeft, State::NextRight, State::Plain, State::Plain, State::Fresh]);
        use Joint::{Apart, Tight};
        assert_eq!(chips.iter().map(|chip| chip.joint).collect::<Vec<_>>(), [Apart, Tight, Tight, Apart, Tight]);
        assert_eq!(chips[0].hue, chips[2].hue);
        let pieces: Vec<String> = lesson.piece_chips().into_iter().map(|chip| chip.label).collect();
        assert_eq!(pieces, ["aaa", "·a"]);
        assert_eq!(lesson.piece_counts(), [0, 2, 0, 0, 0]);
        assert_eq!(lesson.pieces_table().rows[1], ["2", "·a", "20 61", " ?\\p{L}+"].map(String::from));
    }
}
