//! A network between two processes that fails as a test tells it to.

mod link;

use std::{
    io,
    net::TcpListener as StdListener,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch};

use crate::postgres::Port;

/// What the network does with bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// It carries them.
    Fair,
    /// It carries them, each way, so much later.
    Slow(Duration),
    /// It keeps them: connections are made and stay open, nothing arrives. Fair again, all of it arrives.
    Silent,
    /// It carries what is asked and keeps what is answered.
    Deaf,
    /// There is none: open connections break, new ones are refused.
    Cut,
}

/// A TCP proxy on a thread of its own, so that a test which waits does not stop it.
#[derive(Debug)]
pub struct Proxy {
    port: Port,
    wire: Arc<Wire>,
}

/// What the proxy and its connections share.
#[derive(Debug)]
struct Wire {
    target: u16,
    weather: watch::Sender<Weather>,
    /// Counts how often all connections were to be broken.
    breaks: watch::Sender<u64>,
    /// Counts how often the answering side was to say "no more".
    half_closes: watch::Sender<u64>,
    is_over: watch::Sender<bool>,
    open: AtomicUsize,
    carried: AtomicU64,
}

impl Proxy {
    /// One that leads to this port of 127.0.0.1, in fair weather.
    pub fn to(target: u16) -> Self {
        let port = Port::reserve();
        let wire = Arc::new(Wire {
            target,
            weather: watch::Sender::new(Weather::Fair),
            breaks: watch::Sender::new(0),
            half_closes: watch::Sender::new(0),
            is_over: watch::Sender::new(false),
            open: AtomicUsize::new(0),
            carried: AtomicU64::new(0),
        });
        let listener = listen(port.number()).expect("a reserved port is free");
        let shared = Arc::clone(&wire);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a thread has a runtime").block_on(serve(listener, shared));
        });
        Self { port, wire }
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// Changes the weather, also for connections that are open.
    pub fn set(&self, weather: Weather) {
        self.wire.weather.send_replace(weather);
    }

    /// Breaks every open connection, as a router does that forgot them; new ones are welcome.
    pub fn break_all(&self) {
        self.wire.breaks.send_modify(|count| *count += 1);
    }

    /// Says "no more" on every open connection in the name of the answering side, which hears on.
    pub fn half_close_all(&self) {
        self.wire.half_closes.send_modify(|count| *count += 1);
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.wire.open.load(Ordering::SeqCst)
    }

    /// How many bytes it has carried, both ways.
    pub fn carried(&self) -> u64 {
        self.wire.carried.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.wire.is_over.send_replace(true);
    }
}

fn listen(port: u16) -> io::Result<StdListener> {
    let listener = StdListener::bind(("127.0.0.1", port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Listens unless the weather is cut, until the proxy is dropped; connections end with the runtime.
async fn serve(listener: StdListener, wire: Arc<Wire>) {
    let port = listener.local_addr().expect("a listener has an address").port();
    let (mut weather, mut is_over) = (wire.weather.subscribe(), wire.is_over.subscribe());
    let mut listener = Some(TcpListener::from_std(listener).expect("a listener on this runtime"));
    loop {
        if *weather.borrow_and_update() == Weather::Cut {
            // Closed, so that whoever comes is refused by the kernel.
            listener = None;
        } else if listener.is_none() {
            listener = Some(TcpListener::bind(("127.0.0.1", port)).await.expect("the port is still ours"));
        }
        tokio::select! {
            came = accept(listener.as_ref()) => {
                if let Ok(client) = came {
                    tokio::spawn(link::carry(client, Arc::clone(&wire)));
                }
            }
            _ = weather.changed() => {}
            _ = is_over.wait_for(|is_over| *is_over) => return,
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<tokio::net::TcpStream> {
    match listener {
        Some(listener) => Ok(listener.accept().await?.0),
        None => std::future::pending().await,
    }
}
