//! What was done, in words, and to what.

use kernel::Locale;

use crate::{TrailEntry, desk::who::Who, words::words};

words! {
    /// Every action there are words for.
    ActionWords {
        ari_set: "재고·요금 변경" | "Availability or rates set",
        hotel_create: "호텔 등록" | "Hotel added",
        hotel_change: "호텔 정보 변경" | "Hotel changed",
        room_type_add: "객실 타입 추가" | "Room type added",
        room_type_change: "객실 타입 변경" | "Room type changed",
        rate_plan_add: "요금제 추가" | "Rate plan added",
        rate_plan_change: "요금제 변경" | "Rate plan changed",
        photo_add: "사진 추가" | "Photo added",
        photo_change: "사진 변경" | "Photo changed",
        photo_remove: "사진 삭제" | "Photo removed",
        booking_note: "예약 메모 작성" | "Note written",
        message_resend: "메일 재발송" | "Message sent again",
        event_revive: "이벤트 다시 전달" | "Event delivered again",
        staff_add: "직원 추가" | "Staff added",
        staff_give_role: "역할 부여" | "Role given",
        staff_take_role: "역할 회수" | "Role taken",
        staff_disable: "계정 사용 중지" | "Account closed",
        staff_enable: "계정 사용 재개" | "Account opened again",
        staff_change_password: "비밀번호 변경" | "Password changed",
        staff_reset_password: "비밀번호 재설정" | "Password reset",
        staff_rehash_password: "비밀번호 보호 강화" | "Password kept more safely",
        session_start: "로그인" | "Signed in",
        session_end: "로그아웃" | "Signed out",
        session_end_all: "모든 기기에서 로그아웃" | "Signed out everywhere",
        api_key_issue: "API 키 발급" | "API key issued",
        api_key_revoke: "API 키 폐기" | "API key revoked",
    }
}

/// What was done; `None` for what there are no words for.
pub(super) fn in_words(action: &str, locale: Locale) -> Option<&'static str> {
    let words = ActionWords::of(locale);
    Some(match action {
        "ari.set" => words.ari_set,
        "hotel.create" => words.hotel_create,
        "hotel.change" => words.hotel_change,
        "room_type.add" => words.room_type_add,
        "room_type.change" => words.room_type_change,
        "rate_plan.add" => words.rate_plan_add,
        "rate_plan.change" => words.rate_plan_change,
        "photo.add" => words.photo_add,
        "photo.change" => words.photo_change,
        "photo.remove" => words.photo_remove,
        "booking.note" => words.booking_note,
        "message.resend" => words.message_resend,
        "event.revive" => words.event_revive,
        "staff.add" => words.staff_add,
        "staff.give_role" => words.staff_give_role,
        "staff.take_role" => words.staff_take_role,
        "staff.disable" => words.staff_disable,
        "staff.enable" => words.staff_enable,
        "staff.change_password" => words.staff_change_password,
        "staff.reset_password" => words.staff_reset_password,
        "staff.rehash_password" => words.staff_rehash_password,
        "session.start" => words.session_start,
        "session.end" => words.session_end,
        "session.end_all" => words.session_end_all,
        "api_key.issue" => words.api_key_issue,
        "api_key.revoke" => words.api_key_revoke,
        _ => return None,
    })
}

/// Whether the object is a confirmation code.
pub(super) fn is_about_a_booking(action: &str) -> bool {
    action.starts_with("booking.")
}

/// What it was done to: accounts and keys by their names, everything else as it is recorded.
pub(super) fn object_in_words(entry: &TrailEntry, who: &Who) -> String {
    let family = entry.action.split('.').next().unwrap_or_default();
    match family {
        "staff" | "session" => who.is(&format!("staff:{}", entry.object)),
        "api_key" => who.is(&format!("api_key:{}", entry.object)),
        _ => entry.object.clone(),
    }
}
