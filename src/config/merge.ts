/** A plain copy of `base` with `override` laid over it: mappings are merged, everything else is replaced. */
export function merge(
  base: Readonly<Record<string, unknown>>,
  override: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(override)) {
    const former = merged[key];
    merged[key] = isMapping(former) && isMapping(value) ? merge(former, value) : value;
  }
  return merged;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
