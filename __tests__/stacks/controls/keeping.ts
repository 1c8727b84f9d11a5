import { control, type Control, resources } from "./control.ts";

/** Secrets, keys and logs: what is kept, and how. */
export const KEEPING: readonly Control[] = [
  control({
    ids: ["CWE-312"],
    title: "A secret's value is in no plan and no state",
    how: "from an ephemeral variable into a write-only argument",
    of: resources("aws_secretsmanager_secret_version"),
    holds: (version) => "secret_string_wo" in version && !("secret_string" in version),
  }),
  control({
    ids: ["CloudWatch.16", "CKV_AWS_66"],
    title: "Logs are kept for a time that is set",
    how: "`logs.retention_days`",
    of: resources("aws_cloudwatch_log_group"),
    holds: ({ retention_in_days }) => typeof retention_in_days === "number" && retention_in_days > 0,
  }),
];
