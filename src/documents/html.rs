//! HTML as text: what a reader would see, with headings, lists and tables written as in Markdown.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use crate::{Document, Format};

pub(crate) fn read(source: &str, document: &mut Document) {
    document.format = Format::Html;
    // What is between `<script>` and `</script>`, or the tags of a style or a title, is one run of characters in which no `<` opens anything.
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    // A reader of a text in memory has no errors of its own, and those of the page are recovered from.
    for Ok(token) in Tokenizer::new_with_emitter(source, emitter) {
        match token {
            Token::StartTag(tag) => page.start(&String::from_utf8_lossy(&tag.name), &tag),
            Token::EndTag(tag) => page.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => page.characters(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    let title = collapse(&page.title);
    document.title = (!title.is_empty()).then_some(title);
    document.text = page.text.trim().into();
}

#[derive(Default)]
struct Page {
    text: String,
    title: String,
    in_title: bool,
    /// The element whose text is none of the page's, and how many of its kind are open in it.
    hidden: Option<(String, usize)>,
    preformatted: usize,
    cells: usize,
}

/// Elements in which nothing is a reader's text.
const HIDDEN: [&str; 11] =
    ["script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "noembed", "noframes"];
const PARAGRAPHS: [&str; 18] = [
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "nav",
    "aside",
    "blockquote",
    "ul",
    "ol",
    "dl",
    "table",
    "figure",
    "form",
    "hr",
    "address",
];
const LINES: [&str; 6] = ["br", "tr", "dt", "dd", "caption", "figcaption"];

impl Page {
    fn start(&mut self, name: &str, tag: &StartTag<()>) {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth += usize::from(hidden == name && !tag.self_closing);
            return;
        }
        if HIDDEN.contains(&name) && !(tag.self_closing && matches!(name, "svg" | "math")) {
            self.hidden = Some((name.into(), 1));
            return;
        }
        match name {
            "title" => self.in_title = true,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_lines(2);
                let level = name.as_bytes()[1] - b'0';
                self.text.extend(std::iter::repeat_n('#', level.into()));
                self.text.push(' ');
            }
            "li" => {
                self.end_lines(1);
                self.text.push_str("- ");
            }
            "td" | "th" => {
                if self.cells > 0 {
                    self.text.push_str(" | ");
                }
                self.cells += 1;
            }
            "img" => {
                if let Some(alternative) = tag.attributes.get(&b"alt"[..]) {
                    self.characters(&String::from_utf8_lossy(alternative));
                }
            }
            "pre" => {
                self.end_lines(2);
                self.preformatted += 1;
            }
            _ => self.boundary(name),
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth -= usize::from(hidden == name);
            if *depth == 0 {
                self.hidden = None;
            }
            return;
        }
        match name {
            "title" => self.in_title = false,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.end_lines(2),
            "pre" => {
                self.end_lines(2);
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            _ => self.boundary(name),
        }
    }

    /// What separates lines and paragraphs wherever it begins or ends.
    fn boundary(&mut self, name: &str) {
        if name == "tr" {
            self.cells = 0;
        }
        if PARAGRAPHS.contains(&name) {
            self.end_lines(2);
        } else if LINES.contains(&name) {
            self.end_lines(1);
        }
    }

    /// Ends the line, and for 2 the paragraph.
    fn end_lines(&mut self, wanted: usize) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        let there = self.text.len() - self.text.trim_end_matches('\n').len();
        if !self.text.is_empty() {
            self.text.extend(std::iter::repeat_n('\n', wanted.saturating_sub(there)));
        }
    }

    fn characters(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        if self.in_title {
            self.title.push_str(text);
        } else if self.preformatted > 0 {
            self.text.push_str(text);
        } else {
            for c in text.chars() {
                let space = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
                if !space {
                    self.text.push(c);
                } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                    self.text.push(' ');
                }
            }
        }
    }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
