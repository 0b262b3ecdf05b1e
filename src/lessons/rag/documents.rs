//! The documents in the reader's order, what is known of each beside its text, and what is no document.

use std::collections::BTreeMap;

use protocol::rag::Document;

use super::kept::{Kept, Stored, Task, Way};
use crate::format::count;

/// Bytes of one document.
pub const MOST_BYTES: usize = 20_000_000;

/// Bytes of a file of exported documents.
pub const MOST_EXPORTED: usize = 100_000_000;

/// The guide's five documents, in the project's words: a paragraph each.
const GUIDE: &str = include_str!("../../../assets/documents/guide.txt");

const NAMES: [&str; 5] = ["Machine learning", "Deep learning", "Natural language processing", "Transformers", "BERT"];

/// What a text that was typed or pasted is called among the formats.
pub const TYPED: &str = "text";

/// Names and texts of the documents that the page opens with.
pub fn defaults() -> Vec<(&'static str, &'static str)> {
    NAMES.into_iter().zip(GUIDE.trim().split("\n\n")).collect()
}

/// Why a text did not become a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Empty,
    TooLarge {
        bytes: usize,
    },
    /// Characters that are in no text.
    Binary,
    /// The same text is there, under this name.
    Duplicate {
        name: String,
    },
}

impl Refusal {
    /// The reason, without the name.
    pub fn why(&self) -> String {
        match self {
            Refusal::Empty => "There is no text in it.".into(),
            Refusal::TooLarge { bytes } => format!(
                "It has {} bytes; a document may have {}. Split it and add the parts.",
                count(*bytes),
                count(MOST_BYTES)
            ),
            Refusal::Binary => "It is not a text. Save it as plain text and add that.".into(),
            Refusal::Duplicate { name } => {
                format!("It says the same as “{name}”, letter for letter, which is here already.")
            }
        }
    }

    /// What happened to the document of that name and what to do, in words for the reader.
    pub fn words(&self, name: &str) -> String {
        format!("“{name}” was not added. {}", self.why())
    }
}

/// What is known of a document beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// As people call it: `text`, `PDF`.
    pub format: String,
    pub kept: Kept,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: u32,
    pub name: String,
    pub format: String,
    pub bytes: usize,
    pub kept: Kept,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Documents {
    pub(super) all: Vec<Document>,
    pub(super) facts: BTreeMap<u32, Facts>,
    /// The next one's id. Ids are not given twice: what is late about a deleted document cannot hit another.
    pub(super) next: u32,
    pub(super) way: Way,
    /// What the page has yet to do.
    pub(super) tasks: Vec<Task>,
}

impl Default for Documents {
    fn default() -> Self {
        let mut documents =
            Documents { all: Vec::new(), facts: BTreeMap::new(), next: 1, way: Way::Closed, tasks: Vec::new() };
        documents.add_defaults();
        documents
    }
}

impl Documents {
    pub fn all(&self) -> &[Document] {
        &self.all
    }

    pub fn get(&self, id: u32) -> Option<&Document> {
        self.all.iter().find(|document| document.id == id)
    }

    pub fn bytes(&self) -> usize {
        self.all.iter().map(|document| document.text.len()).sum()
    }

    pub fn ids(&self) -> Vec<u32> {
        self.all.iter().map(|document| document.id).collect()
    }

    pub fn line(&self, id: u32) -> Option<Line> {
        self.lines().into_iter().find(|line| line.id == id)
    }

    pub fn lines(&self) -> Vec<Line> {
        let line = |document: &Document| {
            let facts = self.facts.get(&document.id);
            Line {
                id: document.id,
                name: document.name.clone(),
                format: facts.map_or(TYPED, |facts| &facts.format).into(),
                bytes: document.text.len(),
                kept: facts.map_or(Kept::Waiting, |facts| facts.kept),
            }
        };
        self.all.iter().map(line).collect()
    }

    /// Adds a text that was typed or pasted, under a name of its own, and returns its id.
    ///
    /// # Errors
    /// If it is empty, too large, no text, or there already.
    pub fn add(&mut self, name: &str, text: String) -> Result<u32, Refusal> {
        self.add_of(name, TYPED, text)
    }

    /// The same for the text of a file of this format.
    ///
    /// # Errors
    /// As for [`Documents::add`].
    pub fn add_of(&mut self, name: &str, format: &str, text: String) -> Result<u32, Refusal> {
        if text.len() > MOST_BYTES {
            return Err(Refusal::TooLarge { bytes: text.len() });
        }
        if text.trim().is_empty() {
            return Err(Refusal::Empty);
        }
        if text.contains('\0') {
            return Err(Refusal::Binary);
        }
        if let Some(same) = self.all.iter().find(|document| document.text == text) {
            return Err(Refusal::Duplicate { name: same.name.clone() });
        }
        while self.get(self.next).is_some() {
            self.next += 1;
        }
        let id = self.next;
        self.next += 1;
        let name = self.free_name(name, None);
        self.put(Stored { id, name, format: format.into(), text }, Kept::Waiting);
        self.save(id);
        Ok(id)
    }

    /// Adds those of the default set that are not there.
    pub fn add_defaults(&mut self) {
        for (name, text) in defaults() {
            // The only refusal is that it is there already, which is what is wanted.
            let _ = self.add(name, text.into());
        }
    }

    /// An empty name changes nothing.
    pub fn rename(&mut self, id: u32, name: &str) {
        if name.trim().is_empty() {
            return;
        }
        let name = self.free_name(name, Some(id));
        if let Some(document) = self.all.iter_mut().find(|document| document.id == id && document.name != name) {
            document.name = name;
            self.wish(Task::Rename(id));
        }
    }

    pub fn delete(&mut self, id: u32) -> Option<Document> {
        let removed = self.remove(id)?;
        self.wish(Task::Delete(id));
        Some(removed)
    }

    pub fn clear(&mut self) {
        for id in self.ids() {
            self.delete(id);
        }
    }

    pub(super) fn put(&mut self, Stored { id, name, format, text }: Stored, kept: Kept) {
        self.all.push(Document { id, name, text });
        self.facts.insert(id, Facts { format, kept });
    }

    pub(super) fn remove(&mut self, id: u32) -> Option<Document> {
        let at = self.all.iter().position(|document| document.id == id)?;
        self.facts.remove(&id);
        Some(self.all.remove(at))
    }

    /// The name itself, or with a number behind it if another document has it.
    fn free_name(&self, name: &str, but: Option<u32>) -> String {
        let name = if name.trim().is_empty() { "Untitled" } else { name.trim() };
        let is_taken = |name: &str| self.all.iter().any(|it| it.name == name && Some(it.id) != but);
        let numbered = (2..).map(|number| format!("{name} {number}"));
        std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
    }
}
