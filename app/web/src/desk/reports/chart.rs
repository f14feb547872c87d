//! Drawing a chart: from figures to shapes on a canvas of 720 by 240.

use std::fmt::{self, Display, Write};

use kernel::{Date, Locale, Words};

const LEFT: i64 = 880;
const RIGHT: i64 = 7_040;
const TOP: i64 = 200;
const BOTTOM: i64 = 2_000;
/// Of a day's width, what its bars take, in tenths.
const BARS_OF_DAY: i64 = 7;
/// More dates than this beneath a chart run into each other.
const DATES_MAX: i64 = 8;
/// More lines than this across a chart are noise.
const STEPS_MAX: i64 = 4;

/// A length on the canvas, in tenths of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tenths(i64);

impl Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 10, self.0 % 10) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenth) => write!(f, "{whole}.{tenth}"),
        }
    }
}

/// How figures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Bars,
    /// Beside the first bars, in the other colour.
    OtherBars,
    Line,
    DashedLine,
}

impl Shape {
    fn is_bars(self) -> bool {
        matches!(self, Self::Bars | Self::OtherBars)
    }

    fn class(self) -> &'static str {
        match self {
            Self::Bars => "chart-bar",
            Self::OtherBars => "chart-bar-2",
            Self::Line => "chart-line",
            Self::DashedLine => "chart-line-2",
        }
    }

    /// The patch of its colour in the key.
    fn swatch(self) -> &'static str {
        match self {
            Self::Bars | Self::DashedLine => "chart-swatch",
            Self::OtherBars | Self::Line => "chart-swatch chart-swatch-2",
        }
    }
}

/// A figure for each day; `None` where there is none.
#[derive(Debug, Clone)]
pub(super) struct Series {
    pub(super) label: &'static str,
    pub(super) shape: Shape,
    pub(super) values: Vec<Option<i64>>,
}

/// What is to be drawn.
pub(super) struct Drawing<'a> {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What the figures mean.
    pub(super) about: &'static str,
    pub(super) series: &'a [Series],
    /// The scale reaches this far at least.
    pub(super) least_top: i64,
    /// A figure in words.
    pub(super) say: &'a dyn Fn(i64) -> String,
}

/// A chart, ready for `parts/chart.html`.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) steps: Vec<Label>,
    pub(crate) dates: Vec<Label>,
    pub(crate) bars: Vec<Bar>,
    pub(crate) lines: Vec<Line>,
    /// Where today begins, if it is shown.
    pub(crate) today: Option<Tenths>,
    pub(crate) key: Vec<Key>,
}

/// A text beside an axis, and where.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) at: Tenths,
    pub(crate) text: String,
}

/// A bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) class: &'static str,
    pub(crate) x: Tenths,
    pub(crate) y: Tenths,
    pub(crate) width: Tenths,
    pub(crate) height: Tenths,
    pub(crate) title: String,
}

/// A line, broken where there is no figure.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) class: &'static str,
    pub(crate) path: String,
}

/// What a colour means.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) swatch: &'static str,
    pub(crate) label: &'static str,
}

/// Days side by side, waiting for figures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Canvas<'a> {
    pub(super) days: &'a [Date],
    pub(super) today: Date,
    pub(super) say: Words,
}

