//! What the operator decides about mail.

use std::path::PathBuf;

use booking_api::calendar_host;
use kernel::{ConfirmationCode, Locale};
use lettre::{Address, address::AddressError};

/// Stands in where the house has no name that mail could come from (RFC 2606 keeps it free for ever).
const NO_HOST: &str = "jumak.invalid";
const NO_REPLY: &str = "no-reply";

/// Where mail goes, who it comes from, and where its links lead.
#[derive(Debug, Clone)]
pub struct Config {
    mail_dir: PathBuf,
    public_url: String,
    host: String,
    sender: Address,
}

impl Config {
    /// Mail is written under `mail_dir`, a folder per day; links begin with `public_url`, such as
    /// `https://jumak.example`. The sender is `no-reply@` that URL's host.
    pub fn new(mail_dir: PathBuf, public_url: &str) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        let host = mail_host(&public_url);
        // The host was found fit for an address.
        let sender = Address::new_dangerous(NO_REPLY, &host);
        Self { mail_dir, public_url, host, sender }
    }

    /// Names another sender, such as `stay@jumak.example`.
    pub fn sent_from(mut self, address: &str) -> Result<Self, AddressError> {
        self.sender = address.parse()?;
        Ok(self)
    }

    pub(crate) fn mail_dir(&self) -> &PathBuf {
        &self.mail_dir
    }

    /// The right-hand side of message ids and calendar ids.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn sender(&self) -> &Address {
        &self.sender
    }

    /// The page, in the guest's language, on which they see and change their booking. Whoever has the link may, so
    /// it is no one else's.
    pub(crate) fn manage_url(&self, locale: Locale, code: ConfirmationCode, token: &str) -> String {
        format!("{}/{}/m/{token}?code={code}", self.public_url, locale.tag())
    }
}

/// The host of a URL if mail could come from it.
fn mail_host(url: &str) -> String {
    let host = calendar_host(url);
    if Address::new(NO_REPLY, &host).is_ok() { host } else { NO_HOST.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender_for(url: &str) -> String {
        Config::new(PathBuf::new(), url).sender().to_string()
    }

    #[test]
    fn mail_comes_from_the_public_host() {
        assert_eq!(sender_for("https://jumak.example"), "no-reply@jumak.example");
        assert_eq!(sender_for("https://Stay.Jumak.Example:8443/ko/"), "no-reply@stay.jumak.example");
        assert_eq!(sender_for("https://user:pass@jumak.example?x=@y.z"), "no-reply@jumak.example");
    }

    #[test]
    fn a_house_without_a_name_sends_from_a_host_that_cannot_exist() {
        for url in [
            "http://localhost:8080",
            "http://127.0.0.1",
            "http://[::1]:8080",
            "http://jumak",
            "",
            "http://a b.c",
        ] {
            assert_eq!(sender_for(url), "no-reply@jumak.invalid", "{url}");
        }
    }

    #[test]
    fn another_sender_must_be_an_address() {
        let config = Config::new(PathBuf::new(), "https://jumak.example");

        let named = config.clone().sent_from("stay@hotel.example").unwrap();

        assert_eq!(named.sender().to_string(), "stay@hotel.example");
        assert!(config.sent_from("stay").is_err());
    }

    #[test]
    fn a_link_opens_the_booking_in_the_guests_language() {
        let config = Config::new(PathBuf::new(), "https://jumak.example/");

        let url = |locale| config.manage_url(locale, "3F7K2M9QXR".parse().unwrap(), "tok-en_1");

        assert_eq!(url(Locale::Ko), "https://jumak.example/ko/m/tok-en_1?code=3F7K2M9QXR");
        assert_eq!(url(Locale::En), "https://jumak.example/en/m/tok-en_1?code=3F7K2M9QXR");
    }
}
