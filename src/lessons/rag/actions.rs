//! What the reader does.

use protocol::rag::{Method, Request, Search};

use super::Lesson;
use crate::Shared;

impl Lesson {
    /// Asks what is typed. An empty question is none: what was asked before stays.
    pub fn ask(&mut self) -> Vec<Request> {
        if self.draft.trim().is_empty() {
            return Vec::new();
        }
        self.setup.question.clone_from(&self.draft);
        self.forget_found();
        self.to_write = true;
        self.run()
    }

    /// What stands in the way of asking, in words; nothing if nothing does.
    pub fn hindrance(&self) -> Option<&'static str> {
        if self.draft.trim().is_empty() {
            Some("Type a question.")
        } else if self.documents.all().is_empty() {
            Some("There is no document to ask. Add one, or take the five default ones.")
        } else {
            None
        }
    }

    /// Adds a text that was typed or pasted; says why if it is none. Whether it was added.
    pub fn add(&mut self, name: &str, text: String) -> (bool, Vec<Request>) {
        let added = self.documents.add(name, text).map_err(|refusal| refusal.words(name));
        self.added(added.map(|_| 1))
    }

    fn added(&mut self, added: Result<usize, String>) -> (bool, Vec<Request>) {
        match added {
            Ok(0) => (false, Vec::new()),
            Ok(_) => (true, self.run_on_documents()),
            Err(words) => {
                self.tell(words);
                (false, Vec::new())
            }
        }
    }

    pub fn add_defaults(&mut self) -> Vec<Request> {
        let before = self.documents.all().len();
        self.documents.add_defaults();
        // The engine tells nothing of documents that it has already.
        if self.documents.all().len() == before { Vec::new() } else { self.run_on_documents() }
    }

    pub fn delete(&mut self, id: u32) -> Vec<Request> {
        match self.documents.delete(id) {
            Some(_) => {
                self.search_what_is_there();
                self.run_on_documents()
            }
            None => Vec::new(),
        }
    }

    pub fn delete_all(&mut self) -> Vec<Request> {
        self.documents.clear();
        self.setup.retrieval.documents = None;
        self.run_on_documents()
    }

    pub fn set_method(&mut self, method: Method) -> Vec<Request> {
        self.setup.chunking.method = method;
        self.run()
    }

    /// Tokens of a chunk at most. The overlap gives way: a chunk must bring something new.
    pub fn set_size(&mut self, size: u32) -> Vec<Request> {
        let chunking = &mut self.setup.chunking;
        chunking.size = size.max(1);
        chunking.overlap = chunking.overlap.min(chunking.size - 1);
        self.run()
    }

    pub fn set_overlap(&mut self, overlap: u32) -> Vec<Request> {
        let chunking = &mut self.setup.chunking;
        chunking.overlap = overlap.min(chunking.size - 1);
        self.run()
    }

    pub fn set_search(&mut self, search: Search) -> Vec<Request> {
        self.setup.retrieval.search = search;
        self.run()
    }

    /// Chunks for the prompt. More than there are is all of them.
    pub fn set_k(&mut self, k: u32) -> Vec<Request> {
        self.setup.retrieval.k = k.max(1);
        self.run()
    }

    pub fn set_threshold(&mut self, threshold: f32) -> Vec<Request> {
        self.setup.retrieval.threshold = threshold.clamp(-1.0, 1.0);
        self.run()
    }

    /// Maximal marginal relevance with this weight of relevance, or none.
    pub fn set_mmr(&mut self, lambda: Option<f32>) -> Vec<Request> {
        self.setup.retrieval.mmr = lambda.map(|lambda| lambda.clamp(0.0, 1.0));
        self.run()
    }

    pub fn set_template(&mut self, template: &str) -> Vec<Request> {
        self.prompt.template = template.into();
        self.measure()
    }

    /// What cuts text for the model that answers has arrived.
    pub fn take_words(&mut self, tokenizer: Vec<u8>, system_message: String) -> Vec<Request> {
        self.words = Some(Shared::new((tokenizer.clone(), system_message.clone())));
        let mut requests = vec![Request::Words { tokenizer, system_message }];
        requests.extend(self.measure());
        requests
    }

    /// The embedding model's tokenizer has arrived: chunks are measured in its tokens from now on.
    pub fn take_tokenizer(&mut self, bytes: Vec<u8>) -> Vec<Request> {
        self.tokenizer = Some(Shared::new(bytes.clone()));
        let mut requests = vec![Request::Tokenizer { bytes }];
        requests.extend(self.run());
        requests
    }
}
