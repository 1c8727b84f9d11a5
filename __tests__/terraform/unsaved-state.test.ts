import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { Terraform } from "../../src/terraform/terraform.ts";
import { withLoopback } from "./support/loopback.ts";
import { childEnvironment, inDirectory, realTerraform } from "./support/real-terraform.ts";

test("a state that is not taken at the end of an apply is saved at the second attempt", async () => {
  const { error, stored } = await applyWith({ refusals: 1 });
  expect(error).toMatchObject({ reason: "terraform-failed" });
  expect(stored).toContain("made");
});

test("a state that is not taken then either is kept for a person, who is told where", async () => {
  const { error, stored, kept } = await applyWith({ refusals: 2 });
  expect(error).toMatchObject({ reason: "state-not-saved", command: "apply" });
  expect(String(error)).toContain("unsaved.tfstate on the runner");
  expect(stored).toBe("");
  expect(kept).toContain("made");
});

interface Applied {
  readonly error: unknown;
  /** The state as its server has it in the end. */
  readonly stored: string;
  /** What was kept beside it. */
  readonly kept: string | undefined;
}

/** An apply whose state is kept by a server that refuses it so many times. */
async function applyWith({ refusals }: { readonly refusals: number }): Promise<Applied> {
  let [stored, refused] = ["", 0];
  return withLoopback(
    ({ method, body }) => {
      if (method !== "POST") return stored === "" ? { status: 404 } : { body: stored };
      if (refused++ < refusals) return { status: 500 };
      stored = body;
      return {};
    },
    (address) =>
      inDirectory({ "main.tf": configuration(address) }, async (directory) => {
        const unsavedStateFile = path.join(directory, "unsaved.tfstate");
        const terraform = new Terraform({
          ...{ path: realTerraform(), directory, unsavedStateFile, env: childEnvironment() },
          log: () => undefined,
        });
        await terraform.init();
        const { planFile } = await terraform.plan({ lock: false });
        const error: unknown = await terraform.apply(planFile).catch((thrown: unknown) => thrown);
        const kept = await readFile(unsavedStateFile, "utf8").catch(() => undefined);
        return { error, stored, kept };
      }),
  );
}

function configuration(address: string): string {
  return `
    terraform {
      backend "http" {
        address   = "${address}"
        retry_max = 0
      }
    }
    resource "terraform_data" "a" { input = "made" }
  `;
}
