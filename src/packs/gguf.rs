//! A GGUF file, version 3: its head, the names and values that describe a model, and its [tensors](Tensors). (The specification is
//! `docs/gguf.md` of ggml.)
//!
//! Little-endian throughout: magic `GGUF`, version, number of tensors, number of entries; an entry is a key, a type and a value. Who wants
//! the head alone need not read on: from a stream the first megabytes are enough.

mod tensors;

use std::collections::BTreeMap;
use std::io::Read;

pub use tensors::Tensors;

/// More than this in one string or one array means that the file is damaged, not that memory should be asked for.
const MOST_BYTES: u64 = 1 << 24;
const MOST_VALUES: u64 = 1 << 24;
const MOST_ENTRIES: u64 = 1 << 16;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Any of the integer types.
    Integer(i128),
    Float(f64),
    Bool(bool),
    String(String),
    Array(Vec<Value>),
}

/// The head of a file: how many tensors it has, and its entries by key.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub tensors: u64,
    pub entries: BTreeMap<String, Value>,
}

impl Head {
    /// Reads from the start of a file to the end of its entries.
    ///
    /// # Errors
    /// If it is no GGUF file of version 3, or breaks off, or is damaged.
    pub fn read(file: &mut dyn Read) -> Result<Self, String> {
        Self::read_from(&mut Reader { file, at: 0 })
    }

    fn read_from(reader: &mut Reader) -> Result<Self, String> {
        if &reader.bytes::<4>()? != b"GGUF" {
            return Err("this is no GGUF file: it does not begin with the letters GGUF".into());
        }
        let version = u32::from_le_bytes(reader.bytes()?);
        if version != 3 {
            return Err(format!("this GGUF file is of version {version}; only version 3 is read here"));
        }
        let tensors = reader.count()?;
        let count = reader.count()?;
        if count > MOST_ENTRIES {
            return Err(format!("this GGUF file is damaged: it claims {count} entries"));
        }
        let mut entries = BTreeMap::new();
        for _ in 0..count {
            let key = reader.string()?;
            let kind = u32::from_le_bytes(reader.bytes()?);
            let value = reader.value(kind, true).map_err(|error| format!("{key}: {error}"))?;
            entries.insert(key, value);
        }
        Ok(Head { tensors, entries })
    }

    /// # Errors
    /// If there is no such entry, or it is no text.
    pub fn text(&self, key: &str) -> Result<&str, String> {
        match self.entries.get(key) {
            Some(Value::String(text)) => Ok(text),
            other => Err(expected(key, "a text", other)),
        }
    }

    /// # Errors
    /// If there is no such entry, or it is no integer.
    pub fn integer(&self, key: &str) -> Result<i128, String> {
        let found = self.entries.get(key);
        found.and_then(Value::as_integer).ok_or_else(|| expected(key, "an integer", found))
    }

    /// # Errors
    /// If there is no such entry, or it is no fraction.
    pub fn float(&self, key: &str) -> Result<f64, String> {
        match self.entries.get(key) {
            Some(Value::Float(float)) => Ok(*float),
            other => Err(expected(key, "a fraction", other)),
        }
    }

    /// # Errors
    /// If there is no such entry, or it is no list of texts.
    pub fn texts(&self, key: &str) -> Result<Vec<&str>, String> {
        self.list(key, "a list of texts", Value::as_text)
    }

    /// # Errors
    /// If there is no such entry, or it is no list of integers.
    pub fn integers(&self, key: &str) -> Result<Vec<i128>, String> {
        self.list(key, "a list of integers", Value::as_integer)
    }

    fn list<'a, T>(&'a self, key: &str, what: &str, item: fn(&'a Value) -> Option<T>) -> Result<Vec<T>, String> {
        let found = self.entries.get(key);
        let list = match found {
            Some(Value::Array(values)) => values.iter().map(item).collect(),
            _ => None,
        };
        list.ok_or_else(|| expected(key, what, found))
    }
}

impl Value {
    fn as_text(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    fn as_integer(&self) -> Option<i128> {
        match self {
            Value::Integer(integer) => Some(*integer),
            _ => None,
        }
    }
}

fn expected(key: &str, what: &str, found: Option<&Value>) -> String {
    match found {
        None => format!("the file does not say {key}"),
        Some(_) => format!("{key} is not {what}"),
    }
}

struct Reader<'a> {
    file: &'a mut dyn Read,
    /// Bytes read so far.
    at: u64,
}

