//! TaskRouter's expression language, as queues, workflows and Flex's searches use it.
//!
//! `task.language == "es" AND worker.skills HAS "billing"`, `data.activity_name != "Offline"`,
//! `1==1`. Names lead into attributes; what is not there equals nothing but `null`.

mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

pub(crate) use parse::ExpressionError;

/// One condition, ready to be asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expression(Node);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    And(Box<Node>, Box<Node>),
    Compare(Operand, Operator, Operand),
    Not(Box<Node>),
    Or(Box<Node>, Box<Node>),
    /// A lone value: true if it is there and neither `false`, `null`, zero nor empty.
    Truth(Operand),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Contains,
    Equal,
    Greater,
    GreaterOrEqual,
    Has,
    In,
    Less,
    LessOrEqual,
    NotEqual,
    NotIn,
}

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    /// A value written out; lists are arrays.
    Literal(Value),
    /// A name such as `task.conference.sid`, by its parts.
    Name(Vec<String>),
}

/// What the names of an expression stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    roots: &'a [(&'a str, &'a Value)],
    plain: &'a Value,
}

impl<'a> Scope<'a> {
    /// Names that begin with a root's name lead into that root, all others into `plain`.
    pub(crate) fn new(roots: &'a [(&'a str, &'a Value)], plain: &'a Value) -> Scope<'a> {
        Scope { roots, plain }
    }

    fn find(&self, name: &[String]) -> &'a Value {
        let first = name.first().map_or("", String::as_str);
        let root = self.roots.iter().find(|(root, _)| *root == first);
        let (start, rest) = match root {
            Some((_, value)) => (*value, &name[1..]),
            None => (self.plain, name),
        };
        rest.iter().fold(start, |value, part| value.get(part).unwrap_or(&Value::Null))
    }
}

impl Expression {
    /// Reads an expression.
    pub(crate) fn parse(text: &str) -> Result<Expression, ExpressionError> {
        parse::expression(text).map(Expression)
    }

    /// Whether it holds for these values.
    pub(crate) fn holds(&self, scope: Scope<'_>) -> bool {
        self.0.holds(scope)
    }

    /// How many comparisons there are, and words between them.
    pub(crate) fn operators(&self) -> usize {
        self.0.operators()
    }

    /// The length of its longest list.
    pub(crate) fn longest_list(&self) -> usize {
        self.0.longest_list()
    }
}

impl Node {
    fn operators(&self) -> usize {
        match self {
            Node::And(left, right) | Node::Or(left, right) => {
                1 + left.operators() + right.operators()
            }
            Node::Compare(..) => 1,
            Node::Not(inner) => 1 + inner.operators(),
            Node::Truth(_) => 0,
        }
    }

    fn longest_list(&self) -> usize {
        let list = |operand: &Operand| match operand {
            Operand::Literal(Value::Array(items)) => items.len(),
            Operand::Literal(_) | Operand::Name(_) => 0,
        };
        match self {
            Node::And(left, right) | Node::Or(left, right) => {
                left.longest_list().max(right.longest_list())
            }
            Node::Compare(left, _, right) => list(left).max(list(right)),
            Node::Not(inner) => inner.longest_list(),
            Node::Truth(operand) => list(operand),
        }
    }

    fn holds(&self, scope: Scope<'_>) -> bool {
        match self {
            Node::And(left, right) => left.holds(scope) && right.holds(scope),
            Node::Compare(left, operator, right) => {
                operator.holds(left.value(scope), right.value(scope))
            }
            Node::Not(inner) => !inner.holds(scope),
            Node::Or(left, right) => left.holds(scope) || right.holds(scope),
            Node::Truth(operand) => match operand.value(scope) {
                Value::Null => false,
                Value::Bool(truth) => *truth,
                Value::Number(number) => number.as_f64() != Some(0.0),
                Value::String(text) => !text.is_empty(),
                Value::Array(items) => !items.is_empty(),
                Value::Object(fields) => !fields.is_empty(),
            },
        }
    }
}

impl Operand {
    fn value<'a>(&'a self, scope: Scope<'a>) -> &'a Value {
        match self {
            Operand::Literal(value) => value,
            Operand::Name(name) => scope.find(name),
        }
    }
}

impl Operator {
    fn holds(self, left: &Value, right: &Value) -> bool {
        match self {
            Operator::Contains => contains(left, right),
            Operator::Equal => equal(left, right),
            Operator::Greater => compared(left, right, |order| order.is_gt()),
            Operator::GreaterOrEqual => compared(left, right, |order| order.is_ge()),
            Operator::Has => is_in(right, left),
            Operator::In => is_in(left, right),
            Operator::Less => compared(left, right, |order| order.is_lt()),
            Operator::LessOrEqual => compared(left, right, |order| order.is_le()),
            Operator::NotEqual => !equal(left, right),
            Operator::NotIn => !is_in(left, right),
        }
    }
}

fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (left, right) => left == right,
    }
}

fn compared(left: &Value, right: &Value, wanted: impl Fn(std::cmp::Ordering) -> bool) -> bool {
    let order = match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left.as_f64().zip(right.as_f64()).and_then(|(left, right)| left.partial_cmp(&right))
        }
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => None,
    };
    order.is_some_and(wanted)
}

/// A value is in a list if it, or one of it if it is a list itself, equals an item.
fn is_in(needle: &Value, list: &Value) -> bool {
    let Value::Array(items) = list else { return false };
    if let Value::Array(needles) = needle {
        return needles.iter().any(|needle| is_in(needle, list));
    }
    items.iter().any(|item| equal(needle, item))
}

/// A text contains a part whatever the case of its letters; a list contains its items.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::String(whole), Value::String(part)) => {
            whole.to_lowercase().contains(&part.to_lowercase())
        }
        (Value::Array(_), part) => is_in(part, whole),
        _ => false,
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Node {
    /// Every part of a compound is in parentheses: no reader has to know what binds closer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::And(left, right) => write!(f, "({left}) AND ({right})"),
            Node::Compare(left, operator, right) => write!(f, "{left} {operator} {right}"),
            Node::Not(inner) => write!(f, "NOT ({inner})"),
            Node::Or(left, right) => write!(f, "({left}) OR ({right})"),
            Node::Truth(operand) => operand.fmt(f),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Operator::Contains => "CONTAINS",
            Operator::Equal => "==",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Has => "HAS",
            Operator::In => "IN",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::NotEqual => "!=",
            Operator::NotIn => "NOT IN",
        })
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Literal(value) => value.fmt(f),
            Operand::Name(parts) => f.write_str(&parts.join(".")),
        }
    }
}
