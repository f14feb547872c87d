//! Every mail in every language, with everything guests and hotels may have typed.

use booking_api::BookingDetail;
use chrono::{DateTime, Utc};
use inventory_api::{CancellationPolicy, Hotel};
use kernel::{Currency, HotelId, Locale, Money};
use notification_api::Template;

use super::{Letter, Writer, page::Page, templates};
use crate::{Config, tests::samples};

struct Sample {
    hotel: Hotel,
    booking: BookingDetail,
    now: DateTime<Utc>,
}

impl Sample {
    fn new(locale: Locale) -> Self {
        let id = HotelId::new(samples::now());
        Self { hotel: samples::hotel(id), booking: samples::booking(id, locale), now: samples::now() }
    }

    fn with(mut self, change: impl FnOnce(&mut BookingDetail)) -> Self {
        change(&mut self.booking);
        self
    }

    fn page_of<T>(&self, template: Template, read: impl FnOnce(&Page) -> T) -> T {
        let message = samples::message(&self.booking, template);
        let letter = Letter { message: &message, booking: &self.booking, hotel: &self.hotel, now: self.now };
        read(&Page::new(letter, &config()))
    }

    fn html(&self, template: Template) -> String {
        self.page_of(template, |page| templates::html(template, page).unwrap())
    }

    fn text(&self, template: Template) -> String {
        self.page_of(template, |page| templates::text(template, page).unwrap())
    }

    fn mail(&self, template: Template) -> String {
        let message = samples::message(&self.booking, template);
        let letter = Letter { message: &message, booking: &self.booking, hotel: &self.hotel, now: self.now };
        String::from_utf8(Writer::new(config()).write(letter).unwrap()).unwrap()
    }

    /// The mail's header lines, unfolded.
    fn head(&self, template: Template) -> Vec<String> {
        let mail = self.mail(template);
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }
}

fn config() -> Config {
    Config::new("mail".into(), "https://jumak.example")
}

/// What a stranger may type where a name is asked for.
fn wild_name() -> String {
    let wild = "<script>alert('👩‍👩‍👧')</script>\"&{{ 1 }}, ";
    wild.chars().cycle().take(200).collect()
}

fn extremes(locale: Locale) -> Vec<Sample> {
    let id = HotelId::new(samples::now());
    let year = samples::with_prices(id, locale, &(0..366).map(|n| 100_000 + n % 7).collect::<Vec<_>>());
    let mut wild_hotel = Sample::new(locale);
    wild_hotel.hotel.profile.name = wild_name();
    wild_hotel.hotel.profile.texts.clear();
    wild_hotel.hotel.profile.email = Some("no address".to_owned());
    wild_hotel.hotel.room_types.clear();
    wild_hotel.hotel.rate_plans.clear();
    vec![
        Sample::new(locale),
        wild_hotel,
        Sample { hotel: samples::hotel(id), booking: year, now: samples::now() },
        Sample {
            hotel: samples::hotel(id),
            booking: samples::with_prices(id, locale, &[0]),
            now: samples::now(),
        },
        Sample::new(locale).with(|b| b.view.guest.name = wild_name()),
        Sample::new(locale).with(|b| b.quote.cancellation = CancellationPolicy::default()),
        Sample::new(locale).with(|b| b.quote.taxes.clear()),
        Sample::new(locale).with(|b| (b.view.note, b.view.manage_token) = (Some(wild_name()), None)),
        Sample::new(locale).with(|b| {
            b.view.penalty = Some(Money::new(0, Currency::KRW));
            b.view.refund = Some(b.quote.total);
        }),
    ]
}