impl Canvas<'_> {
    pub(super) fn draw(self, drawing: &Drawing<'_>) -> Chart {
        let scale = Scale::reaching(highest(drawing));
        let bars_a_day = count(drawing.series.iter().filter(|series| series.shape.is_bars()));
        let mut chart = Chart {
            id: drawing.id,
            title: drawing.title,
            about: drawing.about,
            steps: scale.steps(drawing.say),
            dates: self.dates(),
            bars: Vec::new(),
            lines: Vec::new(),
            today: self.days.iter().position(|day| *day == self.today).and_then(|day| self.edge(day)),
            key: drawing.series.iter().map(key).collect(),
        };
        let mut place = 0;
        for series in drawing.series {
            if series.shape.is_bars() {
                chart.bars.extend(self.bars(series, (place, bars_a_day), scale, drawing.say));
                place += 1;
            } else {
                chart.lines.push(Line { class: series.shape.class(), path: self.path(series, scale) });
            }
        }
        chart
    }

    /// Where a day begins.
    fn left_of(self, day: i64) -> i64 {
        LEFT + (RIGHT - LEFT) * day / count(self.days).max(1)
    }

    fn middle_of(self, day: i64) -> Tenths {
        Tenths(i64::midpoint(self.left_of(day), self.left_of(day + 1)))
    }

    fn edge(self, day: usize) -> Option<Tenths> {
        i64::try_from(day).ok().map(|day| Tenths(self.left_of(day)))
    }

    fn bars(
        self,
        series: &Series,
        (place, bars_a_day): (i64, i64),
        scale: Scale,
        say: &dyn Fn(i64) -> String,
    ) -> Vec<Bar> {
        let mut bars = Vec::new();
        for ((number, day), value) in (0..).zip(self.days).zip(&series.values) {
            let Some(value) = value.filter(|value| *value > 0) else { continue };
            let (left, day_width) = (self.left_of(number), self.left_of(number + 1) - self.left_of(number));
            let width = (day_width * BARS_OF_DAY / 10 / bars_a_day.max(1)).max(1);
            let margin = (day_width - width * bars_a_day) / 2;
            let y = scale.y(value);
            let title = format!("{}: {} {}", self.say.day_month(*day), series.label, say(value));
            bars.push(Bar {
                class: series.shape.class(),
                x: Tenths(left + margin + width * place),
                y: Tenths(y),
                width: Tenths(width),
                height: Tenths(BOTTOM - y),
                title,
            });
        }
        bars
    }

    /// From the middle of one day to the middle of the next. A day between two without a figure is a dot.
    fn path(self, series: &Series, scale: Scale) -> String {
        let (mut path, mut is_drawn) = (String::new(), false);
        for (number, value) in (0..).zip(&series.values) {
            let Some(value) = value else {
                is_drawn = false;
                continue;
            };
            let x = self.middle_of(number);
            let y = Tenths(scale.y(*value));
            // Writing to a String cannot fail.
            let _ = if is_drawn { write!(path, "L{x} {y}") } else { write!(path, "M{x} {y}h.1") };
            is_drawn = true;
        }
        path
    }

    /// As many dates as fit; whole weeks apart where weeks pass.
    fn dates(self) -> Vec<Label> {
        let fewest = (count(self.days) + DATES_MAX - 1) / DATES_MAX;
        let apart = if fewest > 7 { (fewest + 6) / 7 * 7 } else { fewest.max(1) };
        let shown = (0..).zip(self.days).filter(|(number, _)| number % apart == 0);
        shown
            .map(|(number, day)| {
                let at = self.middle_of(number);
                Label { at, text: self.short(*day) }
            })
            .collect()
    }

    /// A date as short as it can be: `5/1`, `1 May`.
    fn short(self, day: Date) -> String {
        let form = match self.say.0 {
            Locale::Ko => "%-m/%-d",
            Locale::En => "%-d %b",
        };
        day.to_naive().format(form).to_string()
    }
}

fn key(series: &Series) -> Key {
    Key { swatch: series.shape.swatch(), label: series.label }
}

fn highest(drawing: &Drawing<'_>) -> i64 {
    let values = drawing.series.iter().flat_map(|series| &series.values);
    values.flatten().copied().max().unwrap_or(0).max(drawing.least_top)
}

fn count(all: impl IntoIterator) -> i64 {
    i64::try_from(all.into_iter().count()).unwrap_or(i64::MAX)
}

/// From nothing up to a round number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scale {
    step: i64,
    top: i64,
}

