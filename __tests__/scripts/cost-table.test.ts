import { expect, test } from "@jest/globals";
import { costTable } from "../../scripts/cost-table.ts";
import { stackConfig } from "../stacks/stack-config.ts";

test("the README's table of costs has a row for each configuration whose region has prices", () => {
  const table = costTable([
    { name: "small", config: stackConfig() },
    { name: "elsewhere", config: stackConfig({ region: "eu-central-2" }) },
  ]);
  expect(table).toMatch(
    /\| small +\| +\d+\.\d\d \| Workers on Fargate 36\.04, Alarms 0\.\d0, Secret 0\.40 \|/,
  );
  expect(table).not.toContain("elsewhere");
});
