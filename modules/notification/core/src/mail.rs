//! A mail, from a booking to the bytes that leave (RFC 5322, MIME).

mod page;
mod templates;
#[cfg(test)]
mod tests;
mod text;
mod words;

use std::time::SystemTime;

use booking_api::{BookingDetail, CalendarEntry, Venue};
use chrono::{DateTime, Utc};
use inventory_api::Hotel;
use kernel::Words;
use lettre::{
    Address, Message,
    address::{AddressError, Envelope},
    message::{
        Attachment, Mailbox, MessageBuilder, MultiPart, SinglePart,
        header::{ContentType, ContentTypeErr, Header, HeaderName, HeaderValue},
    },
};
use notification_api::Template;
use thiserror::Error;

use crate::{Config, queue::Claimed};

use self::{page::Page, text::one_line};

/// Everything a mail is written from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter<'a> {
    pub(crate) message: &'a Claimed,
    pub(crate) booking: &'a BookingDetail,
    pub(crate) hotel: &'a Hotel,
    pub(crate) now: DateTime<Utc>,
}

/// Why a mail cannot be written, now or ever. Never holds what the guest typed.
#[derive(Debug, Error)]
pub(crate) enum WriteError {
    #[error("the guest's address cannot be written to: {0}")]
    Recipient(#[source] AddressError),
    #[error("a template failed: {0}")]
    Template(#[from] askama::Error),
    #[error("the mail could not be put together: {0}")]
    Assembly(#[from] lettre::error::Error),
    #[error("a content type is wrong: {0}")]
    ContentType(#[from] ContentTypeErr),
}

/// Writes mails.
#[derive(Debug)]
pub(crate) struct Writer {
    config: Config,
}

impl Writer {
    pub(crate) fn new(config: Config) -> Self {
        Self { config }
    }

    /// The mail's bytes: text, HTML and a calendar entry. The same letter differs only in its MIME boundaries.
    pub(crate) fn write(&self, letter: Letter<'_>) -> Result<Vec<u8>, WriteError> {
        let page = Page::new(letter, &self.config);
        let sender = self.config.sender();
        let organizer = sender.to_string();
        let entry = calendar_entry(letter, &page, (self.config.host(), &organizer));
        let text = templates::text(letter.message.template, &page)?;
        let html = templates::html(letter.message.template, &page)?;
        let body = MultiPart::mixed()
            .multipart(MultiPart::alternative_plain_html(text, html))
            .singlepart(calendar_part(&entry)?);
        let mail = head(letter, &page, sender.clone())?.multipart(body)?;
        Ok(mail.formatted())
    }
}

fn head(letter: Letter<'_>, page: &Page, sender: Address) -> Result<MessageBuilder, WriteError> {
    let guest = &letter.booking.view.guest;
    let recipient: Address = guest.email.parse().map_err(WriteError::Recipient)?;
    // Given, because the library would read it back out of the headers, names and all.
    let envelope = Envelope::new(Some(sender.clone()), vec![recipient.clone()])?;
    let head = Message::builder()
        .envelope(envelope)
        .from(Mailbox::new(name(&page.hotel.name), sender))
        .to(Mailbox::new(name(&guest.name), recipient))
        .subject(page.subject.clone())
        .date(SystemTime::from(letter.now))
        .message_id(Some(format!("<{}>", letter.message.mail_id)))
        .header(AutoSubmitted)
        .header(ContentLanguage(page.locale.tag()));
    let reply_to = letter.hotel.profile.email.as_deref().and_then(|email| email.parse().ok());
    Ok(match reply_to {
        Some(address) => head.reply_to(Mailbox::new(name(&page.hotel.name), address)),
        None => head,
    })
}

/// A name fit for a header: nothing in it can end the line.
fn name(text: &str) -> Option<String> {
    let name = one_line(text);
    (!name.is_empty()).then_some(name)
}

/// The stay, as the guest's calendar takes it from the mail.
fn calendar_entry<'a>(
    letter: Letter<'a>,
    page: &'a Page,
    (host, organizer): (&'a str, &'a str),
) -> CalendarEntry<'a> {
    CalendarEntry {
        booking: letter.booking,
        version: letter.message.booking_version,
        is_cancelled: letter.message.template == Template::Cancellation,
        now: letter.now,
        say: Words(page.locale),
        hotel: Venue {
            name: &page.hotel.name,
            address: page.hotel.address.as_deref(),
            phone: page.hotel.phone.as_deref(),
            check_out_time: letter.hotel.profile.check_out_time,
        },
        rooms: &page.rooms,
        host,
        organizer: Some(organizer),
    }
}

fn calendar_part(entry: &CalendarEntry<'_>) -> Result<SinglePart, WriteError> {
    let kind = format!("text/calendar; charset=utf-8; method={}", entry.method());
    let kind = ContentType::parse(&kind)?;
    Ok(Attachment::new("booking.ics".to_owned()).body(entry.to_string(), kind))
}

/// Tells other programs not to answer (RFC 3834 §5).
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The language of the mail (RFC 3282).
#[derive(Debug, Clone, Copy)]
struct ContentLanguage(&'static str);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Err("the language is written, never read".into())
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.to_owned())
    }
}
