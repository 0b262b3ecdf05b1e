//! The five schemes in words.

use protocol::positional_encoding::Scheme;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SchemeInfo {
    pub scheme: Scheme,
    pub name: &'static str,
    /// Its name in the address.
    pub key: &'static str,
    /// The class that carries its colour.
    pub class: &'static str,
    /// Where the position enters.
    pub enters: &'static str,
    /// What becomes of positions beyond those it was made for.
    pub beyond: &'static str,
}

const fn scheme(
    scheme: Scheme,
    (name, key, class): (&'static str, &'static str, &'static str),
    enters: &'static str,
    beyond: &'static str,
) -> SchemeInfo {
    SchemeInfo { scheme, name, key, class, enters, beyond }
}

const INFO: [SchemeInfo; 5] = [
    scheme(Scheme::None, ("None", "none", "c-none"), "nowhere", "nothing to run out of"),
    scheme(
        Scheme::Sinusoidal,
        ("Sinusoidal", "sin", "c-sin"),
        "added to the vectors",
        "defined everywhere; a trained model has not seen it",
    ),
    scheme(Scheme::Learned, ("Learned", "learned", "c-learned"), "added to the vectors", "no row beyond max_len"),
    scheme(
        Scheme::Rope,
        ("RoPE", "rope", "c-rope"),
        "turns queries and keys",
        "defined everywhere; long distances were not seen",
    ),
    scheme(Scheme::Alibi, ("ALiBi", "alibi", "c-alibi"), "subtracted from the scores", "the penalty simply goes on"),
];

impl SchemeInfo {
    pub const ALL: &'static [SchemeInfo; 5] = &INFO;

    pub fn of(scheme: Scheme) -> &'static SchemeInfo {
        &INFO[scheme as usize]
    }

    pub fn from_key(key: &str) -> Option<&'static SchemeInfo> {
        INFO.iter().find(|info| info.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_schemes() {
        for (info, scheme) in INFO.iter().zip(Scheme::ALL) {
            assert_eq!((info.scheme, SchemeInfo::of(scheme)), (scheme, info));
            assert_eq!(SchemeInfo::from_key(info.key), Some(info));
        }
    }
}
