//! `npm run fuzz -- desk`: see `src/desk.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::desk::tried(bytes));