impl Scale {
    /// The smallest scale with few round steps that a value fits on.
    fn reaching(highest: i64) -> Self {
        let highest = highest.max(1);
        let least = (highest + STEPS_MAX - 1) / STEPS_MAX;
        let mut round = 1_i64;
        let step = loop {
            let found =
                [1, 2, 5].map(|digit| round.saturating_mul(digit)).into_iter().find(|step| *step >= least);
            match found {
                Some(step) => break step,
                None => round = round.saturating_mul(10),
            }
        };
        Self { step, top: (highest + step - 1) / step * step }
    }

    fn y(self, value: i64) -> i64 {
        let height = i128::from(BOTTOM - TOP) * i128::from(value) / i128::from(self.top);
        BOTTOM - i64::try_from(height).unwrap_or(BOTTOM - TOP)
    }

    fn steps(self, say: &dyn Fn(i64) -> String) -> Vec<Label> {
        let values = (0..=self.top / self.step).map(|number| number * self.step);
        values.map(|value| Label { at: Tenths(self.y(value)), text: say(value) }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(count: u32) -> Vec<Date> {
        let first = Date::new(2030, 5, 1).unwrap();
        first.until(first.plus_days(count)).collect()
    }

    fn drawn(days: &[Date], series: &[Series]) -> Chart {
        let say = |value: i64| value.to_string();
        let drawing = Drawing { id: "test", title: "Test", about: "", series, least_top: 1, say: &say };
        Canvas { days, today: days[1], say: Words(Locale::En) }.draw(&drawing)
    }

    fn series(shape: Shape, values: &[Option<i64>]) -> Series {
        Series { label: "Rooms", shape, values: values.to_vec() }
    }

    #[test]
    fn a_scale_ends_at_a_round_number_in_few_steps() {
        let of = |highest| {
            let scale = Scale::reaching(highest);
            (scale.step, scale.top)
        };

        assert_eq!([0, 1, 4, 12].map(of), [(1, 1), (1, 1), (1, 4), (5, 15)]);
        assert_eq!([1_000, 1_040, 129_000].map(of), [(500, 1_000), (500, 1_500), (50_000, 150_000)]);
        assert!(of(i64::MAX / 2).1 > 0);
    }

    #[test]
    fn a_bar_is_as_high_as_its_figure_and_nothing_has_no_bar() {
        let chart = drawn(&days(4), &[series(Shape::Bars, &[Some(4), Some(2), Some(0), None])]);

        let heights: Vec<_> = chart.bars.iter().map(|bar| bar.height).collect();
        assert_eq!(heights, [Tenths(BOTTOM - TOP), Tenths((BOTTOM - TOP) / 2)]);
        assert_eq!(chart.bars[0].title, "Wed 1 May: Rooms 4");
        assert!(chart.bars[1].x > chart.bars[0].x);
        assert_eq!(chart.today, Some(Tenths(LEFT + (RIGHT - LEFT) / 4)));
    }

    #[test]
    fn two_rows_of_bars_stand_side_by_side() {
        let both = [series(Shape::Bars, &[Some(1)]), series(Shape::OtherBars, &[Some(1)])];
        let day = [days(2)[0], days(2)[1]];

        let chart = drawn(&day, &both);

        let (left, right) = (&chart.bars[0], &chart.bars[1]);
        assert_eq!(left.x.0 + left.width.0, right.x.0);
    }

    #[test]
    fn a_line_is_broken_where_there_is_no_figure() {
        let line = series(Shape::Line, &[Some(1), Some(1), None, Some(1)]);

        let chart = drawn(&days(4), &[line]);

        let path = &chart.lines[0].path;
        assert_eq!((path.matches('M').count(), path.matches('L').count()), (2, 1), "{path}");
    }

    #[test]
    fn dates_beneath_a_chart_never_run_into_each_other() {
        for nights in [1, 2, 8, 9, 31, 60, 92, 366] {
            let days = days(nights.max(2));
            let chart = drawn(&days, &[]);

            assert!((1..=8).contains(&chart.dates.len()), "{nights}: {}", chart.dates.len());
        }
    }
}
