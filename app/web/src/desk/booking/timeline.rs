//! Everything that happened to a booking, newest first: changes, mails, notes, and what else the audit trail knows.

use std::cmp::Reverse;

use booking_api::{HistoryEntry, StaffNote};
use chrono::{DateTime, SecondsFormat, Utc};
use notification_api::{MessageState, MessageView};

use crate::{
    TrailEntry,
    desk::around::Around,
    shown::{mail_name, mail_state},
    words::words,
};

use super::Known;

words! {
    /// What a timeline says.
    TimelineWords {
        confirmed: "예약 확정" | "Booked",
        changed: "예약 변경" | "Changed",
        cancelled: "예약 취소" | "Cancelled",
        checked_in: "체크인" | "Checked in",
        checked_out: "체크아웃" | "Checked out",
        no_show: "노쇼" | "No-show",
        check_in: "체크인" | "Check-in",
        check_out: "체크아웃" | "Check-out",
        room: "객실" | "Room",
        total: "합계" | "Total",
        penalty: "위약금" | "Penalty",
        note: "메모" | "Note",
        mail: "" | "Mail: ",
    }
}

/// What a timeline is made from.
#[derive(Clone, Copy)]
pub(super) struct Happened<'a> {
    pub(super) around: Around<'a>,
    pub(super) known: &'a Known,
}

/// Something that happened.
pub(super) struct Item {
    at: DateTime<Utc>,
    /// What the mark beside it looks like.
    pub(super) class: &'static str,
    pub(super) is_bad: bool,
    pub(super) title: String,
    pub(super) when: String,
    pub(super) lines: Vec<String>,
    pub(super) who: String,
    /// Where a mail is sent again.
    pub(super) resend: Option<String>,
}

impl Item {
    /// The moment, for machines.
    pub(super) fn datetime(&self) -> String {
        self.at.to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

/// What else than the booking's own history and notes the trail tells of: those name their actors themselves.
const TOLD_ALREADY: [&str; 1] = ["booking.note"];

/// Everything that happened, newest first.
pub(super) fn of(happened: &Happened<'_>) -> Vec<Item> {
    let known = happened.known;
    let before = [None].into_iter().chain(known.history.iter().map(Some));
    let changes = known.history.iter().zip(before).map(|(entry, before)| happened.change(entry, before));
    let mut items: Vec<_> = changes.collect();
    // Of what happened at the same moment, the later version stands above.
    items.reverse();
    items.extend(known.messages.iter().map(|message| happened.mail(message)));
    items.extend(known.notes.iter().map(|note| happened.note(note)));
    let untold = known.trail.iter().filter(|entry| !TOLD_ALREADY.contains(&entry.action.as_str()));
    items.extend(untold.map(|entry| happened.event(entry)));
    items.sort_by_key(|item| Reverse(item.at));
    items
}

impl Happened<'_> {
    fn item(self, at: DateTime<Utc>, class: &'static str, title: impl Into<String>) -> Item {
        let (when, title) = (self.around.instant(at), title.into());
        Item { at, class, is_bad: false, title, when, lines: vec![], who: String::new(), resend: None }
    }

    fn change(self, entry: &HistoryEntry, before: Option<&HistoryEntry>) -> Item {
        let words = TimelineWords::of(self.around.locale);
        let title = match entry.action.as_str() {
            "confirmed" => words.confirmed,
            "changed" => words.changed,
            "cancelled" => words.cancelled,
            "checked_in" => words.checked_in,
            "checked_out" => words.checked_out,
            "no_show" => words.no_show,
            other => other,
        };
        let is_bad = matches!(entry.action.as_str(), "cancelled" | "no_show");
        let item = self.item(entry.at, "timeline-change", title);
        Item { is_bad, lines: self.difference(entry, before), who: self.known.who.is(&entry.actor), ..item }
    }

    /// What became different; of the first entry, everything.
    fn difference(self, entry: &HistoryEntry, before: Option<&HistoryEntry>) -> Vec<String> {
        let words = TimelineWords::of(self.around.locale);
        let labels = [words.check_in, words.check_out, words.room, words.total];
        let now = self.facts(entry);
        let then = before.map(|before| self.facts(before)).unwrap_or_default();
        let lines = labels.into_iter().zip(then.into_iter().zip(now));
        let lines = lines.filter_map(|(label, (then, now))| match (then, now) {
            (Some(then), Some(now)) if then != now => Some(format!("{label}: {then} → {now}")),
            (None, Some(now)) if before.is_none() => Some(format!("{label}: {now}")),
            _ => None,
        });
        let penalty =
            entry.penalty.map(|penalty| format!("{}: {}", words.penalty, self.around.say().money(penalty)));
        lines.chain(penalty).collect()
    }

    /// Dates, rooms and price after an entry; what an older release did not write down is left out.
    fn facts(self, entry: &HistoryEntry) -> [Option<String>; 4] {
        let say = self.around.say();
        let rooms = entry.rooms.zip(entry.room_type.as_ref());
        [
            entry.check_in.map(|date| say.day_month(date)),
            entry.check_out.map(|date| say.day_month(date)),
            rooms.map(|(rooms, code)| say.rooms(rooms, self.around.room(code))),
            entry.total.map(|total| say.money(total)),
        ]
    }

    fn mail(self, message: &MessageView) -> Item {
        let words = TimelineWords::of(self.around.locale);
        let (name, state) = (mail_name(message.template, self.around.locale), message.state);
        let title = format!("{}{name} · {}", words.mail, mail_state(state, self.around.locale));
        let code = self.known.detail.view.confirmation_code;
        let resend = self.around.errand(code, &format!("messages/{}/resend", message.message_id));
        Item {
            is_bad: state == MessageState::Failed,
            lines: message.last_error.iter().filter(|_| state != MessageState::Sent).cloned().collect(),
            resend: self.around.may_write.then_some(resend),
            ..self.item(message.sent_at.unwrap_or(message.created_at), "timeline-mail", title)
        }
    }

    fn note(self, note: &StaffNote) -> Item {
        let words = TimelineWords::of(self.around.locale);
        let lines = note.text.lines().map(str::to_owned).collect();
        let who = self.known.who.is(&note.actor);
        Item { lines, who, ..self.item(note.at, "timeline-note", words.note) }
    }

    fn event(self, entry: &TrailEntry) -> Item {
        let who = self.known.who.is(&entry.actor);
        Item { who, ..self.item(entry.at, "timeline-event", entry.action.clone()) }
    }
}
