//! Reading an expression: characters to tokens, tokens to conditions.

use serde_json::Value;
use thiserror::Error;

use super::{Node, Operand, Operator};

/// Deeper nesting than this is refused rather than risking the stack.
const DEEPEST: usize = 64;

/// Why a text is not an expression. Positions count characters from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum ExpressionError {
    /// Something else was needed.
    #[error("expected {expected} at {at}, found {found}")]
    Expected { expected: &'static str, at: usize, found: String },
    /// A number that is none.
    #[error("`{text}` at {at} is not a number")]
    Number { text: String, at: usize },
    /// A character with no meaning.
    #[error("`{found}` at {at} has no meaning")]
    Stray { found: char, at: usize },
    /// Too many parentheses within each other.
    #[error("more than {DEEPEST} conditions within each other")]
    TooDeep,
    /// A string without its closing quote.
    #[error("the string that begins at {at} has no end")]
    Unclosed { at: usize },
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    And,
    Close,
    CloseList,
    Comma,
    Compare(Operator),
    Literal(Value),
    Name(Vec<String>),
    Not,
    Open,
    OpenList,
    Or,
}

pub(super) fn expression(text: &str) -> Result<Node, ExpressionError> {
    let tokens = Lexer { rest: text.chars().collect(), at: 0 }.tokens()?;
    let mut parser = Parser { tokens, next: 0, end: text.chars().count() + 1 };
    let node = parser.any_of(0)?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.expected("AND, OR or the end")),
    }
}

struct Lexer {
    rest: Vec<char>,
    at: usize,
}

impl Lexer {
    fn tokens(mut self) -> Result<Vec<(usize, Token)>, ExpressionError> {
        let mut tokens = Vec::new();
        while let Some(&first) = self.rest.get(self.at) {
            if first.is_whitespace() {
                self.at += 1;
                continue;
            }
            let at = self.at + 1;
            tokens.push((at, self.token(first, at)?));
        }
        Ok(tokens)
    }

    fn token(&mut self, first: char, at: usize) -> Result<Token, ExpressionError> {
        let second = self.rest.get(self.at + 1).copied();
        let (token, length) = match (first, second) {
            ('(', _) => (Token::Open, 1),
            (')', _) => (Token::Close, 1),
            ('[', _) => (Token::OpenList, 1),
            (']', _) => (Token::CloseList, 1),
            (',', _) => (Token::Comma, 1),
            ('=', Some('=')) => (Token::Compare(Operator::Equal), 2),
            ('!', Some('=')) => (Token::Compare(Operator::NotEqual), 2),
            ('<', Some('=')) => (Token::Compare(Operator::LessOrEqual), 2),
            ('>', Some('=')) => (Token::Compare(Operator::GreaterOrEqual), 2),
            ('&', Some('&')) => (Token::And, 2),
            ('|', Some('|')) => (Token::Or, 2),
            ('<', _) => (Token::Compare(Operator::Less), 1),
            ('>', _) => (Token::Compare(Operator::Greater), 1),
            ('!', _) => (Token::Not, 1),
            ('"' | '\'', _) => return self.string(first, at),
            (c, _) if c.is_ascii_digit() || c == '-' => return self.number(at),
            (c, _) if begins_name(c) => return Ok(self.word()),
            (found, _) => return Err(ExpressionError::Stray { found, at }),
        };
        self.at += length;
        Ok(token)
    }

    fn string(&mut self, quote: char, at: usize) -> Result<Token, ExpressionError> {
        let mut text = String::new();
        self.at += 1;
        loop {
            let c = self.rest.get(self.at).copied().ok_or(ExpressionError::Unclosed { at })?;
            self.at += 1;
            if c == quote {
                return Ok(Token::Literal(Value::String(text)));
            }
            text.push(if c == '\\' { self.escaped(at)? } else { c });
        }
    }

    /// The escapes of JSON, so that what JSON prints can be read back.
    fn escaped(&mut self, at: usize) -> Result<char, ExpressionError> {
        let c = self.rest.get(self.at).copied().ok_or(ExpressionError::Unclosed { at })?;
        self.at += 1;
        Ok(match c {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let digits: String = self.rest.iter().skip(self.at).take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                self.at += digits.chars().count();
                code.unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            other => other,
        })
    }

    fn number(&mut self, at: usize) -> Result<Token, ExpressionError> {
        let text: String = self.rest[self.at..]
            .iter()
            .enumerate()
            .take_while(|(i, c)| {
                let exponent_sign = matches!(c, '+' | '-') && {
                    *i == 0 || matches!(self.rest[self.at + i - 1], 'e' | 'E')
                };
                c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E') || exponent_sign
            })
            .map(|(_, c)| c)
            .collect();
        self.at += text.chars().count();
        match serde_json::from_str::<serde_json::Number>(&text) {
            Ok(number) => Ok(Token::Literal(Value::Number(number))),
            Err(_) => Err(ExpressionError::Number { text, at }),
        }
    }

