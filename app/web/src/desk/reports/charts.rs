//! The charts of a report: which figures, in which shape.

use kernel::{Date, Locale, Money, Words};

use super::{
    ReportWords,
    chart::{Canvas, Chart, Drawing, Series, Shape},
    figures::{Report, Sums, percent},
};

/// Every chart of a report.
pub(super) fn all(report: &Report, today: Date, locale: Locale) -> Vec<Chart> {
    let charts = Charts { report, today, locale, words: ReportWords::of(locale) };
    vec![charts.occupancy(), charts.prices(), charts.pick_up(), charts.comings()]
}

struct Charts<'a> {
    report: &'a Report,
    today: Date,
    locale: Locale,
    words: &'static ReportWords,
}

impl Charts<'_> {
    fn occupancy(&self) -> Chart {
        let (words, say) = (self.words, &percent);
        let series = [self.series(words.occupancy, Shape::Bars, Sums::occupancy)];
        // A hotel that is half empty looks half empty.
        let least_top = 1_000;
        let about = words.about_occupancy;
        self.draw(&Drawing {
            id: "occupancy",
            title: words.occupancy,
            about,
            series: &series,
            least_top,
            say,
        })
    }

    fn prices(&self) -> Chart {
        let (words, currency) = (self.words, self.report.currency);
        let say = |amount| Words(self.locale).money(Money::new(amount, currency));
        let series = [
            self.series(words.adr, Shape::Line, Sums::adr),
            self.series(words.revpar, Shape::DashedLine, Sums::revpar),
        ];
        let about = words.about_prices;
        let title = words.prices;
        self.draw(&Drawing { id: "prices", title, about, series: &series, least_top: 1, say: &say })
    }

    fn pick_up(&self) -> Chart {
        let words = self.words;
        let series = [
            self.series(words.picked_up, Shape::Bars, |sums| Some(sums.picked_up)),
            self.series(words.fell_off, Shape::OtherBars, |sums| Some(sums.fell_off)),
        ];
        self.counts("pick-up", words.pick_up_chart, words.about_pick_up, &series)
    }

    fn comings(&self) -> Chart {
        let words = self.words;
        let series = [
            self.series(words.arrivals, Shape::Bars, |sums| Some(sums.arrivals)),
            self.series(words.departures, Shape::OtherBars, |sums| Some(sums.departures)),
        ];
        self.counts("comings", words.comings, words.about_comings, &series)
    }

    fn counts(&self, id: &'static str, title: &'static str, about: &'static str, series: &[Series]) -> Chart {
        let say = |count: i64| count.to_string();
        self.draw(&Drawing { id, title, about, series, least_top: 1, say: &say })
    }

    fn series(&self, label: &'static str, shape: Shape, value: fn(&Sums) -> Option<i64>) -> Series {
        let values = self.report.nights.iter().map(|night| value(&Sums::of(night))).collect();
        Series { label, shape, values }
    }

    fn draw(&self, drawing: &Drawing<'_>) -> Chart {
        let days: Vec<_> = self.report.nights.iter().map(|night| night.date).collect();
        Canvas { days: &days, today: self.today, say: Words(self.locale) }.draw(drawing)
    }
}
