//! What the same sentence costs in ten languages. The translations are ours.

use protocol::vocabularies::{Count, Counts};
use viz::number::fixed;
use viz::table::Table;

use crate::format::count;

pub struct Language {
    pub name: &'static str,
    /// BCP 47.
    pub code: &'static str,
    pub sentence: &'static str,
}

const fn language(name: &'static str, code: &'static str, sentence: &'static str) -> Language {
    Language { name, code, sentence }
}

/// “The children are reading a book under the tree.” English first: the others are compared with it.
pub const LANGUAGES: [Language; 10] = [
    language("English", "en", "The children are reading a book under the tree."),
    language("German", "de", "Die Kinder lesen ein Buch unter dem Baum."),
    language("Spanish", "es", "Los niños leen un libro bajo el árbol."),
    language("Swahili", "sw", "Watoto wanasoma kitabu chini ya mti."),
    language("Russian", "ru", "Дети читают книгу под деревом."),
    language("Arabic", "ar", "الأطفال يقرؤون كتابًا تحت الشجرة."),
    language("Hindi", "hi", "बच्चे पेड़ के नीचे एक किताब पढ़ रहे हैं।"),
    language("Chinese", "zh", "孩子们在树下看书。"),
    language("Japanese", "ja", "子どもたちは木の下で本を読んでいます。"),
    language("Korean", "ko", "아이들이 나무 아래에서 책을 읽고 있다."),
];

/// How the numbers of [`tax_table`]'s columns are computed.
pub const TAX_HOW: [&str; 11] = [
    "",
    "",
    "Unicode characters of the sentence",
    "Bytes of the sentence in UTF-8",
    "Words and punctuation marks at Unicode's word boundaries",
    "Tokens of SmolLM2",
    "Tokens of SmolLM2 / those of the English sentence",
    "Tokens that begin or end inside a character",
    "Tokens of MiniLM, without [CLS] and [SEP]",
    "Tokens of MiniLM / those of the English sentence",
    "Tokens that are [UNK]: words that MiniLM cannot spell",
];

/// One row a language. `×` is against English.
pub fn tax_table(counts: &[Counts]) -> Table {
    let columns = [
        "Language",
        "Sentence",
        "Characters",
        "Bytes",
        "Words",
        "SmolLM2",
        "× English",
        "cut characters",
        "MiniLM",
        "× English",
        "unknown",
    ];
    let times = |count: Option<Count>, english: Option<Count>| match (count, english) {
        (Some(count), Some(english)) if english.tokens > 0 => fixed(count.tokens as f64 / english.tokens as f64, 1),
        _ => "–".into(),
    };
    let tokens = |it: Option<Count>, of: fn(Count) -> usize| it.map_or("–".into(), |it| count(of(it)));
    let row = |(language, it): (&Language, &Counts)| {
        let english = counts.first().unwrap_or(it);
        vec![
            language.name.into(),
            language.sentence.into(),
            count(it.characters),
            count(it.bytes),
            count(it.words),
            tokens(it.smollm2, |it| it.tokens),
            times(it.smollm2, english.smollm2),
            tokens(it.smollm2, |it| it.split),
            tokens(it.minilm, |it| it.tokens),
            times(it.minilm, english.minilm),
            tokens(it.minilm, |it| it.unknown),
        ]
    };
    Table { columns: columns.map(String::from).to_vec(), rows: LANGUAGES.iter().zip(counts).map(row).collect() }
}
