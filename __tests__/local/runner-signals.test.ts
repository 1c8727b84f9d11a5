import { describe, expect, test } from "@jest/globals";
import { commitSha, pushEvent } from "../../local/github/events.ts";
import { startRun } from "../../local/runner.ts";
import { smallActions } from "./small-action.ts";

const action = smallActions(
  pushEvent({ repository: "acme/etl", ref: "refs/heads/main", sha: commitSha("tip") }),
);

// Hears every signal, and ends at none.
const stubborn = `
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => console.log("got " + signal));
  setInterval(() => {}, 1000);
  console.log("ready");`;
const child = (then: string): string => `
  const { spawn } = require("node:child_process");
  const script = ${JSON.stringify(stubborn.replace('"got "', '"child got "').replace('"ready"', '"child is ready"'))};
  spawn(process.execPath, ["-e", script], { stdio: "inherit", env: {} });
  ${then}`;

describe("Cancelling", () => {
  const cancelWaits = { sigtermAfterMs: 100, killAfterMs: 100 };
  test("sends SIGINT, then SIGTERM, then kills, and runs post", async () => {
    const options = action({ main: child(stubborn), post: `console.log("post")` });
    const run = startRun({ ...options, cancelWaits, outputWaitMs: 50 });
    await Promise.all([run.waitForLine(/^ready/), run.waitForLine(/^child is ready/)]);
    run.cancel();
    const { exitCode, log, post, processesLeft } = await run.finished;
    expect(log.split("\n").filter((line) => line.includes("got"))).toEqual(["got SIGINT", "got SIGTERM"]);
    expect([exitCode, post?.log]).toEqual([128 + 9, "post"]);
    expect(processesLeft).toEqual([expect.stringContaining("child is ready")]);
  });

  test("sends SIGINT alone when that suffices, and to the entry process alone", async () => {
    const main = child(`
      process.on("SIGINT", () => { console.log("got SIGINT"); process.exit(130); });
      setInterval(() => {}, 1000);`);
    const run = startRun({ ...action({ main }), cancelWaits, outputWaitMs: 50 });
    await run.waitForLine(/^child is ready/);
    run.cancel();
    const { exitCode, log, processesLeft } = await run.finished;
    expect([exitCode, log]).toEqual([130, "child is ready\ngot SIGINT"]);
    expect(processesLeft).toEqual([expect.stringContaining("child is ready")]);
  });
});

describe("Killing", () => {
  const options = () => action({ main: child(stubborn), post: `console.log("post")` });

  test("ends the entry process alone, without a signal that could be heard, and runs post", async () => {
    const run = startRun({ ...options(), outputWaitMs: 50 });
    await Promise.all([run.waitForLine(/^ready/), run.waitForLine(/^child is ready/)]);
    run.kill();
    const { exitCode, log, post, processesLeft } = await run.finished;
    expect(log.split("\n").toSorted()).toEqual(["child is ready", "ready"]);
    expect([exitCode, post?.log]).toEqual([128 + 9, "post"]);
    expect(processesLeft).toEqual([expect.stringContaining("child is ready")]);
  });

  test("ends the whole tree where it is asked to", async () => {
    const run = startRun(options());
    await Promise.all([run.waitForLine(/^ready/), run.waitForLine(/^child is ready/)]);
    run.killAll();
    const { exitCode, log, post, processesLeft } = await run.finished;
    expect(log.split("\n").toSorted()).toEqual(["child is ready", "ready"]);
    expect([exitCode, post?.log, processesLeft]).toEqual([128 + 9, "post", []]);
  });
});
