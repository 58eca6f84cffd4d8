//! A yew root inside Flex's React: a component with one empty element, and a root in it.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use yew::{AppHandle, BaseComponent, Renderer};

use super::HostError;
use super::object::Fields;

#[wasm_bindgen]
extern "C" {
    /// React, as Flex puts it on the page for its plugins.
    #[derive(Debug, Clone)]
    pub type React;

    #[wasm_bindgen(thread_local_v2, js_name = React)]
    static REACT: Option<React>;

    #[wasm_bindgen(method, catch, js_name = createElement)]
    fn create_element(this: &React, kind: &JsValue, props: &JsValue) -> Result<Element, JsValue>;

    #[wasm_bindgen(method, catch, js_name = useState)]
    fn use_state(this: &React, initial: &Function) -> Result<Array, JsValue>;

    /// An element of React's: what a component is placed by.
    #[derive(Debug, Clone)]
    pub type Element;
}

/// The React of this page.
pub fn react() -> Result<React, HostError> {
    let missing = HostError::Shape { path: "window.React", expected: "React" };
    REACT.with(Clone::clone).ok_or(missing)
}

/// One screen of ours, wherever and however often Flex shows it.
///
/// Each place that React mounts it in has a yew root of its own; all show the same properties.
pub struct Mount<C: BaseComponent> {
    roots: Rc<Roots<C>>,
    element: Element,
    _component: Closure<dyn FnMut() -> Result<JsValue, JsValue>>,
    _initial: Rc<Closure<dyn FnMut() -> JsValue>>,
}

struct Roots<C: BaseComponent> {
    handles: RefCell<Vec<(u32, AppHandle<C>)>>,
    properties: RefCell<C::Properties>,
    next: Cell<u32>,
}

impl<C> Mount<C>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    /// Makes the screen; nothing is mounted until Flex shows [`Mount::element`].
    pub fn new(react: &React, key: &str, properties: C::Properties) -> Result<Mount<C>, HostError> {
        let roots = Rc::new(Roots {
            handles: RefCell::default(),
            properties: RefCell::new(properties),
            next: Cell::new(0),
        });
        let initial = {
            let roots = roots.clone();
            Rc::new(Closure::<dyn FnMut() -> JsValue>::new(move || roots.clone().reference()))
        };
        let component = {
            let (react, initial) = (react.clone(), initial.clone());
            // React keeps one reference per place, so that it tells us of each place apart.
            Closure::<dyn FnMut() -> Result<JsValue, JsValue>>::new(move || {
                let state = react.use_state(initial.as_ref().as_ref().unchecked_ref())?;
                let props = Fields::new().with("ref", state.get(0));
                react.create_element(&"div".into(), &props).map(JsValue::from)
            })
        };
        let element = react
            .create_element(component.as_ref(), &Fields::new().with("key", key))
            .map_err(HostError::threw("React.createElement"))?;
        Ok(Mount { roots, element, _component: component, _initial: initial })
    }

    /// What Flex is given to show.
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// Shows these properties in every place, and in those that are still to come.
    pub fn update(&self, properties: C::Properties) {
        if *self.roots.properties.borrow() == properties {
            return;
        }
        self.roots.properties.replace(properties.clone());
        for (_, handle) in self.roots.handles.borrow_mut().iter_mut() {
            handle.update(properties.clone());
        }
    }
}

impl<C> Roots<C>
where
    C: BaseComponent,
    C::Properties: Clone,
{
    fn take(&self, place: u32) -> Option<AppHandle<C>> {
        let mut handles = self.handles.borrow_mut();
        let at = handles.iter().position(|(known, _)| *known == place)?;
        Some(handles.swap_remove(at).1)
    }

    /// A reference for one place: React calls it with the place's element, and with nothing
    /// when the place goes.
    fn reference(self: Rc<Self>) -> JsValue {
        let place = self.next.get();
        self.next.set(place.wrapping_add(1));
        let placed = move |element: JsValue| {
            if let Some(handle) = self.take(place) {
                handle.destroy();
            }
            if let Ok(element) = element.dyn_into::<web_sys::Element>() {
                let properties = self.properties.borrow().clone();
                let root = Renderer::<C>::with_root_and_props(element, properties).render();
                self.handles.borrow_mut().push((place, root));
            }
        };
        // Owned by React from here; the browser frees it when React has forgotten the place.
        Closure::<dyn FnMut(JsValue)>::new(placed).into_js_value()
    }
}

impl<C: BaseComponent> fmt::Debug for Mount<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mount").field("places", &self.roots.handles.borrow().len()).finish()
    }
}
