//! One text as many documents.

/// What ends a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Split {
    /// Each line is a document.
    #[default]
    Lines,
    /// Documents stand apart by empty lines.
    Paragraphs,
}

/// The documents of `text` in order, white space around them taken off; empty ones are no documents.
pub fn documents(text: &str, split: Split) -> Vec<&str> {
    match split {
        Split::Lines => text.lines().map(str::trim).filter(|line| !line.is_empty()).collect(),
        Split::Paragraphs => paragraphs(text),
    }
}

fn paragraphs(text: &str) -> Vec<&str> {
    let (mut found, mut start, mut at) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            found.push(text[from..at].trim());
        }
        at += line.len();
    }
    found.extend(start.map(|from| text[from..].trim()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_paragraphs() {
        let text = "\n one\r\ntwo \n \n\nthree\r\n\r\nfour\n";
        assert_eq!(documents(text, Split::Lines), ["one", "two", "three", "four"]);
        assert_eq!(documents(text, Split::Paragraphs), ["one\r\ntwo", "three", "four"]);
        assert_eq!(documents("", Split::Lines), [""; 0]);
        assert_eq!(documents(" \n\n ", Split::Paragraphs), [""; 0]);
    }
}
