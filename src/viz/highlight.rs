//! Colours for source code: just enough of Rust's and Python's spelling to tell words, numbers, texts and remarks apart.

/// The languages the guide shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Rust,
    Python,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Plain,
    Comment,
    Text,
    Keyword,
    Number,
    Name,
}

/// A stretch of one line, all of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<'a> {
    pub kind: Kind,
    pub text: &'a str,
}

const RUST: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "false", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self", "static",
    "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while",
];
const PYTHON: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "False", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "None", "nonlocal", "not", "or",
    "pass", "raise", "return", "self", "True", "try", "while", "with", "yield",
];

/// The lines of a source, each as spans. Joined, the spans are the source: nothing is dropped or added.
pub fn lines(source: &str, language: Language) -> Vec<Vec<Span<'_>>> {
    let mut out = vec![Vec::new()];
    let mut rest = source;
    while !rest.is_empty() {
        let (kind, length) = next(rest, language);
        let (token, tail) = rest.split_at(length);
        rest = tail;
        for (k, text) in token.split('\n').enumerate() {
            if k > 0 {
                out.push(Vec::new());
            }
            let text = text.trim_end_matches('\r');
            if let (false, Some(line)) = (text.is_empty(), out.last_mut()) {
                line.push(Span { kind, text });
            }
        }
    }
    out
}

/// The kind and length in bytes of what the rest begins with.
fn next(rest: &str, language: Language) -> (Kind, usize) {
    let first = rest.chars().next().unwrap_or('\n');
    if let Some(length) = comment(rest, language) {
        return (Kind::Comment, length);
    }
    if let Some(length) = text(rest, language) {
        return (Kind::Text, length);
    }
    if first.is_ascii_digit() {
        return (Kind::Number, number(rest));
    }
    // Names of our sources are ASCII; the tables of other letters would be in every lesson's download.
    if first.is_ascii_alphabetic() || first == '_' {
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let words = if language == Language::Rust { RUST } else { PYTHON };
        return (if words.contains(&&rest[..length]) { Kind::Keyword } else { Kind::Name }, length);
    }
    let starts = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '"' | '\'' | '#' | '/' | '\n');
    let length = rest.char_indices().skip(1).find(|(_, c)| starts(*c)).map_or(rest.len(), |(at, _)| at);
    (Kind::Plain, length)
}

fn comment(rest: &str, language: Language) -> Option<usize> {
    let to_line_end = || rest.find('\n').unwrap_or(rest.len());
    match language {
        Language::Python => rest.starts_with('#').then(to_line_end),
        Language::Rust if rest.starts_with("//") => Some(to_line_end()),
        Language::Rust if rest.starts_with("/*") => {
            let (mut depth, mut at) = (0, 0);
            while at < rest.len() {
                if rest[at..].starts_with("/*") {
                    depth += 1;
                    at += 2;
                } else if rest[at..].starts_with("*/") {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        return Some(at);
                    }
                } else {
                    at += rest[at..].chars().next().map_or(1, char::len_utf8);
                }
            }
            Some(rest.len())
        }
        Language::Rust => None,
    }
}

fn text(rest: &str, language: Language) -> Option<usize> {
    let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let prefix = if letters <= 2 { &rest[..letters] } else { "" };
    let body = &rest[prefix.len()..];
    match language {
        Language::Rust => {
            if prefix.ends_with('r') {
                let hashes = body.bytes().take_while(|b| *b == b'#').count();
                if body[hashes..].starts_with('"') {
                    let close = format!("\"{}", "#".repeat(hashes));
                    let start = prefix.len() + hashes + 1;
                    return Some(rest[start..].find(&close).map_or(rest.len(), |at| start + at + close.len()));
                }
            }
            let prefixed = matches!(prefix, "" | "b" | "c");
            if prefixed && body.starts_with('"') {
                return Some(prefix.len() + quoted(body, "\""));
            }
            // A lifetime has no closing quote; a character has one right behind it.
            let mut after = body.strip_prefix('\'').filter(|_| prefixed)?.chars();
            let is_char = after.next().is_some_and(|c| c == '\\') || after.next() == Some('\'');
            is_char.then(|| prefix.len() + quoted(body, "'"))
        }
        Language::Python => {
            let known = prefix.chars().all(|c| "rRbBfFuU".contains(c));
            let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| body.starts_with(quote))?;
            known.then(|| prefix.len() + quoted(body, quote))
        }
    }
}

