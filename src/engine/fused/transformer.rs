//! A Transformer's forward pass in kernels. There are no backward passes: what is to be differentiated runs in plain operations, which
//! take the same weights.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::tensor::Tensor;
use models::bert::{Layout, Operations};
use models::kernels::attention::{self, Size};
use models::kernels::matmul::Panels;
use models::kernels::{layer_norm, linear, math};

use super::{slice, tensor, values};

/// For tensors on the CPU backend.
pub const OPERATIONS: Operations = Operations {
    layout: Layout::Panels,
    linear: |x, weight, bias| {
        let operands = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
        Tensor::from_dispatch(Dispatch::panel_linear(operands.0, operands.1, operands.2))
    },
    gelu: |x| Tensor::from_dispatch(Dispatch::exact_gelu(x.into_dispatch())),
    layer_norm: |x, weight, bias, epsilon| {
        let operands = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
        Tensor::from_dispatch(Dispatch::row_norm(operands.0, operands.1, operands.2, epsilon))
    },
    scores: |query, key, size| {
        Tensor::from_dispatch(Dispatch::head_scores(query.into_dispatch(), key.into_dispatch(), size))
    },
    softmax: |scores| Tensor::from_dispatch(Dispatch::row_softmax(scores.into_dispatch())),
    mix: |probabilities, value, size| {
        Tensor::from_dispatch(Dispatch::head_mix(probabilities.into_dispatch(), value.into_dispatch(), size))
    },
};

/// Operands and results as [`Operations`] says.
#[backend_extension(Flex)]
trait Kernels: Backend {
    fn panel_linear(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    fn exact_gelu(x: FloatTensor<Self>) -> FloatTensor<Self>;
    fn row_norm(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self>;
    fn head_scores(query: FloatTensor<Self>, key: FloatTensor<Self>, size: Size) -> FloatTensor<Self>;
    fn row_softmax(scores: FloatTensor<Self>) -> FloatTensor<Self>;
    fn head_mix(probabilities: FloatTensor<Self>, value: FloatTensor<Self>, size: Size) -> FloatTensor<Self>;
}

impl Kernels for Flex {
    fn panel_linear(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let (rows, input, output) = (x.shape()[0], weight.shape()[1], bias.shape()[0]);
        let (x, weight, bias) = (x.to_contiguous(), weight.to_contiguous(), bias.to_contiguous());
        let weight = Panels::laid(slice(&weight), input, output);
        tensor(linear::forward_laid(slice(&x), &weight, slice(&bias)), [rows, output])
    }

    fn exact_gelu(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let (rows, width) = (x.shape()[0], x.shape()[1]);
        let mut values = values(x);
        math::gelu_all(&mut values);
        tensor(values, [rows, width])
    }

    fn row_norm(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self> {
        let (rows, width) = (x.shape()[0], x.shape()[1]);
        let (weight, bias) = (weight.to_contiguous(), bias.to_contiguous());
        let mut values = values(x);
        layer_norm::forward(&mut values, slice(&weight), slice(&bias), epsilon);
        tensor(values, [rows, width])
    }

    fn head_scores(query: FloatTensor<Self>, key: FloatTensor<Self>, size: Size) -> FloatTensor<Self> {
        let (query, key) = (query.to_contiguous(), key.to_contiguous());
        tensor(attention::scores(slice(&query), slice(&key), size), size.maps())
    }

    fn row_softmax(scores: FloatTensor<Self>) -> FloatTensor<Self> {
        let shape: [usize; 4] = scores.shape().dims();
        let mut values = values(scores);
        math::softmax_all(&mut values, shape[3]);
        tensor(values, shape)
    }

    fn head_mix(probabilities: FloatTensor<Self>, value: FloatTensor<Self>, size: Size) -> FloatTensor<Self> {
        let (probabilities, value) = (probabilities.to_contiguous(), value.to_contiguous());
        tensor(attention::mix(slice(&probabilities), slice(&value), size), size.rows())
    }
}
