//! Recipes, and whether they price every night once.

use std::collections::BTreeSet;

use super::*;

impl Pricing {
    pub(in crate::demo) fn room_type_codes(&self) -> BTreeSet<Code> {
        let ruled = self.restrictions.iter().flat_map(|rule| rule.room_types.iter());
        self.room_types.keys().chain(ruled).cloned().collect()
    }

    pub(in crate::demo) fn rate_plan_codes(&self) -> BTreeSet<Code> {
        let ruled = self.restrictions.iter().filter_map(|rule| rule.rate_plan.as_ref());
        self.rate_plans.keys().chain(ruled).cloned().collect()
    }

    pub(in crate::demo) fn assert_one_price_a_night(&self, currency: Currency, from: Date) {
        let to = from.plus_months(24);
        let updates = self.updates(currency, from, to).unwrap();
        let mut prices = BTreeMap::new();
        for update in updates.iter().filter(|update| update.price.flatten().is_some()) {
            for night in update.from.until(update.to).filter(|night| names(update, *night)) {
                let sold = (update.room_type.clone(), update.rate_plan.clone());
                let earlier = prices.insert((sold, night), update.price);
                assert_eq!(earlier, None, "two prices for {night}");
            }
        }
        let nights = usize::try_from(to.days_since(from)).unwrap();
        assert_eq!(prices.len(), nights * self.room_types.len() * self.rate_plans.len());
        assert!(prices.keys().all(|(_, night)| (from..to).contains(night)));
        assert!(updates.iter().all(|update| from <= update.from && update.to <= to));
        assert!(updates.len() < 1_000, "{} updates are not few", updates.len());
    }
}

fn names(update: &AriUpdate, night: Date) -> bool {
    update.weekdays.as_ref().is_none_or(|days| days.contains(&night.weekday()))
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn recipe() -> Pricing {
    serde_json::from_value(serde_json::json!({
        "room_types": {"DBL": 100_000},
        "rate_plans": {"BAR": {"percent": 100}, "BB": {"percent": 90, "add": 20_300}},
        "weekend": {"weekdays": ["fri", "sat"], "percent": 125},
        "seasons": [{"months": [7, 8], "percent": 150}],
        "restrictions": [
            {"room_types": ["DBL"], "months": [7, 8], "weekdays": ["sat"], "min_stay": 2},
            {"room_types": ["DBL"], "rate_plan": "BB", "months": [9], "closed": true}
        ]
    }))
    .unwrap()
}

#[test]
fn a_price_is_base_by_season_weekend_and_plan() {
    let updates = recipe().updates(Currency::KRW, date("2027-06-01"), date("2027-08-01")).unwrap();
    let price = |plan: &str, night: &str| {
        let applies = |update: &&AriUpdate| {
            update.rate_plan.as_ref().is_some_and(|code| code.as_str() == plan)
                && date(night) >= update.from
                && date(night) < update.to
                && names(update, date(night))
        };
        updates.iter().find(applies).and_then(|update| update.price.flatten()).unwrap().amount
    };

    assert_eq!(price("BAR", "2027-06-30"), 100_000); // a Wednesday
    assert_eq!(price("BAR", "2027-07-02"), 188_000); // a Friday: 187,500
    assert_eq!(price("BB", "2027-07-02"), 189_000); // 168,750 + 20,300 = 189,050
}

#[test]
fn rules_hold_in_their_months_of_every_year() {
    let updates = recipe().updates(Currency::KRW, date("2027-08-15"), date("2028-08-15")).unwrap();

    let rules: Vec<_> = updates.iter().filter(|update| update.price.is_none()).collect();

    let spans: Vec<_> = rules.iter().map(|rule| (rule.from.to_string(), rule.to.to_string())).collect();
    let expected = [("2027-08-15", "2027-09-01"), ("2028-07-01", "2028-08-15"), ("2027-09-01", "2027-10-01")];
    assert_eq!(spans, expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
    assert_eq!(rules[0].min_stay, Some(Some(2)));
    assert_eq!((rules[2].closed, rules[2].min_stay), (Some(true), None));
}

#[test]
fn a_single_night_is_one_update_for_each_price() {
    let friday = date("2027-06-04");

    let updates = recipe().updates(Currency::KRW, friday, friday.plus_days(1)).unwrap();

    assert_eq!(updates.len(), 2);
}
