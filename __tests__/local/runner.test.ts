import { describe, expect, test } from "@jest/globals";
import { commitSha, deleteEvent, pullRequestEvent, pushEvent } from "../../local/github/events.ts";
import { runAction, startRun, type RunOptions } from "../../local/runner.ts";
import { smallActions } from "./small-action.ts";

const place = { repository: "acme/etl" };
const sha = commitSha("tip");
const push = pushEvent({ ...place, ref: "refs/heads/feature/x", sha });
const action = smallActions(push);

describe("What a step gets", () => {
  test("is every input by its name, or its default, or nothing", async () => {
    const inputs = `
      environment: { description: Which },
      timeout minutes: { default: 15 },
      dry-run: { default: false },
      github-token: { default: "\${{ github.token }}" }`;
    const options = action({ main: printEnvironment, inputs });
    const variables = await environmentOf({ ...options, inputs: { "dry-run": "true" } });
    expect(pick(variables, /^INPUT_/)).toEqual({
      INPUT_ENVIRONMENT: "",
      INPUT_TIMEOUT_MINUTES: "15",
      "INPUT_DRY-RUN": "true",
      "INPUT_GITHUB-TOKEN": "ghs_played",
    });
  });

  test("is refused where the action has no such input", async () => {
    const options = action({ main: "", inputs: "environment: {}" });
    await expect(runAction({ ...options, inputs: { enviroment: "preview" } })).rejects.toThrow(
      "Input enviroment is unknown: action.yml has environment.",
    );
  });

  test("is nothing of the environment of the tests but what is passed", async () => {
    const variables = await environmentOf({
      ...action({ main: printEnvironment }),
      environment: { PATH: "/bin", HOME: "/nowhere", AWS_REGION: "eu-west-1", GITHUB_REF: "forged" },
    });
    const names = Object.keys(variables).filter((name) => !/^(GITHUB|RUNNER)_/.test(name));
    expect(names.sort()).toEqual(["AWS_REGION", "CI", "HOME", "PATH"]);
    expect(variables["GITHUB_REF"]).toBe("refs/heads/feature/x");
  });

  test.each([
    [
      "the branch, for a push",
      push,
      { ref: "refs/heads/feature/x", name: "feature/x", sha, head: "", base: "" },
    ],
    [
      "the default branch, for the deletion of another",
      deleteEvent({ ...place, refType: "branch", ref: "feature/x", defaultBranchSha: sha }),
      { ref: "refs/heads/main", name: "main", sha, head: "", base: "" },
    ],
    [
      "the merge commit, for a pull request",
      pullRequestEvent("opened", {
        ...place,
        number: 7,
        head: { ref: "feature/x", sha: "a".repeat(40) },
        base: { ref: "main", sha: "b".repeat(40) },
      }),
      {
        ref: "refs/pull/7/merge",
        name: "7/merge",
        sha: commitSha(`merge ${"a".repeat(40)} into ${"b".repeat(40)}`),
        head: "feature/x",
        base: "main",
      },
    ],
  ])("is %s", async (_, event, { ref, name, sha, head, base }) => {
    const variables = await environmentOf({ ...action({ main: printEnvironment }), event });
    expect(variables).toMatchObject({
      GITHUB_EVENT_NAME: event.name,
      GITHUB_REPOSITORY: "acme/etl",
      GITHUB_REF: ref,
      GITHUB_REF_NAME: name,
      GITHUB_SHA: sha,
      GITHUB_HEAD_REF: head,
      GITHUB_BASE_REF: base,
      GITHUB_API_URL: "http://127.0.0.1:9",
      GITHUB_GRAPHQL_URL: "http://127.0.0.1:9/graphql",
    });
  });

  test("is the event's payload as a file", async () => {
    const main = `console.log(require("node:fs").readFileSync(process.env.GITHUB_EVENT_PATH, "utf8"))`;
    const { log } = await runAction(action({ main }));
    expect(JSON.parse(log)).toEqual(push.payload);
  });
});

