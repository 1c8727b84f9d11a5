import { z } from "zod";
import type { Authorization } from "../../iam/simulation.ts";

const container = z.object({
  name: z.string(),
  secrets: z.array(z.object({ valueFrom: z.string() })).default([]),
  logConfiguration: z.object({ options: z.record(z.string(), z.string()) }),
});
const taskDefinition = z.object({ containerDefinitions: z.array(container) });

export interface StartingPlace {
  readonly account: string;
  readonly region: string;
  /** What the secrets and parameters are encrypted with. */
  readonly keyArn: string;
}

/**
 * What ECS asks IAM for in the name of the execution role, before it starts a task of a definition. The local
 * cloud plays ECS, so these calls are no task's, and derived instead of recorded.
 */
export function startingOf(definition: unknown, { account, region, keyArn }: StartingPlace): Authorization[] {
  return taskDefinition
    .parse(definition)
    .containerDefinitions.flatMap(({ name, secrets, logConfiguration: { options } }) => {
      const stream = `${options["awslogs-stream-prefix"]}/${name}/0123456789abcdef0123456789abcdef`;
      const log = `arn:aws:logs:${region}:${account}:log-group:${options["awslogs-group"]}:log-stream:${stream}`;
      return [
        { action: "logs:CreateLogStream", resource: log },
        { action: "logs:PutLogEvents", resource: log },
        ...secrets.flatMap(({ valueFrom }) => reading(valueFrom, region, keyArn)),
      ];
    });
}

/** A secret or a parameter is decrypted in the name of whoever reads it. */
function reading(valueFrom: string, region: string, keyArn: string): Authorization[] {
  const isParameter = valueFrom.startsWith("arn:aws:ssm:");
  // `<ARN>:<key>::` names one value in a secret; the right is on the secret.
  const resource = isParameter ? valueFrom : valueFrom.split(":").slice(0, 7).join(":");
  const [action, service, arn] = isParameter
    ? (["ssm:GetParameters", "ssm", "PARAMETER_ARN"] as const)
    : (["secretsmanager:GetSecretValue", "secretsmanager", "SecretARN"] as const);
  const context = {
    "kms:ViaService": `${service}.${region}.amazonaws.com`,
    [`kms:EncryptionContext:${arn}`]: resource,
  };
  return [
    { action, resource },
    { action: "kms:Decrypt", resource: keyArn, context },
  ];
}
