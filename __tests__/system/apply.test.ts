import { describe, expect, test } from "@jest/globals";
import { join } from "node:path";
import { z } from "zod";
import { prefectCall, templateOf, workersOf } from "./support/cloud.ts";
import { deployFlow, endOf, flowRunOnce } from "./support/flow-runs.ts";
import { inventory } from "./support/inventory.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

describe("a push to main", () => {
  let firstWorker = "";

  test("applies, proves the worker of this revision, and tells the merged pull request and the commit", async () => {
    const { configure, yaml, run, events, github, repository, pullRequest, commit, project } = team();
    configure(yaml({ worker: "{ env: { PREFECT_WORKER_QUERY_SECONDS: '2' } }" }));
    github.remember(events.opened());
    github.remember(events.closed());
    github.addCommit(repository, commit("merge"), [pullRequest]);
    const { exitCode, outputs, summary, log } = await run(events.pushed("main", "merge"));

    expect([exitCode, outputs["failure-reason"]]).toEqual([0, ""]);
    expect(outputs).toMatchObject({ command: "apply", changed: "true", verified: "true", destroy: "0" });
    const workers = JSON.parse(outputs["workers"] ?? "[]") as string[];
    expect(workers).toEqual([
      expect.stringMatching(new RegExp(`^${project}-production-[0-9a-f]{8}-[0-9a-f]{32}$`)),
    ]);
    firstWorker = workers[0] ?? "";
    expect(await workersOf(apiUrl, `${project}-production`)).toEqual([
      { name: firstWorker, status: "ONLINE" },
    ]);
    // The verdict is there before Terraform has finished with the rest.
    expect(log.indexOf("✓ Workers of this revision")).toBeLessThan(log.indexOf(`${outputs["add"]} added`));
    // The service waits for its events' way, and for nothing that comes after.
    for (const earlier of [
      "aws_sqs_queue.task_events  created",
      "aws_cloudwatch_event_target.task_events  created",
    ]) {
      expect(log.indexOf(earlier)).toBeLessThan(log.indexOf("aws_ecs_service.worker  created"));
    }
    expect(log.indexOf("aws_ecs_service.worker  created")).toBeLessThan(
      log.indexOf("aws_sqs_queue_redrive_policy.task_events  created"),
    );
    const [comment, ...others] = github.comments(repository, pullRequest);
    expect(others).toEqual([]);
    expect(comment?.body).toContain("1 worker of revision");
    expect(comment?.body).toContain("Workers of this revision are registered");
    expect(summary).toContain("Workers of this revision are registered");
    expect(github.statuses(repository, commit("merge")).map(({ state }) => state)).toEqual([
      "pending",
      "success",
    ]);
    const terraform = JSON.parse(outputs["terraform-outputs"] ?? "{}") as Record<string, unknown>;
    expect(terraform["service_name"]).toBe(`${project}-production-worker`);
  });

  test("wires the work pool, so that flow runs need nothing but their flow", async () => {
    const { project, subnetIds } = team();
    const properties = (await templateOf(apiUrl, `${project}-production`)).variables.properties;
    const defaultOf = (name: string) => properties[name]?.default;
    expect(defaultOf("cluster")).toMatch(new RegExp(`cluster/${project}-production$`));
    expect(defaultOf("network_configuration")).toMatchObject({
      subnets: subnetIds,
      assignPublicIp: "DISABLED",
    });
    expect(defaultOf("prefect_api_key_secret_arn")).toMatch(/^arn:aws:secretsmanager:/);
  });

  test("is planned as no changes afterwards", async () => {
    const { run, events } = team();
    const { exitCode, outputs, summary } = await run(events.synchronized("again"));
    expect([exitCode, outputs["changed"], outputs["add"], outputs["change"]]).toEqual([0, "false", "0", "0"]);
    expect(summary).toMatch(/no changes/i);
  });

  test("differs once somebody edits the work pool's defaults: drift tells it, and so does a plan", async () => {
    const { run, events, github, repository, pullRequest, project } = team();
    await edit(`${project}-production`, { cloudwatch_logs_prefix: "theirs", vpc_id: null });
    const drift = await run(events.pushed("main", "merge"), { inputs: { command: "drift" } });
    expect([drift.exitCode, drift.outputs["failure-reason"], drift.outputs["changed"]]).toEqual([
      1,
      "drift",
      "true",
    ]);
    expect(drift.log).toContain(
      "changed or removed the work pool's defaults of cloudwatch_logs_prefix, vpc_id",
    );
    expect(drift.summary).toMatch(/`vpc_id`: somebody removed `"vpc-/);

    const { outputs } = await run(events.synchronized("again"));
    expect([outputs["changed"], outputs["job-variables"]]).toEqual(["true", '["vpc_id"]']);
    const body = github.comments(repository, pullRequest).at(-1)?.body;
    expect(body).toContain('+ vpc_id = "vpc-');
    expect(body).toContain('`cloudwatch_logs_prefix` stays `"theirs"`');
  });

  test("with another cpu rolls the worker over, and passes only with the new revision", async () => {
    const { configure, yaml, run, events, project } = team();
    configure(yaml({ worker: `{ cpu: 1024, memory: 2048, env: ${HANGING} }` }));
    const { exitCode, outputs } = await run(events.pushed("main", "bigger"));
    expect([exitCode, outputs["verified"]]).toEqual([0, "true"]);
    const [worker = ""] = JSON.parse(outputs["workers"] ?? "[]") as string[];
    const { properties } = (await templateOf(apiUrl, `${project}-production`)).variables;
    expect(properties["vpc_id"]?.default).toMatch(/^vpc-/);
    expect(properties["cloudwatch_logs_prefix"]?.default).toBe("theirs");
    const revisionOf = (name: string) => name.split("-").at(-2);
    expect(revisionOf(worker)).not.toBe(revisionOf(firstWorker));
    // The old one still shows ONLINE, and was not taken for the new one.
    expect(await workersOf(apiUrl, `${project}-production`)).toEqual(
      expect.arrayContaining([
        { name: worker, status: "ONLINE" },
        { name: firstWorker, status: "ONLINE" },
      ]),
    );
  });

  test("can be verified by name, and listed, without any change", async () => {
    const { run, events, project } = team();
    const before = await inventory(team());
    const verified = await run(events.pushed("main", "bigger"), { inputs: { command: "verify" } });
    expect([verified.exitCode, verified.outputs["verified"]]).toEqual([0, "true"]);
    const listed = await run(events.pushed("main", "bigger"), { inputs: { command: "list" } });
    expect(listed.summary).toContain(`${project}-production`);
    const told = await run(events.pushed("main", "bigger"), { inputs: { command: "status" } });
    expect(told.summary).toContain("1 of 1 running");
    const drift = await run(events.pushed("main", "bigger"), { inputs: { command: "drift" } });
    expect([drift.exitCode, drift.outputs["failure-reason"]]).toEqual([0, undefined]);
    expect(drift.outputs["changed"]).toBe("false");
    expect(await inventory(team())).toEqual(before);
  });

  test("sets a flow run that the former worker had claimed back to Scheduled, and the new one runs it", async () => {
    const { configure, yaml, run, events, project } = team();
    const pool = `${project}-production`;
    const start = await deployFlow(apiUrl, pool);
    const id = await start({ ends: "well" });
    await flowRunOnce(apiUrl, id, ({ state_type }) => state_type === "PENDING");
    const theirs = await claimFlowRun(pool, `${pool}-eu-0badcafe-${"0".repeat(32)}`);

    configure(yaml({ proof: "{ registration_timeout: 3m, rescue: true }" }));
    const { exitCode, summary, log } = await run(events.pushed("main", "smaller"));
    expect(exitCode).toBe(0);
    expect(log).toMatch(new RegExp(`Flow run \\S+ \\(${id}\\) was claimed by a worker that is gone`));
    expect(summary).toMatch(/`\S+`, Pending since/);
    expect(await endOf(apiUrl, id)).toBe("COMPLETED");

    // That of a worker of another environment is left to it.
    expect(log).not.toContain(theirs);
    expect(await flowRunState(theirs)).toBe("Pending");
  });
});

/** A worker that asks often, and that never hears from AWS that the task which it asked for was started. */
const HANGING = `{ PREFECT_WORKER_QUERY_SECONDS: '2', PYTHONPATH: "${join(import.meta.dirname, "support/broken-python")}", BROKEN_PYTHON: run-task-hangs }`;

/** A run that is not due for an hour, in the state in which a worker leaves it that dies on its way to AWS. */
async function claimFlowRun(pool: string, worker: string): Promise<string> {
  const name = `${pool} claimed`;
  const post = async (path: string, body: object) =>
    identified.parse(await prefectCall(apiUrl, "POST", path, body)).id;
  const flowId = await post("/flows/", { name });
  const deploymentId = await post("/deployments/", { name, flow_id: flowId, work_pool_name: pool });
  const dueAt = new Date(Date.now() + 3_600_000).toISOString();
  const scheduled = { type: "SCHEDULED", state_details: { scheduled_time: dueAt } };
  const id = await post(`/deployments/${deploymentId}/create_flow_run`, { name, state: scheduled });
  await prefectCall(apiUrl, "PATCH", `/flow_runs/${id}/labels`, { "prefect.worker.name": worker });
  await prefectCall(apiUrl, "POST", `/flow_runs/${id}/set_state`, { state: { type: "PENDING" } });
  return name;
}

async function flowRunState(name: string): Promise<string | undefined> {
  const filter = { flow_runs: { name: { any_: [name] } } };
  const [run] = flowRuns.parse(await prefectCall(apiUrl, "POST", "/flow_runs/filter", filter));
  return run?.state.name;
}

const identified = z.object({ id: z.string() });
const flowRuns = z.array(z.object({ state: z.object({ name: z.string() }) }));

/** Gives variables other defaults, as a person does in Prefect's UI. */
async function edit(pool: string, defaults: Readonly<Record<string, unknown>>): Promise<void> {
  const template = await templateOf(apiUrl, pool);
  for (const [name, value] of Object.entries(defaults)) {
    template.variables.properties[name] = { ...template.variables.properties[name], default: value };
  }
  await prefectCall(apiUrl, "PATCH", `/work_pools/${pool}`, { base_job_template: template });
}
