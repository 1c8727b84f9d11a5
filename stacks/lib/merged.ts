/** A mapping of JSON. */
export type Mapping = Readonly<Record<string, unknown>>;

/** One mapping laid over another: mappings in them are merged, everything else is replaced. */
export function merged(base: Mapping, override: Mapping): Mapping {
  const changes = Object.entries(override).map(([key, value]): [string, unknown] => {
    const former = base[key];
    return [key, isMapping(former) && isMapping(value) ? merged(former, value) : value];
  });
  return { ...base, ...Object.fromEntries(changes) };
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
