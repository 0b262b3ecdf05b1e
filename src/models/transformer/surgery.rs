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
}

impl Mask {
    /// Where a score is hidden, `[1, 1, tokens, tokens]`.
    pub(super) fn hidden(&self, tokens: usize, device: &Device) -> Tensor<4, Bool> {
        let hidden: Vec<bool> = self.visible.iter().map(|seen| !seen).collect();
        Tensor::from_data(TensorData::new(hidden, [1, 1, tokens, tokens]), device)
    }
}

impl Surgery {
    /// What each head's mixed values are multiplied with, `[1, heads, 1, 1]`; `None` if all stay.
    pub(super) fn heads(&self, layer: usize, heads: usize, device: &Device) -> Option<Tensor<4>> {
        let factor = |head| if self.ablated.contains(&(layer, head)) { 0.0_f32 } else { 1.0 };
        let factors: Vec<f32> = (0..heads).map(factor).collect();
        let all = factors.iter().all(|factor| *factor == 1.0);
        (!all).then(|| Tensor::from_data(TensorData::new(factors, [1, heads, 1, 1]), device))
    }
}
