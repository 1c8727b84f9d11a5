import { containers, type Control, list, resources } from "./control.ts";
import { allowed, permissions } from "./statements.ts";

/** A demand that the stack does not meet, and why; it goes as soon as every configuration meets it. */
export interface NotHeld extends Pick<Control, "ids" | "examine"> {
  readonly because: string;
}

export const NOT_HELD: readonly NotHeld[] = [
  {
    ids: ["AWS-0104"],
    because:
      "Prefect Cloud, registries of images and AWS itself have no addresses to rely on: TCP to 443 may go anywhere. `network.egress_cidrs` narrows it.",
    examine: (stack) =>
      resources("aws_vpc_security_group_egress_rule")(stack).map(({ address, cidr_ipv4, cidr_ipv6 }) => ({
        what: address,
        holds: cidr_ipv4 !== "0.0.0.0/0" && cidr_ipv6 !== "::/0",
      })),
  },
  {
    ids: ["AWS-0342"],
    because:
      "the worker starts flow runs as tasks that have roles, and must pass them: those by their ARNs, and to ECS tasks alone (CKV_AWS_286).",
    examine: (stack) =>
      allowed(permissions)(stack).map(({ address, actions }) => ({
        what: address,
        holds: !actions.includes("iam:PassRole"),
      })),
  },
  {
    ids: ["ECS2"],
    because:
      "Prefect reads its settings from environment variables. None of them is secret; those that are come from Secrets Manager (ECS.8).",
    examine: (stack) =>
      containers(stack).map(({ address, environment }) => ({
        what: address,
        holds: list(environment).length === 0,
      })),
  },
  {
    ids: ["SecretsManager.1", "SecretsManager.4", "SMG4", "CKV_AWS_304"],
    because:
      "Prefect issues the credential, so that AWS cannot rotate it. A new one is deployed by the next apply.",
    examine: (stack) =>
      resources("aws_secretsmanager_secret")(stack).map(({ address }) => ({
        what: address,
        holds: resources("aws_secretsmanager_secret_rotation")(stack).length > 0,
      })),
  },
  {
    ids: ["EC2.10"],
    because:
      "of EC2's API the worker needs two calls, which read. Each endpoint costs money monthly; `network.create.endpoints` takes `ec2`, too.",
    examine: (stack) =>
      resources("aws_vpc")(stack).map(({ address }) => ({
        what: address,
        holds: stack.addresses.includes("aws_vpc_endpoint.ec2"),
      })),
  },
];
