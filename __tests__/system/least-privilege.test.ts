import { DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { isAllowed, type Authorization } from "../iam/simulation.ts";
import { SEEN, UNSEEN } from "../iam/rights.ts";
import { resourceNames } from "../../src/config/names.ts";
import { authorizationsOf, callsOf, familiesOf, type Call } from "./support/calls.ts";
import { eventually } from "./support/eventually.ts";
import { cancel, deployFlow, endOf, flowRunOnce } from "./support/flow-runs.ts";
import { startingOf } from "./support/starting.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

type Role = "worker" | "execution" | "flow_run_execution";
const ROLES: readonly Role[] = ["worker", "execution", "flow_run_execution"];

describe("the rights of a deployment, with real flow runs", () => {
  const ends: Record<string, string> = {};
  let calls: readonly Call[] = [];
  let asked: Readonly<Record<Role, readonly Authorization[]>>;

  beforeAll(async () => {
    const { configure, yaml, run, events, project } = team();
    const secrets = JSON.stringify({ TOKEN: await makeSecret(), HOST: await makeParameter() });
    configure(
      yaml({
        worker: `{ env: { PREFECT_WORKER_QUERY_SECONDS: '2' }, secrets: ${secrets} }`,
        encryption: "{ create_key: true }",
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
      calls: await start({ ends: "after a call" }),
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
    asked = await askedOfIam(calls);
  });

  test("a killed task's run is Crashed, and so is one that never starts; others end as they should", () => {
    expect(ends).toEqual({
      completes: "COMPLETED",
      calls: "COMPLETED",
      isKilled: "CRASHED",
      neverStarts: "CRASHED",
      isCancelled: "CANCELLED",
    });
  });

  test("flow runs have no rights: the one call that a flow makes is denied", async () => {
    const { flowRunRole, workerRole } = names();
    const ofFlows = calls.filter(({ role }) => role !== arnOf(workerRole));
    expect(ofFlows).toMatchObject([{ role: arnOf(flowRunRole), action: "ecs:ListClusters" }]);
    const policies = await policiesOf(flowRunRole);
    const identity = { roleArn: arnOf(flowRunRole), region: team().region, policies };
    expect(await isAllowed(identity, { action: "ecs:ListClusters", resource: "*" })).toBe(false);
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

  test.each(ROLES)("each call with the role %s is allowed", async (role) => {
    const identity = {
      roleArn: arnOf(nameOf(role)),
      region: team().region,
      policies: await policiesOf(nameOf(role)),
    };
    const refused: Authorization[] = [];
    for (const question of distinct(asked[role])) {
      const resourcePolicy = await resourcePolicyOf(question);
      if (!(await isAllowed({ ...identity, resourcePolicy }, question))) refused.push(question);
    }
    expect(refused).toEqual([]);
  });

  test.each(ROLES)("each right of the role %s is used, or needed for a reason", async (role) => {
    const used = new Set(asked[role].map(({ action }) => action));
    const allowed = (await policiesOf(nameOf(role))).flatMap(({ Statement }) =>
      Statement.flatMap(({ Action }) => Action),
    );
    expect([...used].sort()).toEqual(SEEN[role]);
    expect(allowed.filter((action) => !used.has(action) && !(action in UNSEEN[role]))).toEqual([]);
  });
});

/** What IAM is asked for each role: for the worker by its calls, for the others by ECS when it starts tasks. */
async function askedOfIam(calls: readonly Call[]): Promise<Readonly<Record<Role, readonly Authorization[]>>> {
  const { account, region } = team();
  const place = { account, region, keyArn: await keyArn() };
  const ofWorker = callsWith(calls, names().workerRole);
  const registered = ofWorker.filter(({ action }) => action === "ecs:RegisterTaskDefinition");
  return {
    worker: ofWorker.flatMap((call) => authorizationsOf(call, { ...place, families: familiesOf(calls) })),
    execution: startingOf(await workerTaskDefinition(), place),
    flow_run_execution: registered.flatMap(({ parameters }) => startingOf(parameters, place)),
  };
}

function callsWith(calls: readonly Call[], role: string): Call[] {
  return calls.filter((call) => call.role === arnOf(role));
}

function names() {
  return resourceNames(`${team().project}-production`);
}

function nameOf(role: Role): string {
  const { workerRole, executionRole, flowRunExecutionRole } = names();
  return { worker: workerRole, execution: executionRole, flow_run_execution: flowRunExecutionRole }[role];
}

function arnOf(role: string): string {
  return `arn:aws:iam::${team().account}:role/${role}`;
}

async function workerTaskDefinition(): Promise<unknown> {
  const ecs = new ECSClient(team().awsOptions);
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: names().workerFamily }),
  );
  return taskDefinition;
}

/** The key that was made, by what is encrypted with it. */
async function keyArn(): Promise<string> {
  const { KmsKeyId = "" } = await new SecretsManagerClient(team().awsOptions).send(
    new DescribeSecretCommand({ SecretId: names().secret }),
  );
  return KmsKeyId;
}

/** A secret of the worker's own. @returns its ARN */
async function makeSecret(): Promise<string> {
  const { awsOptions, project } = team();
  const { ARN = "" } = await new SecretsManagerClient(awsOptions).send(
    new CreateSecretCommand({ Name: `${project}/token`, SecretString: "token" }),
  );
  return ARN;
}

/** A parameter of the worker's own, made without a client of SSM, which nothing else needs. @returns its ARN */
async function makeParameter(): Promise<string> {
  const { account, awsOptions, project, region } = team();
  const name = `/${project}/host`;
  const credential = `${account}/20260101/${region}/ssm/aws4_request`;
  const { status } = await fetch(awsOptions.endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AmazonSSM.PutParameter",
      Authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ Name: name, Value: "host", Type: "SecureString" }),
  });
  expect(status).toBe(200);
  return `arn:aws:ssm:${region}:${account}:parameter${name}`;
}

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

