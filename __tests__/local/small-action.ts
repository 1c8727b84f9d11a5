import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "@jest/globals";
import type { GitHubEvent } from "../../local/github/event.ts";
import type { RunOptions } from "../../local/runner.ts";

interface Scripts {
  readonly main: string;
  readonly post?: string;
  readonly inputs?: string;
}

/** Actions of one or two small scripts, each test's in a folder of its own, for runs that an event begins. */
export function smallActions(event: GitHubEvent): (scripts: Scripts) => RunOptions {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "action-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  return ({ main, post, inputs = "" }) => {
    writeFileSync(join(directory, "main.cjs"), main);
    if (post !== undefined) writeFileSync(join(directory, "post.cjs"), post);
    const runs = ["using: node24", "main: main.cjs", ...(post === undefined ? [] : ["post: post.cjs"])];
    const actionFile = join(directory, "action.yml");
    writeFileSync(actionFile, `inputs: { ${inputs} }\nruns: { ${runs.join(", ")} }\n`);
    const github = { url: "http://127.0.0.1:9", token: "ghs_played" };
    return { actionFile, event, github, secrets: ["pnu_key"], workspace: directory };
  };
}
