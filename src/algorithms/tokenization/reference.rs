//! Beside the programs a practitioner would use: `tests/fixtures/tokenization.json`, made by `tests/reference/tokenization.py`.

use serde_json::Value;

use super::{
    Base, Corpus, Encoder, Rules, Split, Ties, Trainer, split,
    words::{guide_sentences, guide_words},
};

fn fixture() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/tokenization.json");
    serde_json::from_slice(&std::fs::read(path).expect("the fixtures are committed")).expect("the fixtures are JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn texts(value: &Value) -> Vec<&str> {
    list(value).iter().map(text).collect()
}

fn size(value: &Value) -> usize {
    value.as_u64().expect("a number") as usize
}

fn train(corpus: &Corpus, ties: Ties, merges: usize) -> (Trainer, Rules) {
    let mut trainer = Trainer::new(corpus, ties);
    let rules = Rules::new(std::iter::from_fn(|| trainer.step()).take(merges).collect());
    (trainer, rules)
}

#[test]
fn words_and_sentences_are_pythons() {
    for case in list(&fixture()["words"]) {
        let given = text(&case["text"]);
        let words: Vec<String> = guide_words(given).into_iter().map(|word| word.text).collect();
        assert_eq!(words, texts(&case["words"]), "{given:?}");
        let sentences: Vec<&str> = guide_sentences(given).iter().map(|span| &given[span.start..span.end]).collect();
        assert_eq!(sentences, texts(&case["sentences"]), "{given:?}");
    }
}

#[test]
fn pieces_are_those_of_gpt2s_pattern() {
    for case in list(&fixture()["split"]) {
        let given = text(&case["text"]);
        assert_eq!(split::gpt2(given).collect::<Vec<_>>(), texts(&case["pieces"]), "{given:?}");
    }
}

#[test]
fn merges_and_vocabulary_are_those_of_the_guides_counting() {
    for case in list(&fixture()["guide"]) {
        let corpus = Corpus::new(text(&case["text"]), Base::Characters, Split::Whitespace);
        assert_eq!(corpus.symbols.len(), size(&case["alphabet"]));
        let merges = size(&case["vocab_size"]).saturating_sub(corpus.symbols.len());
        let (trainer, rules) = train(&corpus, Ties::FirstMet, merges);
        let symbols = trainer.symbols();
        let learned: Vec<Vec<String>> =
            rules.merges().iter().map(|merge| vec![symbols.text(merge.left), symbols.text(merge.right)]).collect();
        let expected: Vec<Vec<&str>> = list(&case["merges"]).iter().map(texts).collect();
        assert_eq!(learned, expected);
        let vocabulary: Vec<String> = symbols.sorted().into_iter().map(|id| symbols.text(id)).collect();
        assert_eq!(vocabulary, texts(&case["vocab"]));
    }
}

#[test]
fn merges_and_ids_are_those_of_hugging_face() {
    for case in list(&fixture()["hugging_face"]) {
        let corpus = Corpus::new(text(&case["text"]), Base::Bytes, Split::Gpt2);
        let (trainer, rules) = train(&corpus, Ties::LowestIds, size(&case["vocab_size"]) - 256);
        let learned: Vec<Vec<usize>> = rules
            .merges()
            .iter()
            .map(|merge| [merge.left, merge.right, merge.result].map(|id| id as usize).to_vec())
            .collect();
        let expected: Vec<Vec<usize>> =
            list(&case["merges"]).iter().map(|merge| list(merge).iter().map(size).collect()).collect();
        assert_eq!(learned, expected);
        for encoded in list(&case["encoded"]) {
            let given = text(&encoded["text"]);
            let ids = Encoder::new(Base::Bytes, Split::Gpt2, trainer.symbols(), &rules, rules.len()).encode(given);
            assert_eq!(
                ids.iter().map(|id| *id as usize).collect::<Vec<_>>(),
                list(&encoded["ids"]).iter().map(size).collect::<Vec<_>>(),
                "{given:?}"
            );
        }
    }
}
