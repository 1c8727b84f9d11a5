import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { configurationJsonSchema } from "../../src/config/json-schema.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { UserError } from "../../src/errors.ts";

const SMALLEST = `
name: etl
work_pool: { name: "etl-{environment}" }
network: { subnet_ids: [subnet-0a] }
environments:
  production: { branches: [main] }
`;

describe("a valid file", () => {
  test("gets every default, and placeholders filled in", () => {
    const deployment = parseWorkerFile(SMALLEST, "f.yml").deployment("production", {
      environment: "production",
    });
    expect(deployment.work_pool).toEqual({
      name: "etl-production",
      create: true,
      manage: "own",
      queues: [],
    });
    expect(deployment.worker).toMatchObject({ cpu: 512, memory: 1024, count: 1, architecture: "X86_64" });
    expect(deployment.proof).toEqual({
      timeout: 600,
      registration_timeout: 90,
      smoke: false,
      rescue: false,
      smoke_timeout: 300,
    });
    expect(deployment.logs.retention_days).toBe(30);
  });

  test("lets an environment override anything, mappings merged and lists replaced", () => {
    const file = parseWorkerFile(
      `
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a, subnet-0b] }
worker: { cpu: 512, env: { A: a, B: b } }
environments:
  production:
    branches: [main]
    protected: true
    network: { subnet_ids: [subnet-0c] }
    worker: { count: 2, env: { B: x } }
`,
      "f.yml",
    );
    const { network, worker } = file.deployment("production", {});
    expect(network.subnet_ids).toEqual(["subnet-0c"]);
    expect(worker).toMatchObject({ cpu: 512, count: 2, env: { A: "a", B: "x" } });
    expect(file.environments.get("production")).toMatchObject({ protected: true, ephemeral: false });
  });

  test("gets what its preset sets, where neither file nor environment says otherwise", () => {
    const file = parseWorkerFile(
      `
name: etl
preset: production
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
logs: { retention_days: 90 }
environments:
  production: { branches: [main] }
  staging: { branches: [next], worker: { count: 3 } }
  preview: { branches: ["feature/**"], preset: development }
`,
      "f.yml",
    );
    const [production, staging, preview] = ["production", "staging", "preview"].map((key) =>
      file.deployment(key, {}),
    );
    expect([production?.worker.count, production?.logs.retention_days]).toEqual([2, 90]);
    expect(staging?.worker.count).toBe(3);
    expect(preview?.worker.count).toBe(1);
  });

  test("may leave a required section to its environments", () => {
    const file = parseWorkerFile(
      "name: etl\nwork_pool: { name: etl }\nenvironments: { production: { branches: [main], network: { subnet_ids: [subnet-0a] } } }",
      "f.yml",
    );
    expect(file.deployment("production", {}).network.subnet_ids).toEqual(["subnet-0a"]);
  });

  test("takes placeholders where only the filled-in value is allowed", () => {
    const text = `${SMALLEST}cluster: { existing: "shared-{environment}" }\nalarms: { email: ["on-call+{branch}@example.com"] }\n`;
    const { cluster, alarms } = parseWorkerFile(text, "f.yml").deployment("production", {
      environment: "production",
      branch: "main",
    });
    expect([cluster.existing, alarms.email]).toEqual(["shared-production", ["on-call+main@example.com"]]);
  });

  test("takes them as editors do, by the JSON schema", () => {
    const isValid = new Ajv2020({ strict: false }).compile(configurationJsonSchema());
    const withCluster = (existing: string): unknown =>
      parse(
        `${SMALLEST}cluster: { existing: "${existing}" }\nalarms: { email: ["on-call+{branch}@example.com"] }\n`,
      );
    expect(isValid(withCluster("shared-{environment}"))).toBe(true);
    expect(isValid(withCluster("shared/cluster"))).toBe(false);
  });

  test("keeps a placeholder that it does not know as it is written", () => {
    const file = parseWorkerFile(SMALLEST.replace("{environment}", "{unknown}"), "f.yml");
    expect(file.deployment("production", { environment: "x" }).work_pool.name).toBe("etl-{unknown}");
  });
});

