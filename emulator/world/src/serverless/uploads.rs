//! `serverless-upload.twilio.com/v1`: the contents of assets and Functions.

use std::sync::Arc;

use super::{FileKind, Version, Visibility};
use crate::exchange::{Fault, Reply};
use crate::sid::SidKind;
use crate::taskrouter::invalid;
use crate::world::World;

/// Twilio takes no longer path.
const LONGEST_PATH: usize = 255;
/// Nor any of these in one.
const NOT_IN_PATHS: &str = ";,?:@+&$()' \"#";
/// The most that Twilio takes of one asset.
const MOST_BYTES: usize = 25 * 1024 * 1024;

/// A multipart request, taken apart.
#[derive(Clone, Debug)]
pub struct Upload {
    /// User and password of Basic authentication.
    pub basic: Option<(String, String)>,
    /// The path asked: `/v1/Services/{ZS}/Functions/{ZH}/Versions`.
    pub at: String,
    /// The part `Path`: where the file will be.
    pub path: String,
    /// The part `Visibility`.
    pub visibility: String,
    /// The part `Content`.
    pub content: Vec<u8>,
}

impl World {
    /// Takes in a new version of an asset or a Function.
    pub fn upload(&mut self, upload: &Upload) -> Reply {
        if !self.knows(upload.basic.as_ref()) {
            return Reply::from(Fault::new(401, 20003, "Authenticate"));
        }
        Reply::from(self.take_in(upload))
    }

    fn take_in(&mut self, upload: &Upload) -> Result<Reply, Fault> {
        let parts: Vec<&str> = upload.at.trim_matches('/').split('/').collect();
        let ["v1", "Services", service, files, file, "Versions"] = parts.as_slice() else {
            return Err(Fault::not_found(&upload.at));
        };
        let kind = FileKind::of_segment(files).ok_or_else(|| Fault::not_found(&upload.at))?;
        if upload.content.len() > MOST_BYTES {
            return Err(Fault::new(413, 20413, "the file is too large"));
        }
        let path = checked(&upload.path)?;
        let visibility = Visibility::named(&upload.visibility)
            .ok_or_else(|| invalid("Visibility", format_args!("`{}`", upload.visibility)))?;
        let (sid, created) = (self.mint(SidKind::ZN), self.now);
        let changed = self.serverless.service_mut(service)?;
        let resource = changed.resource(kind, file)?.sid.clone();
        let content: Arc<[u8]> = upload.content.clone().into();
        let version =
            Version { sid: sid.clone(), resource, kind, path, visibility, content, created };
        changed.versions.insert(sid.clone(), version);
        let service = self.serverless.service(service)?;
        let version = service.versions.get(&sid).ok_or_else(|| Fault::not_found(&sid))?;
        Ok(Reply::created(self.shape().version(service, version)))
    }
}

fn checked(path: &str) -> Result<String, Fault> {
    let fits = path.starts_with('/')
        && path.len() <= LONGEST_PATH
        && !path.contains(|letter| NOT_IN_PATHS.contains(letter));
    match fits {
        true => Ok(path.to_owned()),
        false => Err(invalid("Path", format_args!("`{path}` is no path of a file"))),
    }
}
