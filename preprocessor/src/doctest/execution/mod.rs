//! Running the blocks of a book: [`run`] starts a process for each chapter, which sets itself apart
//! by [`sandbox`] and is [`worker`], and [`judge`] compares what happened with what was expected.

pub mod consent;
pub(crate) mod exchange;
pub mod expectation;
mod fault;
pub mod judge;
pub mod limits;
mod processes;
pub mod protocol;
pub mod run;
pub mod sandbox;
pub mod scratch;
mod session;
pub mod stop;
pub mod store;
mod update;
pub mod worker;
