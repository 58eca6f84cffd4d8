// @ts-check
/**
 * Everything that the doctor can find, in words: what is so, and the step
 * that mends it. What stands in braces is filled in by the check.
 */

/**
 * `fine`: nothing to do; `wrong`: something does not work; `weak`: it works,
 * but not as somebody may expect; `unseen`: it could not be looked at.
 * @typedef {"fine" | "wrong" | "weak" | "unseen"} Level
 * @typedef {{ level: Level, says: string, mend?: string }} Finding
 */

/** @type {(says: string) => Finding} */
const fine = (says) => ({ level: "fine", says });
/** @type {(says: string, mend: string) => Finding} */
const wrong = (says, mend) => ({ level: "wrong", says, mend });
/** @type {(says: string, mend: string) => Finding} */
const weak = (says, mend) => ({ level: "weak", says, mend });
/** @type {(says: string, mend: string) => Finding} */
const unseen = (says, mend) => ({ level: "unseen", says, mend });

const CUSTOM_DATA =
  "in Flex's configuration (POST https://flex-api.twilio.com/v1/Configuration, the whole ui_attributes as you read them, with this one changed)";
const VARIABLES =
  "in the Functions' service: Console, Functions and Assets, Services, Environment Variables; then deploy it again";

/** @type {Record<string, Finding>} */
export const FINDINGS = {
  "credentials-fine": fine("Twilio knows these credentials."),
  "credentials-refused": wrong(
    "Twilio refuses these credentials ({status}).",
    "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN anew from the Console's Account Info. An API key must be one of the same account.",
  ),
  "rights-missing": weak(
    "These credentials do not open {areas}: npm run deploy and npm run uninstall would stop there.",
    "docs/security.md says what credentials need; a Main or a Standard API key, or the auth token, opens all of it.",
  ),
  "twilio-silent": wrong(
    "Flex's configuration could not be read ({status}).",
    "Check this machine's network, then https://status.twilio.com, and run the doctor again.",
  ),
  "emulator-silent": wrong(
    "No emulator answers there ({status}).",
    "Start it by npm start, and give the doctor the address that it prints.",
  ),
  "no-flex": wrong(
    "The account has no Flex.",
    "Take the credentials of the Flex project: in the Console, choose it at the top left.",
  ),

  "flex-ui-fine": fine("Flex UI is {version}."),
  "flex-ui-old": wrong(
    "Flex UI is {version}; Switchboard needs 2.8 or later.",
    "Flex, Admin, Flex UI versioning: choose 2.8 or later.",
  ),
  "flex-ui-unset": unseen(
    "The account names no version of Flex UI.",
    "Open Flex as an administrator and read the version under Debugger, About; it has to be 2.8 or later.",
  ),

  "react-fine": fine("React is {version}."),
  "react-old": wrong(
    "React is {version}, which has no hooks.",
    'Set "react" and "react-dom" of ui_dependencies to "17.0.2" in Flex\'s configuration.',
  ),
  "react-untried": weak(
    "React is {version}; Switchboard is walked through with 17.0.2.",
    'Set "react" and "react-dom" of ui_dependencies to "17.0.2" in Flex\'s configuration, unless another plugin needs this one.',
  ),
  "react-unset": unseen(
    "The account names no version of React: Flex UI takes its own.",
    'To be on the version that Switchboard is walked through with, set "react" and "react-dom" of ui_dependencies to "17.0.2".',
  ),

  "plugin-fine": fine("The released plugin is {released}."),
  "plugin-emulated": fine("The emulator loads the plugin from its file."),
  "plugin-missing": wrong(
    "No release of this account has the plugin.",
    "{release}; or enable it in Flex under Admin, Plugins.",
  ),
  "plugin-other": wrong(
    "The released plugin is {released}; this is {version}.",
    "Release version {version} of plugin-switchboard under Admin, Plugins, or run the doctor of {released}.",
  ),
  "template-released": weak(
    "{name} is released, too: its internal call and its multi-call would act on the same calls.",
    "Release a build of it without those two features: docs/switching.md.",
  ),

  "calls-on": fine("Calls between colleagues are on."),
  "calls-off": wrong(
    "Calls between colleagues are off.",
    `Set features.internal_call.enabled to true ${CUSTOM_DATA}.`,
  ),
  "settings-unknown": weak(
    "Switchboard has no such setting: {names}.",
    "Compare the names with docs/administration.md; what is not known is passed over.",
  ),
  "settings-unfit": weak(
    "These settings have values that do not fit: {names}.",
    "docs/administration.md says what fits. A number out of its range counts as not given; a flag must be true or false without quotation marks.",
  ),

  "activities-fine": fine(
    "Activities mean to colleagues what do_not_disturb and interruptible say.",
  ),
  "activities-unknown": weak(
    "do_not_disturb and interruptible name activities that do not exist: {names}.",
    "Compare the names with TaskRouter, Activities, capitals and all; what is not known is passed over.",
  ),
  "activities-in-both": weak(
    "do_not_disturb and interruptible both name {names}: nobody can be called there.",
    `Take these out of one of the two ${CUSTOM_DATA}.`,
  ),
  "activities-unavailable": weak(
    "interruptible names activities that TaskRouter counts as unavailable: {names}. Nobody can be called there.",
    `TaskRouter, Activities: whether one is available is fixed when it is made, so make another that is; or take these out of interruptible ${CUSTOM_DATA}.`,
  ),

  "outbound-fine": fine("There is a default outbound flow with a caller id."),
  "outbound-missing": wrong(
    "There is no default outbound flow: nobody can place a call.",
    "Flex, Admin, Dialpad settings: turn the dialpad on, with a number, the workflow and the queue of outbound calls.",
  ),
  "outbound-incomplete": wrong(
    "The default outbound flow has no workflow or no queue.",
    "Flex, Admin, Dialpad settings: choose both.",
  ),
  "caller-id-missing": weak(
    "The default outbound flow has no caller id: agents at a SIP phone or a number cannot be rung.",
    "Flex, Admin, Dialpad settings: choose a number of the account.",
  ),

  "workflow-fine": fine('The workflow "{name}" brings each call to its agent.'),
  "workflow-missing": wrong(
    'No workflow has a name that begins with "Internal Call".',
    '{deploy} makes it. By hand: TaskRouter, Workflows, one named "Internal Call" with a filter for the expression 1==1, the queue of everybody and the worker expression task.targetWorker==worker.contact_uri.',
  ),
  "workflow-unreadable": wrong(
    'The configuration of the workflow "{name}" is not JSON.',
    "TaskRouter, Workflows: open it and save it again.",
  ),
  "filter-missing": wrong(
    'The workflow "{name}" has no filter for the called agent: no call arrives.',
    "TaskRouter, Workflows: add a filter with the expression 1==1, the queue of everybody and the worker expression task.targetWorker==worker.contact_uri.",
  ),
  "filter-shadowed": wrong(
    'In the workflow "{name}" an earlier filter takes every task, so that of the called agent is never reached.',
    "TaskRouter, Workflows: move the filter with task.targetWorker==worker.contact_uri to the top.",
  ),
  "filter-queue-missing": wrong(
    'The filter of the workflow "{name}" leads to a queue that is not there.',
    "TaskRouter, Workflows: choose the queue of everybody in that filter.",
  ),
  "priority-low": weak(
    'The workflow "{name}" has priority {ours}, another one {highest}: a customer who waits is given to the called agent first.',
    "TaskRouter, Workflows: give the filter of the called agent the higher priority, if colleagues are to come first.",
  ),

  "people-fine": fine("{count} workers can be called."),
  "people-none": wrong(
    "The workspace has no workers.",
    "Let each agent log in to Flex once, or make workers in TaskRouter.",
  ),
  "people-without-address": weak(
    "{count} of {all} workers have no contact_uri and cannot be called.",
    'TaskRouter, Workers: add "contact_uri": "client:<identity>" to their attributes. Flex does so at an agent\'s first log-in.',
  ),
  "capacity-fine": fine(
    "The voice capacities of the {looked} workers looked at fit.",
  ),
  "capacity-zero": wrong(
    "{count} of {looked} workers looked at have a voice capacity of 0 and get no calls.",
    "TaskRouter, Workers, Channels: raise voice to 1, or to as many calls as each is to have.",
  ),
  "capacity-single": weak(
    "Several calls at once are on, but none of the {looked} workers looked at has a voice capacity above 1.",
    "TaskRouter, Workers, Channels: raise voice for whoever is to have several calls.",
  ),
  "capacity-unexpected": weak(
    "Several calls at once are off, but {count} of {looked} workers looked at have a voice capacity above 1: a second call is offered to them on top of the first.",
    `Set features.multi_call.enabled to true ${CUSTOM_DATA}, or lower the capacities to 1.`,
  ),
  "capacity-unseen": unseen(
    "No worker is at work, so no voice capacity was looked at.",
    "Run the doctor again while agents are logged in.",
  ),

  "functions-fine": fine("The Functions answer, and are of version {version}."),
  "functions-unset": wrong(
    "The Functions' address is not configured.",
    `{deploy} brings them and sets it. By hand: set features.internal_call.serverless_functions_domain of custom_data to their domain ${CUSTOM_DATA}.`,
  ),
  "functions-silent": wrong(
    "The Functions do not answer.",
    "{deploy}. If that does not help, compare features.internal_call.serverless_functions_domain of custom_data with the domain in Console, Functions and Assets.",
  ),
  "functions-others": wrong(
    "Somebody else answers at the Functions' address ({status}).",
    "Compare features.internal_call.serverless_functions_domain of custom_data with the domain in Console, Functions and Assets; deploy the Functions there.",
  ),
  "functions-version": wrong(
    "The Functions are of version {theirs}; this is {version}.",
    "{deploy} brings both to one version.",
  ),

  "environment-used": fine(
    "The environment that is examined is {name}, which agents use.",
  ),
  "environment-unused": fine(
    "The environment that is examined is {name}; agents use {other}.",
  ),
  "environment-missing": wrong(
    "The account has no environment {name}. It has: {there}.",
    "Compare the name; {deploy} would make it.",
  ),
  "environment-unseen": wrong(
    "Where the Functions of {name} are could not be read ({status}).",
    "Give the credentials the right to read Functions and Assets: docs/security.md says what they need.",
  ),
  "other-fits": fine(
    "The environment {name} is there, too: its Functions and the released plugin are of version {functions}. To examine it: npm run doctor -- --environment {name}",
  ),
  "other-version": weak(
    "The environment {name} is there, too: its Functions are of version {functions}, the released plugin is {plugin}.",
    "Before agents use it: npm run deploy -- --environment {name}. To examine it: npm run doctor -- --environment {name}",
  ),
  "other-unknown": unseen(
    "The environment {name} is there, too: its Functions are of version {functions}; which plugin agents load is not known.",
    "To examine it: npm run doctor -- --environment {name}",
  ),
  "other-silent": weak(
    "The environment {name} is there, too, but its Functions do not answer.",
    "If somebody needs it: npm run deploy -- --environment {name}. If nobody does: npm run uninstall -- --environment {name}. To examine it: npm run doctor -- --environment {name}",
  ),

  "token-fine": fine("A made-up token is refused by the Functions."),
  "token-unchecked": wrong(
    "The Functions let somebody with a made-up token in.",
    "Take them out of service at once, and deploy those of this repository.",
  ),
  "token-unable": wrong(
    "The Functions cannot have a token checked ({status}).",
    'Console, Functions and Assets, Services, Dependencies: tick "Add my Twilio Credentials (ACCOUNT_SID) and (AUTH_TOKEN) to ENV" and deploy again.',
  ),

  "variables-fine": fine("The Functions' environment is complete."),
  "variables-missing": wrong(
    "The Functions' environment lacks {names}.",
    `{deploy} sets them. By hand: set them ${VARIABLES}.`,
  ),
  "variables-other": wrong(
    "In the Functions' environment {names} means something else than this account has.",
    `Correct it ${VARIABLES}.`,
  ),
  "variables-unseen": unseen(
    "The environment of the Functions could not be read ({status}).",
    "Compare it yourself: docs/administration.md lists the variables.",
  ),

  "sync-fine": fine("The Sync service of the call records is there."),
  "sync-missing": wrong(
    "The Sync service that TWILIO_FLEX_SYNC_SID names is not there.",
    `Console, Sync, Services: take the SID of one that is, and set it ${VARIABLES}.`,
  ),
  "sync-closed": wrong(
    "The Sync service of the call records has access control lists: agents' browsers cannot read there.",
    "Console, Sync, Services: switch them off, or take another service that agents' tokens open.",
  ),
  "sync-unseen": unseen(
    "The Sync service of the call records could not be looked at ({status}).",
    "It is the one that TWILIO_FLEX_SYNC_SID of the Functions names; Console, Sync, Services has to list it.",
  ),

  "flows-fine": fine("Studio's flows lead into workflows that are there."),
  "flow-lost": wrong(
    "{count} flows of Studio send callers into a workflow that is not there.",
    "Studio: open the flows' Send to Flex widgets, choose a workflow, publish.",
  ),
  "flow-internal": wrong(
    "{count} flows of Studio send customers into the workflow of calls between colleagues, where nobody gets them.",
    "Studio: open the flows' Send to Flex widgets, choose the customers' workflow, publish.",
  ),
  "flows-unseen": unseen(
    "Studio's flows could not be looked at ({status}).",
    "Nothing of Switchboard needs Studio; a flow must only not lead into the workflow of calls between colleagues.",
  ),

  "alert-unseen": unseen(
    "REST does not tell whether Flex's dialog about a second call is off (disable-multi-call-alert).",
    "Log in to Flex as an administrator: if the dialog stays on, Switchboard says so there. Twilio's support switches it off.",
  ),
  "warm-transfers-unseen": unseen(
    "REST does not tell whether external-warm-transfers is on.",
    "Flex, Admin, Features: it is needed to add a number to a customer's call; calls between colleagues do not need it.",
  ),

  "wasm-fine": fine("Flex's page allows WebAssembly."),
  "wasm-refused": wrong(
    "The content security policy of Flex's page forbids WebAssembly: Switchboard cannot start.",
    "Whoever serves the page adds 'wasm-unsafe-eval' to script-src.",
  ),
  "wasm-unseen": unseen(
    "Flex's page could not be looked at ({status}).",
    "Name the page that agents open: npm run doctor -- --flex https://…",
  ),

  "list-unseen": unseen(
    "{what} could not be looked at ({status}).",
    "Give the credentials the right to read them, or look in the Console.",
  ),
};
