import type { WorkerStackConfig } from "../config.ts";
import { VPC_ENDPOINT_SERVICES, type VpcEndpointService } from "../config/network.ts";
import { ecrRegistry } from "../ecr-registry.ts";

/**
 * What the tasks in a made VPC without NAT cannot reach, in whole sentences. These are warnings: a transit
 * gateway or a peering that somebody adds may lead there.
 */
export function unreachable(config: WorkerStackConfig): string[] {
  const { network, prefect, worker, flowRuns } = config;
  if (network.kind !== "create" || network.nat !== "none") return [];
  const missing = neededEndpoints(config).filter((service) => !network.endpoints.includes(service));
  return [
    ...(missing.length === 0
      ? []
      : [
          `Tasks cannot start or work: network.create.nat is none, and network.create.endpoints lacks ` +
            `${missing.join(", ")}. Add what is missing, or set nat to single.`,
        ]),
    ...notPulled("The worker's", worker.image, "worker.image"),
    ...notPulled("The flow runs'", flowRuns.image, "flow_runs.image"),
    ...(isPrefectCloud(prefect.apiUrl)
      ? [
          "Prefect Cloud cannot be reached: network.create.nat is none, and its API is on the internet. " +
            "Set nat to single, or use a Prefect server within the network.",
        ]
      : []),
  ];
}

/** Services that a task is started through, and that the worker calls (ECS Developer Guide, "VPC endpoints"). */
function neededEndpoints({ prefect, worker, encryption }: WorkerStackConfig): VpcEndpointService[] {
  const secrets = Object.values(worker.secrets);
  const has = (service: string): boolean => secrets.some((arn) => arn.split(":")[2] === service);
  const needed: Readonly<Partial<Record<VpcEndpointService, boolean>>> = {
    // prefect-aws looks up VPC and subnets for each flow run that has a network configuration, as ours have.
    ec2: true,
    "ecr.api": true,
    "ecr.dkr": true,
    ecs: true,
    // Only instances have an agent of their own that calls ECS.
    "ecs-agent": worker.capacity.kind === "ec2",
    "ecs-telemetry": worker.capacity.kind === "ec2",
    // The agent of ECS Exec itself decrypts a session; all else is decrypted by the service that keeps it.
    kms: worker.isExecEnabled && encryption.kind !== "aws",
    logs: true,
    secretsmanager: prefect.credential.kind !== "none" || has("secretsmanager"),
    sqs: true,
    ssm: has("ssm"),
    ssmmessages: worker.isExecEnabled,
  };
  return VPC_ENDPOINT_SERVICES.filter((service) => needed[service] === true);
}

/** Without an image of its own, a flow run has Prefect's on Docker Hub. */
function notPulled(whose: string, image: string | undefined, option: string): string[] {
  if (image !== undefined && isInEcr(image)) return [];
  return [
    `${whose} image cannot be pulled: network.create.nat is none, and ${image ?? "Prefect's own, on Docker Hub,"} ` +
      `is not in a private repository of Amazon ECR. Copy it into one and name it in ${option}, or set nat to single.`,
  ];
}

function isInEcr(image: string): boolean {
  const [host = ""] = image.split("/");
  return ecrRegistry(host) !== undefined;
}

function isPrefectCloud(apiUrl: string): boolean {
  return new URL(apiUrl).hostname.endsWith(".prefect.cloud");
}
