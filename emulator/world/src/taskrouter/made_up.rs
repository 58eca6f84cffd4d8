//! Made-up colleagues for large directories: the same number gives the same person in every world.

use crate::setup::WorkerSetup;

const FIRST: [&str; 48] = [
    "Aisha",
    "Albert",
    "Amélie",
    "Ana",
    "Anders",
    "Björn",
    "Carla",
    "Chen",
    "Chloé",
    "Daniel",
    "Diego",
    "Elif",
    "Emma",
    "Farid",
    "Fatima",
    "Gabriela",
    "Hana",
    "Henrik",
    "Ines",
    "Ivan",
    "Jana",
    "Jorge",
    "Jürgen",
    "Kaito",
    "Katarzyna",
    "Kwame",
    "Lars",
    "Leila",
    "Luca",
    "Mai",
    "Marek",
    "Maria",
    "Mehmet",
    "Mónica",
    "Nadia",
    "Noah",
    "Olga",
    "Oscar",
    "Pedro",
    "Priya",
    "Rosa",
    "Sofía",
    "Stefan",
    "Tomás",
    "Uma",
    "Viktor",
    "Yuki",
    "Zoë",
];

const LAST: [&str; 53] = [
    "Abbott",
    "Almeida",
    "Andersson",
    "Bauer",
    "Becker",
    "Bianchi",
    "Brown",
    "Castillo",
    "Cohen",
    "Costa",
    "Demir",
    "Dubois",
    "Fernández",
    "Fischer",
    "García",
    "Haddad",
    "Hansen",
    "Ibrahim",
    "Ito",
    "Ivanova",
    "Jansen",
    "Jensen",
    "Kaya",
    "Kim",
    "Kowalski",
    "Kumar",
    "Larsen",
    "Lefèvre",
    "López",
    "Martin",
    "Mensah",
    "Meyer",
    "Müller",
    "Nakamura",
    "Nguyễn",
    "Novák",
    "Okafor",
    "Olsen",
    "Pereira",
    "Petrov",
    "Ramos",
    "Rossi",
    "Sánchez",
    "Schmidt",
    "Silva",
    "Singh",
    "Smith",
    "Suzuki",
    "Tanaka",
    "Virtanen",
    "Wagner",
    "Yılmaz",
    "Zhang",
];

const TEAMS: [&str; 7] =
    ["Sales", "Billing", "Support", "Claims", "Retention", "Back Office", "Complaints"];

/// Most are in; the others are spread over the reasons for not being in.
const ACTIVITIES: [&str; 5] = ["Available", "Available", "Offline", "Break", "Unavailable"];

/// The made-up worker of this number, from 0.
pub(super) fn worker(number: usize) -> WorkerSetup {
    // The lists' lengths share no factor, so names repeat as late as they can.
    let (first, last) = (FIRST[number % FIRST.len()], LAST[number % LAST.len()]);
    let full_name = match number / (FIRST.len() * LAST.len()) {
        0 => format!("{first} {last}"),
        round => format!("{first} {last} {}", round + 1),
    };
    let identity = format!("worker{number:05}");
    let mut worker = WorkerSetup::named(&identity, &full_name, TEAMS[number % TEAMS.len()]);
    worker.activity = Some(ACTIVITIES[number / 3 % ACTIVITIES.len()].to_owned());
    worker
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::worker;

    #[test]
    fn fifteen_thousand_people_have_names_of_their_own() {
        let names: BTreeSet<_> = (0..15_000).map(|number| worker(number).full_name).collect();
        assert_eq!(names.len(), 15_000);
        assert_eq!(worker(4711).full_name, worker(4711).full_name);
    }
}
