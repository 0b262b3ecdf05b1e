//! Dates as people write them, and as ISO 8601 does.

use super::Pair;
use crate::rng::Rng;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Years a date may have. A year of two digits is 19xx from 30 on, else 20xx.
const YEARS: (i64, i64) = (1930, 2029);

/// A day between 1930 and 2029 in one of the spellings. Numbers alone are written in the order that their sign says: `12.3.1999` day
/// first, `3/12/1999` month first, `1999/3/12` year first.
pub fn date(rng: &mut Rng) -> Pair {
    let first = days_of(YEARS.0, 1, 1);
    let count = days_of(YEARS.1, 12, 31) - first + 1;
    let days = first + rng.below(count as usize) as i64;
    let (year, month, day) = civil(days);
    let full = MONTHS[month - 1];
    let short = &full[..3];
    let weekday = WEEKDAYS[(days + 3).rem_euclid(7) as usize];
    let century = if rng.below(3) == 0 { format!("{:02}", year % 100) } else { year.to_string() };
    let source = match rng.below(14) {
        0 => format!("{day} {full} {year}"),
        1 => format!("{full} {day}, {year}"),
        2 => format!("{day} {short} {century}"),
        3 => format!("{short} {day}, {century}"),
        4 => format!("the {day}{} of {full} {year}", ordinal(day)),
        5 => format!("{full} {day}{}, {year}", ordinal(day)),
        6 => format!("{weekday}, {day} {full} {year}"),
        7 => format!("{}, {short} {day}, {century}", &weekday[..3]),
        8 => format!("{day}.{month}.{century}"),
        9 => format!("{month}/{day}/{century}"),
        10 => format!("{year}/{month}/{day}"),
        11 => format!("{day:02}-{}-{century}", short.to_ascii_uppercase()),
        12 => format!("{year} {full} {day}"),
        _ => format!("{day}{} {short} {year}", ordinal(day)),
    };
    // Not everyone reaches for the shift key.
    let source = if rng.below(5) == 0 { source.to_ascii_lowercase() } else { source };
    Pair { source, target: format!("{year}-{month:02}-{day:02}") }
}

fn ordinal(day: usize) -> &'static str {
    match day {
        11..=13 => "th",
        _ if day % 10 == 1 => "st",
        _ if day % 10 == 2 => "nd",
        _ if day % 10 == 3 => "rd",
        _ => "th",
    }
}

/// Days from 1 January 1970 in the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2021).
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The other way: year, month and day.
fn civil(days: i64) -> (i64, usize, usize) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let moved = (5 * of_year + 2) / 153; // months from March
    let day = of_year - (153 * moved + 2) / 5 + 1;
    let month = if moved < 10 { moved + 3 } else { moved - 9 };
    (year + era * 400 + i64::from(month <= 2), month as usize, day as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(days_of(1970, 1, 1), 0);
        assert_eq!(days_of(2000, 3, 1), 11_017);
        assert_eq!(civil(11_016), (2000, 2, 29));
        for days in days_of(YEARS.0, 1, 1)..=days_of(YEARS.1, 12, 31) {
            let (year, month, day) = civil(days);
            assert_eq!(days_of(year, month as i64, day as i64), days);
        }
        // 20 July 1969, when people first stood on the Moon, was a Sunday.
        assert_eq!(WEEKDAYS[(days_of(1969, 7, 20) + 3).rem_euclid(7) as usize], "Sunday");
    }

    #[test]
    fn every_spelling_says_its_day() {
        let mut rng = Rng::new(5);
        for _ in 0..2_000 {
            let Pair { source, target } = date(&mut rng);
            let (year, month, day) = (&target[..4], &target[5..7], &target[8..]);
            let lower = source.to_ascii_lowercase();
            let numbers: Vec<&str> =
                lower.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
            let number = |text: &str| text.parse::<usize>().unwrap();
            let has = |text: &str| numbers.iter().any(|part| number(part) == number(text));
            assert!(has(year) || has(&year[2..]), "{source} is not in {target}");
            assert!(has(day), "{source} is not on {target}");
            let name = MONTHS[number(month) - 1].to_ascii_lowercase();
            assert!(lower.contains(&name[..3]) || has(month), "{source} is not in the month of {target}");
        }
    }
}
