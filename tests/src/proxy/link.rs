//! One connection through the proxy.

use std::{
    io,
    sync::{Arc, atomic::Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::watch,
};

use super::{Weather, Wire};

const CHUNK_BYTES: usize = 16 * 1024;

/// Counts a connection while it is open.
struct Open(Arc<Wire>);

impl Open {
    fn on(wire: &Arc<Wire>) -> Self {
        wire.open.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(wire))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Carries a client's bytes to the target and back, until both ends close, the test breaks it, or the weather does.
pub(super) async fn carry(mut client: TcpStream, wire: Arc<Wire>) {
    let _open = Open::on(&wire);
    let (mut breaks, mut weather) = (wire.breaks.subscribe(), wire.weather.subscribe());
    let broken = async {
        tokio::select! {
            _ = breaks.changed() => {}
            _ = weather.wait_for(|weather| *weather == Weather::Cut) => {}
        }
    };
    let ended = tokio::select! {
        ended = lead(&mut client, &wire) => ended,
        () = broken => Err(io::ErrorKind::ConnectionReset.into()),
    };
    if ended.is_err() {
        // Reset, not closed in good order: whoever waits is told at once.
        let _ = client.set_zero_linger();
    }
}

async fn lead(client: &mut TcpStream, wire: &Wire) -> io::Result<()> {
    let mut weather = wire.weather.subscribe();
    let _ = weather.wait_for(|weather| *weather != Weather::Silent).await;
    let mut target = TcpStream::connect(("127.0.0.1", wire.target)).await?;
    client.set_nodelay(true)?;
    target.set_nodelay(true)?;
    let (mut from_client, mut to_client) = client.split();
    let (mut from_target, mut to_target) = target.split();
    let asking = pump(&mut from_client, &mut to_target, wire, |weather| !matches!(weather, Weather::Silent));
    let answering = answer(&mut from_target, &mut to_client, wire);
    let ended = tokio::try_join!(asking, answering);
    if ended.is_err() {
        let _ = target.set_zero_linger();
    }
    ended.map(|_| ())
}

/// Carries answers until the target has no more, or the test says so in its name; then it hears on, and is not heard.
async fn answer(
    from_target: &mut ReadHalf<'_>,
    to_client: &mut WriteHalf<'_>,
    wire: &Wire,
) -> io::Result<()> {
    let mut half_closes = wire.half_closes.subscribe();
    let lets = |weather| !matches!(weather, Weather::Silent | Weather::Deaf);
    tokio::select! {
        ended = pump(from_target, to_client, wire, lets) => return ended,
        _ = half_closes.changed() => {}
    }
    to_client.shutdown().await?;
    let mut chunk = vec![0; CHUNK_BYTES];
    while from_target.read(&mut chunk).await? > 0 {}
    Ok(())
}

/// Carries bytes one way while the weather lets them.
async fn pump(
    from: &mut ReadHalf<'_>,
    to: &mut WriteHalf<'_>,
    wire: &Wire,
    lets: impl Fn(Weather) -> bool,
) -> io::Result<()> {
    let mut weather = wire.weather.subscribe();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let count = from.read(&mut chunk).await?;
        if let Weather::Slow(by) = better(&mut weather, &lets).await? {
            tokio::time::sleep(by).await;
            better(&mut weather, &lets).await?;
        }
        if count == 0 {
            return to.shutdown().await;
        }
        to.write_all(chunk.get(..count).unwrap_or_default()).await?;
        wire.carried.fetch_add(u64::try_from(count).unwrap_or_default(), Ordering::SeqCst);
    }
}

/// The first weather that lets bytes through.
async fn better(
    weather: &mut watch::Receiver<Weather>,
    lets: &impl Fn(Weather) -> bool,
) -> io::Result<Weather> {
    let found = weather.wait_for(|weather| lets(*weather)).await;
    found.map(|weather| *weather).map_err(|_| io::ErrorKind::ConnectionReset.into())
}
