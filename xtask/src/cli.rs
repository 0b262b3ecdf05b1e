//! What can be typed after `cargo xtask`.

use std::path::PathBuf;

use crate::url_path::Base;

pub const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--base /repo/] [--port N]   build the site and serve it on http://127.0.0.1:8080
  test                               everything CI runs: format, lints, native tests, release site, browser tests
  check                              the quick part of it: format, lints, native tests
  build [--base /repo/] [--out DIR]  write the site to dist/
  setup                              install what the commands above need, and nothing else
  bench NAME [--json]                measure one thing beside its peer
  train lstm                         train the small model the LSTM lesson opens with
  train word2vec                     train the vectors the word embeddings lesson opens with
  train seq2seq                      train the small models the Seq2Seq lesson opens with
  train induction                    train the small model of the Transformer lesson
  train gpt                          train the small GPT that the page opens with
  train mlm [--minutes N]            train what makes MiniLM name masked words (PyTorch; an hour)
  models tokenizers                  fetch the vocabularies of SmolLM2 and MiniLM (177 MB) and pack them (0.3 MB)
  models minilm                      fetch the weights of MiniLM (84 MB) and pack them (24 MB, and 45 MB at 16 bits)
  models smollm2                     fetch SmolLM2-135M-Instruct (93 MB) and pack its weights (97 MB)
  serve-dist DIR [--base /repo/] [--port N]
                                     serve a site that is already built (port 0: any free one)
  precache DIR                       list anew what sw.js keeps off line, after files of a built site were changed";

const TRAINED: &str = "lstm, seq2seq, word2vec, induction, gpt, mlm";

/// Minutes of `train mlm`.
const MINUTES: u32 = 60;

/// The port of `serve`: the one the README names.
const PORT: u16 = 8080;

#[derive(Debug, PartialEq)]
pub enum Command {
    Help,
    Setup,
    Build { base: Base, out: Option<PathBuf> },
    Serve { base: Base, port: u16 },
    ServeDist { dist: PathBuf, base: Base, port: u16 },
    Precache { dist: PathBuf },
    Check,
    Test,
    Bench { arguments: Vec<String> },
    TrainLstm,
    TrainSeq2seq,
    TrainWord2vec,
    TrainInduction,
    TrainGpt,
    TrainMlm { minutes: u32 },
    ModelsTokenizers,
    ModelsMinilm,
    ModelsSmollm2,
}

pub fn parse(arguments: &[String]) -> Result<Command, String> {
    let Some((name, rest)) = arguments.split_first() else {
        return Ok(Command::Help);
    };
    // The harness behind `bench` has options of its own; they pass through untouched.
    if name == "bench" {
        return if rest.iter().any(|argument| !argument.starts_with('-')) {
            Ok(Command::Bench { arguments: rest.to_vec() })
        } else {
            Err("bench needs a name".into())
        };
    }
    let mut options = Options::read(rest)?;
    let command = match name.as_str() {
        "help" | "--help" | "-h" => Command::Help,
        "setup" => Command::Setup,
        "build" => Command::Build { base: options.base()?, out: options.take("--out").map(PathBuf::from) },
        "serve" => Command::Serve { base: options.base()?, port: options.port()? },
        "serve-dist" => Command::ServeDist {
            dist: options.next_word().ok_or("serve-dist needs the folder to serve")?.into(),
            base: options.base()?,
            port: options.port()?,
        },
        "precache" => {
            Command::Precache { dist: options.next_word().ok_or("precache needs the folder of the site")?.into() }
        }
        "check" => Command::Check,
        "test" => Command::Test,
        "train" => match options.next_word().as_deref() {
            Some("lstm") => Command::TrainLstm,
            Some("seq2seq") => Command::TrainSeq2seq,
            Some("word2vec") => Command::TrainWord2vec,
            Some("induction") => Command::TrainInduction,
            Some("gpt") => Command::TrainGpt,
            Some("mlm") => Command::TrainMlm { minutes: options.minutes()? },
            Some(other) => return Err(format!("there is no model called {other} to train; there are: {TRAINED}")),
            None => return Err(format!("train needs the name of a model: {TRAINED}")),
        },
        "models" => match options.next_word().as_deref() {
            Some("tokenizers") => Command::ModelsTokenizers,
            Some("minilm") => Command::ModelsMinilm,
            Some("smollm2") => Command::ModelsSmollm2,
            _ => return Err("models needs to know which: tokenizers, minilm or smollm2".into()),
        },
        other => return Err(format!("there is no command called {other}")),
    };
    options.finish()?;
    Ok(command)
}