/** The policies that a role has in the account, as they were applied. */
async function policiesOf(RoleName: string): Promise<Policy[]> {
  const iam = new IAMClient(team().awsOptions);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return JSON.parse(decodeURIComponent(PolicyDocument)) as Policy;
    }),
  );
}

/** A queue's and a key's; no other resource here has one that could say anything about the roles. */
async function resourcePolicyOf({ resource }: Authorization): Promise<unknown> {
  const { awsOptions, account } = team();
  if (resource.startsWith("arn:aws:kms:")) return throughIam(account);
  if (!resource.startsWith("arn:aws:sqs:")) return undefined;
  const name = resource.slice(resource.lastIndexOf(":") + 1);
  const { Attributes } = await new SQSClient(awsOptions).send(
    new GetQueueAttributesCommand({
      QueueUrl: `${awsOptions.endpoint}/${account}/${name}`,
      AttributeNames: ["Policy"],
    }),
  );
  return JSON.parse(Attributes?.Policy ?? "{}");
}

/** The statement in a key's policy without which IAM has no say; `stacks/key-policy.ts` has it, too. */
function throughIam(account: string): unknown {
  const principal = { AWS: `arn:aws:iam::${account}:root` };
  const statement = { Effect: "Allow", Principal: principal, Action: ["kms:*"], Resource: ["*"] };
  return { Version: "2012-10-17", Statement: [statement] };
}

/** Settles when each of the actions was called, within half a minute. */
async function called(...actions: readonly string[]): Promise<void> {
  await eventually(
    `calls of ${actions.join(" and ")}`,
    () => Promise.resolve([...new Set(callsOf(team().account).map(({ action }) => action))]),
    (made) => actions.every((action) => made.includes(action)),
    { withinSeconds: 30 },
  );
}

function distinct(authorizations: readonly Authorization[]): Authorization[] {
  return [...new Map(authorizations.map((one) => [JSON.stringify(one), one])).values()];
}
