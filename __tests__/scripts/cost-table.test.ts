import { expect, test } from "@jest/globals";
import { costTable } from "../../scripts/cost-table.ts";
import { monthlyCost } from "../../scripts/cost/monthly-cost.ts";
import { madeNetwork, stackConfig } from "../stacks/stack-config.ts";

test("the README's table of costs has a row for each configuration whose region has prices", () => {
  const table = costTable([
    { name: "small", config: stackConfig() },
    { name: "elsewhere", config: stackConfig({ region: "eu-central-2" }) },
  ]);
  expect(table).toMatch(
    /\| small +\| +\d+\.\d\d \| Workers on Fargate 36\.04, Alarms 1\.\d0, Secret 0\.40, \*\*\+ Container Insights\*\* \|/,
  );
  expect(table).not.toContain("elsewhere");
});

test("the table of costs tells region and date of its prices, the oldest of all", () => {
  const config = stackConfig({ network: madeNetwork({ endpoints: ["ecs"] }) });
  const { region, pricesOf } = monthlyCost(config, 8) ?? {};
  const table = costTable([
    { name: "small", config: stackConfig() },
    { name: "large", config },
  ]);
  expect(table.split("\n")[0]).toBe(
    `AWS's list prices of ${String(region)}, the oldest of ${String(pricesOf)}:`,
  );
});

test("the table of costs marks what always costs something and has no price", () => {
  const { worker } = stackConfig();
  const ec2 = { kind: "ec2", instanceType: "m7g.large", min: 2, max: 6 } as const;
  const mixed = { kind: "mixed", onDemandBase: 1, onDemandWeight: 1, spotWeight: 3 } as const;
  const table = costTable([
    { name: "instances", config: stackConfig({ worker: { ...worker, capacity: ec2 } }) },
    { name: "a mix", config: stackConfig({ worker: { ...worker, capacity: mixed } }) },
  ]);
  expect(table).toMatch(/\| instances .*, \*\*\+ 2 to 6 m7g\.large\*\* +\|/);
  expect(table).toMatch(/\| a mix .*, \*\*\+ workers on Fargate Spot\*\* +\|/);
});
