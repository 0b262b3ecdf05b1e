//! What the page tells of files that were opened and of the browser's storage.

use protocol::rag::{Request, Vectors};
use protocol::reader::Text;

use super::kept::{Done, Stored};
use super::{Lesson, Refusal};
use crate::Notice;
use crate::format::count;
use crate::pack_store::Keeping;

/// Messages about documents on show.
const MOST_TOLD: usize = 30;

impl Lesson {
    /// The page opens, and its storage is being opened: until [`Done::Opened`] nothing is asked of documents that may not be the reader's.
    /// New documents are numbered from `first`, another number in each tab; `left` is what only this tab has from the page's last opening,
    /// and whether that is all there was.
    pub fn open_library(&mut self, first: u32, left: Option<(Vec<Stored>, bool)>) {
        self.documents.opening(first);
        if let Some((left, is_all)) = left {
            self.documents.restore(left, is_all);
        }
    }

    /// A file was read, or the storage was looked up, in so many milliseconds.
    pub fn documents_took(&mut self, milliseconds: f64) {
        self.documents_time = Some(milliseconds);
    }

    /// Takes in what came of the steps of [`super::Documents::take_steps`].
    pub fn hear(&mut self, done: Done) -> Vec<Request> {
        match &done {
            Done::Recalled(vectors) => return self.recalled(vectors),
            Done::NotChanged { id } => {
                let name = self.documents.get(*id).map_or("a deleted document", |it| it.name.as_str());
                self.tell(format!(
                    "The browser did not store the change to “{name}”: it holds until this tab is closed."
                ));
            }
            Done::Forgotten(Err(_)) => self.tell(
                "The browser did not delete what is stored. Delete this site's data in the browser's settings.".into(),
            ),
            _ => {}
        }
        let was_opening = self.documents.is_opening();
        let is_other = self.documents.done(done);
        if was_opening && !self.documents.is_opening() {
            return self.begin();
        }
        if !is_other {
            return Vec::new();
        }
        self.search_what_is_there();
        self.run_on_documents()
    }

    /// The documents are known: the engine is told of them, and given the vectors of earlier visits before it is to make new ones.
    fn begin(&mut self) -> Vec<Request> {
        let mut requests = self.run_on_documents();
        if self.recalls() {
            requests.truncate(1);
        }
        requests
    }

    /// Whether vectors of an earlier visit are being looked for; [`Done::Recalled`] goes on.
    pub(super) fn recalls(&mut self) -> bool {
        let Some(facts) = self.shelf.store.facts().filter(|_| self.documents.is_stored()) else { return false };
        // As the engine names the weights in `Vectors::model`.
        self.documents.recall(format!("{} {}", facts.model, facts.precision));
        true
    }

    fn recalled(&mut self, vectors: &Vectors) -> Vec<Request> {
        let there = (!vectors.keys.is_empty()).then(|| Request::Remember(vectors.clone()));
        let mut requests: Vec<Request> = there.into_iter().collect();
        requests.extend(self.run());
        requests
    }

    /// Adds what the reader of files made of one; says why if that is nothing.
    pub fn take_read(&mut self, file: &str, read: Result<Vec<Text>, String>) -> Vec<Request> {
        let texts = match read {
            Ok(texts) => texts,
            Err(why) => {
                self.tell(format!("“{file}” was not added. {why}"));
                return Vec::new();
            }
        };
        let (of, mut added, mut twice) = (texts.len(), 0, 0);
        for Text { name, format, text, notes } in texts {
            match self.documents.add_of(&name, &format, text) {
                Ok(_) => {
                    added += 1;
                    for note in notes {
                        self.say(Notice::info(format!("“{name}”: {note}")));
                    }
                }
                Err(Refusal::Duplicate { .. }) if of > 1 => twice += 1,
                Err(refusal) => self.tell(refusal.words(&name)),
            }
        }
        if of > 1 {
            let there = if twice == 0 {
                String::new()
            } else {
                format!(
                    " {} of its documents are here already, letter for letter, and were not added twice.",
                    count(twice)
                )
            };
            self.say(Notice::info(format!("“{file}”: {} of {} documents were added.{there}", count(added), count(of))));
        }
        if added == 0 { Vec::new() } else { self.run_on_documents() }
    }

    /// Deletes every document and vector, here, in the engine and in the browser's storage.
    pub fn forget_everything(&mut self) -> Vec<Request> {
        self.documents.forget();
        self.vectors.clear();
        self.told.clear();
        self.setup.retrieval.documents = None;
        let mut requests = vec![Request::Forget];
        requests.extend(self.run_on_documents());
        requests
    }

    /// Tells the reader what became of a document.
    pub fn tell(&mut self, words: String) {
        self.say(Notice::warning(words));
    }

    fn say(&mut self, notice: Notice) {
        self.told.retain(|other| *other != notice);
        self.told.push(notice);
        let surplus = self.told.len().saturating_sub(MOST_TOLD);
        self.told.drain(..surplus);
    }

    /// Why documents are in this tab only, in words; empty if none is.
    pub fn unsaved(&self) -> String {
        let Some((many, why)) = self.documents.unsaved() else { return String::new() };
        let what = if many == 1 { "1 document is".into() } else { format!("{} documents are", count(many)) };
        match why {
            Keeping::Full => format!(
                "{what} in this tab only: the browser's storage for this site is full. Everything works on; delete a document or free some space on the disk, then save again, or export them to a file."
            ),
            Keeping::Blocked => format!(
                "{what} in this tab only: this browser keeps nothing for this site (a private window, or a setting). Everything works on; export them to a file before you close the tab."
            ),
        }
    }

    /// A document that is gone is not filtered for either: a filter that holds no other would find nothing, without a reason in sight.
    pub(super) fn search_what_is_there(&mut self) {
        if let Some(searched) = &mut self.setup.retrieval.documents {
            searched.retain(|id| self.documents.get(*id).is_some());
            if searched.is_empty() {
                self.setup.retrieval.documents = None;
            }
        }
    }
}
