//! The emulator's own page.

use axum::Router;

use crate::app::App;

/// The page at `http://localhost:PORT/`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
}
