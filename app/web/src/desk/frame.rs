//! What surrounds every page of the desk: where one is, where one may go.

use std::sync::Arc;

use access_api::permissions::{MANAGE_HOTELS, MANAGE_STAFF, WRITE_BOOKINGS};
use inventory_api::Hotel;

use crate::{desk::staff::Staff, frame::Frame, words::words};

words! {
    /// What stands around every page of the desk.
    DeskWords {
        front_desk: "프런트" | "Front desk",
        hotel: "호텔" | "Hotel",
        switch_hotel: "호텔 바꾸기" | "Change hotel",
        go: "이동" | "Go",
        navigation: "프런트 메뉴" | "Front desk",
        menu: "메뉴" | "Menu",
        today: "오늘" | "Today",
        bookings: "예약" | "Bookings",
        new_booking: "새 예약" | "New booking",
        ari: "객실·요금" | "Rooms and rates",
        settings: "호텔 설정" | "Hotel settings",
        photos: "사진" | "Photos",
        messages: "메일" | "Messages",
        reports: "보고서" | "Reports",
        all_hotels: "전체" | "All hotels",
        new_hotel: "호텔 추가" | "Add a hotel",
        staff: "직원" | "Staff",
        keys: "API 키" | "API keys",
        events: "전달 실패 이벤트" | "Dead events",
        trail: "변경 기록" | "Audit trail",
        account: "내 계정" | "My account",
        sign_out: "로그아웃" | "Sign out",
        saved: "저장했습니다." | "Saved.",
        save: "저장" | "Save",
        back: "돌아가기" | "Back",
    }
}

/// Which part of the desk a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Today,
    Bookings,
    NewBooking,
    Ari,
    Settings,
    Photos,
    Messages,
    Reports,
    NewHotel,
    Staff,
    Keys,
    Events,
    Trail,
    Account,
}

/// A way to go.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) label: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) link: String,
    pub(crate) is_here: bool,
}

/// A hotel to go to.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) slug: String,
    pub(crate) is_here: bool,
}

/// A desk page's surroundings. Its templates extend `desk/frame.html` and call this `desk`.
#[derive(Debug, Clone)]
pub(crate) struct DeskFrame {
    pub(crate) frame: Frame,
    pub(crate) words: &'static DeskWords,
    pub(crate) email: String,
    /// The hotel's name; empty on pages that concern no single one.
    pub(crate) hotel: String,
    pub(crate) hotels: Vec<Place>,
    /// What can be done at this hotel.
    pub(crate) here: Vec<Way>,
    /// What concerns all hotels.
    pub(crate) everywhere: Vec<Way>,
}

impl DeskFrame {
    pub(crate) fn new(
        staff: &Staff,
        hotel: Option<&Arc<Hotel>>,
        hotels: Vec<Arc<Hotel>>,
        section: Section,
        title: &str,
    ) -> Self {
        let (visit, words) = (&staff.visit, DeskWords::of(staff.visit.locale));
        let place = |known: &Arc<Hotel>| Place {
            name: known.summary(visit.locale).name,
            slug: known.profile.slug.to_string(),
            is_here: hotel.is_some_and(|hotel| hotel.id == known.id),
        };
        Self {
            frame: visit.frame(title),
            words,
            email: staff.session.email.clone(),
            hotel: hotel.map(|hotel| hotel.summary(visit.locale).name).unwrap_or_default(),
            hotels: hotels.iter().map(place).collect(),
            here: hotel.map(|hotel| ways_here(staff, hotel, section)).unwrap_or_default(),
            everywhere: ways_everywhere(staff, section),
        }
    }

    /// Where one is, for the closed menu of a narrow screen.
    pub(crate) fn here_label(&self) -> &'static str {
        let mut ways = self.here.iter().chain(&self.everywhere);
        ways.find(|way| way.is_here).map(|way| way.label).unwrap_or_default()
    }
}

fn ways_here(staff: &Staff, hotel: &Hotel, section: Section) -> Vec<Way> {
    let words = DeskWords::of(staff.visit.locale);
    let may = |permission| staff.session.may(permission, hotel.id);
    [
        (Section::Today, words.today, "door", "today", true),
        (Section::Bookings, words.bookings, "list", "bookings", true),
        (Section::NewBooking, words.new_booking, "plus", "bookings/new", may(WRITE_BOOKINGS)),
        (Section::Ari, words.ari, "calendar", "ari", true),
        (Section::Reports, words.reports, "chart", "reports", true),
        (Section::Messages, words.messages, "mail", "messages", true),
        (Section::Settings, words.settings, "settings", "settings", may(MANAGE_HOTELS)),
        (Section::Photos, words.photos, "photo", "photos", may(MANAGE_HOTELS)),
        (Section::Events, words.events, "warning", "events", may(MANAGE_HOTELS)),
        (Section::Trail, words.trail, "clock", "trail", may(MANAGE_HOTELS)),
    ]
    .into_iter()
    .filter(|(.., is_allowed)| *is_allowed)
    .map(|(to, label, icon, page, _)| Way {
        label,
        icon,
        link: staff.visit.links.desk_of(&hotel.profile.slug, page),
        is_here: to == section,
    })
    .collect()
}

fn ways_everywhere(staff: &Staff, section: Section) -> Vec<Way> {
    let words = DeskWords::of(staff.visit.locale);
    let may_staff = staff.session.may_anywhere(MANAGE_STAFF);
    let may_add = staff.session.may_everywhere(MANAGE_HOTELS);
    [
        (Section::NewHotel, words.new_hotel, "plus", "hotels/new", may_add),
        (Section::Staff, words.staff, "person", "staff", may_staff),
        (Section::Keys, words.keys, "key", "keys", may_staff),
        (Section::Account, words.account, "shield", "account", true),
    ]
    .into_iter()
    .filter(|(.., is_allowed)| *is_allowed)
    .map(|(to, label, icon, page, _)| Way {
        label,
        icon,
        link: staff.visit.links.desk_page(page),
        is_here: to == section,
    })
    .collect()
}

#[cfg(test)]
impl DeskFrame {
    /// What surrounds a page of one hotel's desk, for tests of templates.
    pub(crate) fn sample(locale: kernel::Locale) -> Self {
        let words = DeskWords::of(locale);
        let frame = Frame::sample(locale, words.today);
        let link = frame.links.to("/desk/jumak-seoul/today");
        let way = Way { label: words.today, icon: "door", link, is_here: true };
        Self {
            frame,
            words,
            email: "desk@jumak.example".to_owned(),
            hotel: "Jumak Seoul".to_owned(),
            hotels: Vec::new(),
            here: vec![way],
            everywhere: Vec::new(),
        }
    }
}
