//! Parameters that many routes have, as OpenAPI tells them; what reads them are `PathArgs` and `Write`.
#![expect(dead_code, reason = "these are told, not made")]

use utoipa::IntoParams;

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct InHotel {
    /// The hotel's id or slug
    hotel: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(super) struct WithKey {
    /// New for each write, the same for its repeats
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: String,
}
