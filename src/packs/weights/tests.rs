//! Shards there and back.

use std::borrow::Cow;

use super::manifest::File;
use super::{Dtype, Reader, Shard, Tensor, Writer};
use crate::sha256;

fn tensor(name: &str, shape: &[usize], dtype: Dtype) -> Tensor<'static> {
    let count: usize = shape.iter().product();
    let values: Vec<f32> = (0..count).map(|k| (k % 251) as f32 - 125.0).collect();
    let bytes = dtype.encode(&values).expect("whole blocks");
    Tensor { name: name.into(), shape: shape.into(), dtype, bytes: Cow::Owned(bytes) }
}

fn model() -> Vec<Tensor<'static>> {
    vec![
        tensor("bias", &[7], Dtype::F32),
        tensor("table", &[50, 64], Dtype::Q8_0),
        tensor("half", &[3, 5], Dtype::F16),
        tensor("scalar", &[], Dtype::F32),
        tensor("cube", &[2, 3, 32], Dtype::Q8_0),
    ]
}

fn shards(tensors: &[Tensor], most_bytes: usize) -> Vec<Shard> {
    let mut writer = Writer::with_most_bytes(most_bytes);
    let mut shards: Vec<Shard> =
        tensors.iter().flat_map(|tensor| writer.add(tensor).expect("a tensor is written")).collect();
    shards.extend(writer.finish());
    shards
}

fn files(shards: &[Shard]) -> Vec<File> {
    let file = |Shard { bytes }: &Shard| File { name: "s".into(), size: bytes.len() as u64, sha256: sha256(bytes) };
    shards.iter().map(file).collect()
}

#[test]
fn tensors_survive_shards_of_any_size() {
    let model = model();
    for most_bytes in [120, 128, 200, 333, 1000, 1_000_000] {
        let shards = shards(&model, most_bytes);
        assert!(shards.iter().all(|shard| shard.bytes.len() <= most_bytes), "{most_bytes}");
        let mut reader = Reader::new(files(&shards));
        let mut read = Vec::new();
        for (index, shard) in shards.iter().enumerate() {
            assert_eq!(reader.taken(), index);
            assert_eq!(reader.wanted().map(|file| file.size), Some(shard.bytes.len() as u64));
            read.extend(reader.take(&shard.bytes).expect("a shard is read"));
        }
        assert_eq!(reader.wanted(), None);
        assert_eq!(read, model, "{most_bytes}");
        assert!(reader.take(&shards[0].bytes).is_err());
    }
    assert_eq!(shards(&model, 1_000_000).len(), 1);
    assert!(shards(&model, 1000).len() >= 4);
}

#[test]
fn what_lies_in_one_shard_is_not_copied() {
    let shards = shards(&model(), 1_000_000);
    let mut reader = Reader::new(files(&shards));
    let read = reader.take(&shards[0].bytes).unwrap();
    assert!(read.iter().all(|tensor| matches!(tensor.bytes, Cow::Borrowed(_))));
}

#[test]
fn a_wrong_shard_is_refused_and_the_right_one_still_wanted() {
    let shards = shards(&model(), 1000);
    let mut reader = Reader::new(files(&shards));
    let mut read = reader.take(&shards[0].bytes).unwrap();
    let error = |reader: &mut Reader, bytes: &[u8]| reader.take(bytes).unwrap_err();
    assert!(error(&mut reader, b"<!doctype html>").contains("web page"));
    assert!(error(&mut reader, &shards[1].bytes[..100]).contains("broke off"));
    let mut changed = shards[1].bytes.clone();
    changed[700] ^= 1;
    assert!(error(&mut reader, &changed).contains("not the one"));
    assert!(error(&mut reader, &shards[2].bytes).contains("not the one"));
    for shard in &shards[1..] {
        read.extend(reader.take(&shard.bytes).unwrap());
    }
    assert_eq!(read, model());
}

/// Shards whose hash is right and whose content is not: no length of them may panic.
#[test]
fn nonsense_with_the_right_hash_is_an_error() {
    let whole = shards(&model(), 1_000_000).remove(0).bytes;
    let refused = |bytes: &[u8]| {
        let shard = Shard { bytes: bytes.into() };
        Reader::new(files(std::slice::from_ref(&shard))).take(&shard.bytes).is_err()
    };
    assert!((0..whole.len()).all(|end| refused(&whole[..end])));
    assert!(refused(&[&whole[..], &[0]].concat()));
    for at in 12..60 {
        let mut changed = whole.clone();
        changed[at] = 0xff;
        // A changed letter of a name is another name, not an error; anything else must not fit.
        let shard = Shard { bytes: changed };
        let _ = Reader::new(files(std::slice::from_ref(&shard))).take(&shard.bytes);
    }
    // The first half alone: the tensor across the border never ends.
    let half = shards(&model(), 1000).remove(0).bytes;
    assert!(refused(&half));
}

#[test]
fn matrices_are_made_small_and_vectors_are_not() {
    assert_eq!(Dtype::Q8_0.for_shape(&[4, 384]), Dtype::Q8_0);
    assert_eq!(Dtype::Q8_0.for_shape(&[384]), Dtype::F32);
    assert_eq!(Dtype::Q8_0.for_shape(&[4, 33]), Dtype::F32);
    assert_eq!(Dtype::F16.for_shape(&[4, 33]), Dtype::F16);
}

#[test]
fn what_does_not_fit_its_shape_is_not_written() {
    let mut wrong = tensor("bias", &[7], Dtype::F32);
    wrong.shape = vec![8];
    assert!(Writer::default().add(&wrong).unwrap_err().contains("bias"));
}
