//! Documents that outlive the tab: what the page is to do with the browser's storage, and what came of it. A document is called saved when its
//! transaction is on the disk, and not before.
//!
//! Each change is one task about one document. Other tabs have the same list: what they change arrives as [`Done::Elsewhere`].

use protocol::rag::{Computed, Document, Vectors};

use super::documents::{Documents, Facts, TYPED};
use crate::Shared;
use crate::pack_store::Keeping;

/// Whether a document outlives the tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// On its way to the disk, or waiting for the storage to open.
    Waiting,
    Saved,
    Not(Keeping),
}

impl Kept {
    /// For the document's line.
    pub fn words(self) -> &'static str {
        match self {
            Kept::Waiting => "being saved",
            Kept::Saved => "saved",
            Kept::Not(_) => "in this tab only",
        }
    }
}

/// The way to the storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Nobody has opened it.
    #[default]
    Closed,
    Opening,
    Open,
    Blocked,
}

/// A document as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    pub id: u32,
    pub name: String,
    pub format: String,
    pub text: String,
}

/// What there is to do, by ids: the page takes the rest when it does it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Task {
    Save(u32),
    Rename(u32),
    Delete(u32),
    Forget,
    Vectors(Shared<Computed>),
    Recall(String),
}

/// What the page is to do, in this order, each in a transaction of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Answered by [`Done::Saved`].
    Save(Stored),
    /// Only if the document is still stored.
    Rename { id: u32, name: String },
    /// With its vectors.
    Delete { id: u32 },
    /// Every document and every vector. Answered by [`Done::Forgotten`].
    Forget,
    /// Those of documents that are not stored are not kept.
    Keep(Shared<Computed>),
    /// All vectors that these weights made. Answered by [`Done::Recalled`].
    Recall { model: String },
}

/// What came of it, or of what another tab did.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// What is stored, in the order in which it was added, and whether none was ever stored. `None` if there is no storage to be had.
    Opened(Option<(Vec<Stored>, bool)>),
    Saved {
        id: u32,
        result: Result<(), Keeping>,
    },
    /// The name, or the deletion, did not reach the disk.
    NotChanged {
        id: u32,
    },
    Forgotten(Result<(), Keeping>),
    Recalled(Vectors),
    /// Another tab has changed this document; as it is now, or `None` if it is gone.
    Elsewhere {
        id: u32,
        now: Option<Stored>,
    },
    /// Another tab has forgotten everything.
    ForgottenElsewhere,
}

impl Documents {
    /// The page is about to open the storage. Its documents are numbered from `first`, another number in each tab.
    pub fn opening(&mut self, first: u32) {
        self.way = Way::Opening;
        self.next = self.next.max(first);
    }

    pub fn is_opening(&self) -> bool {
        self.way == Way::Opening
    }

    pub fn is_stored(&self) -> bool {
        self.way == Way::Open
    }

    /// Takes back what only this tab has from the page's last opening; all there is, if nothing is stored.
    pub(super) fn restore(&mut self, left: Vec<Stored>, is_all: bool) {
        if is_all {
            self.all.clear();
            self.facts.clear();
            self.tasks.clear();
        }
        for document in left {
            let id = document.id;
            if self.all.iter().all(|other| other.id != id && other.text != document.text) {
                self.put(document, Kept::Waiting);
                self.save(id);
            }
        }
    }

    /// How many documents are in this tab only, and why.
    pub fn unsaved(&self) -> Option<(usize, Keeping)> {
        let mut kept = self.facts.values().filter_map(|facts| match facts.kept {
            Kept::Not(why) => Some(why),
            _ => None,
        });
        kept.next().map(|why| (1 + kept.count(), why))
    }

    /// Documents that only this tab has, for a page that is opened again.
    pub fn unstored(&self) -> Vec<Stored> {
        let is_stored = |id: &u32| self.facts.get(id).is_some_and(|facts| facts.kept == Kept::Saved);
        let ids = self.all.iter().map(|document| document.id).filter(|id| !is_stored(id));
        ids.filter_map(|id| self.stored(id)).collect()
    }

    /// Tries once more to store what is not.
    pub fn save_again(&mut self) {
        for document in self.unstored() {
            self.save(document.id);
        }
    }

    /// Asks the page for something, if there is a storage to do it in.
    pub(super) fn wish(&mut self, task: Task) {
        if self.way != Way::Blocked {
            self.tasks.push(task);
        }
    }

    pub(super) fn save(&mut self, id: u32) {
        let kept = if self.way == Way::Blocked { Kept::Not(Keeping::Blocked) } else { Kept::Waiting };
        self.set_kept(id, kept);
        self.wish(Task::Save(id));
    }

