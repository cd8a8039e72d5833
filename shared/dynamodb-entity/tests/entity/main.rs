//! Entities as the store will use them: keys, items and the check of isolation.

mod isolation;
mod keys;
mod round_trip;
mod sample;
