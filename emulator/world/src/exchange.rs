//! One HTTP exchange as plain values: what a door hands in, and what it sends back.

use serde_json::{Value, json};

/// The HTTP methods that Twilio's REST uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are HTTP's")]
pub enum Method {
    Delete,
    Get,
    Post,
}

impl Method {
    /// As HTTP writes it.
    pub fn word(self) -> &'static str {
        match self {
            Method::Delete => "DELETE",
            Method::Get => "GET",
            Method::Post => "POST",
        }
    }
}

/// A request to one of Twilio's hosts.
#[derive(Clone, Debug)]
pub struct Request {
    /// The host asked, such as `taskrouter.twilio.com`.
    pub host: String,
    /// The method.
    pub method: Method,
    /// The path, decoded, without the query, beginning with `/`.
    pub path: String,
    /// The query's pairs, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The form's pairs, decoded, in order; empty for other bodies.
    pub form: Vec<(String, String)>,
    /// The body, if it was JSON.
    pub json: Option<Value>,
    /// User and password of Basic authentication.
    pub basic: Option<(String, String)>,
    /// The `If-Match` header.
    pub if_match: Option<String>,
}

/// The answer to a [`Request`].
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The `ETag` header, if the resource has one.
    pub etag: Option<String>,
    /// The JSON body; `Null` stands for an empty body (204).
    pub body: Value,
}

impl Reply {
    /// 200 with this body.
    pub fn ok(body: Value) -> Reply {
        Reply { status: 200, etag: None, body }
    }

    /// 201 with this body.
    pub fn created(body: Value) -> Reply {
        Reply { status: 201, etag: None, body }
    }

    /// 204.
    pub fn deleted() -> Reply {
        Reply { status: 204, etag: None, body: Value::Null }
    }

    /// The same with an `ETag`.
    #[must_use]
    pub fn with_etag(mut self, etag: impl Into<String>) -> Reply {
        self.etag = Some(etag.into());
        self
    }
}

/// An error as Twilio's REST words it: `{code, message, more_info, status}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The HTTP status.
    pub status: u16,
    /// Twilio's error code.
    pub code: u32,
    /// What was wrong, for a developer.
    pub message: String,
}

impl Fault {
    /// An error with this status, code and message.
    pub fn new(status: u16, code: u32, message: impl Into<String>) -> Fault {
        Fault { status, code, message: message.into() }
    }

    /// 404, code 20404.
    pub fn not_found(what: impl std::fmt::Display) -> Fault {
        Fault::new(404, 20404, format!("The requested resource {what} was not found"))
    }

    /// 501: the emulator does not have this, and says so by name.
    pub fn not_implemented(what: impl std::fmt::Display) -> Fault {
        Fault::new(501, 20501, format!("the emulator does not implement {what}"))
    }
}

impl From<Fault> for Reply {
    fn from(fault: Fault) -> Reply {
        let more_info = format!("https://www.twilio.com/docs/errors/{}", fault.code);
        Reply {
            status: fault.status,
            etag: None,
            body: json!({
                "code": fault.code,
                "message": fault.message,
                "more_info": more_info,
                "status": fault.status,
            }),
        }
    }
}

impl From<Result<Reply, Fault>> for Reply {
    fn from(result: Result<Reply, Fault>) -> Reply {
        result.unwrap_or_else(Reply::from)
    }
}
