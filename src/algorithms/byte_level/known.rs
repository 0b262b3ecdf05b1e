//! A vocabulary out of what a tokenizer's file says.

use super::{ByteLevel, Merge};
use crate::special_tokens::SpecialTokens;
use crate::tokenization::split::Digits;

impl ByteLevel {
    /// The vocabulary of a model whose merges make tokens in a row: the merge of rank `r` makes token `first_merge + r` of `merges[r]`, left
    /// and right. `pre_tokenizer` is llama.cpp's name for the rule that cuts a text into pieces.
    ///
    /// # Errors
    /// If the rule is not known here, or if the parts do not fit together.
    pub fn known(
        pre_tokenizer: &str,
        specials: Vec<(u32, String)>,
        bytes: &[(u8, u32)],
        first_merge: u32,
        merges: Vec<(u32, u32)>,
    ) -> Result<Self, String> {
        // Every number apart, then GPT-2's pattern.
        if pre_tokenizer != "smollm" {
            return Err(format!("text is cut by a rule that is not known here: {pre_tokenizer}"));
        }
        let merges = (first_merge..).zip(merges).map(|(result, (left, right))| Merge { left, right, result });
        let specials = SpecialTokens::new(specials.into_iter().map(|(id, spelling)| (spelling, id)));
        ByteLevel::new(specials, bytes, merges.collect(), Digits::Apart)
    }
}
