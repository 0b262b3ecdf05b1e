//! `min_df`, `max_df` and `max_features` as a reader types them. As in Python a whole number counts documents and a number with a point
//! is a share of them: 1 is one document, 1.0 all of them.

use protocol::vectorization::Limit;
use viz::decimal;

/// Reads `2`, `0.1` or `10 %`.
///
/// # Errors
/// What is wrong and what would be right.
pub fn read_limit(text: &str) -> Result<Limit, String> {
    let text = text.trim().replace(',', ".");
    if let Some(percent) = text.strip_suffix('%') {
        let percent = decimal::read(percent.trim_end()).filter(|percent| (0.0..=100.0).contains(percent));
        return percent.map(|percent| Limit::Share(percent / 100.0)).ok_or_else(|| "A share is 0 % to 100 %.".into());
    }
    if let Ok(count) = text.parse::<usize>() {
        return if count > 0 { Ok(Limit::Documents(count)) } else { Err("At least 1 document.".into()) };
    }
    match decimal::read(&text) {
        Some(share) if (0.0..=1.0).contains(&share) => Ok(Limit::Share(share)),
        Some(share) if share > 1.0 => {
            Err("A number with a point is a share, from 0.0 to 1.0; a count is whole.".into())
        }
        _ => Err("Write a count like 2 or a share like 0.5.".into()),
    }
}

/// As Python writes it, so that it reads back as what it is.
pub fn write_limit(limit: Limit) -> String {
    match limit {
        Limit::Documents(count) => count.to_string(),
        Limit::Share(share) => format!("{share:?}"),
    }
}

/// Reads a number of terms; nothing, or `none`, is no limit.
///
/// # Errors
/// What is wrong and what would be right.
pub fn read_most(text: &str) -> Result<Option<usize>, String> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    match text.parse::<usize>() {
        Ok(most) if most > 0 => Ok(Some(most)),
        _ => Err("Write a whole number from 1 on, or none.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_makes_a_share() {
        assert_eq!(read_limit("1"), Ok(Limit::Documents(1)));
        assert_eq!(read_limit(" 1.0 "), Ok(Limit::Share(1.0)));
        assert_eq!(read_limit("0,25"), Ok(Limit::Share(0.25)));
        assert_eq!(read_limit("10 %"), Ok(Limit::Share(0.1)));
        for bad in ["", "-1", "0", "1.5", "two", "101 %", "NaN", "inf"] {
            assert!(read_limit(bad).is_err(), "{bad}");
        }
        for limit in [Limit::Documents(3), Limit::Share(0.5), Limit::Share(1.0)] {
            assert_eq!(read_limit(&write_limit(limit)), Ok(limit));
        }
    }

    #[test]
    fn no_limit_is_a_limit_too() {
        assert_eq!((read_most(""), read_most("None"), read_most("12")), (Ok(None), Ok(None), Ok(Some(12))));
        assert!(read_most("0").is_err() && read_most("1.5").is_err());
    }
}
