//! One agent's browser.
