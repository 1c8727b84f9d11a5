import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { synthesizeEnvironment } from "../../src/commands/synthesize-environment.ts";
import { environmentByName } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { UserError } from "../../src/errors.ts";

describe("an override in the configuration file", () => {
  test.each<[what: string, override: string]>([
    ["a plain value", "{ availability_zone_rebalancing: ENABLED }"],
    ["a reference", '{ tags: { queue: "${aws_sqs_queue.task_events.arn}" } }'],
    ["a reference to a data source", '{ tags: { a: "${data.aws_caller_identity.current.account_id}" } }'],
    [
      "a reference into a list",
      '{ tags: { a: "${aws_ecs_service.worker.network_configuration[0].subnets}" } }',
    ],
    ["two references in a text", '{ tags: { a: "${aws_a.b.c}/${aws_d.e.f}" } }'],
    ["a reference as a key", '{ tags: { "${aws_a.b.c}": x } }'],
    ["a lifecycle", "{ lifecycle: { ignore_changes: [desired_count] } }"],
    ["signs that begin no expression", '{ tags: { a: "$5 {x} 100%" } }'],
  ])("may hold %s", (_what, override) => {
    expect(() => parseWorkerFile(withOverride(override), "f.yml")).not.toThrow();
  });

  test.each<[what: string, override: string]>([
    ["a file", '{ tags: { a: "${file(\\"/proc/self/environ\\")}" } }'],
    ["a file, with a comment between", '{ tags: { a: "${file/**/(\\"x\\")}" } }'],
    ["a file, after a reference", '{ tags: { a: "${aws_a.b.c}${file(\\"x\\")}" } }'],
    ["a file, beside a reference", '{ tags: { a: "${[aws_a.b.c, file(\\"x\\")]}" } }'],
    ["a file, in an index", '{ tags: { a: "${aws_a.b[file(\\"x\\")]}" } }'],
    ["a file, behind a reference", '{ tags: { a: "${aws_a.b.c == file(\\"x\\") ? 1 : 2}" } }'],
    ["a file, in a key", '{ tags: { "${file(\\"x\\")}": a } }'],
    ["a file, in a list of mappings", '{ setting: [{ name: "${file(\\"x\\")}" }] }'],
    ["a file, on the next line", '{ tags: { a: "${\\nfile(\\"x\\")}" } }'],
    ["a file, after what looks escaped", '{ tags: { a: "$$${file(\\"x\\")}" } }'],
    ["a file, in a directive", '{ tags: { a: "%{ if true }${file(\\"x\\")}%{ endif }" } }'],
    ["a file, with whitespace cut", '{ tags: { a: "${~ file(\\"x\\") ~}" } }'],
    ["a function of a provider", '{ tags: { a: "${provider::x::y(1)}" } }'],
    ["a variable", '{ tags: { a: "${var.prefect_credential}" } }'],
    ["a path", '{ tags: { a: "${path.cwd}" } }'],
    ["itself", '{ tags: { a: "${self.arn}" } }'],
  ])("may not hold %s", (_what, override) => {
    const parse = () => parseWorkerFile(withOverride(override), "f.yml");
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(
      /f\.yml:7:\d+: overrides\.aws_ecs_service\.worker\.\w+: ".*" is refused: an expression/,
    );
  });

  test.each([["connection"], ["count"], ["for_each"], ["provider"], ["provisioner"]])(
    "may not set %s",
    (argument) => {
      const parse = () => parseWorkerFile(withOverride(`{ ${argument}: {} }`), "f.yml");
      expect(parse).toThrow(
        `f.yml:7:40: overrides.aws_ecs_service.worker.${argument}: not to be overridden.`,
      );
    },
  );

  test.each<[what: string, yaml: string, message: string]>([
    ["an address without a name", "{ aws_ecs_service: {} }", "f.yml:7:14: overrides.aws_ecs_service"],
    ["a data source", "{ data.aws_subnet.first: {} }", "allowed is the address of a resource"],
    ["a resource of another provider", "{ null_resource.x: {} }", "allowed is the address of a resource"],
    ["a module", "{ module.x.aws_ecs_service.worker: {} }", "allowed is the address of a resource"],
    [
      "no mapping",
      "{ aws_ecs_service.worker: yes }",
      'overrides.aws_ecs_service.worker is "yes": expected record.',
    ],
    ["an argument that is none", '{ aws_ecs_service.worker: { "//": {} } }', "one of Terraform's arguments"],
  ])("may not be %s", (_what, yaml, message) => {
    expect(() => parseWorkerFile(`${BASE}overrides: ${yaml}\n`, "f.yml")).toThrow(message);
  });

  test("is merged with that of an environment", () => {
    const text = `${BASE.replace(
      "[main]",
      "[main], overrides: { aws_sns_topic.alarms: { display_name: P } }",
    )}overrides: { aws_sns_topic.alarms: { fifo_topic: false, display_name: A } }\n`;
    expect(parseWorkerFile(text, "f.yml").deployment("production", {}).overrides).toEqual({
      "aws_sns_topic.alarms": { fifo_topic: false, display_name: "P" },
    });
  });

  test("of an address that the stack does not have is a mistake of the user, with the nearest", async () => {
    const file = parseWorkerFile(`${BASE}overrides: { aws_ecs_servce.worker: {} }\n`, "f.yml");
    const synthesized = synthesizeEnvironment(
      environmentByName(file, "production", "main"),
      { region: "eu-west-1", prefect: NO_CREDENTIAL },
      { configPath: "prefect-worker.yml", outdir: mkdtempSync(join(tmpdir(), "stack-")) },
    );
    await expect(synthesized).rejects.toThrow(UserError);
    await expect(synthesized).rejects.toThrow(
      /^prefect-worker\.yml has a mistake; nothing was changed\.\noverrides\.aws_ecs_servce\.worker is an unknown address\. Did you mean "aws_ecs_service\.worker"\? Allowed: (aws_\w+\.\w+(, |\.$))+$/,
    );
  });
});

const NO_CREDENTIAL = { apiUrl: "https://prefect.example.com/api", credential: { kind: "none" } } as const;

const BASE = `
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
environments:
  production: { branches: [main] }
`;

function withOverride(override: string): string {
  return `${BASE}overrides: { aws_ecs_service.worker: ${override} }\n`;
}
