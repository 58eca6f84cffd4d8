//! A yew root inside Flex's React: a component with one empty element, and a root in it.
//!
//! Yew never takes a root's listeners off its element again, and they hold all of it. So roots are
//! not ended when their place goes: they wait, empty and off the page, for the next place.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use yew::{AppHandle, BaseComponent, Component, Context, Html, Properties, Renderer, html};

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

impl React {
    /// An element of the page's own kinds.
    pub(super) fn element(&self, kind: &str, properties: &Fields) -> Result<Element, HostError> {
        let element = self.create_element(&kind.into(), properties);
        element.map_err(HostError::threw("React.createElement"))
    }

    /// A place for a component, which React calls to draw it.
    pub(super) fn component(&self, draws: &JsValue, key: &str) -> Result<Element, HostError> {
        let element = self.create_element(draws, &Fields::new().with("key", key));
        element.map_err(HostError::threw("React.createElement"))
    }
}

/// One screen of ours, wherever and however often Flex shows it.
///
/// Each place that React mounts it in has a yew root of its own; all show the same properties.
pub struct Mount<C>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    roots: Rc<Roots<C>>,
    element: Element,
    _component: Closure<dyn FnMut() -> Result<JsValue, JsValue>>,
    _initial: Rc<Closure<dyn FnMut() -> JsValue>>,
}

struct Roots<C>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    placed: RefCell<Vec<(u32, Root<C>)>>,
    /// Those whose place is gone.
    waiting: RefCell<Vec<Root<C>>>,
    properties: RefCell<C::Properties>,
    next: Cell<u32>,
}

/// A yew root in an element of its own, which goes from place to place.
struct Root<C>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    home: web_sys::Element,
    handle: AppHandle<Stage<C>>,
}

/// What a root shows: one screen in each place it comes to, nothing while it waits.
struct Stage<C>(PhantomData<C>);

#[derive(Clone, PartialEq, Properties)]
struct Playing<P: Clone + PartialEq> {
    /// The place; in another one the screen begins anew.
    place: u32,
    screen: Option<P>,
}

impl<C> Component for Stage<C>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    type Message = ();
    type Properties = Playing<C::Properties>;

    fn create(_: &Context<Self>) -> Stage<C> {
        Stage(PhantomData)
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Playing { place, screen } = context.props();
        match screen.clone() {
            Some(screen) => html! { <C key={*place} ..screen /> },
            None => Html::default(),
        }
    }
}

impl<C> Mount<C>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    /// Makes the screen; nothing is mounted until Flex shows [`Mount::element`].
    pub fn new(react: &React, key: &str, properties: C::Properties) -> Result<Mount<C>, HostError> {
        let roots = Rc::new(Roots {
            placed: RefCell::default(),
            waiting: RefCell::default(),
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
        let element = react.component(component.as_ref(), key)?;
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
        for (place, root) in self.roots.placed.borrow_mut().iter_mut() {
            root.handle.update(Playing { place: *place, screen: Some(properties.clone()) });
        }
    }
}

impl<C> Roots<C>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    /// A reference for one place: React calls it with the place's element, and with nothing
    /// when the place goes.
    fn reference(self: Rc<Self>) -> JsValue {
        let place = self.next.get();
        self.next.set(place.wrapping_add(1));
        let placed = move |element: JsValue| {
            self.leave(place);
            if let Ok(element) = element.dyn_into::<web_sys::Element>() {
                self.enter(place, &element);
            }
        };
        // Owned by React from here; the browser frees it when React has forgotten the place.
        Closure::<dyn FnMut(JsValue)>::new(placed).into_js_value()
    }

    /// Shows the screen in a place.
    fn enter(&self, place: u32, element: &web_sys::Element) {
        let playing = Playing { place, screen: Some(self.properties.borrow().clone()) };
        let waiting = self.waiting.borrow_mut().pop();
        let Some(mut root) = waiting.or_else(|| Root::new(element)) else { return };
        root.handle.update(playing);
        // An element that React has just made can be put into.
        if element.append_child(&root.home).is_ok() {
            self.placed.borrow_mut().push((place, root));
        }
    }

    /// The place is gone, if there was one.
    fn leave(&self, place: u32) {
        let Some(mut root) = self.take(place) else { return };
        // A field that goes with the focus in it says so at once, and what follows is shown in
        // all places that are left.
        root.home.remove();
        root.handle.update(Playing { place, screen: None });
        self.waiting.borrow_mut().push(root);
    }

    fn take(&self, place: u32) -> Option<Root<C>> {
        let mut placed = self.placed.borrow_mut();
        let at = placed.iter().position(|(known, _)| *known == place)?;
        Some(placed.swap_remove(at).1)
    }
}

impl<C> Root<C>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    /// A root that can be put into this place and into others.
    fn new(place: &web_sys::Element) -> Option<Root<C>> {
        let home = place.owner_document()?.create_element("div").ok()?;
        // To Flex's layout it is not there.
        home.set_attribute("style", "display: contents").ok()?;
        let playing = Playing { place: 0, screen: None };
        let handle = Renderer::with_root_and_props(home.clone(), playing).render();
        Some(Root { home, handle })
    }
}

impl<C> fmt::Debug for Mount<C>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mount").field("places", &self.roots.placed.borrow().len()).finish()
    }
}
