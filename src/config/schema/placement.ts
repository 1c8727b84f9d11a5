import type { Mistake } from "./mistake.ts";

interface Placement {
  readonly worker: { readonly capacity: string };
  readonly cluster: { readonly existing?: string | undefined };
  readonly network: { readonly assign_public_ip?: boolean | undefined };
}

/** What EC2 instances of our own rule out in other groups. */
export function placementMistakes({ worker, cluster, network }: Placement): Mistake[] {
  if (worker.capacity !== "ec2") return [];
  return [
    ...(cluster.existing === undefined
      ? []
      : [
          {
            path: ["worker", "capacity"],
            input: "ec2",
            message:
              "it needs a cluster of its own, since it would replace the capacity providers of " +
              `${cluster.existing}: remove cluster.existing, or choose another capacity`,
          },
        ]),
    ...(network.assign_public_ip === true
      ? [
          {
            path: ["network", "assign_public_ip"],
            input: true,
            message:
              "ECS gives no public address to a task on EC2: use subnets with NAT or VPC endpoints, or choose " +
              "capacity: fargate",
          },
        ]
      : []),
  ];
}
