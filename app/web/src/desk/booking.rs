//! A booking at the desk: what it is, what can be done with it, and everything that ever happened to it.

pub(crate) mod act;
pub(crate) mod cancel;
pub(crate) mod change;
mod confirm;
pub(crate) mod notes;
mod timeline;

use access_api::permissions::{MANAGE_HOTELS, READ_BOOKINGS};
use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;
use booking_api::{BookingDetail, BookingStatus, BookingView, HistoryEntry, StaffNote};
use inventory_api::InventoryWords;
use kernel::{BookingId, ConfirmationCode, Locale};
use notification_api::{MessageList, MessageView};
use uuid::Uuid;

use crate::{
    TrailEntry, TrailQuery,
    desk::{
        around::Around,
        done::Done,
        errands::Errands,
        frame::{DeskFrame, Section},
        staff::{Counter, Staff},
        who::Who,
    },
    form::Typed,
    frame::Frame,
    refusal::Refusal,
    respond::see_other,
    shown::{Breakdown, Ladder, Priced, Status, mail_link, nights_of, phone_link},
    words::words,
};

use notes::NoteForm;
use timeline::{Happened, Item};

words! {
    /// What a booking's page says.
    BookingWords {
        list: "예약 목록" | "Bookings",
        where_you_are: "현재 위치" | "You are here",
        stay: "숙박" | "Stay",
        check_in: "체크인" | "Check-in",
        check_out: "체크아웃" | "Check-out",
        nights: "박수" | "Nights",
        room: "객실" | "Room",
        rate: "요금제" | "Rate",
        party: "인원" | "Guests",
        meals: "식사" | "Meals",
        booked: "예약 시각" | "Booked",
        guest: "예약자" | "Guest",
        name: "이름" | "Name",
        email: "이메일" | "E-mail",
        phone: "전화번호" | "Telephone",
        language: "메일 언어" | "Language of mails",
        korean: "한국어" | "Korean",
        english: "영어" | "English",
        request: "요청 사항" | "Request",
        price: "요금" | "Price",
        price_lines: "요금 내역" | "What the price is made of",
        total: "합계" | "Total",
        penalty: "위약금" | "Penalty",
        refund: "청구하지 않는 금액" | "Not charged",
        cancellation: "취소 규정" | "Cancellation",
        cancel_now: "지금 취소하면 위약금" | "Cancelling now costs",
        errands: "처리" | "What to do",
        do_check_in: "체크인" | "Check in",
        do_check_out: "체크아웃" | "Check out",
        do_no_show: "노쇼 처리" | "No-show",
        do_change: "예약 변경" | "Change",
        do_cancel: "예약 취소" | "Cancel the booking",
        notes: "직원 메모" | "Notes by staff",
        note: "메모" | "Note",
        note_hint: "직원만 볼 수 있습니다. 2,000자까지." | "Only staff see it. At most 2,000 characters.",
        add_note: "메모 남기기" | "Add the note",
        no_notes: "아직 메모가 없습니다." | "No notes yet.",
        history: "기록" | "History",
        resend: "다시 보내기" | "Send again",
    }
}

/// Messages of one booking that a page shows; more than a booking is ever changed.
const MESSAGES_SHOWN: u16 = 100;
/// Audit rows of one booking that a page shows.
const TRAIL_SHOWN: u16 = 100;

