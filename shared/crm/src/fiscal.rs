//! Fiscal calendars: how a tenant divides time into years, quarters and periods.

use jiff::{ToSpan as _, civil};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Date, number_value};

/// How time is divided into fiscal years of twelve periods, three a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FiscalCalendar {
    /// Every period is a month.
    Months(MonthCalendar),
    /// Every period is four or five whole weeks, and a year 52 or 53.
    Weeks(WeekCalendar),
}

/// A year of twelve months, each from the same day of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthCalendar {
    /// The month in which the year begins: 1 is January.
    pub start_month: Month,
    /// The day of the month on which years and periods begin; one that every month has.
    pub start_day: StartDay,
    /// Which calendar year names the fiscal year.
    pub named_by: NamedBy,
}

/// A year of 52 weeks that gets a 53rd when its end would drift away from the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekCalendar {
    /// How many weeks the periods of a quarter have. The 53rd week belongs to the last period of the year.
    pub pattern: WeekPattern,
    /// The first day of every week, so that the day before it is the last one of every period and year.
    pub week_starts_on: Weekday,
    /// The month at whose end the year ends: 1 is January.
    pub end_month: Month,
    /// Which end of a week at the end of that month is the end of the year.
    pub ends_on: YearEnd,
    /// Which calendar year names the fiscal year: by the month of its end and the month after that of the end before, not by days, so
    /// that no name comes twice.
    pub named_by: NamedBy,
}

number_value! {
    /// A month: 1 is January.
    Month = 1..=12
}

number_value! {
    /// A day that every month has.
    StartDay = 1..=28
}

/// Which calendar year names a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NamedBy {
    /// The one in which it begins.
    StartYear,
    /// The one in which it ends.
    EndYear,
}

/// How many weeks the three periods of a quarter have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum WeekPattern {
    /// Four, four, five.
    #[serde(rename = "4-4-5")]
    FourFourFive,
    /// Four, five, four.
    #[serde(rename = "4-5-4")]
    FourFiveFour,
    /// Five, four, four.
    #[serde(rename = "5-4-4")]
    FiveFourFour,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "they are called what they are")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Which end of a week is the end of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum YearEnd {
    /// The last one in the month.
    LastOfMonth,
    /// The one nearest to the last day of the month, also in the month after.
    NearestToMonthEnd,
}

/// A calendar, and since when it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedCalendar {
    /// The first day on which it counts.
    pub effective_from: Date,
    /// The calendar.
    pub calendar: FiscalCalendar,
}

/// A period of a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiscalPeriod {
    /// The fiscal year, by its name.
    pub year: i16,
    /// The quarter: 1 to 4.
    pub quarter: u8,
    /// The period: 1 to 12.
    pub period: u8,
    /// Its first day.
    pub starts_on: Date,
    /// Its last day.
    pub ends_on: Date,
}

/// The calendar year, by months.
impl Default for FiscalCalendar {
    fn default() -> Self {
        Self::Months(MonthCalendar { start_month: Month(1), start_day: StartDay(1), named_by: NamedBy::StartYear })
    }
}

impl FiscalCalendar {
    /// The period of a day. The first and the last period of all end where dates do.
    #[must_use]
    pub fn period(&self, day: Date) -> FiscalPeriod {
        match self {
            Self::Months(calendar) => calendar.period(day.civil()),
            Self::Weeks(calendar) => calendar.period(day.civil()),
        }
    }
}

impl MonthCalendar {
    fn period(&self, day: civil::Date) -> FiscalPeriod {
        let before_start = day.day() < self.start_day.0.cast_signed();
        // Months are counted from January of the year 0.
        let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 - i32::from(before_start);
        let since_first_year = month - (i32::from(self.start_month.0) - 1);
        let start_year = since_first_year.div_euclid(12);
        let ends_in_same_year = self.start_month.0 == 1 && self.start_day.0 == 1;
        let year = match self.named_by {
            NamedBy::EndYear if !ends_in_same_year => start_year + 1,
            NamedBy::EndYear | NamedBy::StartYear => start_year,
        };
        let next = self.begin(month + 1);
        numbered(year, since_first_year.rem_euclid(12), self.begin(month), next.and_then(|next| next.yesterday().ok()))
    }

