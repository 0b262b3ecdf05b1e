//! A pretrained model from the reader's click to the device: what is fetched next, what is kept in this browser, and what to say when
//! something is in the way. A page does what [`Step`]s say and reports by [`Done`]; all that is decided is decided here.
//!
//! One file is under way at a time: the tokenizer, then the shards in their order. Each is looked for in the browser's storage, else
//! fetched, then handed to the engine, which checks its hash. Only a file that the engine has taken is kept.

mod job;
mod seen;
mod shelf;
mod store;
mod trouble;

#[cfg(test)]
mod tests;

pub use job::{Job, Source, Wait};
pub use seen::{Bar, Kept, Seen};
pub use shelf::Shelf;
pub use store::{Listing, State, Store};
pub use trouble::{Keeping, Problem};

pub use packs::weights::manifest::File;
use protocol::pack;

/// What the page is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Look up which files are kept. Answered by [`Done::Listed`].
    List,
    /// Take a file out of the storage. Answered by [`Done::Read`].
    Read {
        ticket: u32,
        file: File,
    },
    /// Fetch a file of the site. Answered by [`Done::Progress`] and [`Done::Fetched`].
    Fetch {
        ticket: u32,
        file: File,
    },
    /// Keep the file that was fetched last, or that could not be kept before. Answered by [`Done::Kept`].
    Keep {
        file: File,
    },
    /// Let go of the bytes of files that are not going to be kept.
    LetGo,
    /// Delete files from the storage, by name. Answered by [`Done::Listed`].
    Delete {
        names: Vec<String>,
    },
    /// Stop what is being fetched.
    Stop,
    Ask(pack::Request),
}

/// What came of a [`Step`]. A ticket that is not the newest belongs to a load that was given up.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// Names and bytes of the files that are kept; nothing where the browser keeps none for this site.
    Listed(Option<Vec<(String, u64)>>),
    Read {
        ticket: u32,
        bytes: Option<Vec<u8>>,
    },
    /// Bytes of the file under way that have arrived.
    Progress {
        ticket: u32,
        bytes: u64,
    },
    Fetched {
        ticket: u32,
        result: Result<Vec<u8>, Problem>,
    },
    Kept {
        file: File,
        result: Result<(), Keeping>,
    },
}

/// What the reader does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// Which of the model's packs, by its place.
    Choose(usize),
    Load,
    Cancel,
    /// Goes on where a problem stopped it.
    Retry,
    /// Tries again to keep what could not be kept.
    KeepAgain,
    /// Deletes a pack from the storage, by its place; `None` for files of older versions.
    Delete(Option<usize>),
    /// Gives the device's memory back.
    Unload,
}
