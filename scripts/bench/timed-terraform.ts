import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** One call of Terraform; times in milliseconds since 1970, as all processes of a machine see them. */
export interface TerraformCommand {
  /** `init` */
  readonly name: string;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** A `terraform` that notes when it is called, beside what it works on and what an apply tells. */
export interface TimedTerraform {
  /** To be put first on a search path. */
  readonly directory: string;
  /** Holds a copy of what the last `init` found: `*.tf.json`. */
  readonly configuration: string;
  /** The commands since the last call of this, in their order. */
  readonly takeCommands: () => readonly TerraformCommand[];
  /** When each resource of the last apply was begun and done. */
  readonly resourceTimes: () => ReadonlyMap<string, ResourceTimes>;
}

export interface ResourceTimes {
  readonly startedMs: number;
  readonly completedMs: number;
}

/** @param terraform path of the real one */
export function writeTimedTerraform(directory: string, terraform: string): TimedTerraform {
  const [commands, events] = [join(directory, "commands"), join(directory, "events")];
  const configuration = join(directory, "configuration");
  mkdirSync(configuration, { recursive: true });
  writeFileSync(commands, "");
  writeFileSync(join(directory, "terraform"), script({ terraform, commands, events, configuration }), {
    mode: 0o755,
  });
  return {
    directory,
    configuration,
    takeCommands: () => {
      const taken = parseCommands(readFileSync(commands, "utf8"));
      writeFileSync(commands, "");
      return taken;
    },
    resourceTimes: () => parseResourceTimes(readFileSync(events, "utf8")),
  };
}

/** Lines of `<microseconds at start> <microseconds at end> <command>`. */
export function parseCommands(text: string): TerraformCommand[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [started, ended, name = ""] = line.split(" ");
      return { name, startedMs: Number(started) / 1000, endedMs: Number(ended) / 1000 };
    });
}

/** What `terraform apply -json` tells, by address, of the resources that it was done with. */
export function parseResourceTimes(stream: string): ReadonlyMap<string, ResourceTimes> {
  const started = new Map<string, number>();
  const times = new Map<string, ResourceTimes>();
  for (const line of stream.split("\n").filter((each) => each.startsWith("{"))) {
    const event = resourceEvent.safeParse(JSON.parse(line));
    if (!event.success) continue;
    const { type, hook, "@timestamp": at } = event.data;
    const { addr } = hook.resource;
    if (type === "apply_start") started.set(addr, at);
    else times.set(addr, { startedMs: started.get(addr) ?? at, completedMs: at });
  }
  return times;
}

const resourceEvent = z.object({
  "@timestamp": z.string().transform((text) => Date.parse(text)),
  type: z.enum(["apply_start", "apply_complete"]),
  hook: z.object({ resource: z.object({ addr: z.string() }) }),
});

/** In Bash, whose clock costs no process of its own. A decimal comma comes from the language of the machine. */
function script(
  paths: Readonly<Record<"terraform" | "commands" | "events" | "configuration", string>>,
): string {
  return `#!/usr/bin/env bash
started=\${EPOCHREALTIME/[.,]/}
if [ "$1" = init ]; then cp ./*.tf.json '${paths.configuration}'; fi
if [ "$1" = apply ]; then
  '${paths.terraform}' "$@" | tee '${paths.events}'
  code=\${PIPESTATUS[0]}
else
  '${paths.terraform}' "$@"
  code=$?
fi
echo "$started \${EPOCHREALTIME/[.,]/} $1" >> '${paths.commands}'
exit "$code"
`;
}