#[test]
fn a_confirmation_says_all_that_matters_in_korean() {
    let sample = Sample::new(Locale::Ko);

    let (text, html) = (sample.text(Template::Confirmation), sample.html(Template::Confirmation));

    for part in [
        "Ann Lee 님",
        "주막 서울",
        "예약이 확정되었습니다",
        "3F7K2M9QXR",
        "2027년 5월 1일 (토) 15:00 이후",
        "2027년 5월 4일 (화) 11:00까지",
        "3박",
        "더블룸 2실",
        "기본 요금 (조식 포함)",
        "성인 3명, 어린이 1명 (5세)",
        "2027년 5월 1일 – 2027년 5월 2일 (2박)",
        "129,000원",
        "2027년 5월 3일",
        "150,000원",
        "VAT (요금에 포함)",
        "816,000원",
        "2027년 4월 24일 (토) 15:00까지 취소하실 경우: 무료",
        "2027년 4월 30일 (금) 15:00까지 취소하실 경우: 총액의 50% (408,000원)",
        "그 이후에 취소하시거나 숙박하지 않으실 경우: 첫 1박 요금 (258,000원)",
        "Two cots, please.",
        "https://jumak.example/ko/m/tok_en-1?code=3F7K2M9QXR",
        "서울특별시 세종대로 1",
        "+82 2 123 4567",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
        assert!(html.contains(part), "{part} in\n{html}");
    }
}

#[test]
fn a_confirmation_says_all_that_matters_in_english() {
    let sample = Sample::new(Locale::En);

    let (text, html) = (sample.text(Template::Confirmation), sample.html(Template::Confirmation));

    for part in [
        "Dear Ann Lee,",
        "Jumak Seoul",
        "Your booking is confirmed",
        "3F7K2M9QXR",
        "Saturday, 1 May 2027, from 15:00",
        "Tuesday, 4 May 2027, by 11:00",
        "3 nights",
        "2 × Double",
        "Best rate (breakfast included)",
        "3 adults, 1 child (age 5)",
        "1 May 2027 – 2 May 2027 (2 nights)",
        "₩129,000",
        "3 May 2027",
        "₩150,000",
        "VAT (included in the price)",
        "₩816,000",
        "Until Saturday, 24 April 2027, 15:00: free of charge",
        "Until Friday, 30 April 2027, 15:00: 50% of the total (₩408,000)",
        "After that, or if you do not arrive: the first night (₩258,000)",
        "Two cots, please.",
        "https://jumak.example/en/m/tok_en-1?code=3F7K2M9QXR",
        "1 Sejong-daero, Seoul",
        "+82 2 123 4567",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
        assert!(html.contains(part), "{part} in\n{html}");
    }
}

#[test]
fn a_cancellation_says_what_is_kept_and_what_is_not() {
    let cancelled = |locale| {
        Sample::new(locale).with(|b| {
            b.view.penalty = Some(Money::new(12_900, Currency::EUR));
            b.view.refund = Some(Money::new(123_456_789, Currency::EUR));
        })
    };

    let ko = cancelled(Locale::Ko).text(Template::Cancellation);
    let en = cancelled(Locale::En).text(Template::Cancellation);

    for part in ["예약이 취소되었습니다", "취소 수수료: €129.00", "€1,234,567.89"] {
        assert!(ko.contains(part), "{part} in\n{ko}");
    }
    for part in ["has been cancelled", "Cancellation fee: €129.00", "€1,234,567.89"] {
        assert!(en.contains(part), "{part} in\n{en}");
    }
    assert!(!en.contains("/m/tok_en-1"), "nothing is left to change");
}

#[test]
fn a_change_says_so() {
    assert!(Sample::new(Locale::Ko).text(Template::Change).contains("예약이 변경되었습니다"));
    assert!(Sample::new(Locale::En).text(Template::Change).contains("has been changed"));
}

#[test]
fn deadlines_that_have_passed_are_left_out() {
    let mut late = Sample::new(Locale::En);
    late.now = "2027-04-28T00:00:00Z".parse().unwrap();
    let mut last_moment = Sample::new(Locale::En);
    last_moment.now = "2027-05-01T00:00:00Z".parse().unwrap();

    let steps = |sample: &Sample| sample.page_of(Template::Confirmation, |page| page.ladder.clone());

    assert_eq!(
        steps(&late),
        [
            "Until Friday, 30 April 2027, 15:00: 50% of the total (₩408,000)",
            "After that, or if you do not arrive: the first night (₩258,000)",
        ]
    );
    assert_eq!(steps(&last_moment), ["If you cancel, or do not arrive: the first night (₩258,000)"]);
}

