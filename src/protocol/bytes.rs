//! A file as one run of bytes (`#[serde(with = "crate::bytes")]`): read one by one, the twenty million of the largest take the page a third of
//! a second.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    deserializer.deserialize_bytes(Bytes)
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use crate::reader::Request;
    use crate::{decode, encode};

    #[test]
    fn a_file_survives_the_wire_as_a_list_of_bytes_would() {
        let request = Request::Read { name: "a.txt".into(), bytes: (0..=255).collect() };
        let sent = encode(&request);
        assert_eq!(decode(&sent), Ok(request));
        assert!(sent.ends_with(&encode(&(0..=255).collect::<Vec<u8>>())));
    }
}
