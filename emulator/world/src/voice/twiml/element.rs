//! A TwiML document as a tree of elements.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::TwimlError;

/// One element with its attributes, its children and its text.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    pub(super) text: String,
}

impl Element {
    /// Refuses any content.
    pub(super) fn empty(&self) -> Result<(), TwimlError> {
        self.no_children()?;
        self.no_text()
    }

    /// Refuses child elements.
    pub(super) fn no_children(&self) -> Result<(), TwimlError> {
        match self.children.first() {
            None => Ok(()),
            Some(child) => Err(child.misplaced(&format!("<{}>", self.name))),
        }
    }

    /// Refuses text other than white space.
    pub(super) fn no_text(&self) -> Result<(), TwimlError> {
        match self.text.trim() {
            "" => Ok(()),
            text => Err(self.wrong("text", text, "empty")),
        }
    }

    /// This element cannot do without what is named.
    pub(super) fn lacks(&self, needed: &'static str) -> TwimlError {
        TwimlError::Missing { element: self.name.clone(), needed }
    }

    /// This element cannot stand there.
    pub(super) fn misplaced(&self, parent: &str) -> TwimlError {
        TwimlError::Verb { element: self.name.clone(), parent: parent.to_owned() }
    }

    /// One of this element's values means nothing.
    pub(super) fn wrong(
        &self,
        attribute: &'static str,
        value: &str,
        needed: &'static str,
    ) -> TwimlError {
        let (element, value) = (self.name.clone(), value.to_owned());
        TwimlError::Value { element, attribute, value, needed }
    }
}

/// Reads the document's one root element.
pub(super) fn read(text: &str) -> Result<Element, TwimlError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    // The outermost element only collects the root.
    let mut open = vec![Element::default()];
    loop {
        let top = open.last_mut().expect("the collecting element is closed by nobody");
        match reader.read_event().map_err(xml)? {
            Event::Start(start) => open.push(begin(&start)?),
            Event::Empty(start) => top.children.push(begin(&start)?),
            Event::End(_) => {
                let done = open.pop().expect("the reader pairs every end with a start");
                open.last_mut().expect("the root lies in the collector").children.push(done);
            }
            Event::Text(text) => top.text.push_str(&text.xml10_content()),
            Event::CData(text) => top.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => top.text.push(character(&reference)?),
            Event::Comment(_) | Event::Decl(_) => {}
            Event::PI(_) | Event::DocType(_) => {
                return Err(TwimlError::Xml("it holds more than elements".to_owned()));
            }
            Event::Eof => break,
        }
    }
    if open.len() > 1 {
        return Err(TwimlError::Xml("it ends before its last element does".to_owned()));
    }
    let mut collector = open.pop().expect("checked above");
    match (collector.children.pop(), collector.children.is_empty(), collector.text.trim()) {
        (Some(root), true, "") => Ok(root),
        _ => Err(TwimlError::Xml("it is not one element".to_owned())),
    }
}

fn begin(start: &BytesStart<'_>) -> Result<Element, TwimlError> {
    let mut element = Element { name: start.name().as_ref().to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(xml)?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(xml)?;
        element.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(element)
}

fn character(reference: &BytesRef<'_>) -> Result<char, TwimlError> {
    if let Some(character) = reference.resolve_char_ref().map_err(xml)? {
        return Ok(character);
    }
    match &**reference {
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "gt" => Ok('>'),
        "lt" => Ok('<'),
        "quot" => Ok('"'),
        other => Err(TwimlError::Xml(format!("it names the unknown entity {other}"))),
    }
}

fn xml(error: impl std::fmt::Display) -> TwimlError {
    TwimlError::Xml(error.to_string())
}
