//! TaskRouter from outside: what agents' desktops and servers ask, and what they are told.

mod bridge;
mod floor;
mod queues;
mod rest;
mod routing;
mod search;
