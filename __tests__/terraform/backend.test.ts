import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { type Backend, writeBackend, writeDestroyConfiguration } from "../../src/terraform/backend.ts";
import { Terraform } from "../../src/terraform/terraform.ts";
import { childEnvironment, inDirectory, realTerraform } from "./support/real-terraform.ts";

const s3 = {
  kind: "s3",
  bucket: "b",
  key: "acme/etl/etl/production/terraform.tfstate",
  region: "eu-west-1",
} as const;
const location = { bucket: s3.bucket, key: s3.key, region: s3.region, encrypt: true, use_lockfile: true };

test.each<[string, Backend, object]>([
  ["S3 is encrypted and locked", s3, { s3: location }],
  [
    "an emulator is addressed by path and not asked who we are",
    { ...s3, endpointUrl: "http://127.0.0.1:4566" },
    {
      s3: {
        ...location,
        use_path_style: true,
        skip_credentials_validation: true,
        skip_requesting_account_id: true,
        skip_metadata_api_check: true,
      },
    },
  ],
  ["a local state", { kind: "local" }, { local: { path: "terraform.tfstate" } }],
])("%s", async (_, backend, expected) => {
  await inDirectory({}, async (directory) => {
    await writeBackend(directory, backend);
    expect(await readJson(directory, "backend_override.tf.json")).toEqual({
      terraform: { backend: expected },
    });
  });
});

test("the backend replaces the one that the synthesized configuration names", async () => {
  const synthesized = {
    terraform: { backend: { local: { path: "somewhere-else.tfstate" } } },
    resource: { terraform_data: { a: { input: "x" } } },
  };
  await inDirectory({ "cdk.tf.json": JSON.stringify(synthesized) }, async (directory) => {
    await writeBackend(directory, { kind: "local" });
    const terraform = new Terraform({
      unsavedStateFile: path.join(directory, "unsaved.tfstate"),
      path: realTerraform(),
      directory,
      env: childEnvironment(),
      log: () => undefined,
    });
    await terraform.init();
    await terraform.apply((await terraform.plan({ lock: true })).planFile);
    const files = await readdir(directory);
    expect(files).toContain("terraform.tfstate");
    expect(files).not.toContain("somewhere-else.tfstate");
  });
});

test("the configuration that destroys a state has a provider and no resources", async () => {
  await inDirectory({}, async (directory) => {
    await writeDestroyConfiguration(directory, { region: "eu-west-1" });
    expect(await readJson(directory, "main.tf.json")).toEqual({
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: ">= 5.100.0, < 7.0.0" } } },
      provider: { aws: { region: "eu-west-1" } },
    });
  });
});

async function readJson(directory: string, file: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(directory, file), "utf8"));
}
