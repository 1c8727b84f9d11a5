import type { WorkerStackConfig } from "../config.ts";
import type { VpcEndpointService } from "../config/network.ts";

/** What a task on Fargate needs in order to start, and the worker to work (ECS Developer Guide, "VPC endpoints"). */
const NEEDED: readonly VpcEndpointService[] = ["ecr.api", "ecr.dkr", "ecs", "logs", "sqs"];

/**
 * What the tasks in a made VPC without NAT cannot reach, in whole sentences. These are warnings: a transit
 * gateway or a peering that somebody adds may lead there.
 */
export function unreachable(config: WorkerStackConfig): string[] {
  const { network, prefect, worker } = config;
  if (network.kind !== "create" || network.nat !== "none") return [];
  const secret: readonly VpcEndpointService[] = prefect.credential.kind === "none" ? [] : ["secretsmanager"];
  const missing = [...NEEDED, ...secret].filter((service) => !network.endpoints.includes(service));
  return [
    ...(missing.length === 0
      ? []
      : [
          `Tasks cannot start or work: network.create.nat is none, and network.create.endpoints lacks ` +
            `${missing.join(", ")}. Add what is missing, or set nat to single.`,
        ]),
    ...(isInEcr(worker.image)
      ? []
      : [
          `The worker's image cannot be pulled: network.create.nat is none, and ${worker.image} is not in a ` +
            "private repository of Amazon ECR. Copy it into one and name it in worker.image, or set nat to single.",
        ]),
    ...(isPrefectCloud(prefect.apiUrl)
      ? [
          "Prefect Cloud cannot be reached: network.create.nat is none, and its API is on the internet. " +
            "Set nat to single, or use a Prefect server within the network.",
        ]
      : []),
  ];
}

function isInEcr(image: string): boolean {
  return /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/.test(image);
}

function isPrefectCloud(apiUrl: string): boolean {
  return new URL(apiUrl).hostname.endsWith(".prefect.cloud");
}
