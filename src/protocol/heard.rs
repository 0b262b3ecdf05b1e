//! A reply as the page reads it: the shell what concerns every page, each lesson its own events.
//!
//! What decodes an event is generated from its type. If the shell decoded all of them, every lesson would make every reader's download
//! larger; so it looks at the number of the variant, and hands on the rest as bytes.

use serde::{Deserialize, de::DeserializeOwned};

use crate::{BackendReport, Diagnosis, Event, decode, explain};

/// A worker's reply, not yet decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// As in [`crate::Reply`].
    pub job: u32,
    /// Which variant of [`Event`], counted from 0.
    variant: u32,
    /// The event, its variant's number included.
    event: Vec<u8>,
    /// Where in `event` the number ends.
    content: usize,
}

/// The events of one lesson.
pub trait LessonEvent: DeserializeOwned + Into<Event> {
    /// Their variant of [`Event`], counted from 0.
    const VARIANT: u32;
}

/// The variants of [`Event`] that belong to no lesson; it begins with them, in this order.
#[derive(Deserialize)]
enum Shared {
    Ready { protocol_version: u32 },
    Started(BackendReport),
    Diagnosis(Diagnosis),
    Refused { message: String },
}

impl Heard {
    /// # Errors
    /// If `bytes` do not begin as a [`crate::Reply`]: words for the reader.
    pub fn new(bytes: &[u8]) -> Result<Heard, String> {
        let (job, event) = postcard::take_from_bytes(bytes).map_err(explain)?;
        let (variant, content) = postcard::take_from_bytes::<u32>(event).map_err(explain)?;
        Ok(Heard { job, variant, content: event.len() - content.len(), event: event.to_vec() })
    }

    /// The event, if no lesson owns it.
    ///
    /// # Errors
    /// If it does not decode: words for the reader.
    pub fn shared(&self) -> Result<Option<Event>, String> {
        if self.variant > Kind::Refused as u32 {
            return Ok(None);
        }
        Ok(Some(match decode(&self.event)? {
            Shared::Ready { protocol_version } => Event::Ready { protocol_version },
            Shared::Started(report) => Event::Started(report),
            Shared::Diagnosis(diagnosis) => Event::Diagnosis(diagnosis),
            Shared::Refused { message } => Event::Refused { message },
        }))
    }

    /// The event, if it is one of `E`.
    ///
    /// # Errors
    /// If it does not decode: words for the reader.
    pub fn of<E: LessonEvent>(&self) -> Result<Option<E>, String> {
        if self.variant == E::VARIANT { decode(&self.event[self.content..]).map(Some) } else { Ok(None) }
    }
}

/// The variants of [`Event`] by their numbers on the wire, and for each lesson the ways from its requests and events to everyone's.
macro_rules! lessons {
    ($($module:ident $variant:ident)*) => {
        #[allow(dead_code, reason = "some only count")]
        enum Kind {
            Ready,
            Started,
            Diagnosis,
            Refused,
            $($variant,)*
        }

        $(
            impl From<crate::$module::Request> for crate::Request {
                fn from(request: crate::$module::Request) -> Self {
                    crate::Request::$variant(request)
                }
            }

            impl From<crate::$module::Event> for Event {
                fn from(event: crate::$module::Event) -> Self {
                    Event::$variant(event)
                }
            }

            impl LessonEvent for crate::$module::Event {
                const VARIANT: u32 = Kind::$variant as u32;
            }
        )*

        /// A test compares it with the wire; a variant that is missing above does not compile here.
        #[cfg(test)]
        fn kind(event: &Event) -> Kind {
            match event {
                Event::Ready { .. } => Kind::Ready,
                Event::Started(_) => Kind::Started,
                Event::Diagnosis(_) => Kind::Diagnosis,
                Event::Refused { .. } => Kind::Refused,
                $(Event::$variant(_) => Kind::$variant,)*
            }
        }
    };
}

// In the order of `Event`.
lessons! {
    embeddings Embeddings
    lstm Lstm
    positional_encoding PositionalEncoding
    seq2seq Seq2Seq
    tokenization Tokenization
    transformer Transformer
    vectorization Vectorization
    vocabularies Vocabularies
    bert Bert
    gpt Gpt
    llama Llama
    rag Rag
    reader Reader
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Backend, Reply, bert, encode, llama, lstm, positional_encoding, tokenization, vectorization, vocabularies,
    };

    /// As it arrives in the page.
    fn heard(event: Event) -> Heard {
        Heard::new(&encode(&Reply { job: 300, event })).unwrap()
    }

    #[test]
    fn an_event_is_read_by_whom_it_concerns_and_by_no_other() {
        let paused = lstm::Event::Paused { step: 7, reason: "asked".into() };
        let heard = heard(paused.clone().into());
        assert_eq!(heard.job, 300);
        assert_eq!(heard.shared(), Ok(None));
        assert_eq!(heard.of::<tokenization::Event>(), Ok(None));
        assert_eq!(heard.of::<lstm::Event>(), Ok(Some(paused)));
    }

    #[test]
    fn what_no_lesson_owns_is_decoded_for_all() {
        let report = BackendReport { backend: Backend::Cpu, reason: "r".into(), adapter: None, self_tests: Vec::new() };
        for event in [
            Event::Ready { protocol_version: 3 },
            Event::Started(report.clone()),
            Event::Diagnosis(Diagnosis { report, memory_bytes: 5, versions: Vec::new() }),
            Event::Refused { message: "too short".into() },
        ] {
            let heard = heard(event.clone());
            assert_eq!(heard.variant, kind(&event) as u32);
            assert_eq!(heard.shared(), Ok(Some(event)));
            assert_eq!(heard.of::<lstm::Event>(), Ok(None));
        }
    }

    #[test]
    fn lessons_count_as_the_wire_does() {
        let attended = positional_encoding::Attended {
            setup: positional_encoding::Setup {
                words: Vec::new(),
                order: Vec::new(),
                shift: 0,
                d_model: 2,
                num_heads: 1,
                causal: false,
                wiring: positional_encoding::Wiring::Identity,
                base: 1e4,
                max_len: 1,
                stretch: positional_encoding::Stretch::Positions,
                scale: 1.0,
                seed: 1,
            },
            slopes: Vec::new(),
            runs: Vec::new(),
            milliseconds: 0.0,
        };
        for event in [
            Event::Lstm(lstm::Event::Paused { step: 1, reason: String::new() }),
            Event::PositionalEncoding(positional_encoding::Event::Attended(attended)),
            Event::Tokenization(tokenization::Event::Training { merges: 1, of: 2 }),
            Event::Vectorization(vectorization::Event::Progress { serial: 1, done: 2, documents: 3 }),
            Event::Vocabularies(vocabularies::Event::Failed { message: String::new() }),
            Event::Bert(bert::Event::Absent),
            Event::Llama(llama::Event::Failed { message: String::new() }),
        ] {
            assert_eq!(heard(event.clone()).variant, kind(&event) as u32, "{event:?}");
        }
    }

    #[test]
    fn half_a_message_is_an_error_that_says_what_to_do() {
        let bytes = encode(&Reply { job: 1, event: Event::Refused { message: "too short".into() } });
        let error = Heard::new(&bytes[..bytes.len() - 2]).unwrap().shared().unwrap_err();
        assert!(error.contains("reload the page"), "{error}");
        assert!(Heard::new(&[]).is_err());
    }
}
