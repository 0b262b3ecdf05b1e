//! A tokenizer to bytes. Ids take two bytes, their low and high halves apart: so the compressor finds more that repeats.

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::{ByteLevel, MAGIC, Tokenizer, WordPiece};

/// The strongest the compressor does; it runs once, on the machine that builds the site.
const LEVEL: u8 = 10;

impl Tokenizer {
    /// # Errors
    /// If it has more tokens than two bytes can number.
    pub fn write(&self) -> Result<Vec<u8>, String> {
        if self.len() > 1 << 16 {
            return Err(format!("a pack holds at most 65,536 tokens, this tokenizer has {}", self.len()));
        }
        let mut body = Body(Vec::new());
        match self {
            Tokenizer::ByteLevel(it) => body.byte_level(it),
            Tokenizer::WordPiece(it) => body.word_piece(it),
        }
        let mut file = MAGIC.to_vec();
        file.extend(compress_to_vec_zlib(&body.0, LEVEL));
        Ok(file)
    }
}

struct Body(Vec<u8>);

impl Body {
    fn byte_level(&mut self, it: &ByteLevel) {
        self.0.push(1);
        self.string(&it.pre_tokenizer);
        self.count(it.specials.len());
        for (id, spelling) in &it.specials {
            self.id(*id);
            self.string(spelling);
        }
        self.count(it.bytes.len());
        for (byte, id) in &it.bytes {
            self.0.push(*byte);
            self.id(*id);
        }
        self.id(it.first_merge);
        self.count(it.merges.len());
        let plane = |half: fn(&(u32, u32)) -> u32| it.merges.iter().map(move |merge| half(merge) as u8);
        self.0.extend(plane(|merge| merge.0));
        self.0.extend(plane(|merge| merge.0 >> 8));
        self.0.extend(plane(|merge| merge.1));
        self.0.extend(plane(|merge| merge.1 >> 8));
    }

    fn word_piece(&mut self, it: &WordPiece) {
        self.0.push(2);
        self.string(&it.unknown);
        for list in [&it.specials, &it.tokens] {
            self.count(list.len());
            list.iter().for_each(|token| self.string(token));
        }
    }

    fn count(&mut self, count: usize) {
        self.0.extend((count as u32).to_le_bytes());
    }

    fn id(&mut self, id: u32) {
        self.0.extend((id as u16).to_le_bytes());
    }

    /// Ends with a zero byte, which no token contains.
    fn string(&mut self, text: &str) {
        self.0.extend(text.as_bytes());
        self.0.push(0);
    }
}
