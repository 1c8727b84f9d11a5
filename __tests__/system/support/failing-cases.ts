import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { join } from "node:path";
import type { RunResult } from "../../../local/runner.ts";
import { deployRevision } from "./deploy-revision.ts";
import type { Team } from "./team.ts";

/** One way to fail, over an environment that works. */
export interface Case {
  /** The output `failure-reason`. */
  readonly cause: string;
  /** Words of the remedy. */
  readonly remedy: string;
  readonly decidedBy: keyof typeof DECISIONS;
  readonly run: (environment: Good) => Promise<RunResult>;
}

/** An environment that works, the revision that serves in it, and the task definition of its worker. */
export interface Good {
  readonly team: Team;
  readonly revision: string;
  readonly taskDefinition: TaskDefinition;
}

const SECONDS = { registration: 40, timeout: 20, patient: 180 };

/**
 * What makes a failure certain, and the seconds within which the proof then ends: never before it is certain, and
 * on the busiest machine far from what would end it next. How quick it is on an idle one, `npm run bench` measures.
 */
export const DECISIONS = {
  "what Prefect says at the first look": { atLeast: 0, atMost: 60 },
  "the third task that does not start": { atLeast: 0, atMost: 120 },
  // Each of them comes as far as Prefect's API first.
  "the third worker that ends": { atLeast: 0, atMost: SECONDS.patient - 1 },
  "the time that a worker has to register": {
    atLeast: SECONDS.registration,
    atMost: SECONDS.registration + 90,
  },
  "the time of the whole proof": { atLeast: SECONDS.timeout, atMost: SECONDS.timeout + 90 },
} as const;

type Decision = Case["decidedBy"];
type Sections = Readonly<Record<string, string>>;

/** A configuration that is wrong, applied as a user applies it. */
export function applied(
  cause: string,
  remedy: string,
  decidedBy: Decision,
  sections: (team: Team) => Sections,
): Case {
  return {
    ...{ cause, remedy, decidedBy },
    run: ({ team }) => {
      team.configure(yaml(team, { ...PROOFS[decidedBy], ...sections(team) }));
      return team.run(team.events.pushed("main", cause));
    },
  };
}

/** A worker whose environment breaks it, deployed without Terraform. */
export function deployed(
  cause: string,
  remedy: string,
  decidedBy: Decision,
  variables: () => Readonly<Record<string, string>>,
): Case {
  return {
    ...{ cause, remedy, decidedBy },
    run: async ({ team, taskDefinition }) => {
      await deployRevision(team, taskDefinition, cause, variables());
      return verify(team, cause, PROOFS[decidedBy]);
    },
  };
}

/** A fault of AWS that this machine cannot have and that no task survives: the local cloud plays it, in AWS's words. */
export function fault(cause: string, remedy: string): Case {
  const decidedBy = "the third task that does not start";
  return deployed(cause, remedy, decidedBy, () => ({ LOCAL_CLOUD_FAULT: cause }));
}

/** One that ECS takes for passing: it tries again until the proof gives up. */
export function passingFault(cause: string, remedy: string): Case {
  // What ECS told before a proof began is no cause of its failure, so this one has to see the deployment begin.
  return applied(cause, remedy, "the time of the whole proof", () => ({
    worker: `{ env: { LOCAL_CLOUD_FAULT: ${cause} } }`,
  }));
}

/** A worker that is broken from inside. */
export function python(what: string, cause: string, remedy: string, variables = {}): Case {
  return deployed(cause, remedy, "the third worker that ends", () => ({
    ...{ PYTHONPATH: BROKEN_PYTHON, BROKEN_PYTHON: what },
    ...variables,
  }));
}
const BROKEN_PYTHON = join(import.meta.dirname, "broken-python");

/** A worker that meets another Prefect than the action does, which ends it: it exits, after some seconds each time. */
export function refusedBy(cause: string, remedy: string, apiUrl: () => string): Case {
  return deployed(cause, remedy, "the third worker that ends", () => ({ PREFECT_API_URL: apiUrl() }));
}

/** The same where the worker tries on for ever. */
export function deafTo(cause: string, remedy: string, apiUrl: () => string): Case {
  const decidedBy = "the time that a worker has to register";
  return deployed(cause, remedy, decidedBy, () => ({ PREFECT_API_URL: apiUrl() }));
}

/** What somebody changes in Prefect behind a deployment that works; it is changed back afterwards. */
export function changed(
  cause: string,
  remedy: string,
  change: (workPool: string) => Promise<unknown>,
  changeBack: (workPool: string) => Promise<unknown>,
): Case {
  return {
    ...{ cause, remedy, decidedBy: "what Prefect says at the first look" },
    run: async ({ team }) => {
      const workPool = `${team.project}-production`;
      await change(workPool);
      try {
        return await verify(team, cause);
      } finally {
        await changeBack(workPool);
      }
    },
  };
}

function verify(team: Team, cause: string, sections: Sections = {}): Promise<RunResult> {
  team.configure(yaml(team, sections));
  return team.run(team.events.pushed("main", cause), { inputs: { command: "verify" } });
}

/** How long the proof waits, where the default is not what a case is about. */
const PROOFS: Readonly<Partial<Record<Decision, Sections>>> = {
  "the third worker that ends": { proof: `{ registration_timeout: ${SECONDS.patient}s }` },
  // Long enough for a worker on a busy machine to have tried, and told why it failed.
  "the time that a worker has to register": {
    proof: `{ registration_timeout: ${SECONDS.registration}s }`,
  },
  "the time of the whole proof": {
    proof: `{ timeout: ${SECONDS.timeout}s, registration_timeout: ${SECONDS.timeout}s }`,
  },
};

/** Alarms are a third of the resources, and none of them is about a failed deployment's cause. */
export function yaml(team: Team, sections: Sections = {}): string {
  return team.yaml({
    alarms: "{ enabled: false }",
    work_pool: `{ name: "${team.project}-{environment}", queues: [default] }`,
    ...sections,
  });
}
