//! The expression language in tables, and for any text at all.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Expression, Node, Operand, Operator, Scope};

fn holds(text: &str) -> bool {
    let task = json!({"targetWorker": "client:bob", "language": "es", "tags": ["vip", "new"]});
    let worker = json!({
        "contact_uri": "client:bob", "skills": ["sales", "billing"], "level": 3, "busy": false,
        "channel": {"voice": {"available_capacity_percentage": 100}},
    });
    let roots = [("task", &task), ("worker", &worker)];
    Expression::parse(text).unwrap().holds(Scope::new(&roots, &task))
}

#[test]
fn conditions_hold_or_do_not() {
    for (text, wanted) in [
        ("1==1", true),
        ("1 == 1.0", true),
        ("1 != 1", false),
        ("task.targetWorker==worker.contact_uri", true),
        ("targetWorker == \"client:bob\"", true),
        ("targetWorker == 'client:eve'", false),
        ("task.nothing == worker.nobody", true),
        ("task.nothing == \"\"", false),
        ("task.nothing == null AND task.nothing.deeper == null", true),
        ("worker.level > 2 AND worker.level <= 3", true),
        ("worker.level < 3", false),
        ("worker.level >= \"3\"", false),
        ("worker.skills HAS \"sales\"", true),
        ("worker.skills has 'chat'", false),
        ("\"sales\" IN worker.skills", true),
        ("language IN ['en', 'es']", true),
        ("language NOT IN ['en', 'es']", false),
        ("language not_in []", true),
        ("task.tags IN [\"vip\", \"old\"]", true),
        ("language eq \"es\" and language not_eq 'en'", true),
        ("worker.contact_uri CONTAINS \"BOB\"", true),
        ("worker.level CONTAINS \"3\"", false),
        ("task.tags CONTAINS 'new'", true),
        ("worker.channel.voice.available_capacity_percentage == 100", true),
        ("worker.busy", false),
        ("NOT worker.busy && worker.skills", true),
        ("1==2 || 1==1 && 1==2", false),
        ("(1==2 OR 1==1) AND 1==1", true),
        ("!(1==1)", false),
        ("'it\\'s' == \"it's\"", true),
        ("-1.5e2 < 0", true),
    ] {
        assert_eq!(holds(text), wanted, "{text}");
    }
}

#[test]
fn what_is_no_expression_is_told_where_it_fails() {
    for (text, wanted) in [
        ("", "expected a name or a value at 1, found the end"),
        ("1 ==", "expected a name or a value at 5, found the end"),
        ("data.name CONTAINS \"a\" b\"", "the string that begins at 25 has no end"),
        ("(1==1", "expected a closing parenthesis at 6, found the end"),
        ("1==1 2", "expected AND, OR or the end at 6, found 2"),
        ("a NOT b", "expected IN at 7, found b"),
        ("a IN [b]", "expected a value at 7, found b"),
        ("a IN ['x' 'y']", "expected a comma or the list's end at 11, found \"y\""),
        ("a = 1", "`=` at 3 has no meaning"),
        ("a == 1.2.3", "`1.2.3` at 6 is not a number"),
    ] {
        assert_eq!(Expression::parse(text).unwrap_err().to_string(), wanted, "{text}");
    }
    let deep = "(".repeat(100_000);
    assert_eq!(
        Expression::parse(&deep).unwrap_err().to_string(),
        "more than 64 conditions within each other"
    );
}

fn literal() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<i32>().prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
        any::<String>().prop_map(Value::from),
    ];
    prop_oneof![plain.clone(), prop::collection::vec(plain, 0..3).prop_map(Value::from)]
}

fn operand() -> impl Strategy<Value = Operand> {
    let name = prop::collection::vec("[a-z_]{1,3}x", 1..4).prop_map(Operand::Name);
    prop_oneof![literal().prop_map(Operand::Literal), name]
}

fn operator() -> impl Strategy<Value = Operator> {
    prop::sample::select(vec![
        Operator::Contains,
        Operator::Equal,
        Operator::Greater,
        Operator::GreaterOrEqual,
        Operator::Has,
        Operator::In,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::NotEqual,
        Operator::NotIn,
    ])
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        (operand(), operator(), operand()).prop_map(|(l, o, r)| Node::Compare(l, o, r)),
        operand().prop_map(Node::Truth),
    ];
    leaf.prop_recursive(5, 32, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone().prop_map(|(l, r)| Node::And(Box::new(l), Box::new(r))),
            pair.prop_map(|(l, r)| Node::Or(Box::new(l), Box::new(r))),
            inner.prop_map(|n| Node::Not(Box::new(n))),
        ]
    })
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC*") {
        let _ = Expression::parse(&text);
    }

    #[test]
    fn no_row_of_words_breaks_the_reader(words in prop::collection::vec(
        prop::sample::select(vec![
            "(", ")", "[", "]", ",", "==", "NOT", "IN", "AND", "OR", "a.b", "'s'", "1", "-", "\\", "\"",
        ]), 0..12)) {
        let _ = Expression::parse(&words.join(" "));
    }

    #[test]
    fn what_is_printed_reads_the_same(node in node()) {
        let expression = Expression(node);
        prop_assert_eq!(Expression::parse(&expression.to_string()).unwrap(), expression);
    }
}
