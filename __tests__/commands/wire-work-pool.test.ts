import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { setDefaults } from "../../src/commands/wire-work-pool.ts";
import { type PlayedPrefect, playPrefect } from "../prefect/played.ts";

const templateOf = (vpcId: unknown, image: unknown = null) => ({
  job_configuration: { vpc_id: "{{ vpc_id }}", image: "{{ image }}" },
  variables: { properties: { vpc_id: { default: vpcId }, image: { default: image } } },
});

let prefect: PlayedPrefect;
let stored: object;
/** What happened, in order. */
let story: unknown[];
beforeEach(async () => {
  story = [];
  prefect = await playPrefect((call, body) => {
    if (call === "PATCH /work_pools/etl") {
      story.push(body);
      return [204];
    }
    const pool = { id: "p", name: "etl", type: "ecs", is_paused: false, base_job_template: stored };
    return [200, pool];
  });
});
afterEach(async () => {
  await prefect.stop();
});

const set = (template: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>) =>
  setDefaults({ prefect: prefect.client }, "etl", template, {
    wanted,
    lastTime: { set: { vpc_id: "vpc-0a" }, kept: [] },
    remember: (lastTime) => {
      story.push(lastTime);
      return Promise.resolve();
    },
  });

test("what is about to be set is remembered before it is, beside what was until then", async () => {
  stored = templateOf("vpc-0a");
  await set(templateOf("vpc-0a"), { vpc_id: "vpc-0b" });
  expect(story).toEqual([
    { set: { vpc_id: "vpc-0b" }, kept: [], before: { vpc_id: "vpc-0a" } },
    { base_job_template: templateOf("vpc-0b") },
  ]);
});

test("what a person changed meanwhile is not written over", async () => {
  stored = templateOf("vpc-0a", "theirs");
  await set(templateOf("vpc-0a"), { vpc_id: "vpc-0b", image: "ours" });
  expect(story.at(-1)).toEqual({ base_job_template: templateOf("vpc-0b", "theirs") });
});

test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
  ["is as it should be", templateOf("vpc-0a"), { vpc_id: "vpc-0a" }],
  ["is a person's", templateOf("theirs"), { vpc_id: "vpc-0a" }],
  [
    "has no place in the template",
    { job_configuration: {}, variables: { properties: {} } },
    { task_role_arn: "ours" },
  ],
])("nothing is written for what %s", async (_, template, wanted) => {
  stored = template;
  await set(template, wanted);
  expect(story).toEqual([]);
});
