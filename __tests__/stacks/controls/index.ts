import { ALARMS } from "./alarms.ts";
import type { Control } from "./control.ts";
import { IDENTITY } from "./identity.ts";
import { INSTANCES } from "./instances.ts";
import { KEEPING } from "./keeping.ts";
import { MESSAGING } from "./messaging.ts";
import { NETWORK } from "./network.ts";
import { TASKS } from "./tasks.ts";

/** Every control that the stack holds: tested on every preset and example, and listed in the README. */
export const CONTROLS: readonly Control[] = [
  ...TASKS,
  ...IDENTITY,
  ...NETWORK,
  ...INSTANCES,
  ...MESSAGING,
  ...KEEPING,
  ...ALARMS,
];
