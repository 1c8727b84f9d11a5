import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { isAllowed, type Authorization } from "../iam/simulation.ts";
import { authorizationsOf, callsOf, placeOf, type Call } from "./support/calls.ts";
import { cancel, deployFlow, endOf, flowRunOnce } from "./support/flow-runs.ts";
import { startingOf } from "./support/starting.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

/** Rights that are needed although the flow runs of this test do not use them, and when they are. */
const UNSEEN: Readonly<Record<"worker" | "execution", Readonly<Record<string, string>>>> = {
  worker: {
    "sqs:ChangeMessageVisibility": "the observer extends a message's visibility after 240 s",
  },
  execution: {
    "ecr:GetAuthorizationToken": "ECS pulls an image from ECR; here it is Docker Hub's",
    "ecr:BatchCheckLayerAvailability": "as above",
    "ecr:BatchGetImage": "as above",
    "ecr:GetDownloadUrlForLayer": "as above",
  },
};

describe("the rights of a deployment, with real flow runs", () => {
  const ends: Record<string, string> = {};
  let calls: readonly Call[] = [];

  beforeAll(async () => {
    const { configure, yaml, run, events, project } = team();
    configure(
      yaml({
        worker: "{ env: { PREFECT_WORKER_QUERY_SECONDS: '2' } }",
        flow_runs: "{ cpu: 0.25 vCPU, memory: 1 GB, capacity: mixed }",
      }),
    );
    const { exitCode } = await run(events.pushed("main", "flows"));
    expect(exitCode).toBe(0);
    const start = await deployFlow(apiUrl, `${project}-production`);
    const runs = {
      // Of another size than the others, and so with a task definition of its own.
      completes: await start({
        ends: "well",
        jobVariables: { cpu: 512, memory: 2048, auto_deregister_task_definition: true },
      }),
      isKilled: await start({ ends: "killed" }),
      neverStarts: await start({ ends: "well", jobVariables: { command: "sh -c 'exit 3'" } }),
      // Deaf to its cancellation: Prefect then has a worker stop the task.
      isCancelled: await start({ ends: "well", jobVariables: { command: "sleep 600" } }),
    };
    await flowRunOnce(apiUrl, runs.isCancelled, (one) => one.infrastructure_pid !== null);
    await cancel(apiUrl, runs.isCancelled);
    for (const [name, id] of Object.entries(runs)) ends[name] = await endOf(apiUrl, id);
    // Of what is tidied up after a run has ended, these two come last.
    await called("ecs:DeregisterTaskDefinition", "ecs:StopTask");
    calls = callsOf(team().account);
  });

  test("a killed task's run is Crashed, and so is one that never starts; others end as they should", () => {
    expect(ends).toEqual({
      completes: "COMPLETED",
      isKilled: "CRASHED",
      neverStarts: "CRASHED",
      isCancelled: "CANCELLED",
    });
  });

  test("flow runs call nothing, and have no rights", async () => {
    const { account, project } = team();
    const worker = `arn:aws:iam::${account}:role/${project}-production-worker`;
    expect(calls.filter(({ role }) => role !== worker)).toEqual([]);
    expect(await policiesOf("flow-run")).toEqual([]);
  });

  test("flow runs have the size and the capacity that were configured", () => {
    const parametersOf = (action: string) =>
      calls.filter((call) => call.action === action).map(({ parameters }) => parameters);
    expect(parametersOf("ecs:RegisterTaskDefinition")).toContainEqual(
      expect.objectContaining({ cpu: "256", memory: "1024" }),
    );
    for (const started of parametersOf("ecs:RunTask")) {
      expect(started).not.toHaveProperty("launchType");
      expect(started).toMatchObject({
        capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }, { capacityProvider: "FARGATE" }],
      });
    }
  });

  test("flow runs' tasks show no credential of Prefect", () => {
    const started = calls.filter(({ action }) => action === "ecs:RunTask");
    const environment = JSON.stringify(started.map(({ parameters }) => parameters["overrides"]));
    expect(environment).toContain("PREFECT__FLOW_RUN_ID");
    expect(environment).not.toMatch(/pnu_canary|PREFECT_API_KEY|PREFECT_API_AUTH_STRING/);
  });

  test.each(["worker", "execution"] as const)("each call of the %s role is allowed", async (role) => {
    const { account, region, project } = team();
    const roleArn = `arn:aws:iam::${account}:role/${project}-production-${role}`;
    const policies = await policiesOf(role);
    const refused: Authorization[] = [];
    for (const question of distinct(asked(role))) {
      const resourcePolicy = await resourcePolicyOf(question);
      if (!(await isAllowed({ roleArn, region, policies, resourcePolicy }, question))) refused.push(question);
    }
    expect(refused).toEqual([]);
  });

  test.each(["worker", "execution"] as const)(
    "each right of the %s role is used, or needed for a reason",
    async (role) => {
      const used = new Set(asked(role).map(({ action }) => action));
      const allowed = (await policiesOf(role)).flatMap(({ Statement }) =>
        Statement.flatMap(({ Action }) => Action),
      );
      expect(used.size).toBeGreaterThan(2);
      expect(allowed.filter((action) => !used.has(action)).sort()).toEqual(Object.keys(UNSEEN[role]).sort());
    },
  );

  function asked(role: "worker" | "execution"): Authorization[] {
    const { account, region } = team();
    if (role === "execution") return startingOf(calls, account, region);
    const place = placeOf(account, region, calls);
    return calls.flatMap((call) => authorizationsOf(call, place));
  }
});

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

/** The policies that a role has in the account, as they were applied. */
async function policiesOf(role: string): Promise<Policy[]> {
  const { awsOptions, project } = team();
  const iam = new IAMClient(awsOptions);
  const RoleName = `${project}-production-${role}`;
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return JSON.parse(decodeURIComponent(PolicyDocument)) as Policy;
    }),
  );
}

/** A queue's; no other resource here has one that could say anything about the worker. */
async function resourcePolicyOf({ resource }: Authorization): Promise<unknown> {
  if (!resource.startsWith("arn:aws:sqs:")) return undefined;
  const { awsOptions, account } = team();
  const name = resource.slice(resource.lastIndexOf(":") + 1);
  const { Attributes } = await new SQSClient(awsOptions).send(
    new GetQueueAttributesCommand({
      QueueUrl: `${awsOptions.endpoint}/${account}/${name}`,
      AttributeNames: ["Policy"],
    }),
  );
  return JSON.parse(Attributes?.Policy ?? "{}");
}

/** Waits until each of the actions was called, but no longer than half a minute. */
async function called(...actions: readonly string[]): Promise<void> {
  const deadline = Date.now() + 30_000;
  const isMissing = (action: string) => !callsOf(team().account).some((call) => call.action === action);
  while (actions.some(isMissing) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function distinct(authorizations: readonly Authorization[]): Authorization[] {
  return [...new Map(authorizations.map((one) => [JSON.stringify(one), one])).values()];
}
