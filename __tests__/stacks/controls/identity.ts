import type { Json } from "../assertions.ts";
import { control, type Control, resources } from "./control.ts";
import { allowed, isEveryone, permissions, trusts } from "./statements.ts";

/** Actions of AWS that know no resources, so that a policy can name none. */
const WITHOUT_RESOURCES = /^ecr:GetAuthorizationToken$/;

/** Roles, and what they may do. */
export const IDENTITY: readonly Control[] = [
  control({
    ids: ["CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_56", "IAM4"],
    title: "No role has a policy that AWS manages",
    how: "every role has a policy of its own",
    of: resources("aws_iam_role"),
    holds: (_role, stack) =>
      resources("aws_iam_role_policy_attachment")(stack).every(
        ({ policy_arn }) => !String(policy_arn).includes(":aws:policy/"),
      ),
  }),
  control({
    ids: ["IAM.1", "IAM.21", "IAM5", "CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40", "AWS-0057"],
    title: "No role may use an action with a wildcard",
    how: "each action by its name",
    of: allowed(permissions),
    holds: ({ actions }) => actions.length > 0 && actions.every((action) => !action.includes("*")),
  }),
  control({
    ids: ["CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355"],
    title: "What a role may do it may do to resources that are named",
    how: "by ARN; where AWS knows no resources, limited to the region",
    of: allowed(permissions),
    holds: ({ actions, resources: targets, conditions }) =>
      !targets.includes("*") ||
      "aws:RequestedRegion" in conditions ||
      actions.every((action) => WITHOUT_RESOURCES.test(action)),
  }),
  control({
    ids: ["CKV_AWS_286"],
    title: "Roles are passed to ECS tasks alone, and only those that flow runs need",
    how: "`iam:PassRole` on roles by ARN, with `iam:PassedToService`",
    of: (stack) => allowed(permissions)(stack).filter(({ actions }) => actions.includes("iam:PassRole")),
    holds: ({ actions, resources: roles, conditions }) =>
      actions.length === 1 &&
      roles.every((role) => role.includes(":role/") && !role.includes("*")) &&
      String(conditions["iam:PassedToService"]) === "ecs-tasks.amazonaws.com",
  }),
  control({
    ids: ["CKV_AWS_60", "CKV_AWS_61"],
    title: "A role is assumed by one service of AWS, in the name of this account",
    how: "with `aws:SourceAccount` and `aws:SourceArn`; EC2, which assumes roles for instances of the account alone, says neither",
    of: trusts,
    holds: ({ principal, conditions }) =>
      !isEveryone(principal) &&
      ("aws:SourceAccount" in conditions || (principal as Json)["Service"] === "ec2.amazonaws.com"),
  }),
];
