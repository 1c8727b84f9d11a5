import { runSimulation } from "@cloud-copilot/iam-simulate";

/** One question to IAM: may somebody do this to that? */
export interface Authorization {
  readonly action: string;
  /** An ARN, or `*` for an action that knows no resources. */
  readonly resource: string;
  /** Condition keys beside those that every request has. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Whose question it is: a role with its policies. */
export interface Identity {
  readonly roleArn: string;
  readonly region: string;
  /** Policy documents of the role. */
  readonly policies: readonly unknown[];
  /** Of the resource that is asked for; none if it has none. */
  readonly resourcePolicy?: unknown;
}

/**
 * What IAM would answer, by a simulator that knows each action's resources and condition keys.
 * @throws Error for a question that IAM does not know, such as a resource of the wrong kind
 */
export async function isAllowed(asker: Identity, question: Authorization) {
  const { action, resource, context } = withKnownKeys(question);
  const identity = withKnownKeys(asker);
  const accountId = identity.roleArn.split(":")[4] ?? "";
  const answer = await runSimulation(
    {
      request: {
        principal: identity.roleArn,
        action,
        resource: { resource, accountId },
        contextVariables: {
          "aws:RequestedRegion": identity.region,
          "aws:SecureTransport": "true",
          ...context,
        },
      },
      identityPolicies: identity.policies.map((policy, index) => ({ name: String(index), policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(identity.resourcePolicy === undefined ? {} : { resourcePolicy: identity.resourcePolicy }),
    },
    {},
  );
  if (answer.resultType === "error") {
    throw new Error(`No question to IAM: ${action} on ${resource}: ${JSON.stringify(answer.errors)}`);
  }
  return answer.overallResult === "Allowed";
}

/**
 * The same with a condition key that the simulator knows in the place of one that it would drop: keys with a part
 * of their own are `…/${TagKey}` to it, and KMS's is `kms:EncryptionContext:${EncryptionContextKey}`.
 */
function withKnownKeys<T>(value: T): T {
  const text = JSON.stringify(value).replaceAll("kms:EncryptionContext:", "aws:ResourceTag/");
  // Nothing but the names of keys has changed.
  return JSON.parse(text) as T;
}
