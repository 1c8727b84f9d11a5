import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, watch } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { execute } from "../../src/terraform/execute.ts";
import { childEnvironment, inDirectory } from "./support/real-terraform.ts";

const env = childEnvironment();
const MODULE = path.join(import.meta.dirname, "../../src/terraform/execute.ts");

describe("a process that writes to a file", () => {
  test("is read while it runs, both streams, and a character in two pieces", async () => {
    const script = `
      process.stdout.write(Buffer.from("a\\nb\\xc3", "latin1"));
      process.on("SIGINT", () => { process.stdout.write(Buffer.from("\\xa9\\n", "latin1")); console.error("c"); process.exit(3); });
      setInterval(() => {}, 1000);`;
    await inDirectory({ script }, async (directory) => {
      const interrupt = new AbortController();
      const lines: string[] = [];
      const result = await execute(["script"], {
        ...{ path: process.execPath, directory, env, interrupt: interrupt.signal },
        outputFile: path.join(directory, "output"),
        onLine: (line) => {
          lines.push(line);
          if (line === "a") interrupt.abort();
        },
      });
      expect(result).toEqual({ exitCode: 3, signal: null, stdout: "a\nbé\nc\n", stderr: "" });
      expect(lines).toEqual(["a", "bé", "c"]);
    });
  });

  test("that cannot be started says why, once", async () => {
    await inDirectory({}, async (directory) => {
      const outputFile = path.join(directory, "output");
      const run = execute([], { path: "/nowhere/terraform", directory, env, outputFile });
      await expect(run).rejects.toThrow("ENOENT");
    });
  });

  test("outlives whoever started it", async () => {
    // Writes on when its parent has gone, which would end it if nobody could read that.
    const script = `
      console.log("ready");
      const parent = process.ppid;
      const timer = setInterval(() => {
        if (process.ppid === parent) return;
        clearInterval(timer);
        process.stdout.write("on\\n", () => require("fs").writeFileSync("done", ""));
      }, 10);`;
    await inDirectory({ script }, async (directory) => {
      const parent = `
        import { execute } from ${JSON.stringify(MODULE)};
        await execute(["script"], {
          path: process.execPath, directory: ".", env: process.env, outputFile: "output",
          onLine: () => process.kill(process.pid, "SIGKILL"),
        });`;
      const done = appearance(directory, "done");
      const killed = spawn(process.execPath, ["--input-type=module", "-e", parent], { cwd: directory, env });
      expect(await once(killed, "exit")).toEqual([null, "SIGKILL"]);
      await done;
      expect(await readFile(path.join(directory, "output"), "utf8")).toBe("ready\non\n");
    });
  });
});

/** Settles when a file of that name is in the folder. */
async function appearance(directory: string, name: string): Promise<void> {
  const watcher = watch(directory);
  try {
    while (!existsSync(path.join(directory, name))) await once(watcher, "change");
  } finally {
    watcher.close();
  }
}
