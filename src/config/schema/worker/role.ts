import { z } from "zod";
import type { Mistake } from "../mistake.ts";

/** IAM attaches no more managed policies to a role unless its quota is raised. */
const POLICIES_PER_ROLE = 10;

const policyArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/\S+$/, "the ARN of a managed IAM policy");

export const roleShape = {
  policy_arns: z
    .array(policyArn)
    .max(POLICIES_PER_ROLE)
    .optional()
    .describe("Managed policies of the worker's role, beside what it needs itself."),
  role_arn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, "the ARN of an IAM role")
    .optional()
    .describe(
      "A role of your own for the worker in place of one that is made. ECS tasks must be allowed to assume it, and it needs what the plan of a made one shows.",
    ),
  permissions_boundary: policyArn.optional().describe("Managed policy that bounds every role that is made."),
} as const;

type Role = z.output<z.ZodObject<typeof roleShape>>;

export function roleMistakes({ policy_arns: policies, role_arn: role }: Role): Mistake[] {
  if (policies === undefined || role === undefined) return [];
  const message = "either policy_arns or role_arn: attach policies to a role of your own yourself";
  return [{ path: ["policy_arns"], message }];
}
