import { describe, expect, test } from "@jest/globals";
import { deploymentWith } from "./deployment-with.ts";

const ROLE = "arn:aws:iam::111122223333:role/flows";

describe("flow_runs", () => {
  test.each<[yaml: string, expected: object]>([
    ["{}", { capacity: "fargate", match_latest_revision_in_family: true }],
    ["{ cpu: 0.5 vCPU, memory: 1 GB }", { cpu: 512, memory: 1024 }],
    ["{ cpu: 2048, memory: 4096 }", { cpu: 2048, memory: 4096 }],
    [`{ task_role_arn: ${ROLE} }`, { task_role_arn: ROLE }],
    ["{ capacity: mixed, spot: { spot_weight: 3 } }", { spot: { on_demand_weight: 1, spot_weight: 3 } }],
  ])("%s", (yaml, expected) => {
    expect(read(yaml)).toMatchObject(expected);
  });

  test("says nothing of size and image unless it is told, so that Prefect's own defaults hold", () => {
    expect(Object.keys(read("{}")).sort()).toEqual(["capacity", "match_latest_revision_in_family"]);
  });

  test.each<[yaml: string, message: string]>([
    [
      "{ cpu: 512, memory: 8 GB }",
      "flow_runs.memory is 8192: Fargate has no task with 512 CPU units and 8192 MiB of memory: use 1024, 2048, 3072 or 4096 MiB.",
    ],
    // Against the 2048 MiB that Prefect gives where nothing is said.
    [
      "{ cpu: 4 vCPU }",
      "flow_runs.cpu is 4096: Fargate has no task with 4096 CPU units and 2048 MiB of memory",
    ],
    ["{ capacity: spot }", 'flow_runs.capacity is "spot": allowed are fargate, fargate-spot, mixed.'],
    ["{ spot: { spot_weight: 3 } }", "only for capacity mixed, and capacity is fargate"],
    ["{ execution_role_arn: flows }", "arn:aws:iam::<account>:role/<name>"],
    ["{ security_group_ids: [] }", "leave the key out for the worker's"],
    ["{ security_group_ids: [default] }", "the id of a security group, such as sg-0a1b2c3d"],
    ["{ log_group: 'a b' }", "the name of a log group"],
  ])("%s is refused", (yaml, message) => {
    expect(() => read(yaml)).toThrow(message);
  });
});

function read(yaml: string) {
  return deploymentWith(`flow_runs: ${yaml}`).flow_runs;
}
