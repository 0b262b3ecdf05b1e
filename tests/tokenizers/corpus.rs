//! Texts that tokenizers disagree about: seeded, so that the same ones are compared everywhere.

use algorithms::rng::Rng;

use super::scripts::{CODE, EMOJI, FLAGS, INVISIBLE, JOINERS, SCRIPTS, SPECIALS};

pub struct Text {
    pub kind: &'static str,
    pub text: String,
}

/// About 7,000 texts. Those of a kind are drawn from a stream of their own.
pub fn corpus() -> Vec<Text> {
    let mut texts = Vec::new();
    let mut add = |kind: &'static str, count: usize, one: fn(&mut Rng) -> String| {
        let mut rng = Rng::fork(20_261_125, kind);
        texts.extend((0..count).map(|_| Text { kind, text: one(&mut rng) }));
    };
    add("empty", 1, |_| String::new());
    add("prose", 700, prose);
    add("code", 700, code);
    add("scripts", 1_400, scripts);
    add("mixed scripts", 500, |rng| parts(rng, 12, script_word));
    add("marks", 500, marks);
    add("emoji", 600, emoji);
    add("invisible", 500, |rng| parts(rng, 14, invisible));
    add("white space", 400, white_space);
    add("any characters", 800, |rng| parts(rng, 30, |rng| any_char(rng).into()));
    add("quotes and digits", 600, |rng| parts(rng, 24, |rng| pick(rng, &QUOTES).into()));
    add("special tokens", 300, |rng| parts(rng, 8, special));
    add("long words", 60, |rng| long_word(rng, 300));
    add("very long words", 6, |rng| long_word(rng, 20_000));
    texts
}

fn pick<T: Copy>(rng: &mut Rng, list: &[T]) -> T {
    list[rng.below(list.len())]
}

fn parts(rng: &mut Rng, most: usize, one: impl Fn(&mut Rng) -> String) -> String {
    (0..1 + rng.below(most)).map(|_| one(rng)).collect()
}

/// From two lines to a paragraph of the novel that comes with the site.
fn prose(rng: &mut Rng) -> String {
    const NOVEL: &str = include_str!("../../assets/text/sherlock-holmes.txt");
    let mut start = rng.below(NOVEL.len() - 2_000);
    let mut end = start + rng.below(800);
    while !NOVEL.is_char_boundary(start) {
        start += 1;
    }
    while !NOVEL.is_char_boundary(end) {
        end += 1;
    }
    NOVEL[start..end.max(start)].into()
}

/// A line as it is written, or pieces of several.
fn code(rng: &mut Rng) -> String {
    let indent = " ".repeat(4 * rng.below(6));
    let line = pick(rng, &CODE);
    if rng.below(4) == 0 {
        return indent + line;
    }
    let piece = |rng: &mut Rng| {
        let line: Vec<char> = pick(rng, &CODE).chars().collect();
        let start = rng.below(line.len());
        let length = 1 + rng.below(line.len() - start);
        line[start..start + length].iter().collect::<String>()
    };
    indent + &piece(rng) + pick(rng, &["\n", "\n\n    ", "\t", " ", ""]) + &piece(rng)
}

fn char_of(rng: &mut Rng, first: u32, last: u32) -> char {
    loop {
        if let Some(c) = char::from_u32(first + rng.below((last - first + 1) as usize) as u32) {
            return c;
        }
    }
}

fn word(rng: &mut Rng, first: u32, last: u32) -> String {
    (0..1 + rng.below(9)).map(|_| char_of(rng, first, last)).collect()
}

/// Words of one script, with the separators of any.
fn scripts(rng: &mut Rng) -> String {
    let (_, first, last) = pick(rng, &SCRIPTS);
    parts(rng, 8, |rng| word(rng, first, last) + pick(rng, &[" ", " ", ", ", "。", "، ", "-", "", " 42 "]))
}

fn script_word(rng: &mut Rng) -> String {
    let (_, first, last) = pick(rng, &SCRIPTS);
    word(rng, first, last) + pick(rng, &[" ", "", "."])
}

/// Letters under heaps of marks, composed and not.
fn marks(rng: &mut Rng) -> String {
    parts(rng, 10, |rng| {
        let letter = pick(
            rng,
            &[
                'a', 'E', 'é', 'Ñ', 'ộ', 'İ', 'ı', 'ß', 'ﬁ', 'Ω', 'й', 'が', '한', 'क', '\u{212b}', ' ', '漢',
                '\u{1fef}',
            ],
        );
        let marks = (0..rng.below(4)).map(|_| char_of(rng, 0x300, 0x36f));
        [letter].into_iter().chain(marks).collect()
    })
}

fn emoji(rng: &mut Rng) -> String {
    parts(rng, 10, |rng| match rng.below(5) {
        0 => pick(rng, &FLAGS).into(),
        1 => pick(rng, &["ok ", "the ", "x", "!"]).into(),
        _ => [pick(rng, &EMOJI), pick(rng, &JOINERS), pick(rng, &EMOJI)][..1 + rng.below(3)].concat(),
    })
}

fn invisible(rng: &mut Rng) -> String {
    match rng.below(3) {
        0 => pick(rng, &["Word", "a", "é", "字", "x1", "!"]).into(),
        1 => char_of(rng, 0, 0xa0).into(),
        _ => pick(rng, &INVISIBLE).into(),
    }
}

fn white_space(rng: &mut Rng) -> String {
    parts(rng, 6, |rng| {
        let space = pick(rng, &[" ", " ", " ", "\n", "\t", "\r\n", "\u{a0}", "\u{3000}", "\u{2003}", " \n"]);
        let long = pick(rng, &[1, 2, 3, 9, 40, 500]);
        let count = 1 + rng.below(long);
        space.repeat(count) + pick(rng, &["", "", "word", "7", "{", "'s", "字"])
    })
}

/// Any Unicode scalar value: half of them from the first plane, the others from all seventeen.
fn any_char(rng: &mut Rng) -> char {
    if rng.below(2) == 0 { char_of(rng, 0, 0xffff) } else { char_of(rng, 0, 0x10_ffff) }
}

const QUOTES: [&str; 24] = [
    "'", "'", "'s", "'S", "'re", "'ll", "’s", "\"", "I", "we", "don", "t", " ", " ", "  ", "1", "23", "²", "½", "٣",
    ".", ",", "$", "%",
];

fn special(rng: &mut Rng) -> String {
    match rng.below(3) {
        0 => pick(rng, &["user", "\n", " ", "Hello", "é", "<", "[", "|>"]).into(),
        _ => pick(rng, &SPECIALS).into(),
    }
}

/// No place to cut, so one piece for the merges and one word for the look-ups.
fn long_word(rng: &mut Rng, most: usize) -> String {
    let alphabet = pick(rng, &["ab", "etaoinshrdlu", "ACGT", "あいう", "йцукен", "=", "-*", "aé"]);
    let alphabet: Vec<char> = alphabet.chars().collect();
    (0..most / 2 + rng.below(most)).map(|_| pick(rng, &alphabet)).collect()
}
