import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { z } from "zod";
import { commitSha, deleteEvent, pullRequestEvent, pushEvent } from "../../../local/github/events.ts";
import type { GitHubEvent } from "../../../local/github/event.ts";
import type { Run, RunResult } from "../../../local/runner.ts";
import { createWorld, type RunAdjustments, type World } from "../../../local/world.ts";
import { placesOf } from "./canary.ts";
import { stopServices } from "./stop-services.ts";

const cloud = z
  .object({
    awsEndpoint: z.string(),
    containers: z.enum(["docker", "processes"]),
    prefect: z.object({
      open: z.array(z.object({ apiUrl: z.string() })),
      guarded: z.object({ apiUrl: z.string(), authString: z.string() }),
    }),
  })
  .parse(JSON.parse(process.env["LOCAL_CLOUD"] ?? "{}"));

/** Those of this file. Jest numbers the processes that it runs files in from 1. */
export const prefectServers = {
  open: mine(cloud.prefect.open),
  guarded: cloud.prefect.guarded,
};

function mine<Server>(servers: readonly Server[]): Server {
  const worker = Number(process.env["JEST_WORKER_ID"]);
  const server = servers[(worker - 1) % servers.length];
  if (server === undefined) throw new Error("The local cloud started without a Prefect server.");
  return server;
}

/** The API key of every team that has no other credential. */
const API_KEY = `pnu_canary${randomBytes(16).toString("hex")}`;

/** A team that uses the action: its world, and what happens there. */
export interface Team extends World {
  /** Unique among all tests, since they share Prefect servers. */
  readonly project: string;
  /** The pull request's number in `opened` and `synchronized`. */
  readonly pullRequest: number;
  readonly events: {
    readonly opened: (head?: string) => GitHubEvent;
    readonly synchronized: (head?: string) => GitHubEvent;
    readonly closed: (head?: string) => GitHubEvent;
    readonly pushed: (branch: string, commit: string) => GitHubEvent;
    readonly deleted: (ref: string, refType?: "branch" | "tag") => GitHubEvent;
  };
  /** The commit of the same words in all events. */
  readonly commit: (words: string) => string;
  /** All commits that were named so far. */
  readonly commits: ReadonlySet<string>;
  /** A complete configuration with these lines on top of it, which may replace sections. */
  readonly yaml: (sections?: Readonly<Record<string, string>>) => string;
}

export interface TeamOptions {
  readonly prefectApiUrl?: string;
  /** The input with Prefect's credential, which must never appear anywhere; an API key if left out. */
  readonly credential?: Readonly<Record<string, string>>;
}

const FEATURE = "feature/new-thing";

/** A team for the tests of one file; what every run must hold is checked after the last. */
export function createTeam(options: TeamOptions = {}): () => Team {
  const credential = options.credential ?? { "prefect-api-key": API_KEY };
  let team: Team | undefined;
  const results: RunResult[] = [];
  beforeAll(async () => {
    const world = await createWorld({
      awsEndpoint: cloud.awsEndpoint,
      containers: cloud.containers,
      prefectApiUrl: options.prefectApiUrl ?? prefectServers.open.apiUrl,
    });
    team = join(world, credential, results);
  });
  afterAll(async () => {
    if (team === undefined) return;
    await stopServices(team);
    expect(team.github.violations).toEqual([]);
    expect(results.flatMap(({ processesLeft }) => processesLeft)).toEqual([]);
    expect(await placesOf(Object.values(credential), team, results)).toEqual([]);
    await team.stop();
  });
  return () => {
    if (team === undefined) throw new Error("A team is there once the tests run.");
    return team;
  };
}

function join(world: World, credential: Readonly<Record<string, string>>, results: RunResult[]): Team {
  const project = `t${randomBytes(4).toString("hex")}`;
  const pullRequest = 7;
  const place = { repository: world.repository };
  const commits = new Set<string>();
  const commit = (words: string) => {
    const sha = commitSha(`${project} ${words}`);
    commits.add(sha);
    return sha;
  };
  const base = { ref: "main", sha: commit("base") };
  const pull = (action: "opened" | "synchronize" | "closed") => (head?: string) =>
    pullRequestEvent(action, {
      ...place,
      number: pullRequest,
      head: { ref: FEATURE, sha: commit(head ?? "head") },
      base,
      ...(action === "closed" ? { merged: true } : {}),
    });
  const start = (event: GitHubEvent, adjustments: RunAdjustments = {}): Run => {
    const run = world.start(event, { ...adjustments, inputs: { ...credential, ...adjustments.inputs } });
    const finished = run.finished.then((result) => {
      results.push(result);
      return result;
    });
    return { ...run, finished };
  };
  return {
    ...world,
    ...{ project, pullRequest, commit, commits, start },
    run: (event, adjustments) => start(event, adjustments).finished,
    events: {
      opened: pull("opened"),
      synchronized: pull("synchronize"),
      closed: pull("closed"),
      pushed: (branch, words) => pushEvent({ ...place, ref: `refs/heads/${branch}`, sha: commit(words) }),
      deleted: (ref, refType = "branch") =>
        deleteEvent({ ...place, refType, ref, defaultBranchSha: base.sha }),
    },
    yaml: (sections = {}) => {
      const all: Record<string, string> = {
        name: project,
        work_pool: `{ name: "${project}-{environment}" }`,
        network: `{ subnet_ids: [${world.subnetIds.join(", ")}] }`,
        // A worker that asks more often is also told sooner; nothing else depends on it.
        worker: "{}",
        // Many workers of other tests may start on the same few cores.
        proof: "{ registration_timeout: 3m }",
        environments:
          "{ production: { branches: [main], protected: true }, preview: { branches: ['feature/**'], ephemeral: true } }",
        ...sections,
      };
      return Object.entries(all)
        .map(([key, value]) => `${key}: ${value}`)
        .join("\n");
    },
  };
}
