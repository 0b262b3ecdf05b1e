//! What the reader does.

use protocol::bert::Request;

use super::lesson::{Lesson, Picture};

impl Lesson {
    pub fn set_first(&mut self, text: String) -> Vec<Request> {
        self.first = text;
        self.pursue()
    }

    pub fn set_second(&mut self, text: String) -> Vec<Request> {
        self.second = text;
        self.pursue()
    }

    pub fn set_pair(&mut self, pair: bool) -> Vec<Request> {
        self.pair = pair;
        self.pursue()
    }

    pub fn set_layer(&mut self, layer: usize) -> Vec<Request> {
        self.layer = layer.min(self.layers() - 1);
        self.pursue()
    }

    pub fn set_head(&mut self, head: usize) {
        self.head = head.min(self.heads() - 1);
    }

    /// One of the small maps is chosen.
    pub fn choose(&mut self, layer: usize, head: usize) -> Vec<Request> {
        self.set_head(head);
        self.set_layer(layer)
    }

    pub fn set_picture(&mut self, picture: Picture) {
        self.picture = picture;
    }

    pub fn set_specials(&mut self, specials: bool) {
        self.specials = specials;
    }

    /// Follows a token of those on show, or no longer, if it is followed already.
    pub fn follow(&mut self, shown: usize) {
        let place = self.shown().get(shown).copied();
        self.from = if self.from == place { None } else { place };
    }

    /// A cell of the map on show is pointed at.
    pub fn point(&mut self, cell: Option<(usize, usize)>) {
        let shown = self.shown();
        if let Some((query, key)) = cell
            && let (Some(query), Some(key)) = (shown.get(query), shown.get(key))
        {
            self.cell = (*query, *key);
        }
    }

    /// Trains a head, or stops it.
    pub fn toggle_training(&mut self) -> Vec<Request> {
        let request = if self.is_loaded() { self.classifier.toggle() } else { None };
        request.map(Request::Classifier).into_iter().collect()
    }

    pub fn set_probe(&mut self, probe: String) -> Vec<Request> {
        self.classifier.set_probe(probe).map(Request::Classifier).into_iter().collect()
    }
}
