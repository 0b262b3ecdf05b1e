//! Take it with you: chunks and settings as a file that `assets/export/rag.py` reads.

use protocol::rag::Search;

use super::Lesson;

/// The name that sentence-transformers knows the model by.
const MODEL: &str = "sentence-transformers/all-MiniLM-L6-v2";

/// Ranks are fused with the paper's constant, from rankings of so many chunks (`engine::rag::search`).
const FUSION: u32 = 60;
const POOL: u32 = 50;

impl Lesson {
    /// The pipeline as JSON: every chunk as it is embedded, and how it is searched. Nothing before there are chunks.
    pub fn pipeline_file(&self) -> Option<String> {
        let chunked = self.chunked.as_ref()?;
        let retrieval = &self.setup.retrieval;
        let search = match retrieval.search {
            Search::Dense => "dense",
            Search::Bm25 => "bm25",
            Search::Hybrid => "hybrid",
        };
        let mut file = String::from("{\n");
        let mut line = |name: &str, value: String| file += &format!("  {}: {value},\n", quoted(name));
        line("model", quoted(MODEL));
        line("question", quoted(&self.setup.question));
        line("search", quoted(search));
        line("k", retrieval.k.to_string());
        line("threshold", number(retrieval.threshold));
        line("mmr", retrieval.mmr.map_or("null".into(), number));
        line("k1", number(retrieval.k1));
        line("b", number(retrieval.b));
        line("rrf", FUSION.to_string());
        line("pool", POOL.to_string());
        line("template", quoted(&self.prompt.template));
        let chunks: Vec<String> = (0..)
            .zip(&chunked.chunks)
            .map(|(at, chunk)| {
                let document = self.documents.get(chunk.document).map_or("", |it| it.name.as_str());
                format!(
                    "    {{\"document\": {}, \"start\": {}, \"end\": {}, \"searched\": {}, \"text\": {}}}",
                    quoted(document),
                    chunk.start,
                    chunk.end,
                    self.is_searched(chunk.document),
                    quoted(&self.chunk_in_context(at))
                )
            })
            .collect();
        file += &format!("  \"chunks\": [\n{}\n  ]\n}}\n", chunks.join(",\n"));
        Some(file)
    }
}

/// As short as it stays the same in 32 bits.
fn number(value: f32) -> String {
    // A number that is none has no name in JSON.
    if value.is_finite() { value.to_string() } else { "0".into() }
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            c if u32::from(c) < 0x20 => out += &format!("\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_is_a_string_of_json() {
        let text = "\"a\\b\"\n\t\u{1}é\u{2028}";
        assert_eq!(quoted(text), "\"\\\"a\\\\b\\\"\\n\\t\\u0001é\u{2028}\"");
        assert_eq!(Lesson::default().pipeline_file(), None);
    }
}
