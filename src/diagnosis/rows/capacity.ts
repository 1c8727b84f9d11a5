import { ecsSays, either } from "../evidence.ts";
import { REFERENCES } from "../references.ts";
import type { Row } from "../row.ts";

const reference = REFERENCES.serviceEvents;

/** Why AWS had no room for a task, or took it back. */
export const CAPACITY_ROWS = [
  {
    id: "spot-interrupted",
    evidence: either(ecsSays(/Spot (Task|Instance) was interrupted|SpotInterruption/i), ({ stopCodes }) =>
      stopCodes.find((code) => code === "SpotInterruption"),
    ),
    cause: "AWS took back the Spot capacity that the worker ran on.",
    remedy:
      "Set worker.capacity to fargate, or to mixed with worker.spot.on_demand_base: 1; more subnets in network.subnet_ids help, too.",
    reference: REFERENCES.spot,
  },
  {
    id: "fargate-quota",
    evidence: ecsSays(
      /reached the limit on the number of (tasks|vCPUs)|The requested (CPU|MEMORY) configuration is above your limit/i,
    ),
    cause: "The account's quota of Fargate is used up in this region.",
    remedy:
      "Ask AWS for more: aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-3032A538 --desired-value <vCPUs> (L-36FBB829 for Spot); or lower worker.cpu or worker.count.",
    reference,
  },
  {
    id: "capacity-unavailable",
    evidence: ecsSays(/Capacity is unavailable at this time/i),
    cause: "AWS has no capacity for the task in the zones of its subnets at the moment.",
    remedy:
      "Run again later, or name subnets in other zones in network.subnet_ids; with worker.capacity: fargate-spot, mixed falls back to on demand.",
    reference,
  },
  {
    id: "no-container-instances",
    evidence: ecsSays(/No Container Instances were found|no container instance met all of its requirements/i),
    cause: "The cluster has no EC2 instance that could take the task.",
    remedy:
      "Raise worker.ec2.max or choose a larger worker.ec2.instance_type; in a cluster of your own, add instances or set worker.capacity: fargate.",
    reference,
  },
  {
    id: "provisioning-limit",
    evidence: ecsSays(/tasks provisioning capacity limit was exceeded/i),
    cause: "The cluster has 500 tasks that are being provisioned, which is the most that ECS allows.",
    remedy:
      "Run again when they have started, or give this worker a cluster of its own: leave out cluster.existing.",
    reference,
  },
  {
    id: "zone-unsupported",
    evidence: ecsSays(/was unable to place a task\. Reason: Internal error/i),
    cause: "A subnet lies in an availability zone that Fargate does not serve.",
    remedy: "Replace that subnet in network.subnet_ids.",
    reference,
  },
  {
    id: "service-throttled",
    evidence: ecsSays(/operations are being throttled/i),
    cause: "AWS throttles the account's calls to ECS, so that the service cannot start its tasks.",
    remedy:
      "Run again later; if many services deploy at once, ask AWS for a higher API rate: aws service-quotas list-service-quotas --service-code ecs.",
    reference,
  },
] as const satisfies readonly Row[];
