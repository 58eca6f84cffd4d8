// @ts-check
import * as FlexPlugin from "@twilio/flex-plugin";
import SwitchboardPlugin from "../www/plugin.js";

FlexPlugin.loadPlugin(SwitchboardPlugin);
