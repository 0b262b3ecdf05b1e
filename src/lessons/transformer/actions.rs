//! What the reader does.

use protocol::transformer::{Edit, MAX_EDITS, Request};

use super::explain::Cell;
use super::lesson::{Lesson, ModelKind};
use super::mask::{MaskKind, PAD};
use super::number::Number;
use super::quantity::Quantity;
use crate::Notice;

impl Lesson {
    pub fn set_number(&mut self, number: Number, value: f64) -> Vec<Request> {
        let (fitted, said) = number.fit(value, self.get(number));
        if let Some(said) = said {
            self.notices.add(Notice::warning(said));
        }
        if fitted == self.get(number) {
            return Vec::new();
        }
        self.numbers[number as usize] = fitted;
        self.forget_edits("The edits belonged to other weights and are gone.");
        self.ask()
    }

    pub fn set_pre_norm(&mut self, pre_norm: bool) -> Vec<Request> {
        self.pre_norm = pre_norm;
        self.unpoint();
        self.ask()
    }

    pub fn set_gelu(&mut self, gelu: bool) -> Vec<Request> {
        self.gelu = gelu;
        self.ask()
    }

    pub fn set_model(&mut self, model: ModelKind) -> Vec<Request> {
        if self.model == model {
            return Vec::new();
        }
        self.model = model;
        // The trained model has learned behind a causal mask; the minimal one is shown whole.
        self.mask = if model == ModelKind::Induction { MaskKind::Causal } else { MaskKind::None };
        self.custom.clear();
        if model == ModelKind::MiniLm || self.ran.as_ref().is_some_and(|ran| ran.maps.is_some()) {
            // Its steps and sizes are others: what is there is not what is chosen.
            self.ran = None;
        }
        self.surgery = Default::default();
        self.trial = None;
        (self.swapping, self.swapped) = (None, None);
        self.layer = 0;
        self.head = 0;
        self.unpoint();
        self.ask()
    }

    /// Takes the trained model's file, or says that it did not come.
    pub fn take_file(&mut self, file: Option<Vec<u8>>) -> Vec<Request> {
        let Some(file) = file else {
            self.notices.add(Notice::warning(
                "The trained model could not be loaded. Check the connection and choose it again.",
            ));
            self.model = ModelKind::Minimal;
            self.mask = MaskKind::None;
            return self.ask();
        };
        self.file = Some(crate::Shared::new(file));
        let mut requests = self.load();
        requests.extend(self.ask());
        requests
    }

    pub(super) fn load(&self) -> Vec<Request> {
        self.file.iter().map(|file| Request::Load { weights: file.to_vec() }).collect()
    }

    pub fn set_text(&mut self, text: String) -> Vec<Request> {
        let before = self.words();
        match self.model {
            ModelKind::Minimal => self.sentence = text,
            ModelKind::Induction => self.letters = text,
            ModelKind::MiniLm => self.passage = text,
        }
        let words = self.words();
        if words == before {
            return Vec::new();
        }
        if words.len() != before.len() || self.model == ModelKind::MiniLm {
            self.custom.clear();
        }
        (self.swapping, self.swapped) = (None, None);
        // Rows of the embedding belong to the words there were.
        self.edits.retain(|edit| edit.tensor != "embedding.weight");
        self.unpoint();
        self.ask()
    }

    pub fn set_mask(&mut self, mask: MaskKind) -> Vec<Request> {
        if mask == MaskKind::Custom {
            self.begin_custom();
        }
        self.mask = mask;
        self.unpoint();
        self.ask()
    }

    /// The custom mask begins as what is hidden now; padding leaves with its tokens.
    fn begin_custom(&mut self) {
        let before = std::mem::replace(&mut self.mask, MaskKind::Custom);
        let mut words = self.masked_tokens();
        if self.model == ModelKind::MiniLm {
            words.retain(|word| word != PAD);
        }
        let now = if before == MaskKind::Padding { None } else { before.visible(&words, &self.custom) };
        self.custom = now.unwrap_or_else(|| vec![true; words.len() * words.len()]);
    }

    pub fn set_infinite(&mut self, infinite: bool) -> Vec<Request> {
        self.infinite = infinite;
        self.ask()
    }

