import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { TerraformError } from "../../src/terraform/errors.ts";
import { runTerraform } from "../../src/terraform/run.ts";
import { childEnvironment, inDirectory } from "./support/real-terraform.ts";

const env = childEnvironment();

test("gives back both streams, the exit code, and each line as it comes", async () => {
  await withScript(`process.stdout.write("a\\nb"); process.stderr.write("c\\n")`, async (file, directory) => {
    const lines: string[] = [];
    const result = await runTerraform(["plan"], {
      path: file,
      directory,
      env,
      onLine: (line) => lines.push(line),
    });
    expect(result).toEqual({ exitCode: 0, signal: null, stdout: "a\nb", stderr: "c\n" });
    expect(lines.sort()).toEqual(["a", "b", "c"]);
  });
});

test("hands arguments over as they are: no shell reads them", async () => {
  await withScript(`console.log(JSON.stringify(process.argv.slice(2)))`, async (file, directory) => {
    const args = ["plan", "$(touch x)", "a b", "'", ";"];
    const { stdout } = await runTerraform(args, { path: file, directory, env });
    expect(JSON.parse(stdout)).toEqual(args);
  });
});

test("gives the process the caller's environment and nothing of its own", async () => {
  process.env["ONLY_OUTSIDE"] = "1";
  await withScript(`console.log(process.env.ONLY_OUTSIDE, process.env.TF_VAR_x)`, async (file, directory) => {
    const { stdout } = await runTerraform(["plan"], {
      path: file,
      directory,
      env: { ...env, TF_VAR_x: "y" },
    });
    expect(stdout).toBe("undefined y\n");
  });
});

test("puts a character together that came in two chunks", async () => {
  const script = `process.stdout.write(Buffer.from([0xc3])); setTimeout(() => process.stdout.write(Buffer.from([0xa9])), 50)`;
  await withScript(script, async (file, directory) => {
    expect((await runTerraform(["plan"], { path: file, directory, env })).stdout).toBe("é");
  });
});

describe("a failure", () => {
  test("names the command and the first error of the stream, and keeps all diagnostics", async () => {
    const diagnostic = (severity: string, summary: string) =>
      JSON.stringify({
        type: "diagnostic",
        diagnostic: { severity, summary, detail: "why", address: "a.b" },
      });
    const lines = [diagnostic("warning", "Old"), diagnostic("error", "Bad"), diagnostic("error", "Worse")];
    await withScript(
      `console.log(${JSON.stringify(lines.join("\n"))}); process.exitCode = 1`,
      async (file, directory) => {
        const error = await failureOf(runTerraform(["apply"], { path: file, directory, env }));
        expect(error.message).toBe("terraform apply failed (exit code 1): Bad (a.b): why 1 more in the log.");
        expect(error.diagnostics.map(({ summary }) => summary)).toEqual(["Old", "Bad", "Worse"]);
        expect(error).toMatchObject({ command: "apply", reason: "terraform-failed" });
      },
    );
  });

  test("of our own conditions says what they say, and nothing of Terraform", async () => {
    const refusal = (detail: string) =>
      JSON.stringify({
        type: "diagnostic",
        diagnostic: { severity: "error", summary: "Resource postcondition failed", detail },
      });
    await withScript(
      `console.log(${JSON.stringify([refusal("Both are wrong."), refusal("This, too.")].join("\n"))}); process.exitCode = 1`,
      async (file, directory) => {
        const error = await failureOf(runTerraform(["plan"], { path: file, directory, env }));
        expect(error.message).toBe("Both are wrong. This, too.");
        expect(error).toMatchObject({ command: "plan", reason: "terraform-refused" });
      },
    );
  });

  test("without diagnostics tells the last words, without colours and frame", async () => {
    const script = `console.error("\\u001b[31m╷\\u001b[0m\\n│ Error: not locked\\n╵"); process.exitCode = 1`;
    await withScript(script, async (file, directory) => {
      const error = await failureOf(runTerraform(["force-unlock"], { path: file, directory, env }));
      expect(error.message).toBe("terraform force-unlock failed (exit code 1): Error: not locked");
    });
  });

  test("by a signal says so", async () => {
    await withScript(`process.kill(process.pid, "SIGKILL")`, async (file, directory) => {
      const error = await failureOf(runTerraform(["plan"], { path: file, directory, env }));
      expect(error.message).toContain("(ended by SIGKILL)");
    });
  });

  test("to start names the file", async () => {
    const run = runTerraform(["plan"], { path: "/nowhere/terraform", directory: "/", env });
    expect(await failureOf(run)).toMatchObject({
      reason: "terraform-not-started",
      message: expect.stringContaining("/nowhere/terraform"),
    });
  });

  test("is not what a code is that the caller expects", async () => {
    await withScript(`process.exitCode = 2`, async (file, directory) => {
      const options = { path: file, directory, env };
      expect((await runTerraform(["plan"], { ...options, successCodes: [0, 2] })).exitCode).toBe(2);
      await failureOf(runTerraform(["plan"], options));
    });
  });
});

