//! The emulator's own page: the world, live, at `http://localhost:PORT/`.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::App;

/// The page asks nobody but the emulator that serves it.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'";

/// A file of the page: its name, media type and text.
type File = (&'static str, &'static str, &'static str);

const PAGE: File = ("", "text/html; charset=utf-8", include_str!("../page/desk.html"));

const FILES: [File; 17] = [
    ("desk.css", "text/css; charset=utf-8", include_str!("../page/desk.css")),
    ("desk.js", SCRIPT, include_str!("../page/desk.js")),
    ("desk.svg", "image/svg+xml", include_str!("../page/desk.svg")),
    ("desk/calls.js", SCRIPT, include_str!("../page/desk/calls.js")),
    ("desk/clock.js", SCRIPT, include_str!("../page/desk/clock.js")),
    ("desk/faults.js", SCRIPT, include_str!("../page/desk/faults.js")),
    ("desk/filters.js", SCRIPT, include_str!("../page/desk/filters.js")),
    ("desk/journal.js", SCRIPT, include_str!("../page/desk/journal.js")),
    ("desk/ladder.css", "text/css; charset=utf-8", include_str!("../page/desk/ladder.css")),
    ("desk/ladder.js", SCRIPT, include_str!("../page/desk/ladder.js")),
    ("desk/log.js", SCRIPT, include_str!("../page/desk/log.js")),
    ("desk/matrix.js", SCRIPT, include_str!("../page/desk/matrix.js")),
    ("desk/meters.js", SCRIPT, include_str!("../page/desk/meters.js")),
    ("desk/parts.js", SCRIPT, include_str!("../page/desk/parts.js")),
    ("desk/people.js", SCRIPT, include_str!("../page/desk/people.js")),
    ("desk/steps.js", SCRIPT, include_str!("../page/desk/steps.js")),
    ("desk/tables.js", SCRIPT, include_str!("../page/desk/tables.js")),
];

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The page at `http://localhost:PORT/`.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/", get(async || served(PAGE))).route("/{*file}", get(file))
}

async fn file(Path(name): Path<String>) -> Response {
    match FILES.into_iter().find(|(known, ..)| *known == name) {
        Some(file) => served(file),
        None => (StatusCode::NOT_FOUND, format!("there is no /{name}")).into_response(),
    }
}

fn served((_, media_type, text): File) -> Response {
    let headers = [
        (CONTENT_TYPE, media_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_the_page_asks_for_is_served() {
        let texts = FILES.iter().map(|(name, _, text)| (*name, *text));
        for (name, text) in texts.chain([(PAGE.0, PAGE.2)]) {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            for wanted in references(text) {
                let wanted = match wanted.strip_prefix("./") {
                    Some(beside) if folder.is_empty() => beside.to_owned(),
                    Some(beside) => format!("{folder}/{beside}"),
                    None => wanted.trim_start_matches('/').to_owned(),
                };
                let served = FILES.iter().any(|(known, ..)| *known == wanted);
                assert!(served, "{name:?} asks for {wanted}, which nobody serves");
            }
        }
    }

    #[test]
    fn nothing_comes_from_another_host() {
        for (name, _, text) in FILES.into_iter().chain([PAGE]) {
            // The name of SVG's vocabulary is an address that nobody asks.
            let text = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("://"), "{name:?} names another host");
        }
    }

    /// The addresses in `from "…"`, `href="/…"` and `src="…"`.
    fn references(text: &str) -> Vec<&str> {
        ["from \"", "href=\"/", "src=\""]
            .iter()
            .flat_map(|start| text.split(start).skip(1))
            .filter_map(|rest| rest.split('"').next())
            .filter(|address| address.contains('.'))
            .collect()
    }
}
