//! Which tokens moved the answer: gradient x input, backwards through the head, all layers and the embeddings' norm to the words.

use algorithms::nearest::largest;
use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData, activation};
use models::bert::head::Head;
use models::bert::{Batch, Bert, Keep, Operations, Sequence, Surgery};
use protocol::bert_classifier::Features;

use super::super::attend::read;
use super::trainer::floats;

pub struct Found {
    /// One a class.
    pub probabilities: Vec<f32>,
    /// One a token: the gradient of the likeliest class's logit by the word's embedding, times that embedding, summed.
    pub contributions: Vec<f32>,
    /// The sentence embedding.
    pub sentence: Vec<f32>,
}

/// # Errors
/// In words for the reader, if the device does not answer or there is nothing to read.
pub async fn run(model: &Bert, sequence: Sequence, features: Features, head: &Head) -> Result<Found, String> {
    let batch = Batch::new(vec![sequence], &model.config)?;
    let words = model.words(&batch); // [tokens, hidden]
    let tracked = words.clone().autodiff().require_grad();
    // Kernels cannot be followed; plain operations can, and read the same weights.
    let output = model.forward_from(tracked.clone(), Operations::PLAIN, &batch, &Surgery::default(), Keep::Nothing);
    let sentence = output.sentence_embeddings(); // [1, hidden]
    let read_by_head = match features {
        Features::Pooler => model.pool_by(&output, Operations::PLAIN),
        Features::Mean => sentence.clone(),
    };
    let mut values = read([read_by_head.clone().inner(), sentence.inner()]).await?.into_iter();
    let (features, sentence) = (values.next().unwrap_or_default(), values.next().unwrap_or_default());

    // The head stands on the CPU, the encoder perhaps on a GPU: the chain rule is applied where they meet.
    let (probabilities, gradient) = through_head(head, features);
    let hidden = gradient.len();
    let gradient = Tensor::<2>::from_data(TensorData::new(gradient, [1, hidden]), &words.device());
    let gradients = (read_by_head * gradient).sum().backward();
    let gradient = tracked.grad(&gradients).ok_or("the gradient did not reach the words; reload the page")?;
    let contributions = read([(gradient * words).sum_dim(1)]).await?.remove(0);
    Ok(Found { probabilities, contributions, sentence })
}

/// Probabilities, and the gradient of the largest logit by the features.
fn through_head(head: &Head, features: Vec<f32>) -> (Vec<f32>, Vec<f32>) {
    let width = features.len();
    let device = Device::flex().autodiff();
    let features = Tensor::<2>::from_data(TensorData::new(features, [1, width]), &device).require_grad();
    let logits = head.valid().forward(features.clone(), |x| x); // [1, classes]
    let class = largest(&floats(logits.clone().inner()));
    let gradients = logits.clone().narrow(1, class, 1).sum().backward();
    let gradient = features.grad(&gradients).map_or_else(|| vec![0.0; width], floats);
    (floats(activation::softmax(logits.inner(), 1)), gradient)
}
