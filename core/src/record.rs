//! One internal call as the server keeps it.
