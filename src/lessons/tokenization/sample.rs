//! What the page opens on.

/// Short, with words that share their parts, so that the first merges can be followed by eye.
pub const SAMPLE: &str = "The lighter the night, the later the lighthouse lights are lit. The lighthouse keeper lights the lights each night: \
the low light, the lower light, the lowest light. New ships, newer ships and the newest ships know the lights. \
“Lighten the ship!” the captain shouted; they lightened it, and the lightened ship rode higher and higher on the tide. \
Weather, whether wet or wetter, never worried the keeper. The widest wave washed the widest wall, the wettest wind went on whistling, \
and the keeper’s café stayed warm. ☕ In 1911, 1912 and 1913 the light was out on 19 nights.\n";

/// For the words and sentences: one case of each kind in which simple rules go wrong.
pub const SENTENCE: &str = "Dr. Smith paid $3.14. She didn't mind! 🚀 我们去北京。 كيف حالك؟";