/// A booking at the desk.
#[derive(Template)]
#[template(path = "desk/booking.html")]
struct BookingPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static BookingWords,
    list: String,
    here: String,
    guest: GuestShown,
    code: String,
    status: Status,
    facts: Vec<(&'static str, String)>,
    breakdown: Breakdown,
    /// The terms, while they matter, and what cancelling costs now.
    terms: Option<(Ladder, String)>,
    /// What was kept and what was let go, of a booking that was called off.
    kept: Vec<(&'static str, String)>,
    errands: Errands,
    ways: Ways,
    note_form: Option<NoteForm>,
    notes: Vec<NoteShown>,
    timeline: Vec<Item>,
    notice: Option<String>,
}

/// Who booked.
struct GuestShown {
    name: String,
    email: String,
    mail_link: String,
    phone: Option<(String, String)>,
    language: &'static str,
    request: Option<String>,
}

/// Where things are done with this booking.
struct Ways {
    check_in: String,
    check_out: String,
    no_show: String,
    change: String,
    cancel: String,
    /// This page, without its language: where those forms lead back to.
    back: String,
}

/// Something that staff wrote down.
struct NoteShown {
    text: String,
    when: String,
    who: String,
}

/// Everything a booking's page is made from.
pub(super) struct Known {
    detail: BookingDetail,
    history: Vec<HistoryEntry>,
    notes: Vec<StaffNote>,
    messages: Vec<MessageView>,
    trail: Vec<TrailEntry>,
    who: Who,
}

/// The desk of that hotel, for whoever holds the permission there, and its booking with that code.
pub(super) async fn open(
    staff: &Staff,
    permission: &'static str,
    (hotel, code): (String, String),
) -> Result<(Counter, BookingDetail), Refusal> {
    let counter = staff.at(permission, &hotel).await?;
    let code: ConfirmationCode = code.parse().map_err(|_| Refusal::NoPage)?;
    let bookings = staff.visit.pages.booking();
    let view = bookings.booking(code, &counter.proof()).await?;
    let detail = bookings.detail(counter.hotel.id, view.booking_id).await?;
    Ok((counter, detail))
}

/// Shows a booking.
pub(crate) async fn show(
    staff: Staff,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, Refusal> {
    let (counter, detail) = open(&staff, READ_BOOKINGS, path.into_inner()).await?;
    let done = Done::of(Typed::query(&request).get("done"));
    let notice = done.map(|done| done.in_words(&detail.view.guest.name, counter.visit().locale));
    let mut page = page(&counter, detail, NoteForm::default()).await?;
    page.notice = notice;
    counter.visit().personal(&page)
}

/// Whoever comes to a form's address by a link sees the booking.
pub(crate) async fn back(staff: Staff, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let of = |name: &str| request.match_info().get(name).unwrap_or_default();
    let (hotel, code) = (of("hotel"), of("code"));
    let counter = staff.at(READ_BOOKINGS, hotel).await?;
    let code = code.parse().map_err(|_| Refusal::NoPage)?;
    Ok(see_other(&Around::of(&counter).booking(code)))
}

/// A booking's page, with the note as somebody typed it.
async fn page(counter: &Counter, detail: BookingDetail, note: NoteForm) -> Result<BookingPage, Refusal> {
    let around = Around::of(counter);
    let known = known(counter, detail).await?;
    let desk = counter.frame(Section::Bookings, &known.detail.view.confirmation_code.to_string()).await?;
    Ok(BookingPage::new(desk, around, &known, note))
}

async fn known(counter: &Counter, detail: BookingDetail) -> Result<Known, Refusal> {
    let (pages, hotel, booking) = (&counter.visit().pages, counter.hotel.id, detail.booking_id);
    let (history, notes, messages, trail, who) = futures::join!(
        pages.booking().history(hotel, booking),
        pages.booking().notes(hotel, booking),
        messages(counter, booking),
        trail(counter, detail.view.confirmation_code),
        Who::known(counter.visit()),
    );
    Ok(Known { detail, history: history?, notes: notes?, messages: messages?, trail: trail?, who: who? })
}

/// The mails about a booking.
async fn messages(counter: &Counter, booking: BookingId) -> Result<Vec<MessageView>, Refusal> {
    let list = MessageList {
        hotel: counter.hotel.id,
        booking: Some(booking),
        state: None,
        limit: MESSAGES_SHOWN,
        cursor: None,
    };
    Ok(counter.visit().pages.notification().messages(list).await?.items)
}

/// What the audit trail says of a booking, for those who may read the trail.
async fn trail(counter: &Counter, code: ConfirmationCode) -> Result<Vec<TrailEntry>, Refusal> {
    if !counter.staff.session.may(MANAGE_HOTELS, counter.hotel.id) {
        return Ok(Vec::new());
    }
    let query = TrailQuery {
        hotel: Some(counter.hotel.id),
        object: Some(code.to_string()),
        before: None,
        limit: TRAIL_SHOWN,
    };
    Ok(counter.visit().pages.backroom().trail(query).await?)
}

impl BookingPage {
    fn new(desk: DeskFrame, around: Around<'_>, known: &Known, note: NoteForm) -> Self {
        let (booking, words) = (&known.detail.view, BookingWords::of(around.locale));
        let code = booking.confirmation_code;
        let priced = Priced {
            nights: &booking.nights,
            taxes: &booking.taxes,
            rooms: booking.rooms,
            total: booking.total,
        };
        Self {
            frame: desk.frame.clone(),
            desk,
            words,
            list: around.link("bookings"),
            here: around.booking(code),
            guest: GuestShown::of(booking, words),
            code: code.to_string(),
            status: Status::of(booking.status, around.locale),
            facts: facts(booking, around),
            breakdown: Breakdown::of(priced, around.say()),
            terms: terms(&known.detail, around),
            kept: kept(booking, around),
            errands: Errands::of(booking, around),
            ways: Ways::of(code, around),
            note_form: around.may_write.then(|| note.at(around.errand(code, "notes"))),
            notes: known.notes.iter().map(|note| NoteShown::of(note, around, &known.who)).collect(),
            timeline: timeline::of(&Happened { around, known }),
            notice: None,
        }
    }

    /// A new form's own key.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn key(&self) -> Uuid {
        Uuid::new_v4()
    }
}

fn facts(booking: &BookingView, around: Around<'_>) -> Vec<(&'static str, String)> {
    let (words, say, profile) = (BookingWords::of(around.locale), around.say(), &around.hotel.profile);
    let plan = around.hotel.rate_plan(&booking.rate_plan);
    let meals = plan.and_then(|plan| say.meals(plan.profile.meal_plan));
    [
        (words.check_in, format!("{} {}", say.date(booking.check_in), profile.check_in_time)),
        (words.check_out, format!("{} {}", say.date(booking.check_out), profile.check_out_time)),
        (words.nights, say.nights(nights_of(booking))),
        (words.room, say.rooms(booking.rooms, around.room(&booking.room_type))),
        (words.rate, around.plan(&booking.rate_plan).to_owned()),
        (words.meals, meals.unwrap_or_default().to_owned()),
        (words.party, say.party(booking.adults, &booking.children)),
        (words.booked, around.instant(booking.created_at)),
    ]
    .into_iter()
    .filter(|(_, fact)| !fact.is_empty())
    .collect()
}

fn terms(detail: &BookingDetail, around: Around<'_>) -> Option<(Ladder, String)> {
    let is_open = detail.view.status == BookingStatus::Confirmed;
    let (quote, say) = (&detail.quote, around.say());
    let ladder = || Ladder::of(&quote.cancellation, quote, around.now, say);
    let penalty = || say.money(quote.cancellation.penalty_at(around.now, quote));
    is_open.then(|| (ladder(), penalty()))
}

fn kept(booking: &BookingView, around: Around<'_>) -> Vec<(&'static str, String)> {
    let (words, say) = (BookingWords::of(around.locale), around.say());
    [(words.penalty, booking.penalty), (words.refund, booking.refund)]
        .into_iter()
        .filter_map(|(label, amount)| Some((label, say.money(amount?))))
        .collect()
}

impl GuestShown {
    fn of(booking: &BookingView, words: &BookingWords) -> Self {
        let guest = &booking.guest;
        Self {
            name: guest.name.clone(),
            email: guest.email.clone(),
            mail_link: mail_link(&guest.email),
            phone: guest.phone.clone().map(|phone| (phone_link(&phone), phone)),
            language: match guest.locale {
                Locale::Ko => words.korean,
                Locale::En => words.english,
            },
            request: booking.note.clone(),
        }
    }
}

impl Ways {
    fn of(code: ConfirmationCode, around: Around<'_>) -> Self {
        let to = |errand| around.errand(code, errand);
        Self {
            check_in: to("check-in"),
            check_out: to("check-out"),
            no_show: to("no-show"),
            change: to("change"),
            cancel: to("cancel"),
            back: around.back_to_booking(code),
        }
    }
}

impl NoteShown {
    fn of(note: &StaffNote, around: Around<'_>, who: &Who) -> Self {
        Self { text: note.text.clone(), when: around.instant(note.at), who: who.is(&note.actor) }
    }
}

#[cfg(test)]
mod tests;
