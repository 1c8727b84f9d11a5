import { describe, expect, test } from "@jest/globals";
import {
  formerPoolNote,
  hasMade,
  lastTimeOf,
  leaveWorkPool,
  ownsWorkPool,
  workPoolMark,
} from "../../src/commands/work-pool-ownership.ts";
import { playEcs } from "../aws/played-ecs.ts";
import { playPrefect } from "../prefect/played.ts";

const mark = markIn("111122223333", "eu-west-1");

function markIn(account: string, region: string): string {
  const environmentName = { repository: "acme/flows", name: "etl", environment: "production" };
  return workPoolMark(region, { state: { account }, environmentName });
}

const recordOf = (prefect: { workPoolMade: boolean; workPoolId?: string }) => ({
  prefect: { apiUrl: "https://prefect.example.com/api", workPool: "etl", ...prefect },
});

describe("a work pool counts as made by the environment", () => {
  test.each<[string, Parameters<typeof hasMade>[0], string | null]>([
    ["whose record has its id", recordOf({ workPoolMade: true, workPoolId: "p" }), null],
    ["whose record is of a version that knew the name alone", recordOf({ workPoolMade: true }), null],
    ["whose run was cut off before it wrote the id down", recordOf({ workPoolMade: false }), mark],
    ["whose record is lost", undefined, mark],
  ])("%s", (_, record, description) => {
    expect(hasMade(record, { id: "p", description }, mark)).toBe(true);
  });
});

describe("a work pool counts as somebody else's", () => {
  test.each<[string, Parameters<typeof hasMade>[0], string | null]>([
    ["when it was deleted and made anew", recordOf({ workPoolMade: true, workPoolId: "former" }), null],
    ["when it was made anew as a copy", recordOf({ workPoolMade: true, workPoolId: "former" }), mark],
    ["when it was only wired", recordOf({ workPoolMade: false, workPoolId: "p" }), null],
    ["when nothing was remembered of it", undefined, "My pool"],
    [
      "when the environment of that name in another account made it",
      undefined,
      markIn("444455556666", "eu-west-1"),
    ],
    [
      "when the environment of that name in another region made it",
      undefined,
      markIn("111122223333", "us-east-1"),
    ],
  ])("%s", (_, record, description) => {
    expect(hasMade(record, { id: "p", description }, mark)).toBe(false);
  });
});

test("what was set in a pool that was made anew since is not ours", () => {
  const remembered = { jobVariables: { v: "ours" }, keptJobVariables: ["k"], formerJobVariables: { v: "b" } };
  const lastTime = (workPoolId: string) =>
    lastTimeOf({ ...remembered, ...recordOf({ workPoolMade: true, workPoolId }) }, { id: "p" });
  expect(lastTime("p")).toEqual({ set: { v: "ours" }, kept: ["k"], before: { v: "b" } });
  expect(lastTime("former")).toEqual({ set: {}, kept: [] });
});

describe("a work pool that the environment made", () => {
  const [HERE, ELSEWHERE] = ["a".repeat(32), "b".repeat(32)];

  /** With an ONLINE worker of the environment's name, which runs as one of two tasks; ECS knows the first. */
  async function isOwned(
    taskId: string,
    {
      status = "applied" as const,
      isPaused = false,
    }: { status?: "applied" | "destroying"; isPaused?: boolean } = {},
  ): Promise<{ isOwned: boolean; notices: string[] }> {
    const notices: string[] = [];
    const name = `etl-production-1a2b3c4d-${taskId}`;
    const times = { created: "2026-11-24T11:00:00Z", last_heartbeat_time: "2026-11-24T11:59:50Z" };
    const prefect = await playPrefect((call) =>
      call === "GET /work_pools/etl"
        ? [200, { id: "p", name: "etl", type: "ecs", is_paused: isPaused, base_job_template: {} }]
        : [200, [{ name, status: "ONLINE", heartbeat_interval_seconds: 30, ...times }]],
    );
    const { ecs } = playEcs((_, input) => {
      const { tasks } = input as { readonly tasks: readonly string[] };
      if (tasks.some(({ length }) => length !== HERE.length)) throw new Error("InvalidParameterException");
      return { tasks: tasks.filter((id) => id === HERE).map((taskArn) => ({ taskArn })) };
    });
    const owned = await ownsWorkPool(
      {
        prefect: prefect.client,
        aws: { ecs },
        log: { notice: (message) => notices.push(message) },
        settings: { github: { repository: "acme/flows" } },
      },
      { account: "111122223333", store: { list: () => Promise.resolve([]) } },
      {
        ...{ repository: "acme/flows", name: "etl", environment: "production", region: "eu-west-1" },
        ...{ deploymentName: "etl-production", cluster: "etl-production", status },
        ...recordOf({ workPoolMade: true, workPoolId: "p" }),
      },
    );
    await prefect.stop();
    return { isOwned: owned, notices };
  }

  test("goes with it, though its own workers still poll", async () => {
    expect(await isOwned(HERE)).toEqual({ isOwned: true, notices: [] });
  });

  test("stays when a worker of the same name polls whose task runs elsewhere", async () => {
    const notice = `The work pool etl stays: the worker etl-production-1a2b3c4d-${ELSEWHERE} uses it.`;
    expect(await isOwned(ELSEWHERE)).toEqual({ isOwned: false, notices: [notice] });
  });

  test("stays when a worker polls that was not told its task's id, for which ECS refuses to look", async () => {
    expect(await isOwned("0a1b2c3d")).toMatchObject({ isOwned: false });
  });

  test("goes when a teardown was cut off that had paused it, and whose tasks ECS has forgotten", async () => {
    expect(await isOwned(ELSEWHERE, { status: "destroying", isPaused: true })).toMatchObject({
      isOwned: true,
    });
  });
});

