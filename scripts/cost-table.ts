import { markdownTable } from "markdown-table";
import { Template } from "../__tests__/stacks/assertions.ts";
import type { Subject } from "../__tests__/stacks/subjects.ts";
import { type CostPart, type MonthlyCost, monthlyCost } from "./cost/monthly-cost.ts";

const ALARM = "aws_cloudwatch_metric_alarm.";

/** What these configurations cost a month, and by which prices; one in a region without prices is left out. */
export function costTable(subjects: readonly Subject[]): string {
  const costs = subjects.flatMap(({ name, config }) => {
    const alarms = new Template(config).addresses.filter((address) => address.startsWith(ALARM)).length;
    const cost = monthlyCost(config, alarms);
    return cost === undefined ? [] : [{ name, cost }];
  });
  const rows = costs.map(({ name, cost }) => [name, dollars(cost.usd), of(cost)]);
  const table = markdownTable([["configuration", "USD a month", "of which"], ...rows], {
    align: ["l", "r", "l"],
  });
  return `${priceList(costs.map(({ cost }) => cost))}\n\n${table}`;
}

/** Dates of this form sort as text. */
function priceList(costs: readonly MonthlyCost[]): string {
  const regions = [...new Set(costs.map(({ region }) => region))].sort();
  const [oldest = ""] = costs.map(({ pricesOf }) => pricesOf).sort();
  return `AWS's list prices of ${regions.join(" and ")}, the oldest of ${oldest}:`;
}

/** What makes up the sum, and behind a plus what always costs something and is not in it. */
function of({ parts, leftOut }: MonthlyCost): string {
  const missing = leftOut.filter(({ isFixed }) => isFixed).map(({ name }) => `**+ ${name}**`);
  return [...parts.map(part), ...missing].join(", ");
}

function part({ name, usd }: CostPart): string {
  return `${name} ${dollars(usd)}`;
}

function dollars(usd: number): string {
  return usd.toFixed(2);
}
