import { describe, expect, test } from "@jest/globals";
import type { WorkerStackConfig } from "../../stacks/config.ts";
import { template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

/** All that names a service together with its region, or by a name of its own in China. */
describe.each([
  ["eu-west-1", "aws", "amazonaws.com"],
  ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
])("in %s", (region, partition, suffix) => {
  const secretArn = (name: string) =>
    `arn:${partition}:secretsmanager:${region}:111122223333:secret:${name}-AbCdEf`;
  const { worker } = stackConfig();
  const made: Partial<WorkerStackConfig> = {
    region,
    encryption: { kind: "made-key", deletionWindowDays: 30 },
    worker: {
      ...worker,
      capacity: { kind: "ec2", instanceType: "m7i.large", min: 1, max: 4 },
      secrets: {
        TOKEN: secretArn("token"),
        HOST: `arn:${partition}:ssm:${region}:111122223333:parameter/host`,
      },
    },
  };

  test("services are called as they are there", () => {
    expect(namesIn(template(made).text)).toEqual([
      `ec2.${suffix}`,
      `logs.${region}.${suffix}`,
      `secretsmanager.${region}.${suffix}`,
      `sqs.${region}.${suffix}`,
      `ssm.${region}.${suffix}`,
    ]);
  });

  test("somebody else's secret is decrypted through the service of there", () => {
    const credential = {
      kind: "existing-secret",
      variable: "PREFECT_API_KEY",
      secretArn: secretArn("key"),
    } as const;
    const text = template({
      region,
      prefect: { apiUrl: "https://prefect.example.com/api", credential },
    }).text;
    expect(namesIn(text)).toEqual([`secretsmanager.${region}.${suffix}`]);
  });
});

function namesIn(text: string): string[] {
  const names = [...text.matchAll(/[a-z0-9.-]+\.amazonaws\.com(\.cn)?/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !UNIVERSAL.includes(name)).sort();
}

/** Principals that bear one name everywhere. */
const UNIVERSAL = ["cloudwatch.amazonaws.com", "ecs-tasks.amazonaws.com", "events.amazonaws.com"];
