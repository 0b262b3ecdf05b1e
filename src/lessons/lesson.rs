//! What every lesson's state can do, whatever it teaches: the page around it is the same for all.

use protocol::Event;

use crate::Notice;

/// The state of a page. It asks its worker by returning requests, and learns by [`Lesson::apply`].
pub trait Lesson: Send + Sync + 'static {
    /// What this lesson asks of its worker.
    type Request: Into<protocol::Request>;

    /// What the worker says to it alone: its page decodes no other lesson's.
    type Event: protocol::LessonEvent;

    /// Takes in what the worker says.
    fn apply(&mut self, event: &Event) -> Vec<Self::Request>;

    /// The worker can be asked now; `again` if it lost all state it had.
    fn worker_started(&mut self, again: bool) -> Vec<Self::Request>;

    /// The tab went into the background, or came back: what runs by itself pauses meanwhile.
    fn hide(&mut self, _hidden: bool) -> Vec<Self::Request> {
        Vec::new()
    }

    /// Where the transport bar stands.
    fn position(&self) -> usize {
        0
    }

    fn set_position(&mut self, _position: usize) -> Vec<Self::Request> {
        Vec::new()
    }

    /// The query of a link to what is on show: what differs from the default, the seed and the format's version, not percent-encoded.
    fn to_query(&self) -> Vec<(&'static str, String)>;

    /// What a link cannot carry, to be said beside it.
    fn link_note(&self) -> Option<&'static str> {
        None
    }

    /// What the reader has been told and not dismissed yet. Each text stands once; the oldest give way.
    fn notices(&self) -> &[Notice];

    fn dismiss(&mut self, notice: &Notice);
}