    fn set_kept(&mut self, id: u32, kept: Kept) {
        if let Some(facts) = self.facts.get_mut(&id) {
            facts.kept = kept;
        }
    }

    fn stored(&self, id: u32) -> Option<Stored> {
        let Document { name, text, .. } = self.get(id)?.clone();
        let format = self.facts.get(&id).map_or(TYPED.to_owned(), |facts| facts.format.clone());
        Some(Stored { id, name, format, text })
    }

    /// Deletes everything, here and in the storage.
    pub fn forget(&mut self) {
        self.all.clear();
        self.facts.clear();
        self.tasks.clear();
        self.wish(Task::Forget);
    }

    pub(super) fn keep_vectors(&mut self, computed: Shared<Computed>) {
        self.tasks.push(Task::Vectors(computed));
    }

    pub(super) fn recall(&mut self, model: String) {
        self.tasks.push(Task::Recall(model));
    }

    /// Whether there is something to do for the page.
    pub fn has_steps(&self) -> bool {
        self.way == Way::Open && !self.tasks.is_empty()
    }

    pub fn take_steps(&mut self) -> Vec<Step> {
        if !self.has_steps() {
            return Vec::new();
        }
        let tasks = std::mem::take(&mut self.tasks);
        let step = |task| match task {
            // What has gone meanwhile is not stored; its deletion follows.
            Task::Save(id) => self.stored(id).map(Step::Save),
            Task::Rename(id) => self.get(id).map(|it| Step::Rename { id, name: it.name.clone() }),
            Task::Delete(id) => Some(Step::Delete { id }),
            Task::Forget => Some(Step::Forget),
            Task::Vectors(vectors) => Some(Step::Keep(vectors)),
            Task::Recall(model) => Some(Step::Recall { model }),
        };
        tasks.into_iter().filter_map(step).collect()
    }

    /// Takes in what came of the steps. Whether the documents are others now, beyond what is saved of them.
    pub(super) fn done(&mut self, done: Done) -> bool {
        match done {
            Done::Opened(found) => return self.opened(found),
            Done::Saved { id, result } => self.set_kept(id, result.map_or_else(Kept::Not, |()| Kept::Saved)),
            Done::NotChanged { .. } | Done::Forgotten(_) | Done::Recalled(_) => {}
            Done::Elsewhere { id, now: Some(now) } => return self.changed_elsewhere(id, now),
            Done::Elsewhere { id, now: None } => return self.remove(id).is_some(),
            Done::ForgottenElsewhere => {
                self.all.clear();
                self.facts.clear();
                self.tasks.retain(|task| !matches!(task, Task::Save(_) | Task::Rename(_) | Task::Vectors(_)));
                return true;
            }
        }
        false
    }

    /// What is stored takes the place of the default set; what the reader has added meanwhile comes after it.
    fn opened(&mut self, found: Option<(Vec<Stored>, bool)>) -> bool {
        let Some((stored, is_new)) = found else {
            self.way = Way::Blocked;
            for id in self.ids() {
                self.set_kept(id, Kept::Not(Keeping::Blocked));
            }
            self.tasks.clear();
            return false;
        };
        self.way = Way::Open;
        if is_new && stored.is_empty() {
            self.save_late();
            return false;
        }
        let of_default = |document: &Document| super::defaults().iter().any(|(_, text)| *text == document.text);
        let before = std::mem::take(&mut self.all);
        let mut facts = std::mem::take(&mut self.facts);
        for document in stored {
            self.put(document, Kept::Saved);
        }
        for document in before.into_iter().filter(|document| !of_default(document)) {
            if self.all.iter().all(|other| other.text != document.text) {
                self.facts.extend(facts.remove_entry(&document.id));
                self.all.push(document);
            }
        }
        let facts = &self.facts;
        self.tasks
            .retain(|task| !matches!(task, Task::Save(id) if facts.get(id).is_none_or(|it| it.kept == Kept::Saved)));
        self.save_late();
        true
    }

    /// The storage came when the page had given it up.
    fn save_late(&mut self) {
        let blocked = |(id, facts): (&u32, &Facts)| (facts.kept == Kept::Not(Keeping::Blocked)).then_some(*id);
        for id in self.facts.iter().filter_map(blocked).collect::<Vec<_>>() {
            self.save(id);
        }
    }

    fn changed_elsewhere(&mut self, id: u32, now: Stored) -> bool {
        match self.all.iter_mut().find(|document| document.id == id) {
            // A name is no part of what chunks are made of.
            Some(here) => {
                here.name = now.name;
                false
            }
            None => {
                self.put(now, Kept::Saved);
                true
            }
        }
    }
}
