import { z } from "zod";
import type { Authorization } from "../../iam/simulation.ts";
import type { Call } from "./calls.ts";

const container = z.object({
  name: z.string(),
  secrets: z.array(z.object({ valueFrom: z.string() })).default([]),
  logConfiguration: z.object({ options: z.record(z.string(), z.string()) }),
});
const registered = z.object({ containerDefinitions: z.array(container) });

/**
 * What ECS asks IAM for in the name of the execution role, before it starts a task of a definition that a
 * worker registered. The local cloud plays ECS, so these calls are no task's, and derived instead of recorded.
 */
export function startingOf(calls: readonly Call[], account: string, region: string): Authorization[] {
  return calls
    .filter(({ action }) => action === "ecs:RegisterTaskDefinition")
    .flatMap(({ parameters }) => registered.parse(parameters).containerDefinitions)
    .flatMap(({ name, secrets, logConfiguration: { options } }) => {
      const stream = `${options["awslogs-stream-prefix"]}/${name}/0123456789abcdef0123456789abcdef`;
      const log = `arn:aws:logs:${region}:${account}:log-group:${options["awslogs-group"]}:log-stream:${stream}`;
      return [
        { action: "logs:CreateLogStream", resource: log },
        { action: "logs:PutLogEvents", resource: log },
        ...secrets.map(({ valueFrom }) => ({
          action: "secretsmanager:GetSecretValue",
          resource: secretOf(valueFrom),
        })),
      ];
    });
}

/** `<ARN>:<key>::` names one value in a secret; the right is on the secret. */
function secretOf(valueFrom: string): string {
  return valueFrom.split(":").slice(0, 7).join(":");
}