#[test]
fn every_mail_is_written_whatever_was_typed() {
    for locale in [Locale::Ko, Locale::En] {
        for sample in extremes(locale) {
            for template in Template::ALL {
                let (text, html, mail) =
                    (sample.text(template), sample.html(template), sample.mail(template));

                assert!(text.contains("3F7K2M9QXR") && html.contains("3F7K2M9QXR"));
                assert!(!html.contains("<script"), "{html}");
                assert!(!html.contains("&#38;#"), "escaped twice: {html}");
                assert!(!text.contains("\n\n\n"), "no holes in\n{text}");
                assert!(mail.lines().all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
            }
        }
    }
}

#[test]
fn the_head_carries_what_mail_programs_need() {
    let head = Sample::new(Locale::En).head(Template::Confirmation);

    for line in [
        "From: \"Jumak Seoul\" <no-reply@jumak.example>",
        "To: \"Ann Lee\" <ann@example.com>",
        "Reply-To: \"Jumak Seoul\" <desk@jumak-seoul.example>",
        "Subject: Your booking at Jumak Seoul is confirmed (3F7K2M9QXR)",
        "Date: Thu, 01 Apr 2027 03:04:05 +0000",
        "Auto-Submitted: auto-generated",
        "Content-Language: en",
        "MIME-Version: 1.0",
    ] {
        assert!(head.contains(&line.to_owned()), "{line} in {head:#?}");
    }
    assert!(head.iter().any(|line| line.starts_with("Message-ID: <")
        && line.ends_with(".confirmation.3@jumak.example>")));
    assert!(head.iter().any(|line| line.starts_with("Content-Type: multipart/mixed")));
}

#[test]
fn nothing_that_is_typed_becomes_a_header() {
    let evil = "Ann\r\nBcc: eve@example.com\r\n\r\n<b>\u{2028}X-Evil: 1";
    let mut sample = Sample::new(Locale::En).with(|b| b.view.guest.name = evil.to_owned());
    sample.hotel.profile.name = format!("Inn {evil}");
    sample.hotel.profile.email = Some("desk@x.example\r\nBcc: eve@example.com".to_owned());

    for template in Template::ALL {
        let head = sample.head(template);

        assert_eq!(head.len(), Sample::new(Locale::En).head(template).len() - 1, "less Reply-To: {head:#?}");
        assert!(!head.iter().any(|line| line.starts_with("Bcc") || line.starts_with("X-Evil")), "{head:#?}");
    }
}

#[test]
fn an_address_that_ends_its_line_is_refused() {
    let sample = Sample::new(Locale::En)
        .with(|b| b.view.guest.email = "ann@example.com\r\nBcc: eve@example.com".into());
    let message = samples::message(&sample.booking, Template::Confirmation);
    let letter =
        Letter { message: &message, booking: &sample.booking, hotel: &sample.hotel, now: sample.now };

    let refused = Writer::new(config()).write(letter).unwrap_err();

    assert!(!refused.to_string().contains("eve"), "{refused}");
}

#[test]
fn the_stay_comes_as_a_calendar_entry() {
    let sample = Sample::new(Locale::Ko);
    let entry = |template| {
        let message = samples::message(&sample.booking, template);
        let letter =
            Letter { message: &message, booking: &sample.booking, hotel: &sample.hotel, now: sample.now };
        let page = Page::new(letter, &config());
        super::calendar_entry(letter, &page, ("jumak.example", "no-reply@jumak.example")).to_string()
    };

    let (made, called_off) = (entry(Template::Confirmation), entry(Template::Cancellation));

    let uid = format!("UID:{}@jumak.example\r\n", sample.booking.booking_id);
    for line in [
        uid.as_str(),
        "METHOD:PUBLISH\r\n",
        "DTSTAMP:20270401T030405Z\r\n",
        "SEQUENCE:3\r\n",
        "DTSTART;VALUE=DATE:20270501\r\n",
        "DTEND;VALUE=DATE:20270504\r\n",
        "SUMMARY:주막 서울 숙박\r\n",
        "LOCATION:서울특별시 세종대로 1\r\n",
        "STATUS:CONFIRMED\r\n",
    ] {
        assert!(made.contains(line), "{line} in\n{made}");
    }
    assert!(called_off.contains(&uid) && called_off.contains("METHOD:CANCEL\r\n"));
    assert!(called_off.contains("STATUS:CANCELLED\r\n"));
    assert!(!made.contains("tok_en-1"), "calendars are shared; the link is not");
}