describe("What a step says", () => {
  test("reaches the result: outputs, summary, state, exit code", async () => {
    const main = `
      const write = (name, text) => require("node:fs").appendFileSync(process.env[name], text);
      write("GITHUB_OUTPUT", "outcome=verified\\nplan<<END_1\\n+ a=b\\nEND\\n\\nEND_1\\n");
      write("GITHUB_STEP_SUMMARY", "# Plan");
      write("GITHUB_STATE", "isPost=true\\n");
      process.exitCode = 3;`;
    expect(await runAction(action({ main }))).toMatchObject({
      exitCode: 3,
      outputs: { outcome: "verified", plan: "+ a=b\nEND\n" },
      summary: "# Plan",
      state: { isPost: "true" },
      processesLeft: [],
    });
  });

  test.each([
    ["no name", "verified\\n", "GITHUB_OUTPUT: invalid format 'verified'."],
    ["no end", "plan<<END\\nverified\\n", "GITHUB_OUTPUT: 'plan' has no matching delimiter 'END'."],
  ])("fails the step when an output has %s", async (_, text, message) => {
    const main = `require("node:fs").appendFileSync(process.env.GITHUB_OUTPUT, "${text}")`;
    const result = await runAction(action({ main }));
    expect([result.exitCode, result.annotations]).toEqual([1, [{ level: "error", message }]]);
  });

  test("loses a summary of more than 1 MiB, with an error", async () => {
    const main = (bytes: number): string =>
      `require("node:fs").writeFileSync(process.env.GITHUB_STEP_SUMMARY, "x".repeat(${String(bytes)}))`;
    const fits = await runAction(action({ main: main(1_048_576) }));
    expect([fits.summary.length, fits.annotations]).toEqual([1_048_576, []]);
    const tooLong = await runAction(action({ main: main(1_048_577) }));
    expect([tooLong.summary, tooLong.annotations.length]).toEqual(["", 1]);
  });

  test("is masked from then on, in post too, and kept unmasked for a search", async () => {
    const result = await runAction(
      action({
        main: `console.log("first canary"); console.log("::add-mask::canary-1%0Acanary"); console.log("then canary-1");`,
        post: `console.error("last canary, ghs_played, pnu_key")`,
      }),
    );
    expect(result.log).toBe("first canary\nthen ***");
    expect(result.post?.log).toBe("last ***, ***, ***");
    expect(result.rawLog).toBe("first canary\nthen canary-1\nlast canary, ghs_played, pnu_key");
    expect(result.masks).toEqual(expect.arrayContaining(["canary-1", "canary", "ghs_played", "pnu_key"]));
  });

  test("is annotations, groups and debug lines", async () => {
    const main = `
      console.log("::group::Plan\\n::endgroup::\\n::debug::hidden");
      console.log("::error title=No worker%3A 1%2C 2,file=a::Not 100%25 there%0AMend it");
      console.error("::warning::Careful");`;
    const { annotations, log, rawLog } = await runAction(action({ main }));
    expect(annotations).toEqual(
      expect.arrayContaining([
        { level: "error", title: "No worker: 1, 2", message: "Not 100% there\nMend it" },
        { level: "warning", message: "Careful" },
      ]),
    );
    expect(log).toContain("##[group]Plan\n##[endgroup]\n##[error]Not 100% there\nMend it");
    expect(log).not.toContain("hidden");
    expect(rawLog).toContain("##[debug]hidden");
  });

  test("is not obeyed while commands are stopped", async () => {
    const main = `console.log("::stop-commands::abc\\n::error::from a container\\n::abc::\\n::notice::ours")`;
    const { annotations, log } = await runAction(action({ main }));
    expect(annotations).toEqual([{ level: "notice", message: "ours" }]);
    expect(log).toContain("::error::from a container");
  });
});

describe("Post", () => {
  test("runs after a failed main, with its state, its environment and the inputs", async () => {
    const main = `
      const write = (name, text) => require("node:fs").appendFileSync(process.env[name], text);
      write("GITHUB_STATE", "lockId<<E\\n1\\n2\\nE\\n");
      write("GITHUB_ENV", "COLOUR=green\\n");
      write("GITHUB_PATH", "/tools/a\\n/tools/b\\n");
      process.exit(1);`;
    const options = action({ main, post: printEnvironment, inputs: "environment: { default: preview }" });
    const { exitCode, post } = await runAction({ ...options, environment: { PATH: "/bin" } });
    expect([exitCode, post?.exitCode]).toEqual([1, 0]);
    expect(JSON.parse(post?.log ?? "")).toMatchObject({
      STATE_lockId: "1\n2",
      COLOUR: "green",
      PATH: "/tools/b:/tools/a:/bin",
      INPUT_ENVIRONMENT: "preview",
    });
  });
});

describe("Waiting for a line", () => {
  test("finds one that was shown, and shows each when it appears", async () => {
    const seen: string[] = [];
    const run = startRun({
      ...action({ main: `console.log("one"); console.log("two ghs_played")` }),
      onLine: (line) => seen.push(line),
    });
    expect(await run.waitForLine(/^two/)).toBe("two ***");
    expect(await run.waitForLine(/^one/)).toBe("one");
    await run.finished;
    expect(seen).toEqual(["one", "two ***"]);
  });

  test("fails when the run ends without it", async () => {
    const run = startRun(action({ main: `console.log("one")` }));
    await expect(run.waitForLine(/two/)).rejects.toThrow("No line matches /two/: the run has ended.");
    await expect(run.waitForLine(/two/)).rejects.toThrow("one");
    await run.finished;
  });
});

const printEnvironment = `console.log(JSON.stringify(process.env))`;

async function environmentOf(options: RunOptions): Promise<Record<string, string>> {
  // The log as it is shown would have the token masked.
  const { rawLog } = await runAction(options);
  return JSON.parse(rawLog) as Record<string, string>;
}

function pick(variables: Record<string, string>, pattern: RegExp): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => pattern.test(name)));
}
