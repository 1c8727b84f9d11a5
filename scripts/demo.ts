/**
 * `npm run demo`: plays the life of a pull request with the built action, on a local AWS and a real Prefect
 * server, and checks what it claims. Writes `demo-out/index.html`. With `--keep` the servers stay up until
 * Ctrl-C; with `--docker` the tasks run their true images.
 */
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../src/errors.ts";
import type { Chronicle } from "./demo/chronicle.ts";
import { createNarrator } from "./demo/narrator.ts";
import { renderPage } from "./demo/page.ts";
import { setStage, type Stage } from "./demo/stage.ts";
import { playStory, pullRequestOf } from "./demo/story.ts";
import { createTerminal } from "./demo/terminal.ts";
import { seconds } from "./demo/words.ts";

const PAGE = join(import.meta.dirname, "..", "demo-out", "index.html");

const flag = { type: "boolean", default: false } as const;
const { keep, docker } = parseArgs({ options: { keep: flag, docker: flag } }).values;
const terminal = createTerminal(process.stdout);
const interrupt = interruptSignal();

try {
  process.exitCode = (await demo()) ? 0 : 1;
} catch (error) {
  terminal.line();
  terminal.line(messageOf(error));
  process.exitCode = interrupt.aborted ? 130 : 1;
}

/** Whether all that it claims holds. */
async function demo(): Promise<boolean> {
  if (process.platform !== "linux") {
    throw new Error(
      `The demo was not started: it finds an action's processes in /proc, which ${process.platform} does not ` +
        "have. Run it on Linux, in WSL or in a container.",
    );
  }
  terminal.heading(
    "Setting up",
    "A local AWS and a Prefect server; the first time, Python packages for them.",
  );
  const stage = await setStage({
    containers: docker ? "docker" : "processes",
    onLine: terminal.log,
    interrupt,
  });
  const holds = await onStage(stage);
  await checkThatItIsGone(stage);
  terminal.aside("Nothing of it runs any more, and no temporary file is left.");
  return holds;
}

async function onStage(stage: Stage): Promise<boolean> {
  try {
    terminal.aside(`AWS at ${stage.cloud.awsEndpoint}, Prefect at ${stage.prefect.apiUrl}`);
    const chronicle = await told(stage);
    writePage(chronicle);
    const holds = summarize(chronicle);
    if (keep) await untilInterrupted(stage);
    return holds;
  } finally {
    await stage.strike();
  }
}

/** @throws when a server of the stage still answers, or a file of it is left */
async function checkThatItIsGone({ cloud, prefect, world }: Stage): Promise<void> {
  for (const url of [cloud.awsEndpoint, prefect.apiUrl, world.github.url]) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) throw new Error(`${url} still answers, though the demo has ended.`);
  }
  for (const directory of [cloud.directory, world.workspace]) {
    if (existsSync(directory)) throw new Error(`${directory} is still there, though the demo has ended.`);
  }
}

/** A story that breaks off is told as far as it came; why is told as a claim that does not hold. */
async function told(stage: Stage): Promise<Chronicle> {
  const narrator = createNarrator(stage, terminal, pullRequestOf(stage));
  try {
    await playStory(stage, narrator);
  } catch (error) {
    interrupt.throwIfAborted();
    await narrator.prove("The story was played to its end", () => {
      throw error;
    });
  } finally {
    narrator.end();
  }
  return narrator.chronicle;
}

function writePage(chronicle: Chronicle): void {
  mkdirSync(join(PAGE, ".."), { recursive: true });
  writeFileSync(PAGE, renderPage(chronicle));
}

function summarize({ steps, startedAt }: Chronicle): boolean {
  const proofs = steps.flatMap((step) => step.proofs);
  const failed = proofs.filter(({ holds }) => !holds);
  const took = seconds((Date.now() - startedAt.getTime()) / 1000);
  terminal.heading(
    "What was proven",
    `${proofs.length - failed.length} of ${proofs.length} claims in ${took}.`,
  );
  for (const { holds, claim } of proofs) terminal.aside(`${holds ? "✅" : "❌"} ${claim}`);
  for (const proof of failed) terminal.proof(proof);
  terminal.line();
  terminal.line(`The pull request's page: ${PAGE}`);
  return failed.length === 0;
}

async function untilInterrupted({ cloud, world, prefect, prefectAuthString }: Stage): Promise<void> {
  const { accessKeyId, secretAccessKey } = world.awsOptions.credentials;
  terminal.heading("Still up", "Production serves on. Ctrl-C ends it all. In another terminal:");
  for (const [name, value] of [
    ["AWS_ENDPOINT_URL", cloud.awsEndpoint],
    ["AWS_REGION", world.region],
    ["AWS_ACCESS_KEY_ID", accessKeyId],
    ["AWS_SECRET_ACCESS_KEY", secretAccessKey],
    ["PREFECT_API_URL", prefect.apiUrl],
    ["PREFECT_API_AUTH_STRING", prefectAuthString],
  ] as const) {
    terminal.aside(`export ${name}=${value}`);
  }
  // A signal alone keeps no process alive.
  const alive = setInterval(() => undefined, 60_000);
  if (!interrupt.aborted) await once(interrupt, "abort");
  clearInterval(alive);
}

function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) return;
      terminal.line();
      terminal.line("Ending what was started …");
      controller.abort(new Error("The demo was interrupted. Nothing of it is left."));
    });
  }
  return controller.signal;
}
