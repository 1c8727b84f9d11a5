import { describe, expect, test } from "@jest/globals";
import type { WorkerConfig } from "../../stacks/config.ts";
import { template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

const POLICIES = [
  "arn:aws:iam::111122223333:policy/team/read-lake",
  "arn:aws:iam::111122223333:policy/other/read-lake",
];
const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";

describe("the worker's role", () => {
  test("has the policies that were given beside its own one, before a worker starts", () => {
    const stack = withWorker({ role: { kind: "make", policyArns: POLICIES } });
    const attachments = stack.addresses.filter((address) => address.includes("policy_attachment"));
    expect(attachments).toEqual([
      "aws_iam_role_policy_attachment.worker_read_lake_7e5b",
      "aws_iam_role_policy_attachment.worker_read_lake_91e0",
    ]);
    expect(attachments.map((address) => stack.element(address)["policy_arn"]).sort()).toEqual(
      [...POLICIES].sort(),
    );
    expect(stack.element("aws_ecs_service.worker")["depends_on"]).toEqual(
      expect.arrayContaining(attachments),
    );
  });

  test("may be one that somebody else keeps; then none is made, and that one gets no policy", () => {
    const roleArn = "arn:aws:iam::111122223333:role/team/worker";
    const stack = withWorker({ role: { kind: "existing", roleArn } });
    expect(stack.element("aws_ecs_task_definition.worker")["task_role_arn"]).toBe(roleArn);
    expect(stack.root).toHaveProperty("output.worker_role_arn.value", roleArn);
    expect(stack.addresses.filter((address) => /^aws_iam.*\.worker/.test(address))).toEqual([]);
  });
});

describe("a permissions boundary", () => {
  test.each<[string, Partial<WorkerConfig>]>([
    ["every role", {}],
    ["the instances' role, too", { capacity: { kind: "ec2", instanceType: "m7i.large", min: 1, max: 2 } }],
  ])("bounds %s", (_, worker) => {
    const stack = withWorker({ ...worker, permissionsBoundaryArn: BOUNDARY });
    const roles = stack.addresses.filter((address) => address.startsWith("aws_iam_role."));
    expect(roles.length).toBeGreaterThanOrEqual(3);
    for (const role of roles) expect(stack.element(role)["permissions_boundary"]).toBe(BOUNDARY);
  });

  test("is not there unless it was asked for", () => {
    expect(template().text).not.toContain("permissions_boundary");
  });
});

function withWorker(worker: Partial<WorkerConfig>) {
  return template({ worker: { ...stackConfig().worker, ...worker } });
}
