import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "..", "..");
let outdir: string;
beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), "cdktf-out-"));
});
afterAll(() => {
  rmSync(outdir, { recursive: true });
});

test("what cdktf synth runs writes the stack of a configuration file into CDKTF_OUTDIR", () => {
  const { app } = JSON.parse(readFileSync(join(ROOT, "cdktf.json"), "utf8")) as { app: string };
  expect(app).toBe("node stacks/main.ts");
  const told = execFileSync(process.execPath, ["stacks/main.ts"], {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      CDKTF_OUTDIR: outdir,
      PREFECT_WORKER_CONFIG: "examples/cloud/prefect-worker.yml",
      PREFECT_WORKER_ENVIRONMENT: "production",
      PREFECT_API_URL: "https://prefect.example.com/api",
      AWS_REGION: "eu-west-1",
    },
  });
  const [, directory = ""] = /^Synthesized the environment production into (.*)\.$/m.exec(told) ?? [];
  expect(directory.startsWith(join(outdir, "stacks"))).toBe(true);
  expect(JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8"))).toMatchObject({
    resource: { aws_ecs_service: { worker: { name: "etl-production-worker" } } },
  });
});
