import type { WorkerStackConfig } from "./config.ts";

/**
 * A `lifecycle` with which `data.aws_caller_identity` fails the plan when a role that somebody else keeps is of
 * another account. IAM passes no role across accounts: ECS would refuse the worker's task definition, and those of
 * flow runs one by one.
 */
export function rolesOfThisAccount({ flowRuns, worker }: WorkerStackConfig) {
  const given: readonly (readonly [key: string, arn: string | undefined])[] = [
    ["worker.role_arn", worker.role.kind === "existing" ? worker.role.roleArn : undefined],
    ["flow_runs.task_role_arn", flowRuns.taskRoleArn],
    ["flow_runs.execution_role_arn", flowRuns.executionRoleArn],
  ];
  const postcondition = given.flatMap(([key, arn]) => (arn === undefined ? [] : ofThisAccount(key, arn)));
  return postcondition.length === 0 ? {} : { lifecycle: { postcondition } };
}

function ofThisAccount(key: string, arn: string) {
  return {
    condition: `\${self.account_id == "${accountOf(arn)}"}`,
    errorMessage:
      `${key}: ${arn} is a role of another account than the deployment's, \${self.account_id}: it could not be ` +
      "passed to ECS. Name a role of that account.",
  };
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
