//! Flex's manager: who the agent is, and how the account and the plugin are configured.

use call_core::desk::{ActivitySettings, Reason, Setup, is_telephone};
use call_core::id::{QueueSid, WorkerSid, WorkflowSid};
use call_core::multi_call::Settings;
use call_core::pii::Pii;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::HostError;
use super::emitter::Ear;
use super::object::{Fields, texts};
use super::store::Store;
use super::strings::Strings;
use super::taskrouter::WorkerClient;
use super::voice::Device;
use super::workers::Workspace;

#[wasm_bindgen]
extern "C" {
    /// The manager that Flex gives to a plugin.
    #[derive(Debug, Clone)]
    pub type Manager;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn store(this: &Manager) -> Store;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn strings(this: &Manager) -> Option<Strings>;

    #[wasm_bindgen(method, getter, js_name = workerClient)]
    fn worker_client(this: &Manager) -> Option<WorkerClient>;

    #[wasm_bindgen(method, getter, js_name = voiceClient)]
    pub(crate) fn voice_client(this: &Manager) -> Option<Device>;

    #[wasm_bindgen(method, getter, js_name = workspaceClient)]
    fn workspace_client(this: &Manager) -> Option<Workspace>;

    #[wasm_bindgen(method, getter, js_name = insightsClient)]
    pub(crate) fn insights_client(this: &Manager) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn user(this: &Manager) -> Option<User>;

    #[wasm_bindgen(method, getter)]
    fn events(this: &Manager) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn configuration(this: &Manager) -> Option<Configuration>;

    #[wasm_bindgen(method, getter, js_name = serviceConfiguration)]
    fn service_configuration(this: &Manager) -> Option<ServiceConfiguration>;

    #[wasm_bindgen(method, getter)]
    fn localization(this: &Manager) -> Option<Localization>;

    type User;

    #[wasm_bindgen(method, getter)]
    fn token(this: &User) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn roles(this: &User) -> JsValue;

    type Configuration;

    #[wasm_bindgen(method, getter)]
    fn custom_data(this: &Configuration) -> Option<CustomData>;

    #[wasm_bindgen(method, getter)]
    fn theme(this: &Configuration) -> Option<FlexTheme>;

    #[wasm_bindgen(method, getter)]
    fn language(this: &Configuration) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = sdkOptions)]
    fn sdk_options(this: &Configuration) -> JsValue;

    type Localization;

    #[wasm_bindgen(method, getter, js_name = localeTag)]
    fn locale_tag(this: &Localization) -> JsValue;

    type FlexTheme;

    #[wasm_bindgen(method, getter, js_name = isLight)]
    fn is_light(this: &FlexTheme) -> JsValue;

    type ServiceConfiguration;

    #[wasm_bindgen(method, getter)]
    fn outbound_call_flows(this: &ServiceConfiguration) -> Option<OutboundCallFlows>;

    #[wasm_bindgen(method, getter)]
    fn taskrouter_offline_activity_sid(this: &ServiceConfiguration) -> JsValue;

    type OutboundCallFlows;

    #[wasm_bindgen(method, getter, js_name = default)]
    fn default_flow(this: &OutboundCallFlows) -> Option<OutboundCallFlow>;

    type OutboundCallFlow;

    #[wasm_bindgen(method, getter)]
    fn enabled(this: &OutboundCallFlow) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn workflow_sid(this: &OutboundCallFlow) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn queue_sid(this: &OutboundCallFlow) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn caller_id(this: &OutboundCallFlow) -> JsValue;

    /// Where Functions are: `custom_data` says it for all plugins, `internal_call` for ours.
    #[derive(Clone)]
    pub(crate) type FunctionsAddress;

    #[wasm_bindgen(method, getter)]
    fn serverless_functions_protocol(this: &FunctionsAddress) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn serverless_functions_domain(this: &FunctionsAddress) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn serverless_functions_port(this: &FunctionsAddress) -> JsValue;

    /// `custom_data` of the account's configuration, or a worker's `config_overrides` of it.
    #[wasm_bindgen(extends = FunctionsAddress)]
    #[derive(Clone)]
    pub(crate) type CustomData;

    #[wasm_bindgen(method, getter)]
    fn features(this: &CustomData) -> Option<Features>;

    type Features;

    #[wasm_bindgen(method, getter)]
    fn internal_call(this: &Features) -> Option<Feature>;

    #[wasm_bindgen(method, getter)]
    fn multi_call(this: &Features) -> Option<Feature>;

    #[wasm_bindgen(extends = FunctionsAddress)]
    type Feature;

    #[wasm_bindgen(method, getter)]
    fn enabled(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn enable_call_agent(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn enable_call_queue(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn missed_calls(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn ring_timeout_s(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn queue_timeout_s(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn auto_complete(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn find_key(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = do_not_disturb)]
    fn undisturbed(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn interruptible(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn remind_after_s(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn reminder_tone(this: &Feature) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn swap_key(this: &Feature) -> JsValue;
}

impl Manager {
    /// The agent's TaskRouter client.
    pub fn worker(&self) -> Result<WorkerClient, HostError> {
        let missing =
            HostError::Shape { path: "manager.workerClient", expected: "a TaskRouter worker" };
        self.worker_client().ok_or(missing)
    }

    /// The account's TaskRouter client.
    pub fn workspace(&self) -> Result<Workspace, HostError> {
        let missing = HostError::Shape {
            path: "manager.workspaceClient",
            expected: "a TaskRouter workspace",
        };
        self.workspace_client().ok_or(missing)
    }

    /// The agent's Flex token, as it is now.
    pub fn token(&self) -> Option<Pii<String>> {
        self.user()?.token().map(Pii::new)
    }

    /// Whether the agent is an administrator or a supervisor, to whom Flex shows the account.
    pub fn can_mend_the_account(&self) -> bool {
        let roles = self.user().map(|user| user.roles());
        let roles = roles.as_ref().and_then(|roles| roles.dyn_ref::<Array>());
        let has = |role: &str| roles.is_some_and(|roles| roles.includes(&role.into(), 0));
        has("admin") || has("supervisor")
    }

    /// Whether Flex is shown dark.
    pub fn is_dark(&self) -> bool {
        let theme = self.configuration().and_then(|configuration| configuration.theme());
        theme.is_some_and(|theme| theme.is_light().as_bool() == Some(false))
    }

    /// The tag of the language that Flex shows, like `es-MX`. Before 2.10 it did not tell; then
    /// it is the language that the account asks of it.
    pub fn language(&self) -> String {
        let shown = self.localization().and_then(|shown| shown.locale_tag().as_string());
        let asked = || self.configuration()?.language().as_string();
        shown.or_else(asked).unwrap_or_default()
    }

    /// The activity in which workers are not at work.
    pub fn offline_activity(&self) -> Option<String> {
        self.service_configuration()?.taskrouter_offline_activity_sid().as_string()
    }

    /// The activities that the account has set to mean something to colleagues.
    pub(crate) fn activity_settings(&self) -> ActivitySettings {
        let names = |setting| texts(&self.feature(setting).unwrap_or_default());
        ActivitySettings {
            undisturbed: names(Feature::undisturbed),
            interruptible: names(Feature::interruptible),
        }
    }

    /// Whether the account wants calls between colleagues.
    pub fn wants_internal_calls(&self) -> bool {
        self.is_on(Feature::enabled)
    }

    /// Whether agents may call a colleague of their choice: unless it is switched off.
    pub fn wants_call_agent(&self) -> bool {
        self.feature(Feature::enable_call_agent).is_none_or(|value| value.is_truthy())
    }

    /// Whether agents may call the next agent of a queue: if it is switched on.
    pub fn wants_call_queue(&self) -> bool {
        self.is_on(Feature::enable_call_queue)
    }

    /// Whether the account wants agents to have several calls at once.
    pub fn wants_several_calls(&self) -> bool {
        self.of_several(Feature::enabled).is_some_and(|value| value.is_truthy())
    }

    /// What the account has chosen for several calls at once.
    pub fn several_calls(&self) -> Settings {
        let remind = self.of_several(Feature::remind_after_s).and_then(|after| number(&after));
        let address = self.worker_client().and_then(|worker| worker.address());
        Settings {
            remind_after_s: remind.unwrap_or(Settings::default().remind_after_s),
            at_telephone: address.as_ref().is_some_and(is_telephone),
        }
    }

    /// Whether a call on hold reminds the agent by a tone, too.
    pub fn wants_reminder_tone(&self) -> bool {
        self.of_several(Feature::reminder_tone).is_none_or(|value| value.is_truthy())
    }

    /// The letter or digit that swaps two calls, together with Ctrl and Shift; `None` if none does.
    pub fn swap_key(&self) -> Option<String> {
        key(self.of_several(Feature::swap_key), "X")
    }

    /// The letter or digit that leads to the field in which a colleague is looked for, together
    /// with Ctrl and Shift; `None` if none does.
    pub fn find_key(&self) -> Option<String> {
        key(self.feature(Feature::find_key), "F")
    }

    fn of_several(&self, pick: fn(&Feature) -> JsValue) -> Option<JsValue> {
        self.setting(Features::multi_call, pick)
    }

    /// What Flex makes its own device of the Voice SDK with: all that the account has set, less
    /// what is meant for a single call.
    pub(crate) fn voice_options(&self) -> Fields {
        let options = Fields::new();
        for (name, value) in self.voice_settings().iter().flat_map(Fields::each) {
            if !["acceptOptions", "audioConstraints"].contains(&name.as_str()) {
                options.put(&name, &value);
            }
        }
        options.with("appName", "flex-ui")
    }

    /// What Flex answers each call with.
    pub(crate) fn connect_options(&self) -> Fields {
        let options = Fields::new();
        let accept = self.voice_settings().and_then(|settings| settings.object("acceptOptions"));
        for (name, value) in accept.iter().flat_map(Fields::each) {
            options.put(&name, &value);
        }
        options
    }

    /// `sdkOptions.voice` of Flex's configuration.
    fn voice_settings(&self) -> Option<Fields> {
        Fields::of(self.configuration()?.sdk_options())?.object("voice")
    }

    /// Where the Functions are, without a slash at the end: at Switchboard's own address, else at
    /// the one that the account's plugins share.
    pub fn functions(&self) -> Option<String> {
        let own = |data: &CustomData| Some(data.features()?.internal_call()?.into());
        self.address(own).or_else(|| self.address(|data| Some(data.clone().into())))
    }

    /// The address that stands at one place of the settings; none of its parts is taken from
    /// another place.
    fn address(&self, at: impl Fn(&CustomData) -> Option<FunctionsAddress>) -> Option<String> {
        let text = |pick: fn(&FunctionsAddress) -> JsValue| {
            self.layered(|data| some_text(&pick(&at(data)?)))
        };
        let domain = text(FunctionsAddress::serverless_functions_domain)?;
        let protocol = text(FunctionsAddress::serverless_functions_protocol);
        let port = text(FunctionsAddress::serverless_functions_port);
        let protocol = protocol.as_deref().unwrap_or("https");
        let usual = if protocol == "http" { "80" } else { "443" };
        Some(match port.filter(|port| port != usual) {
            Some(port) => format!("{protocol}://{domain}:{port}"),
            None => format!("{protocol}://{domain}"),
        })
    }

    /// What the account has for internal calls, or what it lacks.
    pub fn setup(&self) -> Result<Setup, Reason> {
        let worker = self.worker().map_err(|_| Reason::CallFailed)?;
        let flow = self.default_flow().ok_or(Reason::NoOutboundFlow)?;
        let workflow = flow.workflow_sid().as_string().unwrap_or_default();
        let queue = flow.queue_sid().as_string().unwrap_or_default();
        self.functions().ok_or(Reason::FunctionsUnset)?;
        if worker.voice_capacity() == Some(0) {
            return Err(Reason::NoVoiceCapacity);
        }
        let feature = |pick: fn(&Feature) -> JsValue| self.feature(pick);
        Ok(Setup {
            worker: WorkerSid::parse(&worker.sid()).map_err(|_| Reason::CallFailed)?,
            name: worker.full_name(),
            address: worker.address(),
            presence: worker.presence(self.offline_activity().as_deref()),
            workflow: WorkflowSid::parse(&workflow).map_err(|_| Reason::NoOutboundFlow)?,
            queue: QueueSid::parse(&queue).map_err(|_| Reason::NoOutboundFlow)?,
            caller_id: some_text(&flow.caller_id()).map(Pii::new),
            ring_timeout_s: feature(Feature::ring_timeout_s).and_then(|v| seconds(&v, 120)),
            queue_timeout_s: feature(Feature::queue_timeout_s).and_then(|v| seconds(&v, 3_600)),
            call_agent: self.wants_call_agent(),
            call_queue: self.wants_call_queue(),
            missed_calls: feature(Feature::missed_calls).is_none_or(|value| value.is_truthy()),
            auto_complete: self.is_on(Feature::auto_complete),
            // Whoever attaches that capability says so.
            multi_call: false,
        })
    }

    /// With what a number is called, if the account lets its agents call numbers.
    pub(crate) fn outbound_flow(&self) -> Option<Fields> {
        self.default_flow().map(JsCast::unchecked_into)
    }

    fn default_flow(&self) -> Option<OutboundCallFlow> {
        let flow = self.service_configuration()?.outbound_call_flows()?.default_flow()?;
        flow.enabled().is_truthy().then_some(flow)
    }

    fn is_on(&self, pick: fn(&Feature) -> JsValue) -> bool {
        self.feature(pick).is_some_and(|value| value.is_truthy())
    }

    fn feature(&self, pick: fn(&Feature) -> JsValue) -> Option<JsValue> {
        self.setting(Features::internal_call, pick)
    }

    fn setting(
        &self,
        of: fn(&Features) -> Option<Feature>,
        pick: fn(&Feature) -> JsValue,
    ) -> Option<JsValue> {
        self.layered(|data| {
            let value = pick(&of(&data.features()?)?);
            (!value.is_undefined() && !value.is_null()).then_some(value)
        })
    }

    /// A worker's own settings are put over those of the account.
    fn layered<T>(&self, pick: impl Fn(&CustomData) -> Option<T>) -> Option<T> {
        let own = self.worker_client().and_then(|worker| worker.overrides());
        let account = || self.configuration()?.custom_data();
        own.as_ref().and_then(&pick).or_else(|| pick(&account()?))
    }
}

/// Our ear on the renewal of the agent's token; dropping it takes the ear off.
#[derive(Debug)]
#[must_use = "the listener comes off as soon as this is dropped"]
pub struct TokenRenewed {
    _ear: Ear<dyn FnMut()>,
}

impl TokenRenewed {
    /// Is told of every renewal.
    pub fn new(
        manager: &Manager,
        heard: impl FnMut() + 'static,
    ) -> Result<TokenRenewed, HostError> {
        let ear = Ear::new(&manager.events(), "tokenUpdated", Closure::<dyn FnMut()>::new(heard))?;
        Ok(TokenRenewed { _ear: ear })
    }
}

/// The letter or digit that the account has chosen; none if it has chosen something else.
fn key(chosen: Option<JsValue>, usual: &str) -> Option<String> {
    let chosen = chosen.and_then(|key| key.as_string());
    let key = chosen.as_deref().unwrap_or(usual).to_ascii_uppercase();
    let fits = matches!(key.as_bytes(), [one] if one.is_ascii_alphanumeric());
    fits.then_some(key)
}

/// A text or a number that is not empty; ports are written as either.
fn some_text(value: &JsValue) -> Option<String> {
    let text = value.as_string().or_else(|| number_text(value.as_f64()?))?;
    (!text.is_empty()).then_some(text)
}

fn number_text(number: f64) -> Option<String> {
    (number.fract() == 0.0 && (0.0..=65_535.0).contains(&number))
        .then(|| (number as u32).to_string())
}

/// As long as it makes sense to ring.
fn seconds(value: &JsValue, longest: u32) -> Option<u32> {
    number(value).filter(|number| (5..=longest).contains(number))
}

/// A number that is not negative, or such a text.
fn number(value: &JsValue) -> Option<u32> {
    let number = value.as_f64().filter(|number| (0.0..=f64::from(u32::MAX)).contains(number));
    number.map(|number| number as u32).or_else(|| value.as_string()?.parse().ok())
}