impl Reader<'_> {
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), String> {
        self.file.read_exact(bytes).map_err(|error| format!("the file breaks off or cannot be read ({error})"))?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn count(&mut self) -> Result<u64, String> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    fn string(&mut self) -> Result<String, String> {
        let length = self.count()?;
        if length > MOST_BYTES {
            return Err(format!("the file is damaged: a text of {length} bytes"));
        }
        let mut bytes = vec![0; length as usize];
        self.fill(&mut bytes)?;
        String::from_utf8(bytes).map_err(|_| "the file is damaged: a text is not UTF-8".into())
    }

    fn value(&mut self, kind: u32, may_be_array: bool) -> Result<Value, String> {
        Ok(match kind {
            0 => Value::Integer(u8::from_le_bytes(self.bytes()?).into()),
            1 => Value::Integer(i8::from_le_bytes(self.bytes()?).into()),
            2 => Value::Integer(u16::from_le_bytes(self.bytes()?).into()),
            3 => Value::Integer(i16::from_le_bytes(self.bytes()?).into()),
            4 => Value::Integer(u32::from_le_bytes(self.bytes()?).into()),
            5 => Value::Integer(i32::from_le_bytes(self.bytes()?).into()),
            6 => Value::Float(f32::from_le_bytes(self.bytes()?).into()),
            7 => Value::Bool(self.bytes::<1>()? != [0]),
            8 => Value::String(self.string()?),
            9 if may_be_array => {
                let kind = u32::from_le_bytes(self.bytes()?);
                let count = self.count()?;
                if count > MOST_VALUES {
                    return Err(format!("the file is damaged: a list of {count} values"));
                }
                // Lists of lists occur in no model of ours; read them, and a few bytes could nest without end.
                Value::Array((0..count).map(|_| self.value(kind, false)).collect::<Result<_, _>>()?)
            }
            10 => Value::Integer(u64::from_le_bytes(self.bytes()?).into()),
            11 => Value::Integer(i64::from_le_bytes(self.bytes()?).into()),
            12 => Value::Float(f64::from_le_bytes(self.bytes()?)),
            other => return Err(format!("the file is damaged or newer: a value of type {other}")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Vec<u8> {
        [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat()
    }

    fn file(entries: &[(&str, u32, Vec<u8>)]) -> Vec<u8> {
        let mut file = b"GGUF\x03\0\0\0".to_vec();
        file.extend(7u64.to_le_bytes());
        file.extend((entries.len() as u64).to_le_bytes());
        for (key, kind, value) in entries {
            file.extend(string(key));
            file.extend(kind.to_le_bytes());
            file.extend(value);
        }
        file
    }

    fn example() -> Vec<u8> {
        let texts = [8u32.to_le_bytes().to_vec(), 2u64.to_le_bytes().to_vec(), string("Ġa"), string("")].concat();
        let integers =
            [5u32.to_le_bytes().to_vec(), 1u64.to_le_bytes().to_vec(), (-3i32).to_le_bytes().to_vec()].concat();
        file(&[
            ("name", 8, string("llama")),
            ("base", 6, 1e5f32.to_le_bytes().to_vec()),
            ("flag", 7, vec![1]),
            ("tokens", 9, texts),
            ("types", 9, integers),
        ])
    }

    #[test]
    fn entries_are_read_and_what_follows_is_not() {
        let mut bytes = example();
        bytes.extend(b"tensors");
        let mut rest = bytes.as_slice();
        let head = Head::read(&mut rest).unwrap();
        assert_eq!(rest, b"tensors");
        assert_eq!(head.tensors, 7);
        assert_eq!((head.text("name"), head.texts("tokens")), (Ok("llama"), Ok(vec!["Ġa", ""])));
        assert_eq!(head.integers("types"), Ok(vec![-3]));
        assert_eq!(
            (head.entries["base"].clone(), head.entries["flag"].clone()),
            (Value::Float(1e5), Value::Bool(true))
        );
        assert_eq!((head.float("base"), head.integer("base").is_err()), (Ok(1e5), true));
        assert!(head.text("nothing").unwrap_err().contains("does not say"));
        assert!(head.text("tokens").unwrap_err().contains("not a text"));
    }

    #[test]
    fn a_file_that_breaks_off_anywhere_is_an_error() {
        let bytes = example();
        for end in 0..bytes.len() {
            assert!(Head::read(&mut &bytes[..end]).is_err(), "{end} bytes");
        }
    }

    #[test]
    fn other_files_are_refused() {
        let refused = |bytes: &[u8]| Head::read(&mut &*bytes).unwrap_err();
        assert!(refused(b"<!doctype html><title>404").contains("no GGUF"));
        assert!(refused(b"GGUF\x02\0\0\0").contains("version 2"));
        let huge = file(&[("name", 8, u64::MAX.to_le_bytes().to_vec())]);
        assert!(refused(&huge).contains("damaged"));
        assert!(refused(&file(&[("name", 99, vec![])])).contains("type 99"));
    }
}
