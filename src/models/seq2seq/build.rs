//! From weights to a model on a device, and back.

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData};

use super::{Attention, Decoder, Encoder, Seq2Seq, Seq2SeqConfig};
use crate::recurrent::RecurrentLayer;
use crate::weights::{NamedTensor, Weights};

impl Seq2SeqConfig {
    /// The model with these weights on `device`.
    ///
    /// # Errors
    /// In words, if a weight is missing or has another shape.
    pub fn init(&self, weights: &Weights, device: &Device) -> Result<Seq2Seq, String> {
        let shapes = self.shapes();
        let data = |name: &str| -> Result<TensorData, String> {
            let found = weights.get(name).ok_or_else(|| format!("the weights file has no tensor {name}"))?;
            let (_, shape) = shapes.iter().find(|(known, _)| known == name).ok_or("this model has no such tensor")?;
            if found.shape != *shape {
                return Err(format!("the tensor {name} has the shape {:?}; {shape:?} is needed", found.shape));
            }
            Ok(TensorData::new(found.values.clone(), shape.clone()))
        };
        let matrix = |name: String| Ok::<_, String>(Param::<Tensor<2>>::from_data(data(&name)?, device));
        let vector = |name: String| Ok::<_, String>(Param::<Tensor<1>>::from_data(data(&name)?, device));
        let optional = |name: &str| {
            let name = format!("decoder.attention.{name}.weight");
            if shapes.iter().any(|(known, _)| *known == name) { matrix(name).map(Some) } else { Ok(None) }
        };
        let layers = |part: &str| -> Result<Vec<RecurrentLayer>, String> {
            let layer = |k: usize| {
                Ok(RecurrentLayer {
                    weight_ih: matrix(format!("{part}.lstm.weight_ih_l{k}"))?,
                    weight_hh: matrix(format!("{part}.lstm.weight_hh_l{k}"))?,
                    bias_ih: vector(format!("{part}.lstm.bias_ih_l{k}"))?,
                    bias_hh: vector(format!("{part}.lstm.bias_hh_l{k}"))?,
                })
            };
            (0..self.num_layers).map(layer).collect()
        };
        let attention = match self.attention {
            Some(scoring) => Some(Attention {
                query: optional("query")?,
                key: optional("key")?,
                v: optional("v")?,
                combine: optional("combine")?,
                scoring,
            }),
            None => None,
        };
        Ok(Seq2Seq {
            encoder: Encoder { embedding: matrix("encoder.embedding.weight".into())?, layers: layers("encoder")? },
            decoder: Decoder {
                embedding: matrix("decoder.embedding.weight".into())?,
                layers: layers("decoder")?,
                attention,
                fc_weight: matrix("decoder.fc.weight".into())?,
                fc_bias: vector("decoder.fc.bias".into())?,
            },
            config: self.clone(),
        })
    }
}

impl Seq2Seq {
    /// All weights, read back from the device, in the order of [`Seq2SeqConfig::shapes`].
    pub async fn weights(&self) -> Weights {
        let mut data = Vec::new();
        for (embedding, layers) in
            [(&self.encoder.embedding, &self.encoder.layers), (&self.decoder.embedding, &self.decoder.layers)]
        {
            data.push(embedding.val().into_data_async().await);
            for layer in layers {
                data.push(layer.weight_ih.val().into_data_async().await);
                data.push(layer.weight_hh.val().into_data_async().await);
                data.push(layer.bias_ih.val().into_data_async().await);
                data.push(layer.bias_hh.val().into_data_async().await);
            }
        }
        if let Some(Attention { query, key, v, combine, .. }) = &self.decoder.attention {
            for matrix in [query, key, v, combine].into_iter().flatten() {
                data.push(matrix.val().into_data_async().await);
            }
        }
        data.push(self.decoder.fc_weight.val().into_data_async().await);
        data.push(self.decoder.fc_bias.val().into_data_async().await);
        let tensors = self.config.shapes().into_iter().zip(data).map(|((name, shape), data)| {
            let values = data.expect("the device answers").try_to_vec::<f32>().expect("weights are f32");
            NamedTensor { name, shape, values }
        });
        Weights { tensors: tensors.collect(), ..Weights::default() }
    }
}
