use burn::tensor::{Device, Tensor};
fn main() {
    let a = Tensor::<2>::ones([4, 4], &Device::flex());
    let _ = a.clone().matmul(a);
}
