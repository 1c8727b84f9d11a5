import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { StateLockedError, TerraformError } from "../../src/terraform/errors.ts";
import type { TerraformEvent } from "../../src/terraform/events.ts";
import { Terraform, type TerraformOptions } from "../../src/terraform/terraform.ts";
import { childEnvironment, inDirectory, realTerraform } from "./support/real-terraform.ts";

const simple = `
  variable "stage" { default = "one" }
  resource "terraform_data" "a" { input = var.stage }
  output "stage" { value = var.stage }
  output "token" {
    value     = "t0ps3cret"
    sensitive = true
  }
`;

/** `first` is made at once; `slow` tells when it has begun and then takes longer than any test. */
const slow = `
  resource "terraform_data" "first" { input = "done" }
  resource "terraform_data" "slow" {
    depends_on = [terraform_data.first]
    provisioner "local-exec" { command = "echo begun; exec sleep 60" }
  }
`;

test("plans, applies and reads outputs; the next plan is empty", async () => {
  await withTerraform(simple, async (terraform, { log }) => {
    await terraform.init();
    const plan = await terraform.plan({ lock: false });
    expect(plan).toMatchObject({ changed: true, summary: { counts: { add: 1, change: 0, destroy: 0 } } });
    expect(path.isAbsolute(plan.planFile)).toBe(true);

    const events: TerraformEvent[] = [];
    await terraform.apply(plan.planFile, { onEvent: (event) => events.push(event) });
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["apply_start", "apply_complete", "outputs"]),
    );
    const made = events.find((event) => event.type === "apply_complete");
    expect(made).toHaveProperty("id", expect.stringMatching(/^[0-9a-f-]{36}$/));
    expect(log).toEqual(
      expect.arrayContaining(["terraform_data.a  to create", "terraform_data.a  created  0 s"]),
    );
    expect(log.filter((line) => line === "terraform_data.a  to create")).toHaveLength(1);

    expect(await terraform.output()).toEqual({
      stage: { value: "one", sensitive: false },
      token: { value: "t0ps3cret", sensitive: true },
    });
    expect(log.join("\n")).not.toContain("t0ps3cret");
    const unchanged = await terraform.plan({ lock: true });
    expect(unchanged).toMatchObject({ changed: false, summary: { changes: [], outputs: { stage: "one" } } });
    expect(unchanged.summary.outputs).not.toHaveProperty("token");
  });
});

test("an output that would change is a change", async () => {
  await withTerraform(simple, async (terraform, { directory }) => {
    await terraform.init();
    const plan = () => terraform.plan({ lock: true });
    await terraform.apply((await plan()).planFile);
    await writeFile(path.join(directory, "main.tf"), simple.replace("value = var.stage", 'value = "new"'));
    const { changed, summary } = await plan();
    expect([changed, summary.changes, summary.outputs]).toEqual([true, [], { stage: "new" }]);
  });
});

test("destroys what is in the state and tells what that was; the next time there is nothing", async () => {
  const two = `
    resource "terraform_data" "b" {}
    resource "terraform_data" "a" { input = terraform_data.b.id }
  `;
  await withTerraform(two, async (terraform, { log }) => {
    await terraform.init();
    const { planFile } = await terraform.plan({ lock: true });
    await terraform.apply(planFile);
    const { changes, counts } = await terraform.destroy();
    expect(changes.map(({ address, action }) => [address, action])).toEqual([
      ["terraform_data.a", "delete"],
      ["terraform_data.b", "delete"],
    ]);
    expect(counts).toEqual({ add: 0, change: 0, destroy: 2 });
    expect(log).toContain("terraform_data.b  destroyed  0 s");
    expect((await terraform.destroy()).changes).toEqual([]);
  });
});

test("tells what a failed apply left half made, and takes it as it is when told to", async () => {
  const half = `
    resource "terraform_data" "half" {
      provisioner "local-exec" { command = "exit 1" }
    }
  `;
  await withTerraform(half, async (terraform) => {
    await terraform.init();
    const plan = () => terraform.plan({ lock: true });
    const { planFile, summary } = await plan();
    expect(summary.tainted).toEqual([]);
    await expect(terraform.apply(planFile)).rejects.toThrow(TerraformError);
    expect((await plan()).summary.tainted).toEqual(["terraform_data.half"]);
    await terraform.untaint("terraform_data.half");
    expect(await plan()).toMatchObject({ changed: false, summary: { tainted: [] } });
  });
});

