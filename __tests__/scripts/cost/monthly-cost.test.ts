import { describe, expect, test } from "@jest/globals";
import { monthlyCost } from "../../../scripts/cost/monthly-cost.ts";
import { PRICES } from "../../../scripts/cost/prices.ts";
import type { WorkerStackConfig } from "../../../stacks/config.ts";
import { stackConfig } from "../../stacks/stack-config.ts";

const MADE = {
  kind: "create",
  cidr: "10.0.0.0/16",
  zones: 3,
  nat: "per-zone",
  endpoints: ["ecs", "logs"],
  flowLogs: true,
} as const;

describe("the monthly cost", () => {
  test("is the sum of what costs the same every month, most expensive first", () => {
    expect(cost({})).toEqual({
      region: "eu-west-1",
      pricesOf: "2026-09-11",
      // Two workers of half a vCPU and 1 GB: 730 h * (2 * 0.5 * 0.04048 + 2 * 1 * 0.004445).
      parts: [
        { name: "Workers on Fargate", usd: expect.closeTo(36.04, 2) },
        // Eight, and one over them.
        { name: "Alarms", usd: expect.closeTo(1.3, 2) },
        { name: "Secret", usd: expect.closeTo(0.4, 2) },
      ],
      usd: expect.closeTo(37.74, 2),
      leftOut: [
        { name: "Flow runs, logs, messages and data transfer", why: "by use", isFixed: false },
        { name: "Container Insights", why: "by the number of tasks", isFixed: true },
      ],
    });
  });

  test("is not known in a region whose prices are not", () => {
    expect(cost({ region: "eu-central-2" })).toBeUndefined();
  });

  test("is another in another region", () => {
    const network = { ...stackConfig().network, ...MADE };
    // 730 h * 3 * (0.045 + 0.005), and 730 h * 2 * 3 * 0.01.
    expect(parts({ region: "us-east-1", network })).toMatchObject({
      "NAT gateways": expect.closeTo(109.5, 2),
      "Interface endpoints": expect.closeTo(43.8, 2),
    });
  });

  test("counts gateways with their addresses, and each endpoint in each zone", () => {
    // 730 h * 3 * (0.048 + 0.005), and 730 h * 2 * 3 * 0.011.
    expect(parts({ network: { ...stackConfig().network, ...MADE } })).toMatchObject({
      "NAT gateways": expect.closeTo(116.07, 2),
      "Interface endpoints": expect.closeTo(48.18, 2),
    });
  });

  test("is a fifth less on ARM", () => {
    const worker = { ...stackConfig().worker, architecture: "ARM64" } as const;
    expect(parts({ worker })["Workers on Fargate"]).toBeCloseTo(28.835, 2);
  });

  test("counts of a mix what runs on demand, and says that Spot is left out", () => {
    const capacity = { kind: "mixed", onDemandBase: 1, onDemandWeight: 1, spotWeight: 3 } as const;
    const worker = { ...stackConfig().worker, capacity, count: 5 };
    // One in any case, and a quarter of the other four.
    expect(parts({ worker })["Workers on Fargate"]).toBeCloseTo(36.04, 2);
    expect(fixedLeftOut({ worker })).toEqual(["Container Insights", "workers on Fargate Spot"]);
  });

  test("of a mix of which all run on demand leaves nothing of them out", () => {
    const capacity = { kind: "mixed", onDemandBase: 2, onDemandWeight: 0, spotWeight: 1 } as const;
    expect(fixedLeftOut({ worker: { ...stackConfig().worker, capacity, count: 2 } })).toEqual([
      "Container Insights",
    ]);
  });

  test("has no number for instances, and says so", () => {
    const capacity = { kind: "ec2", instanceType: "t3.medium", min: 1, max: 2 } as const;
    const worker = { ...stackConfig().worker, capacity };
    expect(parts({ worker })["Workers on Fargate"]).toBeUndefined();
    expect(fixedLeftOut({ worker })).toEqual(["Container Insights", "1 to 2 t3.medium"]);
  });

  test("without alarms is without the one over them, too", () => {
    expect(
      monthlyCost(stackConfig({ alarms: { ...stackConfig().alarms, enabled: false } }), 0)?.parts,
    ).toEqual([
      expect.objectContaining({ name: "Workers on Fargate" }),
      expect.objectContaining({ name: "Secret" }),
    ]);
  });

  test("includes a key of one's own and a dashboard", () => {
    const alarms = { ...stackConfig().alarms, dashboard: true };
    const encryption = { kind: "made-key", deletionWindowDays: 30 } as const;
    expect(parts({ alarms, encryption })).toMatchObject({ "KMS key": 1, Dashboard: 3 });
  });
});

test("every price has a source and a date", () => {
  for (const { usd, source, date } of Object.values(PRICES).flatMap((region) =>
    Object.values(region ?? {}),
  )) {
    expect(usd).toBeGreaterThan(0);
    expect(source).toMatch(/^https:\/\/(aws\.amazon\.com|pricing\.us-east-1\.amazonaws\.com)\//);
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
});

function cost(overrides: Partial<WorkerStackConfig>) {
  return monthlyCost(stackConfig(overrides), 8);
}

function parts(overrides: Partial<WorkerStackConfig>): Readonly<Record<string, number>> {
  return Object.fromEntries((cost(overrides)?.parts ?? []).map(({ name, usd }) => [name, usd]));
}

function fixedLeftOut(overrides: Partial<WorkerStackConfig>): string[] {
  return (cost(overrides)?.leftOut ?? []).filter(({ isFixed }) => isFixed).map(({ name }) => name);
}
