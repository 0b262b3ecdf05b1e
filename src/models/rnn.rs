//! The plain recurrent network (Elman, 1990): what an LSTM is measured against.

use burn::tensor::Tensor;

/// One layer over a whole sequence: `h' = tanh(W x + b + U h)`.
///
/// `from_input` is `W x + b` of all steps, `[steps, batch, hidden]`; `w_hh` is `[hidden, hidden]`. Returns the hidden states
/// `[steps, batch, hidden]`. The first state is zero.
pub fn sequence(from_input: Tensor<3>, w_hh: Tensor<2>) -> Tensor<3> {
    let [_, batch, hidden] = from_input.dims();
    let w_hh = w_hh.transpose();
    let mut state = Tensor::<2>::zeros([batch, hidden], &from_input.device());
    let mut outputs = Vec::new();
    for x in from_input.iter_dim(0) {
        state = (x.squeeze_dim(0) + state.matmul(w_hh.clone())).tanh(); // [batch, hidden]
        outputs.push(state.clone());
    }
    Tensor::stack(outputs, 0) // [steps, batch, hidden]
}
