//! Prints the labelled queries and the people they are asked of, as JSON, for `npm run bench`.

#[path = "../tests/labelled/queries.rs"]
mod queries;
#[path = "../tests/labelled/typing.rs"]
mod typing;
#[path = "../tests/labelled/world.rs"]
mod world;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use serde_json::{Value, json};

use queries::{KINDS, Query};
use world::Worker;

fn main() {
    let people = std::env::args().nth(1).and_then(|people| people.parse().ok());
    let random = &mut ChaCha8Rng::seed_from_u64(queries::SEEDS[0]);
    let world = world::of(people.unwrap_or(queries::PEOPLE), random);
    let asked = KINDS.into_iter().flat_map(|(kind, make)| {
        let queries = queries::of(make, queries::QUERIES, &world, random);
        queries.into_iter().map(|query| asked(kind, query)).collect::<Vec<_>>()
    });
    let asked: Vec<Value> = asked.collect();
    let people: Vec<Value> = world.iter().map(person).collect();
    println!("{}", json!({ "people": people, "queries": asked }));
}

fn person(worker: &Worker) -> Value {
    let also = worker.also();
    let (team, skill, more) = (also[0], also[1], also[2..].join(" "));
    json!({ "name": worker.name, "team": team, "skill": skill, "also": more })
}

fn asked(kind: &str, query: Query) -> Value {
    json!({ "kind": kind, "typed": query.typed, "right": query.right })
}
