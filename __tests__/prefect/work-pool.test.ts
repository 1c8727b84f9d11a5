import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createWorkPool, readWorkPool } from "../../src/prefect/work-pool.ts";
import { type Answer, type PlayedPrefect, playPrefect } from "./played.ts";

const MARK = "Made by prefect-ecs-worker for etl, production, of acme/flows (AWS 111122223333, eu-west-1).";
const pool = (description: string | null) => ({
  ...{ id: "p", name: "etl", description, type: "ecs", is_paused: false, base_job_template: {} },
});

let prefect: PlayedPrefect;
let answers: Record<string, Answer>;
beforeEach(async () => {
  prefect = await playPrefect((call) => answers[call]);
});
afterEach(async () => {
  await prefect.stop();
});

describe("making a work pool", () => {
  test("gives it an empty template, and tells in its description who made it", async () => {
    answers = { "POST /work_pools/": [201, pool(MARK)] };
    expect((await createWorkPool(prefect.client, "etl", MARK)).id).toBe("p");
    expect(prefect.calls).toEqual([["POST /work_pools/", { name: "etl", type: "ecs", description: MARK }]]);
  });

  test("meets the one that a first try made, whose answer was lost", async () => {
    answers = { "POST /work_pools/": [409, { detail: "exists" }], "GET /work_pools/etl": [200, pool(MARK)] };
    expect((await createWorkPool(prefect.client, "etl", MARK)).id).toBe("p");
  });

  test.each([null, "", "Ours", MARK.replace("eu-west-1", "us-east-1")])(
    "claims none that somebody else made meanwhile, described as %j",
    async (description) => {
      answers = {
        "POST /work_pools/": [409, { detail: "exists" }],
        "GET /work_pools/etl": [200, pool(description)],
      };
      await expect(createWorkPool(prefect.client, "etl", MARK)).rejects.toMatchObject({
        reason: "work-pool-made-meanwhile",
      });
    },
  );
});

describe("a 404", () => {
  const read = async (detail: string) => {
    answers = { "GET /work_pools/etl": [404, { detail }] };
    return await readWorkPool(prefect.client, "etl");
  };

  test("that speaks of the pool means that there is none", async () => {
    expect(await read('Work pool "etl" not found.')).toBeUndefined();
  });

  test.each(["Workspace not found", "The workspace was not found", "Account not found", "Not Found"])(
    "of %j says nothing of the pool",
    async (detail) => {
      await expect(read(detail)).rejects.toMatchObject({ status: 404, detail });
    },
  );

  test("of a proxy that has lost its way to Prefect says nothing of the pool", async () => {
    answers = { "GET /work_pools/etl": [404, "404 page not found"] };
    await expect(readWorkPool(prefect.client, "etl")).rejects.toMatchObject({ status: 404 });
  });
});
