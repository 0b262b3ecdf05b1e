//! Headings as Markdown writes them (CommonMark's ATX headings), and which stand over a place.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its line without the line's end, in bytes.
    pub range: Range<usize>,
    /// 1 to 6.
    pub level: u8,
    pub title: String,
}

/// `# Title` to `###### Title`, at the beginning of a line and not within a fenced block of code.
pub fn headings(text: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let (mut at, mut fence) = (0, None);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let mark = content.trim_start();
        if mark.starts_with("```") || mark.starts_with("~~~") {
            let kind = &mark[..3];
            fence = match fence {
                None => Some(kind),
                Some(open) if open == kind => None,
                open => open,
            };
        }
        let level = content.bytes().take_while(|byte| *byte == b'#').count();
        let rest = &content[level..];
        if fence.is_none() && (1..=6).contains(&level) && rest.starts_with([' ', '\t']) {
            let title = rest.trim().trim_end_matches('#').trim_end().to_owned();
            found.push(Heading { range: at..at + content.len(), level: level as u8, title });
        }
        at += line.len();
    }
    found
}

/// The headings over places that are asked for in ascending order.
pub(super) struct Paths<'a> {
    headings: &'a [Heading],
    next: usize,
    open: Vec<usize>,
}

impl<'a> Paths<'a> {
    pub fn new(headings: &'a [Heading]) -> Self {
        Paths { headings, next: 0, open: Vec::new() }
    }

    /// The headings over a byte, or that start there, from the outermost in.
    pub fn at(&mut self, byte: usize) -> Vec<usize> {
        while let Some(heading) = self.headings.get(self.next).filter(|heading| heading.range.start <= byte) {
            self.open.retain(|place| self.headings[*place].level < heading.level);
            self.open.push(self.next);
            self.next += 1;
        }
        self.open.clone()
    }
}
