import type { WorkerStackConfig } from "../../stacks/config.ts";
import { PRICES, type Price, type PriceName } from "./prices.ts";

/** What the parts of a deployment cost that cost the same every month, whatever it does. */
export interface MonthlyCost {
  readonly region: string;
  /** Of the oldest price: `YYYY-MM-DD`. */
  readonly pricesOf: string;
  readonly usd: number;
  /** Most expensive first; only what costs something. */
  readonly parts: readonly CostPart[];
  readonly leftOut: readonly LeftOut[];
}

export interface CostPart {
  readonly name: string;
  readonly usd: number;
}

/** What costs something, too, and is not in the sum. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
  /** It costs something every month, so that the sum is too low; else only what is used. */
  readonly isFixed: boolean;
}

/** As AWS's own calculator counts: 365 days of 24 hours in 12 months. */
const HOURS = 730;
const UNITS_PER_VCPU = 1024;
const MIB_PER_GB = 1024;

/**
 * The monthly cost in USD, or nothing where the region's prices are not known.
 * @param alarms how many metric alarms the stack makes
 */
export function monthlyCost(config: WorkerStackConfig, alarms: number): MonthlyCost | undefined {
  const prices = PRICES[config.region];
  if (prices === undefined) return undefined;
  const uses = [...fargate(config), ...network(config), ...kept(config), ...watched(config, alarms)].filter(
    ({ quantity }) => quantity > 0,
  );
  const parts = uses
    .map(({ name, price, quantity }) => ({ name, usd: quantity * prices[price].usd }))
    .reduce(joined, [])
    .toSorted((a, b) => b.usd - a.usd);
  return {
    region: config.region,
    pricesOf: oldest(uses.map(({ price }) => prices[price])),
    usd: parts.reduce((sum, { usd }) => sum + usd, 0),
    parts,
    leftOut: leftOut(config),
  };
}

/** So many units of something that has a price; uses of one name are one part. */
interface Use {
  readonly name: string;
  readonly price: PriceName;
  readonly quantity: number;
}

function fargate({ worker, autoscaling }: WorkerStackConfig): Use[] {
  const hours = onDemandTasks(worker.capacity, autoscaling?.min ?? worker.count) * HOURS;
  const [vcpu, gb]: [PriceName, PriceName] =
    worker.architecture === "ARM64"
      ? ["fargateVcpuHourArm", "fargateGbHourArm"]
      : ["fargateVcpuHourX86", "fargateGbHourX86"];
  return [
    { name: "Workers on Fargate", price: vcpu, quantity: (hours * worker.cpu) / UNITS_PER_VCPU },
    { name: "Workers on Fargate", price: gb, quantity: (hours * worker.memoryMiB) / MIB_PER_GB },
  ];
}

/** In a mix the average: ECS keeps to the weights only as far as whole tasks allow. */
function onDemandTasks(capacity: WorkerStackConfig["worker"]["capacity"], count: number): number {
  switch (capacity.kind) {
    case "fargate":
      return count;
    case "mixed": {
      const base = Math.min(capacity.onDemandBase, count);
      const { onDemandWeight, spotWeight } = capacity;
      return base + ((count - base) * onDemandWeight) / (onDemandWeight + spotWeight);
    }
    case "fargate-spot":
    case "ec2":
      return 0;
  }
}

function network({ network: place, worker, autoscaling }: WorkerStackConfig): Use[] {
  if (place.kind === "existing") {
    const addresses = place.assignPublicIp ? (autoscaling?.min ?? worker.count) : 0;
    return [{ name: "Public addresses of workers", price: "publicAddressHour", quantity: addresses * HOURS }];
  }
  const gateways = { none: 0, single: 1, "per-zone": place.zones }[place.nat] * HOURS;
  return [
    { name: "NAT gateways", price: "natGatewayHour", quantity: gateways },
    { name: "NAT gateways", price: "publicAddressHour", quantity: gateways },
    {
      name: "Interface endpoints",
      price: "interfaceEndpointHour",
      quantity: place.endpoints.length * place.zones * HOURS,
    },
  ];
}

function kept({ encryption, prefect }: WorkerStackConfig): Use[] {
  return [
    { name: "KMS key", price: "keyMonth", quantity: Number(encryption.kind === "made-key") },
    { name: "Secret", price: "secretMonth", quantity: Number(prefect.credential.kind === "made-secret") },
  ];
}

function watched(config: WorkerStackConfig, alarms: number): Use[] {
  return [
    { name: "Alarms", price: "alarmMonth", quantity: alarms },
    { name: "Alarms", price: "compositeAlarmMonth", quantity: Number(config.alarms.enabled) },
    { name: "Metric of late runs", price: "metricMonth", quantity: Number(config.alarms.lateRuns) },
    { name: "Dashboard", price: "dashboardMonth", quantity: Number(config.alarms.dashboard) },
  ];
}

function leftOut({ worker, autoscaling, cluster }: WorkerStackConfig): LeftOut[] {
  return [
    byUse("Flow runs, logs, messages and data transfer", "by use"),
    ...(cluster.kind === "create" && cluster.insights !== "disabled"
      ? [{ name: "Container Insights", why: "by the number of tasks", isFixed: true }]
      : []),
    ...workersWithoutPrice(worker.capacity, autoscaling?.min ?? worker.count),
    ...(autoscaling === undefined
      ? []
      : [
          byUse(`Workers beyond the ${autoscaling.min} that always run`, "by load"),
          { name: "alarms of the autoscaling", why: "AWS decides their number", isFixed: true },
        ]),
  ];
}

function workersWithoutPrice(capacity: WorkerStackConfig["worker"]["capacity"], count: number): LeftOut[] {
  switch (capacity.kind) {
    case "fargate":
      return [];
    case "mixed":
    case "fargate-spot":
      return onDemandTasks(capacity, count) === count
        ? []
        : [{ name: "workers on Fargate Spot", why: "AWS changes the price", isFixed: true }];
    case "ec2": {
      const { min, max, instanceType } = capacity;
      const number = min === max ? String(min) : `${min} to ${max}`;
      return [{ name: `${number} ${instanceType}`, why: "their price is not known here", isFixed: true }];
    }
  }
}

function byUse(name: string, why: string): LeftOut {
  return { name, why, isFixed: false };
}

function joined(parts: readonly CostPart[], part: CostPart): CostPart[] {
  const others = parts.filter(({ name }) => name !== part.name);
  const same = parts.find(({ name }) => name === part.name);
  return [...others, { name: part.name, usd: (same?.usd ?? 0) + part.usd }];
}

/** Dates of this form sort as text. */
function oldest(prices: readonly Price[]): string {
  return prices.map(({ date }) => date).toSorted()[0] ?? "";
}
