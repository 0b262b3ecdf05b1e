//! Clipping gradients by their common norm (Pascanu, Mikolov and Bengio, 2013).

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

/// Scales all gradients so that their common norm is at most `largest` (0: leaves them), as `clip_grad_norm_` of PyTorch does.
/// Returns the norm before, `[1]`, without waiting for the device.
pub fn clip_norm<M: Module>(model: &M, gradients: &mut GradientsParams, largest: f32) -> Tensor<1> {
    let mut squares = SumOfSquares { gradients, sum: None };
    model.visit(&mut squares);
    let norm = squares.sum.expect("a model has parameters").sqrt(); // [1]
    if largest > 0.0 {
        let factor = norm.clone().add_scalar(1e-6).recip().mul_scalar(largest).clamp_max(1.0);
        model.visit(&mut Scale { gradients, factor });
    }
    norm
}

struct SumOfSquares<'a> {
    gradients: &'a GradientsParams,
    sum: Option<Tensor<1>>,
}

impl ModuleVisitor for SumOfSquares<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            let squares = gradient.powi_scalar(2).sum();
            self.sum = Some(match self.sum.take() {
                Some(sum) => sum + squares,
                None => squares,
            });
        }
    }
}

struct Scale<'a> {
    gradients: &'a mut GradientsParams,
    factor: Tensor<1>,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            self.gradients.register(param.id, gradient * self.factor.clone().unsqueeze());
        }
    }
}
