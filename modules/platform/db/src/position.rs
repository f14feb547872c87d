//! How far the database had come when somebody wrote: who shows it again reads their own write on any replica.

use std::{
    fmt,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
};

/// A place in the write-ahead log of one timeline. Every fail-over begins a new timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Counts the fail-overs.
    pub timeline: u32,
    /// Bytes of the log that were flushed.
    pub lsn: u64,
}

impl Position {
    /// Where no server ever gets: whoever shows it reads on the primary.
    pub(crate) const NOWHERE: Self = Self { timeline: u32::MAX, lsn: u64::MAX };
}

/// The text is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidPosition;

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{:x}", self.timeline, self.lsn)
    }
}

impl FromStr for Position {
    type Err = InvalidPosition;

    fn from_str(text: &str) -> Result<Self, InvalidPosition> {
        let (timeline, lsn) = text.split_once('.').ok_or(InvalidPosition)?;
        Ok(Self {
            timeline: u32::from_str_radix(timeline, 16).map_err(|_| InvalidPosition)?,
            lsn: u64::from_str_radix(lsn, 16).map_err(|_| InvalidPosition)?,
        })
    }
}

/// What one request knows: what its client showed, and what it wrote itself.
#[derive(Debug, Default)]
struct Known {
    shown: Option<Position>,
    written: Option<Position>,
}

tokio::task_local! {
    static KNOWN: Arc<Mutex<Known>>;
}

/// Runs a request whose client showed a position. Answers also the position of what the request wrote.
pub async fn of_request<F: Future>(shown: Option<Position>, request: F) -> (F::Output, Option<Position>) {
    let known = Arc::new(Mutex::new(Known { shown, written: None }));
    let output = KNOWN.scope(known.clone(), request).await;
    let written = known.lock().unwrap_or_else(PoisonError::into_inner).written;
    (output, written)
}

/// Lets work that gets a task of its own go on as part of the request that began it.
pub fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let known = KNOWN.try_with(Arc::clone).unwrap_or_default();
    KNOWN.scope(known, work)
}

/// What a read of this request must have seen: nothing when the client showed nothing and nothing was written.
pub(crate) fn wanted() -> Option<Position> {
    KNOWN
        .try_with(|known| {
            let known = known.lock().unwrap_or_else(PoisonError::into_inner);
            known.written.max(known.shown)
        })
        .ok()
        .flatten()
}

/// Notes what this request wrote.
pub(crate) fn wrote(position: Position) {
    let _ = KNOWN.try_with(|known| {
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known.written = known.written.max(Some(position));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLY: Position = Position { timeline: 1, lsn: 0x16_b374 };
    const LATE: Position = Position { timeline: 1, lsn: 0x20_0000 };

    #[test]
    fn a_position_reads_as_it_is_written() {
        assert_eq!(EARLY.to_string(), "1.16b374");
        assert_eq!("1.16b374".parse(), Ok(EARLY));
        assert_eq!("1.x".parse::<Position>(), Err(InvalidPosition));
        assert_eq!("".parse::<Position>(), Err(InvalidPosition));
    }

    #[tokio::test]
    async fn a_request_reads_what_it_wrote_also_in_a_task_of_its_own() {
        let request = async {
            let before = wanted();
            tokio::spawn(carried(async { wrote(LATE) })).await.unwrap();
            (before, wanted())
        };

        let ((before, after), written) = of_request(Some(EARLY), request).await;

        assert_eq!((before, after), (Some(EARLY), Some(LATE)));
        assert_eq!(written, Some(LATE));
    }

    #[tokio::test]
    async fn outside_a_request_nothing_is_wanted() {
        wrote(LATE);

        assert_eq!(wanted(), None);
        assert_eq!(carried(async { wanted() }).await, None);
    }
}
