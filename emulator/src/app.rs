//! What all doors share: the world behind its lock, the clock, the sound, the open sockets.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::{Notify, mpsc, watch};
use twilio_media::Media;
use twilio_world::{Arrow, Order, Setup, Time, World};

use crate::bridge::BridgeSockets;
use crate::client::Client;
use crate::clock::{self, Clock};
use crate::deployed::Runtimes;
use crate::exchanges::Exchanges;
use crate::faults::Faults;
use crate::functions::FunctionsChild;
use crate::live::SyncSockets;
use crate::orders;
use crate::socket::OpenSockets;
use crate::sound::Sounds;
use crate::voice::{self, VoiceSockets};

/// Where the emulator listens and what it serves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The one port of everything.
    pub port: u16,
    /// The folder that holds `twilio-flex.js`.
    pub flex_ui: PathBuf,
    /// The plugin's file; without one Flex starts bare.
    pub plugin: Option<PathBuf>,
}

/// The running emulator, as its doors see it. Clones are the same emulator.
#[derive(Clone, Debug)]
pub struct App {
    world: Arc<Mutex<World>>,
    orders: mpsc::UnboundedSender<Order>,
    /// Wakes the clock when the next deadline may have changed.
    pub(crate) timers: Arc<Notify>,
    /// Counts the times somebody had the world in hand, so that watchers look again.
    pub(crate) changes: Arc<watch::Sender<u64>>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) functions: FunctionsChild,
    pub(crate) runtimes: Arc<Runtimes>,
    pub(crate) media: Media,
    pub(crate) client: Client,
    pub(crate) sounds: Arc<Sounds>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) exchanges: Arc<Exchanges>,
    pub(crate) bridges: Arc<BridgeSockets>,
    pub(crate) sync: Arc<SyncSockets>,
    pub(crate) voice: Arc<VoiceSockets>,
    pub(crate) sockets: OpenSockets,
}

impl App {
    /// Starts a world and the tasks around it. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// No loopback UDP socket could be opened for the sound.
    pub fn start(
        setup: Setup,
        settings: Settings,
        functions: FunctionsChild,
    ) -> std::io::Result<App> {
        let functions_url = format!("http://functions.localhost:{}", settings.port);
        let setup = Setup { functions_url, ..setup };
        let client = Client::new(settings.port);
        let (media, media_events) = Media::start(IpAddr::V4(Ipv4Addr::LOCALHOST))?;
        let clock = Arc::new(Clock::default());
        let (orders, inbox) = mpsc::unbounded_channel();
        let app = App {
            world: Arc::new(Mutex::new(World::new(setup, clock.now()))),
            orders,
            timers: Arc::default(),
            changes: Arc::new(watch::Sender::new(0)),
            clock,
            settings: Arc::new(settings),
            functions,
            runtimes: Arc::default(),
            media,
            client,
            sounds: Arc::default(),
            faults: Arc::default(),
            exchanges: Arc::default(),
            bridges: Arc::default(),
            sync: Arc::default(),
            voice: Arc::default(),
            sockets: OpenSockets::default(),
        };
        tokio::spawn(clock::run(app.clone()));
        tokio::spawn(orders::run(app.clone(), inbox));
        tokio::spawn(voice::follow_media(app.clone(), media_events));
        Ok(app)
    }

    /// Takes the world in hand: tells it the time, then passes on what it has ordered.
    ///
    /// Orders are queued before the world is let go, so they are carried out in the very order
    /// in which the world gave them, whoever had it in hand.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let (result, _) = self.hold(act);
        self.timers.notify_one();
        self.changes.send_modify(|count| *count += 1);
        result
    }

    /// Looks at the world without changing it.
    pub(crate) fn look<T>(&self, see: impl FnOnce(&World) -> T) -> T {
        see(&self.locked())
    }

    /// Fires what is due and says when the next timer is.
    pub(crate) fn tick(&self) -> Option<Time> {
        let (next, ordered) = self.hold(|world| world.next_deadline());
        if ordered {
            self.changes.send_modify(|count| *count += 1);
        }
        next
    }

    /// The result, and whether the world has ordered anything.
    fn hold<T>(&self, act: impl FnOnce(&mut World) -> T) -> (T, bool) {
        let mut world = self.locked();
        world.advance(self.clock.now());
        let result = act(&mut world);
        let orders = world.take_orders();
        let ordered = !orders.is_empty();
        for order in orders {
            // Nobody takes orders any more only when the runtime is going down.
            let _ = self.orders.send(order);
        }
        (result, ordered)
    }

    fn locked(&self) -> MutexGuard<'_, World> {
        // A panic in the world is a bug that its thread has printed; the others go on.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes one line into the log.
    pub(crate) fn note(&self, kind: &str, who: &str, what: &str, detail: Value) {
        self.with(|world| world.note(kind, who, what, detail));
    }

    /// Writes one line into the log about what one has asked or told another.
    pub(crate) fn note_arrow(
        &self,
        kind: &str,
        who: &str,
        what: &str,
        detail: Value,
        arrow: Arrow,
    ) {
        self.with(|world| world.note_arrow(kind, who, what, detail, arrow));
    }
}
