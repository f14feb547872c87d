//! What pages say: each phrase in every language, side by side, checked by the compiler.

/// Declares the words of a page: a struct with a field for each phrase, Korean first.
///
/// A phrase that lacks a language does not compile.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $ko:literal | $en:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name {
            $(pub(crate) $field: &'static str,)+
        }

        impl $name {
            const KO: Self = Self { $($field: $ko,)+ };
            const EN: Self = Self { $($field: $en,)+ };

            /// The words in a language.
            pub(crate) const fn of(locale: kernel::Locale) -> &'static Self {
                match locale {
                    kernel::Locale::Ko => &Self::KO,
                    kernel::Locale::En => &Self::EN,
                }
            }
        }
    };
}

pub(crate) use words;
