import { expect, test } from "@jest/globals";
import { consoleHost } from "../../src/aws/console.ts";

test.each([
  ["eu-west-1", "eu-west-1.console.aws.amazon.com"],
  ["us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"],
  ["cn-north-1", "cn-north-1.console.amazonaws.cn"],
])("the console of %s is at %s", (region, host) => {
  expect(consoleHost(region)).toBe(host);
});
