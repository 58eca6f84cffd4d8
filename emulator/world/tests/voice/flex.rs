//! TaskRouter's instructions: the calls and conferences of tasks.
