//! What a lesson may change in one run.

use burn::tensor::{Bool, Device, Tensor, TensorData};

/// Who may look at whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// `[tokens, tokens]`, a query in each row: `true` where it may look.
    pub visible: Vec<bool>,
    /// What stands in the place of a hidden score: -1e9 as in the guide, or minus infinity as in `nn.MultiheadAttention`. They differ in
    /// a row that sees nothing: the first gives equal shares, the second 0/0.
    pub fill: f32,
}

/// Changes to one run. The default is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surgery {
    /// Heads whose mixed values are set to 0: layer, head.
    pub ablated: Vec<(usize, usize)>,
    /// Scores are not divided by `√head_dim`.
    pub without_scale: bool,
    /// Nothing is added back: each part's output goes on alone.
    pub without_residual: bool,
    /// The table of positions is left out.
    pub without_positions: bool,
    /// Activations of another run put in the place of this run's.
    pub patches: Vec<Patch>,
}

/// One row of one sequence replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    pub layer: usize,
    pub site: Site,
    /// Which of the batch.
    pub sequence: usize,
    pub token: usize,
    /// `[d_model]` of a stream, `[head_dim]` of a head.
    pub values: Vec<f32>,
}

/// Where in a layer a run is patched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// What the layer reads; for the number of layers, what the last one gives.
    Stream,
    /// The mixed values of a head.
    Head(usize),
}

impl Mask {
    /// Where a score is hidden, `[1, 1, tokens, tokens]`.
    pub(super) fn hidden(&self, tokens: usize, device: &Device) -> Tensor<4, Bool> {
        let hidden: Vec<bool> = self.visible.iter().map(|seen| !seen).collect();
        Tensor::from_data(TensorData::new(hidden, [1, 1, tokens, tokens]), device)
    }
}

impl Surgery {
    /// `x` `[batch, tokens, d_model]`, which `layer` reads, with what is put there.
    pub(super) fn stream(&self, layer: usize, mut x: Tensor<3>) -> Tensor<3> {
        for patch in self.patches.iter().filter(|patch| patch.layer == layer && patch.site == Site::Stream) {
            let Patch { sequence, token, .. } = *patch;
            let width = patch.values.len();
            let row = Tensor::from_data(TensorData::new(patch.values.clone(), [1, 1, width]), &x.device());
            x = x.slice_assign([sequence..sequence + 1, token..token + 1, 0..width], row);
        }
        x
    }

    /// The same for the mixed values of a layer's heads, `[batch, heads, tokens, head_dim]`.
    pub(super) fn mixed(&self, layer: usize, mut mixed: Tensor<4>) -> Tensor<4> {
        for patch in self.patches.iter().filter(|patch| patch.layer == layer) {
            let Site::Head(head) = patch.site else { continue };
            let Patch { sequence, token, .. } = *patch;
            let width = patch.values.len();
            let row = Tensor::from_data(TensorData::new(patch.values.clone(), [1, 1, 1, width]), &mixed.device());
            mixed = mixed.slice_assign([sequence..sequence + 1, head..head + 1, token..token + 1, 0..width], row);
        }
        mixed
    }

    /// What each head's mixed values are multiplied with, `[1, heads, 1, 1]`; `None` if all stay.
    pub(super) fn heads(&self, layer: usize, heads: usize, device: &Device) -> Option<Tensor<4>> {
        let factor = |head| if self.ablated.contains(&(layer, head)) { 0.0_f32 } else { 1.0 };
        let factors: Vec<f32> = (0..heads).map(factor).collect();
        let all = factors.iter().all(|factor| *factor == 1.0);
        (!all).then(|| Tensor::from_data(TensorData::new(factors, [1, heads, 1, 1]), device))
    }
}
