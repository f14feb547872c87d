//! What a guest looks for: when, who, how many rooms; as typed, and as it can be asked.

use kernel::{Date, Locale, Party, Stay, StayError, Words};

use crate::{
    form::{Errors, Typed},
    links::{comma_separated, query},
    words::words,
};

/// When, who, how many rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) stay: Stay,
    pub(crate) party: Party,
    pub(crate) rooms: u16,
}

impl Wish {
    pub(crate) const ROOMS_MAX: u16 = 50;

    /// The wish as a query, in the API's names.
    pub(crate) fn query(&self) -> String {
        query(self.pairs())
    }

    /// Names and values, for links and hidden fields.
    pub(crate) fn pairs(&self) -> [(&'static str, String); 5] {
        [
            ("check_in", self.stay.check_in().to_string()),
            ("check_out", self.stay.check_out().to_string()),
            ("rooms", self.rooms.to_string()),
            ("adults", self.party.adults().to_string()),
            ("children", comma_separated(self.party.children())),
        ]
    }

    /// `2 nights, 1 room, 2 adults`.
    pub(crate) fn in_words(&self, say: Words) -> String {
        let rooms = match say.0 {
            Locale::Ko => format!("객실 {}개", self.rooms),
            Locale::En if self.rooms == 1 => "1 room".to_owned(),
            Locale::En => format!("{} rooms", self.rooms),
        };
        let guests = say.party(self.party.adults(), self.party.children());
        format!("{} · {rooms} · {guests}", say.nights(self.stay.len()))
    }
}

words! {
    /// What the form of a wish says.
    WishWords {
        place: "어디로 가시나요?" | "Where to?",
        place_hint: "도시 또는 호텔 이름" | "City or hotel",
        check_in: "체크인" | "Check-in",
        check_out: "체크아웃" | "Check-out",
        rooms: "객실" | "Rooms",
        adults: "성인" | "Adults",
        children: "어린이 나이" | "Children's ages",
        children_hint: "예: 5, 9 (없으면 비워 두세요)" | "For example 5, 9; leave empty for none",
        search: "객실 검색" | "Find rooms",
        wrong_check_in: "체크인 날짜를 선택해 주세요." | "Choose a check-in date.",
        wrong_check_out: "체크아웃 날짜를 선택해 주세요." | "Choose a check-out date.",
        reversed: "체크아웃은 체크인 다음 날 이후여야 합니다." | "Check-out must be after check-in.",
        too_long: "한 번에 366박까지 예약하실 수 있습니다." | "A stay has at most 366 nights.",
        wrong_rooms: "객실은 1개부터 50개까지 선택하실 수 있습니다." | "Choose 1 to 50 rooms.",
        wrong_adults: "성인은 1명부터 200명까지 입력해 주세요." | "Enter 1 to 200 adults.",
        wrong_children: "나이를 쉼표로 나누어 0에서 17 사이로 입력해 주세요. 예: 5, 9" | "Enter ages from 0 to 17 with commas between them, such as 5, 9.",
    }
}

/// The form of a wish: as typed, with what is wrong, and the wish if nothing is.
#[derive(Debug, Clone)]
pub(crate) struct WishForm {
    pub(crate) words: &'static WishWords,
    pub(crate) errors: Errors,
    pub(crate) wish: Option<Wish>,
    pub(crate) place: String,
    pub(crate) check_in: String,
    pub(crate) check_out: String,
    pub(crate) rooms: String,
    pub(crate) adults: String,
    pub(crate) children: String,
}

const ROOMS: &str = "1";
const ADULTS: &str = "2";

impl WishForm {
    /// The form as a query filled it. Nothing is wrong while only one date was chosen from a calendar, or none.
    pub(crate) fn read(typed: &Typed, locale: Locale) -> Self {
        let or = |name, otherwise: &str| match typed.get(name) {
            "" => otherwise.to_owned(),
            text => text.to_owned(),
        };
        let mut form = Self {
            words: WishWords::of(locale),
            errors: Errors::default(),
            wish: None,
            place: typed.get("city").to_owned(),
            check_in: typed.get("check_in").to_owned(),
            check_out: typed.get("check_out").to_owned(),
            rooms: or("rooms", ROOMS),
            adults: or("adults", ADULTS),
            children: typed.get("children").to_owned(),
        };
        if form.has_dates() && typed.has("check_in") && typed.has("check_out") {
            form.wish = form.check();
        }
        form
    }