/// Length of a quoted text with its quotes; a backslash takes the next character with it.
fn quoted(body: &str, quote: &str) -> usize {
    let mut at = quote.len();
    while at < body.len() {
        if body[at..].starts_with(quote) {
            return at + quote.len();
        }
        let mut chars = body[at..].chars();
        let c = chars.next().unwrap_or(' ');
        at += c.len_utf8();
        if c == '\\' {
            at += chars.next().map_or(0, char::len_utf8);
        }
    }
    body.len()
}

/// `1_000`, `0xff`, `1.5e-3`, `2.0_f32`, but not the dots of `0..n` or `1.max(2)`.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (b, before) = (bytes[at], if at > 0 { bytes[at - 1] } else { b' ' });
        let digit_follows = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let point = b == b'.'
            && bytes.get(at + 1) != Some(&b'.')
            && !bytes.get(at + 1).is_some_and(|n| n.is_ascii_alphabetic());
        let sign =
            matches!(b, b'-' | b'+') && matches!(before, b'e' | b'E') && digit_follows && !rest.starts_with("0x");
        if !(b.is_ascii_alphanumeric() || b == b'_' || point || sign) {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str, language: Language) -> Vec<(Kind, &str)> {
        let spans = lines(source, language).concat();
        spans.into_iter().filter(|span| span.kind != Kind::Plain).map(|span| (span.kind, span.text)).collect()
    }

    #[test]
    fn rust_words() {
        use Kind::*;
        let found = kinds("let f = sigmoid(f); // keep\n", Language::Rust);
        assert_eq!(found, [(Keyword, "let"), (Name, "f"), (Name, "sigmoid"), (Name, "f"), (Comment, "// keep")]);
        assert_eq!(kinds("0..n", Language::Rust), [(Number, "0"), (Name, "n")]);
        assert_eq!(kinds("1.5e-3_f32", Language::Rust), [(Number, "1.5e-3_f32")]);
        assert_eq!(kinds("'a' &'a str", Language::Rust), [(Text, "'a'"), (Name, "a"), (Name, "str")]);
        assert_eq!(kinds(r###"r#"a "b" c"# x"###, Language::Rust), [(Text, r###"r#"a "b" c"#"###), (Name, "x")]);
        assert_eq!(kinds("/* a /* b */ c */ d", Language::Rust), [(Comment, "/* a /* b */ c */"), (Name, "d")]);
    }

    #[test]
    fn python_words() {
        use Kind::*;
        let found = kinds("c = f'{c}' # edit", Language::Python);
        assert_eq!(found, [(Name, "c"), (Text, "f'{c}'"), (Comment, "# edit")]);
        let doc = lines("\"\"\"one\ntwo\"\"\"\nx", Language::Python);
        assert_eq!(doc.len(), 3);
        assert_eq!(doc[1], [Span { kind: Text, text: "two\"\"\"" }]);
    }

    #[test]
    fn nothing_is_lost_and_nothing_panics() {
        let odd = "fn é() { \"open\n// ende 'x\n\\ '\\'' 0x_ff r\" b\"\\";
        for language in [Language::Rust, Language::Python] {
            for end in (0..=odd.len()).filter(|end| odd.is_char_boundary(*end)) {
                let source = &odd[..end];
                let lines = lines(source, language);
                let joined: Vec<String> =
                    lines.iter().map(|line| line.iter().map(|span| span.text).collect()).collect();
                assert_eq!(joined.join("\n"), source);
            }
        }
    }
}