describe("an interrupt", () => {
  /** Counts the SIGINTs that reach it and ends a little after the first, so that a second would be counted. */
  const counting = `
    let count = 0;
    process.on("SIGINT", () => { count += 1; if (count === 1) setTimeout(() => finish(), 300); });
    const finish = () => { require("fs").writeFileSync("count", String(count)); process.exit(1); };
    setInterval(() => {}, 1000);
    console.log("ready");`;

  test("sends exactly one SIGINT, even if asked for twice, and waits for the end", async () => {
    await withScript(counting, async (file, directory) => {
      const interrupt = new AbortController();
      const onLine = () => {
        interrupt.abort();
        interrupt.abort();
      };
      const run = runTerraform(["apply"], {
        path: file,
        directory,
        env,
        interrupt: interrupt.signal,
        onLine,
      });
      expect(await failureOf(run)).toMatchObject({ reason: "terraform-interrupted" });
      expect(await readFile(path.join(directory, "count"), "utf8")).toBe("1");
    });
  });

  test("leaves a command behind that takes long to end, and says so", async () => {
    await withScript(
      `process.on("SIGINT", () => {}); setInterval(() => {}, 1000); console.log("ready");`,
      async (file, directory) => {
        const interrupt = new AbortController();
        let pid = 0;
        const run = runTerraform(["apply"], {
          ...{ path: file, directory, env, interrupt: interrupt.signal },
          outputFile: path.join(directory, "output"),
          onStart: (started) => (pid = started),
          onLine: () => {
            interrupt.abort();
          },
        });
        expect((await failureOf(run)).message).toContain("the step's post phase waits for it");
        // It is there to be killed.
        expect(process.kill(pid, "SIGKILL")).toBe(true);
      },
    );
  });

  test("before the start lets nothing start", async () => {
    await withScript(`require("fs").writeFileSync("started", "")`, async (file, directory) => {
      const run = runTerraform(["apply"], { path: file, directory, env, interrupt: AbortSignal.abort() });
      expect(await failureOf(run)).toMatchObject({ reason: "terraform-interrupted" });
      await expect(readFile(path.join(directory, "started"))).rejects.toThrow("ENOENT");
    });
  });

  test("cannot come from the terminal: the process leads a group of its own", async () => {
    // Behind the name in parentheses: state, parent and group (proc(5)).
    const script = `console.log(process.pid, require("fs").readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ")[2])`;
    await withScript(script, async (file, directory) => {
      const [pid, group] = (await runTerraform(["plan"], { path: file, directory, env })).stdout
        .trim()
        .split(" ");
      expect(group).toBe(pid);
    });
  });
});

/** An executable that stands in for Terraform, where a test must see what reaches the process. */
async function withScript(script: string, use: (file: string, directory: string) => Promise<void>) {
  const content = `#!${process.execPath}\n${script}\n`;
  await inDirectory({ terraform: content }, (directory) => use(path.join(directory, "terraform"), directory));
}

async function failureOf(run: Promise<unknown>): Promise<TerraformError> {
  const error: unknown = await run.then(
    () => new Error("It did not fail"),
    (cause: unknown) => cause,
  );
  if (error instanceof TerraformError) return error;
  throw error;
}