/// The arguments not yet understood: words in order, and `--name value` pairs.
struct Options {
    words: std::collections::VecDeque<String>,
    pairs: Vec<(String, String)>,
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self { words: Default::default(), pairs: Vec::new() };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if let Some((name, value)) = argument.split_once('=').filter(|(name, _)| name.starts_with("--")) {
                options.pairs.push((name.into(), value.into()));
            } else if argument.starts_with("--") {
                let value = arguments.next().ok_or_else(|| format!("{argument} needs a value"))?;
                options.pairs.push((argument.clone(), value.clone()));
            } else {
                options.words.push_back(argument.clone());
            }
        }
        Ok(options)
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let index = self.pairs.iter().position(|(key, _)| key == name)?;
        Some(self.pairs.remove(index).1)
    }

    fn next_word(&mut self) -> Option<String> {
        self.words.pop_front()
    }

    fn base(&mut self) -> Result<Base, String> {
        self.take("--base").map_or(Ok(Base::root()), |text| Base::parse(&text))
    }

    fn port(&mut self) -> Result<u16, String> {
        match self.take("--port") {
            None => Ok(PORT),
            Some(text) => text.parse().map_err(|_| format!("{text} is not a port: a number from 0 to 65535")),
        }
    }

    fn minutes(&mut self) -> Result<u32, String> {
        match self.take("--minutes") {
            None => Ok(MINUTES),
            Some(text) => text.parse().map_err(|_| format!("{text} is no number of minutes")),
        }
    }

    fn finish(self) -> Result<(), String> {
        match self.words.front().or(self.pairs.first().map(|(name, _)| name)) {
            Some(extra) => Err(format!("{extra} is not understood here")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn commands_take_their_options() {
        let base = Base::parse("/repo/").unwrap();
        assert_eq!(parsed("serve"), Ok(Command::Serve { base: Base::root(), port: 8080 }));
        assert_eq!(parsed("serve --port=0 --base repo"), Ok(Command::Serve { base: base.clone(), port: 0 }));
        assert_eq!(parsed("build --base /repo/"), Ok(Command::Build { base: base.clone(), out: None }));
        assert_eq!(
            parsed("serve-dist d --port 9 --base /repo"),
            Ok(Command::ServeDist { dist: "d".into(), base, port: 9 })
        );
        assert_eq!(parsed("precache d"), Ok(Command::Precache { dist: "d".into() }));
        assert_eq!(parsed("train lstm"), Ok(Command::TrainLstm));
        assert_eq!(parsed("train seq2seq"), Ok(Command::TrainSeq2seq));
        assert_eq!(parsed("train word2vec"), Ok(Command::TrainWord2vec));
        assert_eq!(parsed("train induction"), Ok(Command::TrainInduction));
        assert_eq!(parsed("train gpt"), Ok(Command::TrainGpt));
        assert_eq!(parsed("train mlm"), Ok(Command::TrainMlm { minutes: MINUTES }));
        assert_eq!(parsed("train mlm --minutes 5"), Ok(Command::TrainMlm { minutes: 5 }));
        assert_eq!(parsed("models tokenizers"), Ok(Command::ModelsTokenizers));
        assert_eq!(parsed("models minilm"), Ok(Command::ModelsMinilm));
        assert_eq!(parsed("models smollm2"), Ok(Command::ModelsSmollm2));
    }

    #[test]
    fn bench_options_pass_through() {
        let arguments = vec!["size".to_string(), "--json".to_string()];
        assert_eq!(parsed("bench size --json"), Ok(Command::Bench { arguments }));
        assert!(parsed("bench --json").is_err());
    }

    #[test]
    fn mistakes_are_named() {
        assert!(parsed("tset").unwrap_err().contains("tset"));
        assert!(parsed("build --bass /x/").unwrap_err().contains("--bass"));
        assert!(parsed("serve --port").unwrap_err().contains("--port"));
        assert!(parsed("serve --port 99999").unwrap_err().contains("99999"));
        assert!(parsed("train mlm --minutes many").unwrap_err().contains("many"));
        assert!(parsed("train gpt5").unwrap_err().contains("gpt5"));
        assert!(parsed("models").unwrap_err().contains("tokenizers, minilm or smollm2"));
        assert!(parsed("check everything").unwrap_err().contains("everything"));
    }
}
