//! Long arrays of numbers as one run of bytes (`#[serde(with = "crate::floats")]`): read one by one, the five million of a run over
//! 512 tokens take the page a tenth of a second.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

pub fn serialize<S: Serializer>(values: &[f32], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(4 * values.len());
    values.iter().for_each(|value| bytes.extend_from_slice(&value.to_le_bytes()));
    serializer.serialize_bytes(&bytes)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f32>, D::Error> {
    deserializer.deserialize_bytes(Floats)
}

struct Floats;

impl Visitor<'_> for Floats {
    type Value = Vec<f32>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("numbers of four bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<f32>, E> {
        let (numbers, []) = bytes.as_chunks() else { return Err(E::invalid_length(bytes.len(), &self)) };
        Ok(numbers.iter().map(|number| f32::from_le_bytes(*number)).collect())
    }
}

/// The same for several of them.
pub mod each {
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::{SerializeSeq, Serializer};

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Run(#[serde(with = "super")] Vec<f32>);

    #[derive(serde::Serialize)]
    struct Borrowed<'a>(#[serde(serialize_with = "super::serialize")] &'a [f32]);

    pub fn serialize<S: Serializer>(runs: &[Vec<f32>], serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(runs.len()))?;
        runs.iter().try_for_each(|run| list.serialize_element(&Borrowed(run)))?;
        list.end()
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<f32>>, D::Error> {
        let runs = Vec::<Run>::deserialize(deserializer)?;
        Ok(runs.into_iter().map(|run| run.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::transformer::{Maps, Weight};
    use crate::{decode, encode};

    #[test]
    fn numbers_survive_the_wire_to_the_bit() {
        let values = vec![0.0, -0.0, 1.5e-42, f32::MAX, f32::NEG_INFINITY];
        let weight = Weight { name: "w".into(), shape: vec![5], values: values.clone() };
        let back: Weight = decode(&encode(&weight)).unwrap();
        assert_eq!(
            back.values.iter().map(|v| v.to_bits()).collect::<Vec<_>>(),
            values.iter().map(|v| v.to_bits()).collect::<Vec<_>>()
        );
        let nothing = Maps::default();
        assert_eq!(decode(&encode(&nothing)), Ok(nothing));
    }

    #[test]
    fn a_broken_number_is_refused() {
        // One byte that claims to be numbers.
        assert!(decode::<Maps>(&[1, 1, 7]).is_err());
    }
}
