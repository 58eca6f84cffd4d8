//! Voice, told as scripts: who calls, who joins, what is rung, told and heard.

mod any_order;
mod conferences;
mod dialling;
mod flex;
mod many;
mod quirks;
mod rest;
mod scene;
mod transfer;
mod twiml;