    /// Hides or shows one key from one query. Any other mask becomes a custom one by it.
    pub fn toggle_mask(&mut self, query: usize, key: usize) -> Vec<Request> {
        if self.mask != MaskKind::Custom {
            self.begin_custom();
        }
        let tokens = self.masked_tokens().iter().filter(|token| *token != PAD).count();
        if self.custom.len() != tokens * tokens {
            self.custom = vec![true; tokens * tokens];
        }
        if query < tokens && key < tokens {
            let cell = &mut self.custom[query * tokens + key];
            *cell = !*cell;
        }
        self.ask()
    }

    /// Shows another head. Of the pretrained model only what is on show is there.
    pub fn choose(&mut self, layer: usize, head: usize) -> Vec<Request> {
        if (layer, head) == (self.layer, self.head) {
            return Vec::new();
        }
        (self.layer, self.head) = (layer, head);
        self.picked = None;
        if self.model == ModelKind::MiniLm { self.ask() } else { Vec::new() }
    }

    pub fn set_hover(&mut self, cell: Option<Cell>) {
        self.hover = cell;
    }

    /// A click or Enter on a cell: masks change, everything else stays explained.
    pub fn pick(&mut self, cell: Cell) -> Vec<Request> {
        if matches!(cell.quantity, Quantity::Mask) {
            return self.toggle_mask(cell.row, cell.col);
        }
        self.picked = Some(cell);
        Vec::new()
    }

    /// The name in the file and the place of the weight that is picked.
    pub fn picked_weight(&self) -> Option<(String, u32, f32)> {
        let cell = self.picked.filter(|_| self.model == ModelKind::Minimal)?;
        let name = cell.quantity.weight_name(self.layer())?;
        let grid = self.place()?.read(cell.quantity)?;
        Some((name, (cell.row * grid.cols + cell.col) as u32, grid.get(cell.row, cell.col)?))
    }

    /// Sets the picked weight.
    pub fn edit(&mut self, value: f32) -> Vec<Request> {
        let Some((tensor, index, now)) = self.picked_weight() else { return Vec::new() };
        if !value.is_finite() {
            self.notices.add(Notice::warning("A weight must be a number; the old one is kept."));
            return Vec::new();
        }
        if value == now {
            return Vec::new();
        }
        self.edits.retain(|edit| edit.tensor != tensor || edit.index != index);
        if self.edits.len() == MAX_EDITS {
            self.notices.add(Notice::warning(format!("{MAX_EDITS} weights are changed; restore some first.")));
            return Vec::new();
        }
        self.edits.push(Edit { tensor, index, value });
        self.ask()
    }

    /// Puts back the picked weight.
    pub fn restore(&mut self) -> Vec<Request> {
        let Some((tensor, index, _)) = self.picked_weight() else { return Vec::new() };
        self.edits.retain(|edit| edit.tensor != tensor || edit.index != index);
        self.ask()
    }

    pub fn restore_all(&mut self) -> Vec<Request> {
        self.edits.clear();
        self.ask()
    }

    fn forget_edits(&mut self, said: &str) {
        if !self.edits.is_empty() {
            self.edits.clear();
            self.notices.add(Notice::info(said));
        }
        self.surgery.ablated.clear();
        self.unpoint();
    }

    /// Takes a head out, or puts it back.
    pub fn toggle_head(&mut self, layer: usize, head: usize) -> Vec<Request> {
        let place = (layer as u32, head as u32);
        if self.surgery.ablated.contains(&place) {
            self.surgery.ablated.retain(|other| *other != place);
        } else {
            self.surgery.ablated.push(place);
        }
        self.ask()
    }

    pub fn set_scale(&mut self, dropped: bool) -> Vec<Request> {
        self.surgery.without_scale = dropped;
        self.ask()
    }

    pub fn set_residual(&mut self, dropped: bool) -> Vec<Request> {
        self.surgery.without_residual = dropped;
        self.ask()
    }

    pub fn set_positions(&mut self, dropped: bool) -> Vec<Request> {
        self.surgery.without_positions = dropped;
        self.ask()
    }

    pub(super) fn unpoint(&mut self) {
        self.hover = None;
        self.picked = None;
    }
}
