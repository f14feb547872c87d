//! Every address of the desk's pages.

use inventory_api::Slug;
use kernel::ConfirmationCode;

use crate::links::{Links, query};

impl Links {
    /// Where staff sign in, to go on to `next`: a path of ours without its language.
    pub(crate) fn sign_in(self, next: &str) -> String {
        let query = query([("next", next.to_owned())]);
        self.to(&format!("/desk/sign-in?{query}"))
    }

    pub(crate) fn sign_out(self) -> String {
        self.to("/desk/sign-out")
    }

    /// A page of a hotel's desk, such as `today`.
    pub(crate) fn desk_of(self, hotel: &Slug, page: &str) -> String {
        self.to(&format!("/desk/{hotel}/{page}"))
    }

    /// A page of the desk that concerns no single hotel, such as `staff`.
    pub(crate) fn desk_page(self, page: &str) -> String {
        self.to(&format!("/desk/{page}"))
    }

    pub(crate) fn desk_booking(self, hotel: &Slug, code: ConfirmationCode) -> String {
        self.desk_of(hotel, &format!("bookings/{code}"))
    }

    /// Where something is done with a booking, such as `check-in`.
    pub(crate) fn desk_errand(self, hotel: &Slug, code: ConfirmationCode, errand: &str) -> String {
        self.desk_of(hotel, &format!("bookings/{code}/{errand}"))
    }
}

/// The way on that a form or a link names, without its language: a page of the desk, or the desk itself.
pub(crate) fn way_on(path: &str) -> &str {
    const DESK: &str = "/desk";
    let is_page = |rest: &str| rest.is_empty() || rest.starts_with(['/', '?']);
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    match path.strip_prefix(DESK) {
        Some(rest) if is_page(rest) && is_plain => path,
        _ => DESK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_the_desk_is_a_way_on() {
        for page in ["/desk", "/desk?hotel=a", "/desk/a/today?day=2030-05-01&done=%20"] {
            assert_eq!(way_on(page), page);
        }
        for other in [
            "",
            "/",
            "//evil.example",
            "/deskish",
            "https://evil.example/desk",
            "/desk/\r\nX: y",
            "/desk/\\x",
        ] {
            assert_eq!(way_on(other), "/desk", "{other}");
        }
    }
}
