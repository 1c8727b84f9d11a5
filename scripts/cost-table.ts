import { markdownTable } from "markdown-table";
import { Template } from "../__tests__/stacks/assertions.ts";
import type { Subject } from "../__tests__/stacks/subjects.ts";
import { type CostPart, monthlyCost } from "../src/cost/monthly-cost.ts";

const ALARM = "aws_cloudwatch_metric_alarm.";

/** What these configurations cost a month; one in a region without prices is left out. */
export function costTable(subjects: readonly Subject[]): string {
  const rows = subjects.flatMap(({ name, config }) => {
    const alarms = new Template(config).addresses.filter((address) => address.startsWith(ALARM)).length;
    const cost = monthlyCost(config, alarms);
    return cost === undefined ? [] : [[name, dollars(cost.usd), cost.parts.map(part).join(", ")]];
  });
  return markdownTable([["configuration", "USD a month", "of which"], ...rows], { align: ["l", "r", "l"] });
}

function part({ name, usd }: CostPart): string {
  return `${name} ${dollars(usd)}`;
}

function dollars(usd: number): string {
  return usd.toFixed(2);
}