describe("a mistake is told with file, line, column, path, value and what is allowed", () => {
  test.each<[mistake: string, text: string, message: string]>([
    ["text that is not YAML", "name: [etl", "f.yml:1:11: not valid YAML: "],
    [
      "an alias without its anchor",
      SMALLEST.replace(/network: .*/, "network: *net"),
      "f.yml:4:10: not valid YAML: Unresolved alias",
    ],
    ["an empty file", "", "f.yml:1:1: the file: expected object."],
    [
      "an unknown key",
      SMALLEST.replace("network:", "networks: {}\nnetwork:"),
      'f.yml:4:1: networks is an unknown key. Did you mean "network"?',
    ],
    [
      "an unknown key of a section",
      `${SMALLEST}worker: { cpus: 512 }\n`,
      'f.yml:7:11: worker.cpus is an unknown key. Did you mean "cpu"? Allowed: image, cpu, memory, architecture, capacity, ',
    ],
    [
      "an unknown key of an environment",
      SMALLEST.replace("branches: [main]", "branches: [main], protect: true"),
      'f.yml:6:35: environments.production.protect is an unknown key. Did you mean "protected"?',
    ],
    [
      "an unknown key in an override",
      SMALLEST.replace("branches: [main]", "branches: [main], worker: { contu: 2 }"),
      'f.yml:6:45: environments.production.worker.contu is an unknown key. Did you mean "count"?',
    ],
    [
      "a size that Fargate does not run",
      `${SMALLEST}worker: { cpu: 512, memory: 700 }\n`,
      "f.yml:7:21: worker.memory is 700: Fargate has no task with 512 CPU units and 700 MiB of memory: use 1024, 2048, 3072 or 4096 MiB.",
    ],
    [
      "a size that an override makes impossible is shown in the override",
      `${SMALLEST.replace("branches: [main]", "branches: [main], worker: { memory: 99 }")}worker: { cpu: 512 }\n`,
      "f.yml:6:45: environments.production.worker.memory is 99",
    ],
    ["a name that is too long", SMALLEST.replace("etl", "e".repeat(33)), "f.yml:2:1: name is "],
    [
      "a name with capitals",
      SMALLEST.replace("name: etl", "name: Etl"),
      'f.yml:2:1: name is "Etl": allowed is lower-case',
    ],
    [
      "a name that EC2 takes for no security group's",
      SMALLEST.replace("name: etl", "name: sg-etl"),
      'f.yml:2:1: name is "sg-etl": EC2 refuses a security group whose name begins with "sg-".',
    ],
    [
      "a name that becomes such a one",
      SMALLEST.replace("name: etl", "name: sg"),
      'f.yml:2:1: name is "sg": EC2 refuses a security group whose name begins with "sg-".',
    ],
    [
      "a value of the wrong type",
      `${SMALLEST}worker: { count: two }\n`,
      'f.yml:7:11: worker.count is "two": expected number.',
    ],
    [
      "a retention that CloudWatch lacks",
      `${SMALLEST}logs: { retention_days: 31 }\n`,
      "f.yml:7:9: logs.retention_days is 31: allowed are 1, 3, 5",
    ],
    [
      "a missing value",
      SMALLEST.replace("{ subnet_ids: [subnet-0a] }", "{}"),
      "f.yml:4:1: network: either subnet_ids (subnets that exist) or create (a VPC of its own) is needed.",
    ],
    [
      "a reserved pool name",
      SMALLEST.replace('"etl-{environment}"', "prefect-x"),
      'f.yml:3:14: work_pool.name is "prefect-x": Prefect reserves',
    ],
    [
      "an environment that is protected and ephemeral",
      SMALLEST.replace("[main]", "[main], protected: true, ephemeral: true"),
      "f.yml:6:35: environments.production.protected: either protected or ephemeral",
    ],
    [
      "no environment at all",
      SMALLEST.replace(/environments:[^]*/, "environments: {}"),
      "f.yml:5:1: environments: at least one environment",
    ],
  ])("%s", (_, text, message) => {
    const parse = () => parseWorkerFile(text, "f.yml");
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(message);
  });

  test("a reserved environment variable, whose value is not shown", () => {
    const parse = () =>
      parseWorkerFile(`${SMALLEST}worker: { env: { PREFECT_API_KEY: pnu_secret } }\n`, "f.yml");
    expect(parse).toThrow("f.yml:7:18: worker.env.PREFECT_API_KEY: set by the action itself");
    expect(parse).not.toThrow("pnu_secret");
  });

  test("all mistakes at once, each once", () => {
    const text = `${SMALLEST}  other: { branches: [x] }\nworker: { count: 0 }\nlogs: { retention_days: 2 }\n`;
    expect(() => parseWorkerFile(text, "f.yml")).toThrow(
      /has 2 mistakes; nothing was changed\.\n.*\n[^\n]*$/,
    );
  });

  test("a value that is no longer allowed once its placeholders are filled in", () => {
    const file = parseWorkerFile(SMALLEST, "f.yml");
    expect(() => file.deployment("production", { environment: "a/b" })).toThrow(
      'work_pool.name is "etl-a/b"',
    );
  });
});
