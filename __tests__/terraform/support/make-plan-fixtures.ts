import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Makes the plans that `plan-summary.test.ts` reads, by the Terraform on PATH:
 * `node __tests__/terraform/support/make-plan-fixtures.ts`. Then review the difference and run the test with
 * `UPDATE_GOLDEN=1`.
 */
const fixtures = path.join(import.meta.dirname, "../__fixtures__");

const variables = `
  variable "stage" { type = string }
  variable "token" {
    type      = string
    sensitive = true
  }
`;

const first = `
  resource "terraform_data" "updated" {
    input = {
      stage  = var.stage
      token  = var.token
      policy = jsonencode({ Statement = [{ Action = ["sqs:ReceiveMessage", var.stage] }] })
      ports  = [8080]
    }
  }
  resource "terraform_data" "replaced" { triggers_replace = [var.stage] }
  resource "terraform_data" "replaced_first" {
    triggers_replace = [var.stage]
    lifecycle { create_before_destroy = true }
  }
  resource "terraform_data" "deleted" { input = "gone soon" }
  resource "terraform_data" "forgotten" { input = "kept" }
  resource "terraform_data" "unchanged" { input = "same" }
  output "stage" { value = var.stage }
  output "token" {
    value     = var.token
    sensitive = true
  }
  output "id" { value = terraform_data.updated.id }
`;

const second = `
  resource "terraform_data" "updated" {
    input = {
      stage  = var.stage
      token  = var.token
      policy = jsonencode({ Statement = [{ Action = ["sqs:ReceiveMessage", var.stage] }] })
      ports  = [8080, 8443]
    }
  }
  resource "terraform_data" "replaced" { triggers_replace = [var.stage] }
  resource "terraform_data" "replaced_first" {
    triggers_replace = [var.stage]
    lifecycle { create_before_destroy = true }
  }
  removed {
    from = terraform_data.forgotten
    lifecycle { destroy = false }
  }
  resource "terraform_data" "unchanged" { input = "same" }
  resource "terraform_data" "imported" {}
  import {
    to = terraform_data.imported
    id = "made-elsewhere"
  }
  output "stage" { value = var.stage }
  output "token" {
    value     = var.token
    sensitive = true
  }
  output "id" { value = terraform_data.updated.id }
`;

const directory = mkdtempSync(path.join(tmpdir(), "plan-fixtures-"));
configure(first, "first", "token-number-one");
terraform("init");
record("create");
terraform("apply", "plan");
configure(second, "second", "token-number-two");
record("mixed");
record("destroy", "-destroy");
rmSync(directory, { recursive: true });

function configure(configuration: string, stage: string, token: string): void {
  writeFileSync(path.join(directory, "main.tf"), variables + configuration);
  writeFileSync(path.join(directory, "terraform.tfvars.json"), JSON.stringify({ stage, token }));
}

function record(name: string, ...args: readonly string[]): void {
  terraform("plan", "-out=plan", ...args);
  const plan: unknown = JSON.parse(terraform("show", "-json", "plan"));
  writeFileSync(path.join(fixtures, `${name}.plan.json`), `${JSON.stringify(plan, undefined, 2)}\n`);
}

function terraform(...args: readonly string[]): string {
  const result = spawnSync("terraform", args, { cwd: directory, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`terraform ${args.join(" ")}: ${result.stderr}`);
  return result.stdout;
}
