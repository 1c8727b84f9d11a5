import path from "node:path";
import { z } from "zod";
import { TerraformError } from "./errors.ts";
import { parseEvent, type TerraformEvent } from "./events.ts";
import type { ExecuteResult } from "./execute.ts";
import { dropChecksums } from "./lock-file.ts";
import { logLines } from "./log-lines.ts";
import { parsePlan, planSummary, type PlanSummary, type ResourceChange } from "./plan-summary.ts";
import { runTerraform, type RunOptions } from "./run.ts";
import { saveUnsaved } from "./unsaved-state.ts";

export interface TerraformOptions {
  /** The executable. */
  readonly path: string;
  /** The folder that holds the configuration. */
  readonly directory: string;
  /** The environment of every command: AWS's credentials, `PATH`. */
  readonly env: Readonly<Record<string, string>>;
  /** Values of input variables, by name: told to the commands that evaluate the configuration, and to no other. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Where a state is kept that cannot be saved, beyond the run. */
  readonly unsavedStateFile: string;
  readonly log: (line: string) => void;
  /** Ends the running command gracefully, and lets no other start. */
  readonly interrupt?: AbortSignal;
  /** Told the id of each command's process when it has started. */
  readonly onStart?: (pid: number) => void;
  /** How long a command that writes waits for another run's lock; `LOCK_TIMEOUT_SECONDS` when left out. */
  readonly lockTimeoutSeconds?: number;
}

export interface PlanOptions {
  /** Without a lock a plan needs no permission to write, but may see a state that is just being changed. */
  readonly lock: boolean;
}

export interface PlanResult {
  readonly changed: boolean;
  /** Absolute path of the saved plan. It holds values in clear text: it never leaves the machine. */
  readonly planFile: string;
  readonly summary: PlanSummary;
}

export interface OutputValue {
  readonly value: unknown;
  readonly sensitive: boolean;
}

/**
 * Long enough for most of what another run may be doing, as changing a service is a matter of seconds. Whoever waits
 * longer, as for a VPC that is made, is told who holds the lock.
 */
const LOCK_TIMEOUT_SECONDS = 120;

/** Terraform's commands on one folder. Every method throws a TerraformError when its command fails. */
export class Terraform {
  readonly #options: TerraformOptions;

  constructor(options: TerraformOptions) {
    this.#options = options;
  }