    /// The same, with dates for whoever has not chosen any.
    #[must_use]
    pub(crate) fn or_dates(mut self, check_in: Date) -> Self {
        if !self.has_dates() {
            self.check_in = check_in.to_string();
            self.check_out = check_in.plus_days(1).to_string();
        }
        self
    }

    pub(crate) fn has_dates(&self) -> bool {
        !self.check_in.is_empty() || !self.check_out.is_empty()
    }

    fn check(&mut self) -> Option<Wish> {
        let stay = read_stay([&self.check_in, &self.check_out], &mut self.errors, self.words);
        let party = self.party();
        let rooms = self.rooms.parse().ok().filter(|rooms| (1..=Wish::ROOMS_MAX).contains(rooms));
        if rooms.is_none() {
            self.errors.add("rooms", self.words.wrong_rooms);
        }
        Some(Wish { stay: stay?, party: party?, rooms: rooms? })
    }

    /// Adults and children are looked at apart: whoever has both wrong is told both.
    fn party(&mut self) -> Option<Party> {
        let ages: Result<Vec<u8>, _> =
            self.children.split([',', ' ']).filter(|age| !age.is_empty()).map(str::parse).collect();
        let children = ages.ok().filter(|ages| Party::new(1, ages.clone()).is_ok());
        let adults = self.adults.parse().ok().filter(|adults| Party::new(*adults, Vec::new()).is_ok());
        if adults.is_none() {
            self.errors.add("adults", self.words.wrong_adults);
        }
        if children.is_none() {
            self.errors.add("children", self.words.wrong_children);
        }
        Party::new(adults?, children?).ok()
    }
}

/// A stay from its two dates as typed; what is wrong with them is added to `errors`.
pub(crate) fn read_stay(
    [check_in, check_out]: [&str; 2],
    errors: &mut Errors,
    words: &'static WishWords,
) -> Option<Stay> {
    let (arrival, departure) = (check_in.parse().ok(), check_out.parse().ok());
    if arrival.is_none() {
        errors.add("check_in", words.wrong_check_in);
    }
    if departure.is_none() {
        errors.add("check_out", words.wrong_check_out);
    }
    match Stay::new(arrival?, departure?) {
        Ok(stay) => Some(stay),
        Err(error) => {
            let said = match error {
                StayError::Empty => words.reversed,
                StayError::TooLong => words.too_long,
            };
            errors.add("check_out", said);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> WishForm {
        let typed = pairs.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value));
        WishForm::read(&typed, Locale::En)
    }

    #[test]
    fn a_form_that_asks_for_no_dates_is_not_wrong() {
        let form = form(&[("city", "Seoul")]);

        assert!(form.wish.is_none() && form.errors.is_empty());
        assert_eq!((form.rooms.as_str(), form.adults.as_str()), ("1", "2"));
    }

    #[test]
    fn half_a_choice_is_not_wrong_but_an_empty_field_is() {
        let half = form(&[("check_in", "2030-05-01")]);
        let empty = form(&[("check_in", "2030-05-01"), ("check_out", "")]);

        assert!(half.wish.is_none() && half.errors.is_empty());
        assert!(!empty.errors.of("check_out").is_empty());
    }

    #[test]
    fn a_whole_form_is_a_wish_and_its_query_says_the_same() {
        let form = form(&[("check_in", "2030-05-01"), ("check_out", "2030-05-03"), ("children", "5, 9")]);

        let query = form.wish.unwrap().query();

        assert_eq!(query, "check_in=2030-05-01&check_out=2030-05-03&rooms=1&adults=2&children=5%2C9");
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_kept_as_typed() {
        let form = form(&[
            ("check_in", "2030-05-03"),
            ("check_out", "2030-05-01"),
            ("rooms", "many"),
            ("adults", "0"),
        ]);

        let fields: Vec<_> = form.errors.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["check_out", "adults", "rooms"]);
        assert_eq!((form.check_in.as_str(), form.rooms.as_str()), ("2030-05-03", "many"));
    }

    #[test]
    fn a_child_is_younger_than_eighteen() {
        let wrong = |children| {
            let form =
                form(&[("check_in", "2030-05-01"), ("check_out", "2030-05-02"), ("children", children)]);
            !form.errors.of("children").is_empty()
        };

        assert!(wrong("18") && wrong("five") && wrong("-1"));
        assert!(!wrong("0,17") && !wrong("3 4"));
    }
}
