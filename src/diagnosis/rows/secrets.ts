import { ecsSays } from "../evidence.ts";
import { REFERENCES } from "../references.ts";
import { type Row, SECRET_ARN } from "../row.ts";

const names = {
  secret: SECRET_ARN,
  role: /assumed-role\/([\w+=,.@-]+)\//,
  key: /did not contain json key ([\w.-]*\w)/,
};
const reference = REFERENCES.secretsKnowledge;

/** Why ECS could not give a task its secrets. */
export const SECRET_ROWS = [
  {
    id: "secret-kms-denied",
    evidence: ecsSays(
      /Access to KMS is not allowed|secret.*(not authorized to perform: kms:Decrypt|KMSAccessDenied)/is,
    ),
    names,
    cause:
      "ECS may read the secret {secret|of the worker} but not decrypt it: the KMS key does not admit the execution role.",
    remedy:
      "Name the secret's key in encryption.key_arn so that the role may decrypt with it, and let the key's policy admit the account.",
    reference: REFERENCES.kms,
  },
  {
    id: "secret-access-denied",
    evidence: ecsSays(
      /not authorized to perform: (secretsmanager:GetSecretValue|ssm:GetParameters?)|(retrieve secret|fetch secret).*AccessDenied/is,
    ),
    names,
    cause:
      "The role that ECS starts the task with ({role|the execution role}) may not read the secret {secret|of the worker}.",
    remedy:
      "Give the secret's own ARN, with its six random characters, in prefect.api_key_secret_arn, prefect.auth_string_secret_arn or worker.secrets; a secret of another account needs a resource policy, too.",
    reference,
  },
  {
    id: "secret-without-value",
    evidence: ecsSays(/can.t find the specified secret value|staging label: AWSCURRENT/i),
    names,
    cause: "The secret {secret|of the worker} exists and holds no value.",
    remedy:
      "Put one in: aws secretsmanager put-secret-value --secret-id <arn> --secret-string <value>, then run again.",
    reference,
  },
  {
    id: "secret-key-missing",
    evidence: ecsSays(/did not contain json key/i),
    names,
    cause: "The secret {secret|of the worker} has no key {key|of that name}.",
    remedy: "Correct the part behind the ARN in worker.secrets, or add the key to the secret.",
    reference,
  },
  {
    id: "secret-missing",
    evidence: ecsSays(
      /(retrieve secret|fetch secret|parameter).*(ResourceNotFoundException|can.t find the specified secret|ParameterNotFound|invalid ssm parameters|marked for deletion|marked deleted)/is,
    ),
    names,
    cause: "The secret {secret|that the worker reads} does not exist in this account and region.",
    remedy:
      "Check prefect.api_key_secret_arn, prefect.auth_string_secret_arn or worker.secrets; leave the first two out to have a secret made from the action's inputs.",
    reference,
  },
  {
    id: "secrets-unreachable",
    evidence: ecsSays(
      /(retrieve secret|from ssm|pull secrets from).*(connection issue between the task and AWS (Secrets|Systems) Manager|i\/o timeout|context (canceled|deadline exceeded)|request send failed|no such host|signal: killed)/is,
    ),
    names,
    cause: "The task has no way to AWS Secrets Manager or Systems Manager, where its secrets are.",
    remedy:
      "Give the subnets in network.subnet_ids a route out (NAT, or network.assign_public_ip: true in public subnets) or an endpoint for secretsmanager, and let their security groups pass port 443.",
    reference: REFERENCES.connectivity,
  },
  {
    id: "secret-not-read",
    evidence: ecsSays(/ResourceInitializationError.*unable to retrieve (the )?secret/is),
    names,
    cause: "ECS could not read the secret {secret|of the worker}.",
    remedy:
      "Check the ARN in prefect.api_key_secret_arn, prefect.auth_string_secret_arn or worker.secrets, and that the secret is in this region and account.",
    reference,
    isLastResort: true,
  },
] as const satisfies readonly Row[];
