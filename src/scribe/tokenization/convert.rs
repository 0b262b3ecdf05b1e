//! Between what is computed and what is said.

use algorithms::tokenization as computed;
use protocol::tokenization as said;

pub fn base(base: said::Base) -> computed::Base {
    match base {
        said::Base::Characters => computed::Base::Characters,
        said::Base::Bytes => computed::Base::Bytes,
    }
}

pub fn split(split: said::Split) -> computed::Split {
    match split {
        said::Split::Whitespace => computed::Split::Whitespace,
        said::Split::Gpt2 => computed::Split::Gpt2,
        said::Split::Nothing => computed::Split::Nothing,
    }
}

pub fn ties(ties: said::Ties) -> computed::Ties {
    match ties {
        said::Ties::FirstMet => computed::Ties::FirstMet,
        said::Ties::LowestIds => computed::Ties::LowestIds,
        said::Ties::HighestIds => computed::Ties::HighestIds,
    }
}

pub fn merge(merge: &computed::Merge) -> said::Merge {
    let computed::Merge { left, right, result, count, tokens } = *merge;
    said::Merge { left, right, result, count, tokens }
}

pub fn alternative(by: computed::split::Alternative) -> said::Alternative {
    use computed::split::Alternative;
    match by {
        Alternative::Contraction => said::Alternative::Contraction,
        Alternative::Letters => said::Alternative::Letters,
        Alternative::Numbers => said::Alternative::Numbers,
        Alternative::Others => said::Alternative::Others,
        Alternative::Spaces => said::Alternative::Spaces,
    }
}
