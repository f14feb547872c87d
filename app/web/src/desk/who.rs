//! Who did something: actors as histories and audit rows name them, for people to read.

use std::collections::HashMap;

use kernel::Actor;

use crate::{refusal::Refusal, visit::Visit, words::words};

words! {
    /// What actors without a name of their own are called.
    WhoWords {
        guest: "고객" | "Guest",
        system: "시스템" | "System",
        unknown: "알 수 없음" | "Unknown",
        key: "API 키" | "API key",
    }
}

/// Everybody who can have done something.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    words: &'static WhoWords,
    names: HashMap<String, String>,
}

impl Who {
    /// Everybody there is now.
    pub(crate) async fn known(visit: &Visit) -> Result<Self, Refusal> {
        let access = visit.pages.access();
        let (staff, keys) = futures::join!(access.staff(), access.api_keys());
        let words = WhoWords::of(visit.locale);
        let staff = staff?.into_iter().map(|known| (Actor::Staff(known.staff_id).to_string(), known.email));
        let key_name = |name: &str| format!("{} “{name}”", words.key);
        let keys =
            keys?.into_iter().map(|key| (Actor::ApiKey(key.api_key_id).to_string(), key_name(&key.name)));
        Ok(Self { words, names: staff.chain(keys).collect() })
    }

    /// What an actor such as `staff:…` is called.
    pub(crate) fn is(&self, actor: &str) -> String {
        let name = match actor {
            "guest" => Some(self.words.guest),
            "system" => Some(self.words.system),
            other => self.names.get(other).map(String::as_str),
        };
        name.unwrap_or(self.words.unknown).to_owned()
    }
}

#[cfg(test)]
impl Who {
    /// Nobody but guests and the system, for tests.
    pub(crate) fn nobody(locale: kernel::Locale) -> Self {
        Self { words: WhoWords::of(locale), names: HashMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Locale;

    #[test]
    fn whoever_is_gone_has_no_name_left() {
        let mut who = Who::nobody(Locale::En);
        who.names.insert("staff:1".to_owned(), "ann@jumak.example".to_owned());

        let names = ["guest", "system", "staff:1", "staff:2"].map(|actor| who.is(actor));

        assert_eq!(names, ["Guest", "System", "ann@jumak.example", "Unknown"]);
    }
}
