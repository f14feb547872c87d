//! Cookies: what they are called, and how they are guarded.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite},
};

/// Makes and reads cookies. Behind TLS they carry the `__Host-` prefix (RFC 6265bis §4.1.3.2): no other host and
/// no plain connection can set them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    is_secure: bool,
}

impl Cookies {
    /// The cookies of a site at this base.
    pub(crate) fn for_site(public_url: &str) -> Self {
        Self { is_secure: public_url.starts_with("https://") }
    }

    /// A cookie that lives as long as the browser's session, seen by no script and sent to no other site's form.
    pub(crate) fn set(self, name: &str, value: String) -> Cookie<'static> {
        Cookie::build(self.name(name), value)
            .path("/")
            .http_only(true)
            .secure(self.is_secure)
            .same_site(SameSite::Lax)
            .finish()
    }

    /// What the browser is to forget.
    pub(crate) fn forget(self, name: &str) -> Cookie<'static> {
        let mut cookie = self.set(name, String::new());
        cookie.make_removal();
        cookie
    }

    /// What the browser remembers.
    pub(crate) fn get(self, request: &HttpRequest, name: &str) -> Option<String> {
        request.cookie(&self.name(name)).map(|cookie| cookie.value().to_owned())
    }

    fn name(self, name: &str) -> String {
        if self.is_secure { format!("__Host-{name}") } else { name.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_tls_a_cookie_belongs_to_this_host_alone() {
        let cookie = Cookies::for_site("https://inn.example").set("staff", "t".to_owned());

        assert_eq!(cookie.to_string(), "__Host-staff=t; HttpOnly; SameSite=Lax; Secure; Path=/");
    }

    #[test]
    fn on_a_plain_connection_the_prefix_would_hide_the_cookie() {
        let cookie = Cookies::for_site("http://127.0.0.1:8080").set("staff", "t".to_owned());

        assert_eq!(cookie.to_string(), "staff=t; HttpOnly; SameSite=Lax; Path=/");
    }
}
