//! The third worker: reads the files that a reader opens. It is started by the first of them, and ended by one that is too much for it: what
//! a stranger's file does to a program that reads it, it does to this one and to nothing else. Knows no JavaScript.

mod exported;
#[cfg(test)]
mod tests;

use port::Desk;
use protocol::reader::{Event, Request, Text};
use protocol::{Backend, BackendReport, Command, Reply};

/// There is nothing to remember from one file to the next.
pub struct Session;

impl Desk for Session {
    async fn handle(&mut self, Command { job, request }: Command) -> Vec<Reply> {
        let event = match request {
            protocol::Request::Start { .. } => protocol::Event::Started(report()),
            protocol::Request::Reader(Request::Read { name, bytes }) => match read(&name, &bytes) {
                Ok(texts) => Event::Read(texts).into(),
                Err(message) => Event::NotRead { message }.into(),
            },
            protocol::Request::Fail(_) => panic!("asked to fail"),
            protocol::Request::Cancel => return Vec::new(),
            _ => protocol::Event::Refused { message: "this is a question for the engine; reload the page".into() },
        };
        vec![Reply { job, event }]
    }

    fn is_busy(&self) -> bool {
        false
    }

    async fn tick(&mut self) -> Vec<Reply> {
        Vec::new()
    }
}

/// The text of a file; of a file of exported documents, all of theirs.
///
/// # Errors
/// If there is none, in words for the reader.
fn read(name: &str, bytes: &[u8]) -> Result<Vec<Text>, String> {
    if exported::is_one(bytes) {
        return exported::read(bytes);
    }
    let document = documents::read(name, bytes).map_err(|refusal| refusal.to_string())?;
    let format = document.format.name().into();
    Ok(vec![Text { name: document.name, format, text: document.text, notes: document.notes }])
}

/// There is nothing to choose and nothing to test.
fn report() -> BackendReport {
    BackendReport {
        backend: Backend::Cpu,
        reason: "Reading files needs no tensors.".into(),
        adapter: None,
        self_tests: Vec::new(),
    }
}
