//! Views of one page side by side, as links.

/// One of them, for `parts/tabs.html`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tab {
    pub(crate) label: &'static str,
    pub(crate) link: String,
    pub(crate) is_here: bool,
}