    fn word(&mut self) -> Token {
        let text: String =
            self.rest[self.at..].iter().take_while(|c| begins_name(**c) || goes_on(**c)).collect();
        self.at += text.chars().count();
        match text.to_ascii_uppercase().as_str() {
            "AND" => Token::And,
            "OR" => Token::Or,
            "NOT" => Token::Not,
            "CONTAINS" => Token::Compare(Operator::Contains),
            "EQ" => Token::Compare(Operator::Equal),
            "HAS" => Token::Compare(Operator::Has),
            "IN" => Token::Compare(Operator::In),
            "NOT_EQ" => Token::Compare(Operator::NotEqual),
            "NOT_IN" => Token::Compare(Operator::NotIn),
            "FALSE" => Token::Literal(Value::Bool(false)),
            "NULL" => Token::Literal(Value::Null),
            "TRUE" => Token::Literal(Value::Bool(true)),
            _ => Token::Name(text.split('.').map(str::to_owned).collect()),
        }
    }
}

fn begins_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$'
}

fn goes_on(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-')
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let found = self.peek() == Some(wanted);
        self.next += usize::from(found);
        found
    }

    fn expected(&self, expected: &'static str) -> ExpressionError {
        let at = self.tokens.get(self.next).map_or(self.end, |(at, _)| *at);
        let found = self.peek().map_or("the end".to_owned(), name_of);
        ExpressionError::Expected { expected, at, found }
    }

    fn any_of(&mut self, depth: usize) -> Result<Node, ExpressionError> {
        let mut node = self.all_of(depth)?;
        while self.take(&Token::Or) {
            node = Node::Or(Box::new(node), Box::new(self.all_of(depth)?));
        }
        Ok(node)
    }

    fn all_of(&mut self, depth: usize) -> Result<Node, ExpressionError> {
        let mut node = self.one(depth)?;
        while self.take(&Token::And) {
            node = Node::And(Box::new(node), Box::new(self.one(depth)?));
        }
        Ok(node)
    }

    fn one(&mut self, depth: usize) -> Result<Node, ExpressionError> {
        if depth >= DEEPEST {
            return Err(ExpressionError::TooDeep);
        }
        if self.take(&Token::Not) {
            return Ok(Node::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take(&Token::Open) {
            let node = self.any_of(depth + 1)?;
            return match self.take(&Token::Close) {
                true => Ok(node),
                false => Err(self.expected("a closing parenthesis")),
            };
        }
        let left = self.operand()?;
        match self.operator()? {
            Some(operator) => Ok(Node::Compare(left, operator, self.operand()?)),
            None => Ok(Node::Truth(left)),
        }
    }

    fn operator(&mut self) -> Result<Option<Operator>, ExpressionError> {
        if self.take(&Token::Not) {
            return match self.take(&Token::Compare(Operator::In)) {
                true => Ok(Some(Operator::NotIn)),
                false => Err(self.expected("IN")),
            };
        }
        let Some(Token::Compare(operator)) = self.peek() else { return Ok(None) };
        let operator = *operator;
        self.next += 1;
        Ok(Some(operator))
    }

    fn operand(&mut self) -> Result<Operand, ExpressionError> {
        if self.take(&Token::OpenList) {
            return self.list();
        }
        let operand = match self.peek() {
            Some(Token::Literal(value)) => Operand::Literal(value.clone()),
            Some(Token::Name(parts)) => Operand::Name(parts.clone()),
            _ => return Err(self.expected("a name or a value")),
        };
        self.next += 1;
        Ok(operand)
    }

    fn list(&mut self) -> Result<Operand, ExpressionError> {
        let mut items = Vec::new();
        if self.take(&Token::CloseList) {
            return Ok(Operand::Literal(Value::Array(items)));
        }
        loop {
            let Some(Token::Literal(value)) = self.peek() else {
                return Err(self.expected("a value"));
            };
            items.push(value.clone());
            self.next += 1;
            if self.take(&Token::CloseList) {
                return Ok(Operand::Literal(Value::Array(items)));
            }
            if !self.take(&Token::Comma) {
                return Err(self.expected("a comma or the list's end"));
            }
        }
    }
}

fn name_of(token: &Token) -> String {
    match token {
        Token::And => "AND".to_owned(),
        Token::Close => ")".to_owned(),
        Token::CloseList => "]".to_owned(),
        Token::Comma => ",".to_owned(),
        Token::Compare(operator) => operator.to_string(),
        Token::Literal(value) => value.to_string(),
        Token::Name(parts) => parts.join("."),
        Token::Not => "NOT".to_owned(),
        Token::Open => "(".to_owned(),
        Token::OpenList => "[".to_owned(),
        Token::Or => "OR".to_owned(),
    }
}