  async init(): Promise<void> {
    // The backend changes from local to S3 when the first apply has made the bucket; nothing is to be migrated.
    await this.#stream(["init", "-reconfigure"]);
    await dropChecksums(this.#options.directory);
  }

  async plan({ lock }: PlanOptions): Promise<PlanResult> {
    const planFile = path.resolve(this.#options.directory, "tfplan");
    const { exitCode } = await this.#stream(
      ["plan", "-detailed-exitcode", `-out=${planFile}`, lock ? this.#lockTimeout() : "-lock=false"],
      { successCodes: [exitCodes.unchanged, exitCodes.changed] },
    );
    const changed = exitCode === exitCodes.changed;
    return { changed, planFile, summary: changed ? await this.#show(planFile) : await this.#unchanged() };
  }

  async #show(planFile: string): Promise<PlanSummary> {
    const { stdout } = await this.#run(["show", "-no-color", "-json", planFile]);
    return parsePlan(parseOutput("show", stdout));
  }

  /** Of a plan that found nothing, which is known without reading the provider's schema once more. */
  async #unchanged(): Promise<PlanSummary> {
    return planSummary({ outputs: openValues(await this.output()) });
  }

  /** Does what a saved plan says. Ephemeral variables are not in the plan, and are set again. */
  async apply(
    planFile: string,
    options: { readonly onEvent?: (event: TerraformEvent) => void } = {},
  ): Promise<void> {
    await this.#change(["apply", this.#lockTimeout(), planFile], {
      onEvent: options.onEvent,
      outputFile: `${planFile}.log`,
    });
  }

  /**
   * Destroys all that the state knows, under one lock from the plan on.
   * @returns what was destroyed
   */
  async destroy(): Promise<PlanSummary> {
    const destroyed: ResourceChange[] = [];
    await this.#change(["destroy", "-auto-approve", this.#lockTimeout()], {
      onEvent: (event) => {
        if (event.type !== "apply_complete" || event.action !== "delete") return;
        destroyed.push({ address: event.address, action: "delete", attributes: [] });
      },
      outputFile: path.join(this.#options.directory, "destroy.log"),
    });
    return planSummary({ changes: destroyed });
  }

  /** Takes an object that an apply left half made for one that is as it is, so that it is not replaced. */
  async untaint(address: string): Promise<void> {
    await this.#run(["untaint", "-no-color", this.#lockTimeout(), address]);
  }

  async output(): Promise<Readonly<Record<string, OutputValue>>> {
    const { stdout } = await this.#run(["output", "-no-color", "-json"]);
    return outputValues.parse(parseOutput("output", stdout));
  }

  #lockTimeout(): string {
    return `-lock-timeout=${this.#options.lockTimeoutSeconds ?? LOCK_TIMEOUT_SECONDS}s`;
  }

  /** A command that has to save what it has done, whatever becomes of us: its output goes to a file. */
  async #change(
    args: readonly string[],
    options: StreamOptions & { readonly outputFile: string },
  ): Promise<void> {
    const { directory, unsavedStateFile: keepAs } = this.#options;
    try {
      await this.#stream(args, options);
    } catch (error) {
      throw await saveUnsaved(error, { directory, keepAs, push: (file) => this.#pushState(file) });
    }
  }

  /** Our own process may have left its lock; Terraform refuses a state that is older than the one that is there. */
  async #pushState(file: string): Promise<void> {
    await this.#run(["state", "push", "-lock=false", file]);
  }

  /** A command that tells its progress as events. */
  #stream(
    [command = "", ...args]: readonly string[],
    { onEvent, ...options }: StreamOptions = {},
  ): Promise<ExecuteResult> {
    const logLine = logLines();
    return this.#run([command, "-input=false", "-no-color", "-json", ...args], {
      ...options,
      onLine: (line) => {
        const event = parseEvent(line);
        // An apply repeats what its plan has shown.
        const shown = command === "apply" && event.type === "planned_change" ? undefined : logLine(event);
        if (shown !== undefined) this.#options.log(shown);
        onEvent?.(event);
      },
    });
  }

  #run(
    args: readonly string[],
    options: Pick<RunOptions, "onLine" | "successCodes" | "outputFile"> = {},
  ): Promise<ExecuteResult> {
    const { path, directory, env, variables = {}, interrupt, onStart } = this.#options;
    const [command = ""] = args;
    return runTerraform(args, {
      path,
      directory,
      env: {
        ...defaultEnvironment,
        ...env,
        ...(EVALUATING.has(command) ? asEnvironment(variables) : {}),
        ...fixedEnvironment,
      },
      ...(interrupt === undefined ? {} : { interrupt }),
      ...(onStart === undefined ? {} : { onStart }),
      ...options,
    });
  }
}

interface StreamOptions extends Pick<RunOptions, "successCodes" | "outputFile"> {
  readonly onEvent?: ((event: TerraformEvent) => void) | undefined;
}

/** Values of outputs by name, without the sensitive ones. */
export function openValues(
  outputs: Readonly<Record<string, OutputValue>>,
): Readonly<Record<string, unknown>> {
  const open = Object.entries(outputs).filter(([, { sensitive }]) => !sensitive);
  return Object.fromEntries(open.map(([name, { value }]) => [name, value]));
}

/** The commands that need the values of input variables. */
const EVALUATING: ReadonlySet<string> = new Set(["plan", "apply"]);

/** Terraform reads the variable `name` from `TF_VAR_name`. */
function asEnvironment(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]));
}

/** Of `-detailed-exitcode`. */
const exitCodes = { unchanged: 0, changed: 2 };

/**
 * Go collects garbage when the heap has doubled. Reading the schema of the AWS provider lets it grow from
 * nothing in each command; with a collection only at five times the size, plan and show take a fifth less, for
 * 70 MB more.
 */
const defaultEnvironment = { GOGC: "400" };

const fixedEnvironment = {
  TF_IN_AUTOMATION: "1",
  // No call to HashiCorp's version check.
  CHECKPOINT_DISABLE: "1",
  // A workspace set for another step of the job would silently move the state to another key.
  TF_WORKSPACE: "default",
};

const outputValues = z.record(
  z.string(),
  z.object({ value: z.unknown(), sensitive: z.boolean() }).transform(({ value, sensitive }) => ({
    value,
    sensitive,
  })),
);

/** The text itself stays out of the error: it holds sensitive values in clear. */
function parseOutput(command: string, stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new TerraformError(
      "terraform-not-understood",
      `terraform ${command} answered ${stdout.length} characters that are no JSON. ` +
        `Check that \`terraform\` on PATH is Terraform itself and not a wrapper around it.`,
      { command },
    );
  }
}
