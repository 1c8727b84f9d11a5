/**
 * `npm run bench`: measures the built action with real Terraform on a local cloud against the limits that are
 * promised. Prints a table, and ends with 1 when a limit is not kept.
 */
import { statSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { messageOf } from "../src/errors.ts";
import { figureTable } from "./bench/figure-table.ts";
import { keepsLimit, type Figure } from "./bench/figure.ts";
import { measureFirstApply } from "./bench/first-apply.ts";
import { measureFleet } from "./bench/fleet.ts";
import { phaseTable } from "./bench/phases.ts";
import { measurePlan } from "./bench/plan.ts";
import { setStage, type Stage } from "./bench/stage.ts";
import { measureSynthesis } from "./bench/synthesis.ts";

const SYNTHESES = 7;
const FLEET = 500;
const PAIRS = 7;
const APPLIES = 3;
const BUNDLE = join(import.meta.dirname, "..", "dist", "index.js");

const interrupt = interruptSignal();
try {
  process.exitCode = (await bench()) ? 0 : 1;
} catch (failure) {
  // Whatever an interrupt breaks, the interrupt is why.
  const error: unknown = interrupt.aborted ? interrupt.reason : failure;
  say(messageOf(error));
  process.exitCode = interrupt.aborted ? 130 : 1;
}

/** Whether every figure keeps its limit. */
async function bench(): Promise<boolean> {
  const load = loadavg()[0] ?? 0;
  say(`Load average ${load.toFixed(1)} on ${availableParallelism()} cores: measure when nothing else runs.`);
  const figures = [bundleSize(), await measureSynthesis(SYNTHESES), ...(await measureFleet(FLEET))];
  const stage = await setStage(interrupt);
  try {
    figures.push(...(await measureOn(stage)));
  } finally {
    await stage.strike();
  }
  say(`\n${figureTable(figures)}`);
  return figures.every(keepsLimit);
}

async function measureOn(stage: Stage): Promise<Figure[]> {
  say("\nPlans of an environment that is not there yet, and bare ones:");
  const plan = await measurePlan(stage, await stage.newTeam("bench"), PAIRS, say);
  say(`\n${phaseTable(plan.phases)}`);
  say("\nFirst applies, of a minute each:");
  return [...plan.figures, ...(await measureFirstApply(stage, APPLIES, say))];
}

function bundleSize(): Figure {
  return {
    name: "dist/index.js",
    unit: "MB",
    values: [statSync(BUNDLE).size / 1_000_000],
    limit: { bound: "at most", value: 3.5, keptBy: "each" },
  };
}

function say(line: string): void {
  console.log(line);
}

function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      controller.abort(new Error("The measurement was interrupted. Nothing of it is left."));
    });
  }
  return controller.signal;
}