    /// The first day of the period that begins in a month.
    fn begin(&self, month: i32) -> Option<civil::Date> {
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
        civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, self.start_day.0.cast_signed()).ok()
    }
}

const WEEKS_OF_A_QUARTER: i32 = 13;
/// Of a year, counted from 0.
const LAST_PERIOD: i32 = 11;

impl WeekCalendar {
    fn period(&self, day: civil::Date) -> FiscalPeriod {
        // A year ends within a few days of the end of a month of the calendar year that it is counted by.
        let end_year = [day.year() - 1, day.year()]
            .into_iter()
            .find(|year| self.end(*year).is_none_or(|end| day <= end))
            .unwrap_or(day.year() + 1);
        let first = self.end(end_year - 1).and_then(|end| end.tomorrow().ok()).unwrap_or(civil::Date::MIN);
        let week = day.duration_since(first).as_hours() / (24 * 7);
        let week = i32::try_from(week).unwrap_or_default();

        // The 53rd week is the 14th of the last quarter.
        let quarter = (week / WEEKS_OF_A_QUARTER).min(3);
        let [one, two, three] = self.pattern.weeks();
        let (period, weeks_before, weeks) = match week - quarter * WEEKS_OF_A_QUARTER {
            week if week < one => (0, 0, one),
            week if week < one + two => (1, one, two),
            _ => (2, one + two, three),
        };
        let index = quarter * 3 + period;
        let first_week = quarter * WEEKS_OF_A_QUARTER + weeks_before;
        let starts_on = first.checked_add(first_week.weeks()).ok();
        let ends_on = if index == LAST_PERIOD {
            self.end(end_year)
        } else {
            first.checked_add((first_week + weeks).weeks()).and_then(civil::Date::yesterday).ok()
        };
        let start_year = if self.end_month.0 == 12 { end_year } else { end_year - 1 };
        let year = if self.named_by == NamedBy::EndYear { end_year } else { start_year };
        numbered(year.into(), index, starts_on, ends_on)
    }

    /// The last day of the fiscal year that ends around the end of the month of this calendar year.
    fn end(&self, year: i16) -> Option<civil::Date> {
        let month_end = civil::Date::new(year, self.end_month.0.cast_signed(), 1).ok()?.last_of_month();
        let latest = match self.ends_on {
            YearEnd::LastOfMonth => month_end,
            // The nearest one is at most three days away.
            YearEnd::NearestToMonthEnd => month_end.checked_add(3.days()).ok()?,
        };
        let week_end = self.week_starts_on.civil().previous();
        latest.checked_sub(week_end.until(latest.weekday()).days()).ok()
    }
}

impl WeekPattern {
    const fn weeks(self) -> [i32; 3] {
        match self {
            Self::FourFourFive => [4, 4, 5],
            Self::FourFiveFour => [4, 5, 4],
            Self::FiveFourFour => [5, 4, 4],
        }
    }
}

impl Weekday {
    const fn civil(self) -> civil::Weekday {
        match self {
            Self::Monday => civil::Weekday::Monday,
            Self::Tuesday => civil::Weekday::Tuesday,
            Self::Wednesday => civil::Weekday::Wednesday,
            Self::Thursday => civil::Weekday::Thursday,
            Self::Friday => civil::Weekday::Friday,
            Self::Saturday => civil::Weekday::Saturday,
            Self::Sunday => civil::Weekday::Sunday,
        }
    }
}

/// A period by its index in the year, from 0. A border that no date can say is the end of dates.
fn numbered(year: i32, index: i32, starts_on: Option<civil::Date>, ends_on: Option<civil::Date>) -> FiscalPeriod {
    let index = u8::try_from(index).unwrap_or_default();
    FiscalPeriod {
        year: i16::try_from(year).unwrap_or_default(),
        quarter: index / 3 + 1,
        period: index + 1,
        starts_on: starts_on.map_or(Date::MIN, Date::from_civil).max(Date::MIN),
        ends_on: ends_on.map_or(Date::MAX, Date::from_civil),
    }
}

#[cfg(test)]
#[path = "fiscal.test.rs"]
mod tests;
