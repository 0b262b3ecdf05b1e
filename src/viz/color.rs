//! Colours as numbers, and the two colour scales of the guide: viridis for magnitude, a blue/ochre pair around zero for signed values.

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Viridis (matplotlib, CC0). Nine anchors are within two steps of the full table, which the eye cannot tell on cells this small.
const VIRIDIS: [Rgb; 9] = [
    Rgb(68, 1, 84),
    Rgb(71, 45, 123),
    Rgb(59, 82, 139),
    Rgb(44, 114, 142),
    Rgb(33, 145, 140),
    Rgb(40, 174, 128),
    Rgb(94, 201, 98),
    Rgb(173, 220, 48),
    Rgb(253, 231, 37),
];

/// Blue below zero, ochre above, paper at zero. Both arms darken at the same pace, so equal distances look equal, and the pair
/// stays apart for red-green colour blindness.
const DIVERGING: [Rgb; 7] = [
    Rgb(20, 66, 126),
    Rgb(74, 128, 184),
    Rgb(163, 197, 226),
    Rgb(246, 244, 238),
    Rgb(231, 187, 145),
    Rgb(194, 112, 52),
    Rgb(122, 50, 8),
];

impl Rgb {
    /// Reads `#rgb`, `#rrggbb` and `rgb(r, g, b)`: the forms in which browsers hand back a resolved colour.
    pub fn parse(css: &str) -> Option<Rgb> {
        let css = css.trim();
        if let Some(hex) = css.strip_prefix('#') {
            let digits: Option<Vec<u8>> = hex.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
            return match digits?.as_slice() {
                [r, g, b] => Some(Rgb(r * 17, g * 17, b * 17)),
                [r, r2, g, g2, b, b2] => Some(Rgb(r * 16 + r2, g * 16 + g2, b * 16 + b2)),
                _ => None,
            };
        }
        let inside = css.strip_prefix("rgb")?.trim_start_matches('a').strip_prefix('(')?.strip_suffix(')')?;
        let mut parts = inside.split([',', ' ', '/']).filter(|part| !part.is_empty());
        let mut next = || crate::decimal::read(parts.next()?).map(|value| value.round() as u8);
        Some(Rgb(next()?, next()?, next()?))
    }

    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// The straight line from this colour (`t` = 0) to another (`t` = 1).
    pub fn mix(self, other: Rgb, t: f64) -> Rgb {
        let blend = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * t).round() as u8;
        Rgb(blend(self.0, other.0), blend(self.1, other.1), blend(self.2, other.2))
    }

    /// Relative luminance as WCAG defines it.
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio as WCAG defines it, 1 to 21.
    pub fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Whether white letters read better than black ones on this colour.
    pub fn wants_white_ink(self) -> bool {
        self.contrast(Rgb(255, 255, 255)) >= self.contrast(Rgb(0, 0, 0))
    }
}

/// Magnitude, 0 (dark violet) to 1 (yellow); outside values take the nearer end.
pub fn viridis(t: f64) -> Rgb {
    along(&VIRIDIS, t)
}

/// Signed magnitude, -1 (blue) over 0 (paper) to 1 (ochre).
pub fn diverging(t: f64) -> Rgb {
    along(&DIVERGING, (t + 1.0) / 2.0)
}

fn along(anchors: &[Rgb], t: f64) -> Rgb {
    let last = anchors.len() - 1;
    let place = t.clamp(0.0, 1.0) * last as f64;
    let left = (place as usize).min(last - 1);
    anchors[left].mix(anchors[left + 1], place - left as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viridis_brightens_all_the_way() {
        let lights: Vec<f64> = (0..=100).map(|k| viridis(f64::from(k) / 100.0).luminance()).collect();
        assert!(lights.windows(2).all(|pair| pair[1] > pair[0]));
        assert_eq!(viridis(-3.0), Rgb(68, 1, 84));
        assert_eq!(viridis(9.0), Rgb(253, 231, 37));
    }

    #[test]
    fn diverging_is_even_around_zero() {
        for k in 1..=10 {
            let t = f64::from(k) / 10.0;
            let (below, above) = (diverging(-t).luminance(), diverging(t).luminance());
            assert!((below - above).abs() < 0.06, "{t}: {below} {above}");
        }
    }

    #[test]
    fn reads_what_browsers_write() {
        assert_eq!(Rgb::parse("#0b6b6f"), Some(Rgb(11, 107, 111)));
        assert_eq!(Rgb::parse(" #fff "), Some(Rgb(255, 255, 255)));
        assert_eq!(Rgb::parse("rgb(11, 107, 111)"), Some(Rgb(11, 107, 111)));
        assert_eq!(Rgb::parse("rgba(11,107,111,0.5)"), Some(Rgb(11, 107, 111)));
        assert_eq!(Rgb::parse("tomato"), None);
    }

    #[test]
    fn letters_stay_readable_on_every_cell() {
        for k in 0..=100 {
            for cell in [viridis(f64::from(k) / 100.0), diverging(f64::from(k) / 50.0 - 1.0)] {
                let ink = if cell.wants_white_ink() { Rgb(255, 255, 255) } else { Rgb(0, 0, 0) };
                assert!(cell.contrast(ink) >= 4.5);
            }
        }
    }
}
