//! Bytes to a tokenizer.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::{ByteLevel, MAGIC, Tokenizer, WordPiece};

/// No vocabulary of 65,536 tokens is larger; a file that claims to be is not worth the memory.
const MOST_BYTES: usize = 1 << 24;

impl Tokenizer {
    /// # Errors
    /// If `file` is no tokenizer pack, or damaged; in words for the reader. That ids fit together is for the encoder to check.
    pub fn read(file: &[u8]) -> Result<Self, String> {
        let Some(compressed) = file.strip_prefix(MAGIC) else {
            return Err("this is no vocabulary of this version of Glassbox; reload the page to get both anew".into());
        };
        let body = decompress_to_vec_zlib_with_limit(compressed, MOST_BYTES).map_err(|_| DAMAGED.to_owned())?;
        let mut body = Body(&body);
        let tokenizer = match body.take(1)? {
            [1] => Tokenizer::ByteLevel(body.byte_level()?),
            [2] => Tokenizer::WordPiece(body.word_piece()?),
            _ => return Err(DAMAGED.into()),
        };
        if body.0.is_empty() { Ok(tokenizer) } else { Err(DAMAGED.into()) }
    }
}

const DAMAGED: &str = "the vocabulary is damaged or broke off; load it again";

struct Body<'a>(&'a [u8]);

impl<'a> Body<'a> {
    fn byte_level(&mut self) -> Result<ByteLevel, String> {
        let pre_tokenizer = self.string()?;
        let specials = self.list(|body| Ok((body.id()?, body.string()?)))?;
        let bytes = self.list(|body| Ok((body.take(1)?[0], body.id()?)))?;
        let first_merge = self.id()?;
        let count = self.count()?;
        let mut plane = || self.take(count);
        let planes = [plane()?, plane()?, plane()?, plane()?];
        let id = |low: usize, at: usize| u32::from(planes[low][at]) | u32::from(planes[low + 1][at]) << 8;
        let merges = (0..count).map(|at| (id(0, at), id(2, at))).collect();
        Ok(ByteLevel { pre_tokenizer, specials, bytes, first_merge, merges })
    }

    fn word_piece(&mut self) -> Result<WordPiece, String> {
        let unknown = self.string()?;
        let specials = self.list(Self::string)?;
        let tokens = self.list(Self::string)?;
        Ok(WordPiece { tokens, unknown, specials })
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T, String>) -> Result<Vec<T>, String> {
        (0..self.count()?).map(|_| item(self)).collect()
    }

    fn count(&mut self) -> Result<usize, String> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
    }

    fn id(&mut self) -> Result<u32, String> {
        let bytes = self.take(2)?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]).into())
    }

    fn string(&mut self) -> Result<String, String> {
        let end = self.0.iter().position(|&byte| byte == 0).ok_or(DAMAGED)?;
        let text = self.take(end)?;
        self.take(1)?;
        String::from_utf8(text.to_vec()).map_err(|_| DAMAGED.into())
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(DAMAGED)?;
        self.0 = rest;
        Ok(taken)
    }
}
