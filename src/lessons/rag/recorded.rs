//! What both models made of the default question and documents elsewhere: a page shows it until its own engine and models have something.

use protocol::rag::Recorded;

use super::{Ended, Lesson, Purpose, QUESTION, Written, defaults};
use crate::Shared;

impl Lesson {
    /// Shows a recording, unless the engine was faster or the reader has other documents.
    pub fn show_recorded(&mut self, recorded: Recorded) {
        if self.is_default() {
            if self.chunked.is_none() && self.found.is_none() {
                self.chunked = Some(Shared::new(recorded.chunked.clone()));
                self.found = Some(Shared::new(recorded.found.clone()));
                self.supported = recorded.supported.first().cloned().map(Shared::new);
            }
            self.recorded = Some(Shared::new(recorded));
        }
    }

    /// Whether what was found, and the quoted sentence, are the recording's.
    pub fn is_recorded(&self) -> bool {
        match (&self.recorded, &self.found) {
            (Some(recorded), Some(found)) => **found == recorded.found,
            _ => false,
        }
    }

    /// What the model wrote elsewhere, as long as question and documents are those of the recording.
    pub fn recorded_answer(&self, purpose: Purpose) -> Option<Written> {
        let place = match purpose {
            Purpose::Documents => 0,
            Purpose::Alone => 1,
            _ => return None,
        };
        let recorded = self.recorded.as_ref().filter(|_| self.is_default())?;
        let (prompt, text) = recorded.written.get(place)?.clone();
        Some(Written { prompt, text, prompt_tokens: 0, tokens: 0, first: 0.0, rest: 0.0, ended: Ended::End })
    }

    fn is_default(&self) -> bool {
        let texts = || self.documents.all().iter().map(|document| document.text.as_str());
        self.setup.question == QUESTION && texts().eq(defaults().into_iter().map(|(_, text)| text))
    }
}
