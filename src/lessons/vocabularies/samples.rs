//! Texts that show something at once.

pub struct Sample {
    pub name: &'static str,
    pub text: &'static str,
}

/// The first is there when the page opens.
pub const SAMPLES: [Sample; 6] = [
    Sample {
        name: "Prose",
        text: "Tokenizers don't read words. They read whatever pieces were frequent when they were trained: \
               unbelievable stays nearly whole, floccinaucinihilipilification falls apart.",
    },
    Sample { name: "Numbers", text: "In 2026 the bill was 1,234,567.89 dollars, or 12 % of 10288065.75. 7 x 8 = 56." },
    Sample {
        name: "Code",
        text: "def mean(values):\n    total = 0.0\n    for value in values:\n        total += value\n    return total / len(values)\n",
    },
    Sample {
        name: "Emoji", text: "Rain 🌧️, a family 👨‍👩‍👧, a flag 🇺🇦, a waving hand in two tones 👋🏻👋🏿 and a heart ❤️."
    },
    Sample {
        name: "Scripts", text: "Zürich, Kraków, Ελλάδα, Київ, القاهرة, दिल्ली, 東京, 서울, กรุงเทพฯ"
    },
    Sample {
        name: "Traps",
        text: "SolidGoldMagikarp, <|im_end|>, [MASK], don't, DON'T, naïve, nai\u{308}ve,  two  spaces, a\u{200b}hidden space, bell\u{7}, \u{4}lost",
    },
];
