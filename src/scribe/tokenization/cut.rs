//! Words and sentences by rule, and where the guide's rules and Unicode's part.

use algorithms::tokenization::words::{self, Span};
use protocol::tokenization::{Cut, Difference, Kind, MAX_SHOWN};

pub fn cut(text: &str) -> Result<Cut, String> {
    if text.len() > MAX_SHOWN {
        return Err(format!("this text has {} bytes; up to {MAX_SHOWN} are cut here. Shorten it", text.len()));
    }
    let guide = words::guide_words(text);
    let segments = words::unicode_segments(text);
    let guide_spans: Vec<Span> = guide.iter().map(|word| word.span).collect();
    let kept = segments.iter().filter(|segment| matches!(segment.kind, words::Kind::Word | words::Kind::Emoji));
    let unicode_spans: Vec<Span> = kept.map(|segment| segment.span).collect();
    let guide_sentences = words::guide_sentences(text);
    let unicode_sentences = words::unicode_sentences(text);
    let bare: Vec<Span> = unicode_sentences.iter().map(|span| words::without_end_marks(text, *span)).collect();
    Ok(Cut {
        text: text.into(),
        guide_words: guide.into_iter().map(|word| (word.text, pair(word.span))).collect(),
        unicode_words: segments.iter().map(|segment| (pair(segment.span), kind(segment.kind))).collect(),
        word_differences: differences(&guide_spans, &unicode_spans),
        sentence_differences: differences(&guide_sentences, &bare),
        guide_sentences: guide_sentences.into_iter().map(pair).collect(),
        unicode_sentences: unicode_sentences.into_iter().map(pair).collect(),
    })
}

fn pair(span: Span) -> (u32, u32) {
    (span.start as u32, span.end as u32)
}

fn differences(guide: &[Span], unicode: &[Span]) -> Vec<Difference> {
    let spans = |spans: Vec<Span>| spans.into_iter().map(pair).collect();
    let found = words::differences(guide, unicode).into_iter();
    found.map(|one| Difference { span: pair(one.span), guide: spans(one.guide), unicode: spans(one.unicode) }).collect()
}

fn kind(kind: words::Kind) -> Kind {
    match kind {
        words::Kind::Word => Kind::Word,
        words::Kind::Emoji => Kind::Emoji,
        words::Kind::Punctuation => Kind::Punctuation,
        words::Kind::Space => Kind::Space,
    }
}
