import { writeFile } from "node:fs/promises";
import path from "node:path";
import { AWS_PROVIDER_RANGE } from "../../stacks/provider-range.ts";

/** Where Terraform keeps the state. */
export type Backend =
  /** An empty state for a plan where no bucket exists yet. */
  | { readonly kind: "local" }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      readonly key: string;
      readonly region: string;
      /** An emulator instead of AWS; Terraform itself reads the address from `AWS_ENDPOINT_URL`. */
      readonly endpointUrl?: string;
    };

/**
 * Writes the backend beside a configuration. Terraform merges `*_override.tf.json` last, so that this one
 * replaces the backend which the synthesized configuration names.
 */
export async function writeBackend(directory: string, backend: Backend): Promise<void> {
  await writeJson(directory, "backend_override.tf.json", { terraform: { backend: backendBlock(backend) } });
}

/** Writes the configuration that destroys a state without its stack: a provider and no resources. */
export async function writeDestroyConfiguration(
  directory: string,
  options: { readonly region: string },
): Promise<void> {
  await writeJson(directory, "main.tf.json", {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: AWS_PROVIDER_RANGE } } },
    provider: { aws: { region: options.region } },
  });
}

function backendBlock(backend: Backend): unknown {
  switch (backend.kind) {
    case "local":
      return { local: { path: "terraform.tfstate" } };
    case "s3":
      return {
        s3: {
          bucket: backend.bucket,
          key: backend.key,
          region: backend.region,
          encrypt: true,
          use_lockfile: true,
          ...(backend.endpointUrl === undefined ? {} : emulatorSettings),
        },
      };
  }
}

/** An emulator knows no bucket by host name and no real account. */
const emulatorSettings = {
  use_path_style: true,
  skip_credentials_validation: true,
  skip_requesting_account_id: true,
  skip_metadata_api_check: true,
};

async function writeJson(directory: string, file: string, content: unknown): Promise<void> {
  await writeFile(path.join(directory, file), `${JSON.stringify(content, undefined, 2)}\n`);
}
