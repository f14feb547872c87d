//! A grid and a refusal, as tests want them.

use inventory_api::{AriGrid, AriRefusal};
use kernel::{ConfirmationCode, Date};
use serde_json::json;

/// A Friday.
pub(super) fn today() -> Date {
    "2030-05-03".parse().expect("a date")
}

/// A booking's code.
pub(super) fn code() -> ConfirmationCode {
    "3F7K2M9QXR".parse().expect("a code")
}

/// One room type: full today, closed tomorrow; one plan with prices and rules, one without.
pub(super) fn grid() -> AriGrid {
    let free = json!({"closed": false, "closed_to_arrival": false, "closed_to_departure": false,
                      "min_stay": null, "max_stay": null});
    let with = |more: serde_json::Value| {
        let mut whole = free.clone();
        whole.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        whole
    };
    let grid = json!({
        "hotel_id": "0190b5a0-0000-7000-8000-000000000001", "from": "2030-05-02", "to": "2030-05-16",
        "room_types": [{
            "room_type": "DBL",
            "nights": [
                with(json!({"date": "2030-05-03", "allotment": 22, "overbooking": 2, "taken": 24})),
                with(json!({"date": "2030-05-04", "allotment": 22, "overbooking": 0, "taken": 3, "closed": true})),
            ],
            "rate_plans": [
                {"rate_plan": "BAR", "nights": [
                    with(json!({"date": "2030-05-03", "price": {"amount": 120_000, "currency": "KRW"},
                                "closed_to_arrival": true, "min_stay": 2, "max_stay": 7})),
                ]},
                {"rate_plan": "NRF", "nights": [with(json!({"date": "2030-05-03", "price": null}))]},
            ]
        }]
    });
    serde_json::from_value(grid).expect("a grid")
}

/// Fewer rooms than are taken.
pub(super) fn below_taken() -> AriRefusal {
    let night = json!({"room_type": "DBL", "date": "2030-05-03", "taken": 24, "limit": 20});
    let refusal = json!({"refused": "below_taken", "nights": [night], "bookings": [code()], "holds": 2});
    serde_json::from_value(refusal).expect("a refusal")
}
