import { describe, expect, test } from "@jest/globals";
import { alarmsConfig } from "../../src/config/stack/alarms.ts";
import { deploymentWith } from "./deployment-with.ts";

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:on-call";

describe("alarms", () => {
  test("are on with thresholds that are right for most, without a dashboard and without a say in rollouts", () => {
    expect(deploymentWith("").alarms).toEqual({
      enabled: true,
      email: [],
      thresholds: {
        down_minutes: 3,
        cpu_percent: 90,
        memory_percent: 85,
        oldest_event_seconds: 900,
        dead_letter_events: 0,
        undelivered_events: 0,
        log_errors: 5,
        late_minutes: 10,
      },
      late_runs: false,
      dashboard: false,
    });
  });

  test("have a dashboard in production, unless that is not wanted", () => {
    expect(deploymentWith("preset: production").alarms.dashboard).toBe(true);
    expect(deploymentWith("preset: production\nalarms: { dashboard: false }").alarms.dashboard).toBe(false);
  });

  test("may go to somebody else's topic", () => {
    expect(deploymentWith(`alarms: { topic_arn: "${TOPIC}" }`).alarms.topic_arn).toBe(TOPIC);
  });
});

test("a topic of another region is refused", () => {
  expect(() => alarmsConfig(deploymentWith(`alarms: { topic_arn: "${TOPIC}" }`).alarms, "us-east-1")).toThrow(
    "alarms.topic_arn is an SNS topic in eu-west-1, but the deployment is in us-east-1",
  );
});

describe("refuses", () => {
  test.each<[mistake: string, yaml: string, message: string]>([
    [
      "an e-mail without a topic, since there are no alarms",
      "alarms: { enabled: false, email: [a@example.com] }",
      "alarms.email: an e-mail without a topic: alarms.enabled is false",
    ],
    [
      "an e-mail without a topic of ours",
      `alarms: { topic_arn: "${TOPIC}", email: [a@example.com] }`,
      "an e-mail without a topic of ours: subscribe the address to alarms.topic_arn",
    ],
    [
      "late runs for which the task has no memory",
      "alarms: { late_runs: true }\nworker: { cpu: 256, memory: 512 }",
      "alarms.late_runs is true: its container takes 256 MiB of worker.memory, which is 512 MiB, and worker.tmpfs_mib 256",
    ],
    [
      "late runs that nobody hears of",
      "alarms: { enabled: false, late_runs: true }",
      "alarms.enabled is false, and without alarms nobody asks for the number",
    ],
    [
      "a topic by its name",
      "alarms: { topic_arn: on-call }",
      'alarms.topic_arn is "on-call": allowed is the ARN of an SNS topic (not FIFO), such as arn:aws:sns:',
    ],
    ["a FIFO topic", `alarms: { topic_arn: "${TOPIC}.fifo" }`, "the ARN of an SNS topic (not FIFO)"],
    [
      "a threshold for events that comes too late",
      "alarms: { thresholds: { oldest_event_seconds: 3600 } }",
      "alarms.thresholds.oldest_event_seconds is 3600: less than 3600: after an hour ECS has forgotten the task",
    ],
    [
      "more than all of the CPU",
      "alarms: { thresholds: { cpu_percent: 101 } }",
      "alarms.thresholds.cpu_percent is 101",
    ],
    [
      "an unknown threshold",
      "alarms: { thresholds: { cpu: 80 } }",
      'alarms.thresholds.cpu is an unknown key. Did you mean "cpu_percent"?',
    ],
    [
      "rolling back on alarms that do not exist",
      "alarms: { enabled: false, roll_back: true }",
      "alarms.roll_back is true: alarms.enabled is false, and without alarms nothing tells ECS",
    ],
  ])("%s", (_mistake, yaml, message) => {
    expect(() => deploymentWith(yaml)).toThrow(message);
  });
});