describe("a pool that stays", () => {
  const TEMPLATE = {
    job_configuration: { vpc_id: "{{ vpc_id }}", image: "{{ image }}" },
    variables: { properties: { vpc_id: { default: "vpc-0a" }, image: { default: "theirs" } } },
  };
  const ours = "etl-production-aaaaaaaa-0b";

  async function changesOf(jobVariables: Readonly<Record<string, unknown>>, workPoolId = "p") {
    const pool = { id: "p", name: "etl", type: "ecs", is_paused: false, base_job_template: TEMPLATE };
    const times = { created: "2026-11-24T11:00:00Z", last_heartbeat_time: null };
    const worker = (name: string) => ({ name, status: "ONLINE", heartbeat_interval_seconds: 30, ...times });
    const prefect = await playPrefect((call) => {
      if (call === "GET /work_pools/etl") return [200, pool];
      return call.endsWith("/filter") ? [200, [worker(ours), worker("theirs")]] : [204];
    });
    await leaveWorkPool(
      { prefect: prefect.client },
      {
        ...{ deploymentName: "etl-production", jobVariables: { ...jobVariables }, keptJobVariables: [] },
        ...recordOf({ workPoolMade: false, workPoolId }),
      },
    );
    await prefect.stop();
    return prefect.changes().toSorted();
  }

  test("loses our workers' records and our defaults", async () => {
    expect(await changesOf({ vpc_id: "vpc-0a" })).toEqual([
      `DELETE /work_pools/etl/workers/${ours}`,
      "PATCH /work_pools/etl",
    ]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["in which nothing is ours any more", { vpc_id: "vpc-0b" }, "p"],
    ["in which we set nothing", {}, "p"],
    ["that was made anew since", { vpc_id: "vpc-0a" }, "former"],
  ])("is not written when it is one %s", async (_, jobVariables, workPoolId) => {
    expect(await changesOf(jobVariables, workPoolId)).toEqual([`DELETE /work_pools/etl/workers/${ours}`]);
  });
});

describe("a pool that the configuration does not name any more", () => {
  const API = "https://prefect.example.com/api";

  test("is told of when the environment made it, by its name or at its server", () => {
    const former = recordOf({ workPoolMade: true, workPoolId: "p" });
    expect(formerPoolNote(former, { workPool: "flows", apiUrl: API })).toContain(
      "prefect work-pool delete etl",
    );
    expect(formerPoolNote(former, { workPool: "etl", apiUrl: "https://other.example.com/api" })).toContain(
      API,
    );
  });

  test("is nobody's business when it is used still, was somebody's, or nothing was deployed", () => {
    expect(
      formerPoolNote(recordOf({ workPoolMade: true }), { workPool: "etl", apiUrl: API }),
    ).toBeUndefined();
    expect(
      formerPoolNote(recordOf({ workPoolMade: false }), { workPool: "flows", apiUrl: API }),
    ).toBeUndefined();
    expect(formerPoolNote(undefined, { workPool: "flows", apiUrl: API })).toBeUndefined();
  });
});
