//! What must hold for every text.

use proptest::prelude::*;

use super::{
    Base, Corpus, Encoder, Rules, Split, Ties, Trainer,
    encoder::decode,
    rules::Order,
    split,
    words::{guide_sentences, guide_words, unicode_segments},
};

fn train(text: &str, base: Base, cut: Split, ties: Ties, merges: usize) -> (Corpus, Trainer, Rules) {
    let corpus = Corpus::new(text, base, cut);
    let mut trainer = Trainer::new(&corpus, ties);
    let rules = Rules::new(std::iter::from_fn(|| trainer.step()).take(merges).collect());
    (corpus, trainer, rules)
}

/// Texts in which pairs repeat, and texts of anything.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ab ]{0,80}", "[a-d'\\n é🚀]{0,120}", "\\PC{0,60}", any::<String>()]
}

fn ties() -> impl Strategy<Value = Ties> {
    prop_oneof![Just(Ties::FirstMet), Just(Ties::LowestIds), Just(Ties::HighestIds)]
}

fn base() -> impl Strategy<Value = Base> {
    prop_oneof![Just(Base::Characters), Just(Base::Bytes)]
}

fn cut() -> impl Strategy<Value = Split> {
    prop_oneof![Just(Split::Whitespace), Just(Split::Gpt2), Just(Split::Nothing)]
}

/// The textbook's way: count all pairs again for every merge.
fn slowly(corpus: &Corpus, ties: Ties, merges: usize) -> Vec<(u32, u32, u64)> {
    let mut symbols = corpus.symbols.clone();
    let mut words: Vec<Vec<u32>> = corpus.words.iter().map(|word| corpus.symbols_of(word).to_vec()).collect();
    let mut found = Vec::new();
    for _ in 0..merges {
        let mut pairs: Vec<(u32, u32, u64)> = Vec::new();
        for (word, counted) in words.iter().zip(&corpus.words) {
            for pair in word.windows(2) {
                match pairs.iter_mut().find(|known| (known.0, known.1) == (pair[0], pair[1])) {
                    Some(known) => known.2 += counted.count,
                    None => pairs.push((pair[0], pair[1], counted.count)),
                }
            }
        }
        let Some(highest) = pairs.iter().map(|pair| pair.2).max() else { break };
        let mut best = pairs.into_iter().filter(|pair| pair.2 == highest);
        let chosen = match ties {
            Ties::FirstMet => best.next(),
            Ties::LowestIds => best.min(),
            Ties::HighestIds => best.max(),
        };
        let Some((left, right, count)) = chosen else { break };
        let joined = symbols.join(left, right);
        for word in &mut words {
            let mut at = 0;
            while at + 1 < word.len() {
                if (word[at], word[at + 1]) == (left, right) {
                    word[at] = joined;
                    word.remove(at + 1);
                }
                at += 1;
            }
        }
        found.push((left, right, count));
    }
    found
}

proptest! {
    #[test]
    fn the_incremental_counts_are_the_counts(text in text(), base in base(), cut in cut(), ties in ties()) {
        let (corpus, _, rules) = train(&text, base, cut, ties, 60);
        let fast: Vec<_> = rules.merges().iter().map(|merge| (merge.left, merge.right, merge.count)).collect();
        prop_assert_eq!(fast, slowly(&corpus, ties, 60));
    }

    #[test]
    fn replaying_the_merges_gives_the_state_that_training_reached(text in text(), base in base(), cut in cut(), ties in ties()) {
        let (corpus, trainer, rules) = train(&text, base, cut, ties, usize::MAX);
        let mut tokens = 0;
        for word in &corpus.words {
            let mut symbols = corpus.symbols_of(word).to_vec();
            rules.apply(&mut symbols, rules.len(), Order::AsLearned);
            // Trained to the end, every word is one symbol that spells it.
            let spelled: Vec<u8> = corpus.symbols_of(word).iter().flat_map(|id| corpus.symbols.get(*id)).copied().collect();
            prop_assert_eq!(symbols.len(), 1);
            prop_assert_eq!(trainer.symbols().get(symbols[0]), spelled.as_slice());
            tokens += word.count;
        }
        prop_assert_eq!(rules.merges().last().map_or(corpus.tokens(), |merge| merge.tokens), tokens);
    }

    #[test]
    fn replaying_some_merges_gives_as_many_tokens_as_training_counted(text in text(), ties in ties(), cut in cut(), k in 0_usize..40) {
        let (corpus, _, rules) = train(&text, Base::Bytes, cut, ties, 40);
        let k = k.min(rules.len());
        let mut tokens = 0;
        for word in &corpus.words {
            let mut symbols = corpus.symbols_of(word).to_vec();
            rules.apply(&mut symbols, k, Order::AsLearned);
            tokens += word.count * symbols.len() as u64;
        }
        let counted = k.checked_sub(1).map_or(corpus.tokens(), |last| rules.merges()[last].tokens);
        prop_assert_eq!(tokens, counted);
    }

    #[test]
    fn bytes_decode_to_what_was_encoded(trained in text(), text in text(), ties in ties(), k in 0_usize..80) {
        let (_, trainer, rules) = train(&trained, Base::Bytes, Split::Gpt2, ties, 80);
        for cut in [Split::Gpt2, Split::Nothing] {
            let ids = Encoder::new(Base::Bytes, cut, trainer.symbols(), &rules, k).encode(&text);
            prop_assert_eq!(&decode(&ids, Base::Bytes, trainer.symbols()), &text);
        }
    }

    #[test]
    fn long_words_and_short_words_take_the_same_merges(word in "[abc]{2,40}") {
        let (_, trainer, rules) = train(&word, Base::Bytes, Split::Nothing, Ties::FirstMet, 12);
        let filler = "é".repeat(60);
        let mut short = Encoder::new(Base::Bytes, Split::Nothing, trainer.symbols(), &rules, 12).encode(&word);
        let long = Encoder::new(Base::Bytes, Split::Nothing, trainer.symbols(), &rules, 12).encode(&format!("{word}{filler}"));
        short.extend(Encoder::new(Base::Bytes, Split::Nothing, trainer.symbols(), &rules, 12).encode(&filler));
        prop_assert_eq!(short, long);
    }

    #[test]
    fn pieces_and_segments_are_the_text(text in text()) {
        prop_assert_eq!(&split::gpt2(&text).collect::<String>(), &text);
        let parts: String = unicode_segments(&text).iter().map(|part| &text[part.span.start..part.span.end]).collect();
        prop_assert_eq!(&parts, &text);
    }

    #[test]
    fn spans_of_the_guide_stand_on_characters(text in text()) {
        for word in guide_words(&text) {
            prop_assert!(text.get(word.span.start..word.span.end).is_some_and(|part| !part.is_empty()));
        }
        for span in guide_sentences(&text) {
            prop_assert!(text.get(span.start..span.end).is_some_and(|part| !part.is_empty()));
        }
    }
}
