import { z } from "zod";
import { AWS_RETRY_MODES, LOG_LEVELS } from "../../../../stacks/config/worker.ts";
import { RESERVED_ENV } from "../../../../stacks/reserved-env.ts";
import type { Mistake } from "../mistake.ts";
import { SECRET, WHOLE_SECRET } from "../primitives.ts";

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable");

const secretOrParameterArn = z
  .string()
  .regex(
    new RegExp(String.raw`^arn:aws[a-z-]*:(${SECRET}|ssm:[a-z0-9-]+:\d{12}:parameter\/.+)$`),
    `the ARN of an SSM parameter, or of a Secrets Manager secret ${WHOLE_SECRET}`,
  );

export const containerShape = {
  env: z
    .record(variableName, z.string())
    .default({})
    .describe("Environment variables of the worker; nothing secret."),
  secrets: z
    .record(variableName, secretOrParameterArn)
    .default({})
    .describe(
      "Environment variables of the worker that ECS reads from a Secrets Manager secret or an SSM parameter, by its ARN.",
    ),
  log_level: z
    .enum(LOG_LEVELS)
    .optional()
    .describe("Level of Prefect's log; without it Prefect's own default, INFO."),
  aws_retry_mode: z
    .enum(AWS_RETRY_MODES)
    .default("adaptive")
    .describe("How the worker repeats calls that AWS throttled; env.AWS_RETRY_MODE goes before it."),
  user: z
    .string()
    .regex(/^\d{1,10}(:\d{1,10})?$/, "numeric ids, uid or uid:gid, such as 1000:1000")
    .refine((user) => !user.split(":").some((id) => Number(id) === 0), {
      error: "never root: ids from 1 on, such as 1000:1000",
      when: ({ issues }) => issues.length === 0,
    })
    .default("1000:1000")
    .describe("User and group that the worker runs as; never root."),
  read_only_root: z
    .boolean()
    .default(true)
    .describe("Whether nothing but `/tmp` can be written to in the container."),
  tmpfs_mib: z
    .int()
    .min(16)
    .max(10_240)
    .default(256)
    .describe(
      "Size of `/tmp` in MiB; it counts towards the task's memory. The image must have that folder, for all to write to.",
    ),
  stop_timeout: z
    .int()
    .min(2)
    .max(120)
    .default(120)
    .describe(
      "Seconds that a worker has to end before it is killed; a killed one may leave flow runs Pending.",
    ),
  exec: z
    .boolean()
    .default(false)
    .describe("Allow `aws ecs execute-command` in the worker; it needs read_only_root: false."),
} as const;

type Container = z.output<z.ZodObject<typeof containerShape>>;

/** What is wrong with the container's variables and its memory as a whole. */
export function containerMistakes(worker: Container & { readonly memory: number }): Mistake[] {
  return [...reservedMistakes(worker), ...doubleMistakes(worker), ...tmpfsMistakes(worker)];
}

function reservedMistakes({ env, secrets }: Container): Mistake[] {
  return Object.entries({ env, secrets }).flatMap(([group, variables]) =>
    Object.keys(variables)
      .filter((name) => RESERVED_ENV.includes(name))
      .map((name) => ({
        path: [group, name],
        message: "set by the action itself, and not to be overridden",
      })),
  );
}

function doubleMistakes({ env, secrets, log_level: level }: Container): Mistake[] {
  const both = Object.keys(secrets)
    .filter((name) => name in env)
    .map((name) => ({ path: ["secrets", name], message: "in env, too: keep one of the two" }));
  if (level === undefined || !("PREFECT_LOGGING_LEVEL" in env)) return both;
  return [
    ...both,
    { path: ["log_level"], message: "either log_level or env.PREFECT_LOGGING_LEVEL, not both" },
  ];
}

function tmpfsMistakes({ tmpfs_mib: tmpfs, memory }: Container & { readonly memory: number }): Mistake[] {
  if (tmpfs < memory) return [];
  const message = `it counts towards the memory, which is ${memory} MiB: use less, or raise worker.memory`;
  return [{ path: ["tmpfs_mib"], input: tmpfs, message }];
}