test("variables come from the environment, not from the arguments", async () => {
  await withTerraform(
    simple,
    async (terraform) => {
      await terraform.init();
      expect((await terraform.plan({ lock: false })).summary.outputs).toEqual({ stage: "two" });
    },
    { TF_VAR_stage: "two" },
  );
});

test("a workspace set for another step of the job does not move the state", async () => {
  await withTerraform(
    simple,
    async (terraform, { directory }) => {
      await terraform.init();
      const { planFile } = await terraform.plan({ lock: true });
      await terraform.apply(planFile);
      expect(await readdir(directory)).toContain("terraform.tfstate");
    },
    { TF_WORKSPACE: "elsewhere" },
  );
});

test("a mistake in the configuration fails with Terraform's own diagnostics", async () => {
  await withTerraform(`resource "terraform_data" "a" { input = var.nothing }`, async (terraform, { log }) => {
    await terraform.init();
    const plan = terraform.plan({ lock: false });
    await expect(plan).rejects.toMatchObject({
      command: "plan",
      message: expect.stringContaining(
        "terraform plan failed (exit code 1): Reference to undeclared input variable: ",
      ),
      diagnostics: [{ severity: "error", summary: "Reference to undeclared input variable" }],
    });
    expect(log.filter((line) => line.startsWith("Error: "))).toHaveLength(1);
  });
});

describe("while another run holds the state", () => {
  test("a plan with a lock names the holder, a plan without one goes on", async () => {
    await withTerraform(slow, async (terraform, { begun, interrupt, watch, another }) => {
      await terraform.init();
      const { planFile } = await terraform.plan({ lock: true });
      const applying = terraform.apply(planFile, { onEvent: watch }).catch((error: unknown) => error);
      await begun;

      const other = another({ lockTimeoutSeconds: 0 });
      const refused: unknown = await other.plan({ lock: true }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(StateLockedError);
      expect(refused).toMatchObject({
        message: expect.stringMatching(
          /locked by \S+@\S+ since \d.*\(OperationTypeApply, lock ([0-9a-f-]{36})\).*`terraform force-unlock \1`/,
        ),
      });
      expect(await other.plan({ lock: false })).toMatchObject({ changed: true });

      interrupt.abort();
      await applying;
    });
  });
});

test("an interrupted apply ends gracefully: what was made is in the state, and no lock is left", async () => {
  await withTerraform(slow, async (terraform, { begun, interrupt, watch, directory, another, lines }) => {
    await terraform.init();
    const { planFile } = await terraform.plan({ lock: true });
    const applying = terraform.apply(planFile, { onEvent: watch }).catch((error: unknown) => error);
    await begun;
    interrupt.abort();
    interrupt.abort();

    expect(await applying).toMatchObject({ reason: "terraform-interrupted" });
    expect(lines.join("\n")).not.toContain("Two interrupts received");
    const state = await readFile(path.join(directory, "terraform.tfstate"), "utf8");
    expect(state).toContain('"name": "first"');
    expect(await readdir(directory)).not.toContain(".terraform.tfstate.lock.info");
    expect((await another({ lockTimeoutSeconds: 0 }).plan({ lock: true })).changed).toBe(true);
  });
});

interface Surroundings {
  readonly directory: string;
  readonly log: readonly string[];
  readonly interrupt: AbortController;
  /** To be handed the events of an apply. */
  readonly watch: (event: TerraformEvent) => void;
  /** When the apply's provisioner has said "begun". */
  readonly begun: Promise<undefined>;
  /** What the apply said that is no event of ours. */
  readonly lines: readonly string[];
  /** A second run on the same folder, which nothing interrupts. */
  readonly another: (options: Partial<TerraformOptions>) => Terraform;
}

async function withTerraform(
  configuration: string,
  use: (terraform: Terraform, surroundings: Surroundings) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const executable = realTerraform();
  await inDirectory({ "main.tf": configuration }, async (directory) => {
    const log: string[] = [];
    const lines: string[] = [];
    const interrupt = new AbortController();
    const begun = Promise.withResolvers<undefined>();
    const options = {
      path: executable,
      directory,
      env: { ...childEnvironment(), ...env },
      unsavedStateFile: path.join(directory, "unsaved.tfstate"),
      log: (line: string) => log.push(line),
    };
    const terraform = new Terraform({ ...options, interrupt: interrupt.signal });
    const watch = (event: TerraformEvent) => {
      if (event.type !== "other") return;
      lines.push(event.message);
      if (event.message.endsWith(": begun")) begun.resolve(undefined);
    };
    const another = (more: Partial<TerraformOptions>) => new Terraform({ ...options, ...more });
    await use(terraform, { directory, log, interrupt, watch, begun: begun.promise, lines, another });
  });
}
