//! Entities as the store will use them: keys, items and the check of isolation.

mod isolation;
mod keys;
mod nested;
mod personal;
mod queries;
mod round_trip;
mod sample;
