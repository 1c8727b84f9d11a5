/**
 * The same value in which every string, key or value, means itself to Terraform. In JSON configuration
 * Terraform evaluates `${…}` and `%{…}` in any string: without this, a `worker.env` value of
 * `${file("/etc/passwd")}` would be run on the machine that deploys.
 */
export function literal<T>(value: T): T {
  // The shape is kept: only the text of strings changes.
  return escaped(value) as T;
}

function escaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
  if (Array.isArray(value)) return value.map(escaped);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [escaped(key), escaped(inner)]));
}
