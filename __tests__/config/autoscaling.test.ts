import { describe, expect, test } from "@jest/globals";
import { autoscalingConfig } from "../../src/config/stack/autoscaling.ts";
import { deploymentWith } from "./deployment-with.ts";

describe("autoscaling", () => {
  test("is off unless it is given", () => {
    expect(deploymentWith("").autoscaling).toBeUndefined();
    expect(autoscalingConfig(deploymentWith(""))).toBeUndefined();
  });

  test("needs no more than a greatest number", () => {
    expect(autoscalingConfig(deploymentWith("autoscaling: { max: 4 }"))).toEqual({
      min: 1,
      max: 4,
      backlogPerTask: 200,
      oldestEventSeconds: 120,
      cpuPercent: 70,
      schedule: [],
    });
  });

  test("keeps as many workers as there are without it, such as the two of preset production", () => {
    const redundant = deploymentWith("preset: production\nautoscaling: { max: 4 }");
    expect(autoscalingConfig(redundant)).toMatchObject({ min: 2, max: 4 });
  });

  test("may have other bounds at certain times, by UTC or by a clock on a wall", () => {
    const { autoscaling } = deploymentWith(`
autoscaling:
  max: 4
  schedule:
    - { cron: "0 20 ? * * *", min: 1, max: 1 }
    - { cron: "30 6 ? * MON-FRI *", min: 2, max: 4, timezone: Europe/Berlin }
`);
    expect(autoscaling?.schedule).toEqual([
      { cron: "0 20 ? * * *", min: 1, max: 1, timezone: "UTC" },
      { cron: "30 6 ? * MON-FRI *", min: 2, max: 4, timezone: "Europe/Berlin" },
    ]);
  });
});

describe("refuses", () => {
  test.each<[mistake: string, yaml: string, message: string]>([
    ["no greatest number", "autoscaling: { min: 1 }", "autoscaling.max is missing"],
    ["min above max", "autoscaling: { min: 3, max: 2 }", "autoscaling.min is 3: more than max (2)"],
    [
      "no worker at all",
      "autoscaling: { min: 0, max: 2 }",
      "autoscaling.min is 0: at least 1: without a worker nobody hears of crashed flow runs",
    ],
    [
      "fewer workers than min",
      "autoscaling: { min: 2, max: 4 }",
      "worker.count is 1: not between autoscaling.min (2) and autoscaling.max (4)",
    ],
    [
      "more workers than max",
      "autoscaling: { max: 2 }\nworker: { count: 3 }",
      "f.yml:7:11: worker.count is 3: more than autoscaling.max (2)",
    ],
    ["a cron expression of five fields", schedule({ cron: "0 20 * * *" }), "six fields as AWS has them"],
    [
      "a cron expression that names both kinds of day",
      schedule({ cron: "0 20 * * * *" }),
      'autoscaling.schedule.0.cron is "0 20 * * * *": either the day of the month or the day of the week is "?"',
    ],
    [
      "a cron expression that AWS refuses",
      schedule({ cron: "0 25 ? * * *" }),
      'autoscaling.schedule.0.cron is "0 25 ? * * *": its hours is 25, and allowed are 0 to 23',
    ],
    [
      "bounds that cross, at a certain time",
      schedule({ min: 3, max: 2 }),
      "autoscaling.schedule.0.min is 3: more than max (2)",
    ],
    ["an unknown time zone", schedule({ timezone: "Mars/Olympus" }), "the IANA name of a time zone"],
  ])("%s", (_mistake, yaml, message) => {
    expect(() => deploymentWith(yaml)).toThrow(message);
  });
});

function schedule(over: Readonly<Record<string, unknown>>): string {
  const entry = { cron: "0 20 ? * * *", min: 1, max: 2, ...over };
  return `autoscaling: ${JSON.stringify({ max: 4, schedule: [entry] })}`;
}
