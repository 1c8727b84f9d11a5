import type { OverridesConfig } from "./config.ts";

/** A stack as Terraform reads it, as far as an override reaches: its elements by type and name. */
export interface Configuration {
  readonly resource?: Elements;
  readonly data?: Elements;
}
type Elements = Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
type Arguments = Readonly<Record<string, unknown>>;

/**
 * The configuration with raw Terraform JSON laid over some of its elements: mappings are merged, everything
 * else is replaced. (cdktf's own overrides would append to lists.)
 * @throws UnknownAddress when there is no such element
 */
export function withOverrides(configuration: Configuration, overrides: OverridesConfig): Configuration {
  const known = [...addresses("", configuration.resource), ...addresses("data.", configuration.data)].sort();
  const unknown = Object.keys(overrides).find((address) => !known.includes(address));
  if (unknown !== undefined) throw new UnknownAddress(unknown, known);
  return {
    ...configuration,
    ...elementsWith("resource", configuration.resource, overrides),
    ...elementsWith("data", configuration.data, overrides),
  };
}

/** An override of what the stack does not make. */
export class UnknownAddress extends Error {
  readonly address: string;
  /** All that could be overridden. */
  readonly known: readonly string[];

  constructor(address: string, known: readonly string[]) {
    super(`The stack has no element at ${address}.`);
    this.name = "UnknownAddress";
    this.address = address;
    this.known = known;
  }
}

function addresses(prefix: string, elements: Elements = {}): string[] {
  return Object.entries(elements).flatMap(([type, named]) =>
    Object.keys(named).map((name) => `${prefix}${type}.${name}`),
  );
}

function elementsWith(section: "resource" | "data", elements: Elements = {}, overrides: OverridesConfig) {
  const prefix = section === "data" ? "data." : "";
  const overridden = mapped(elements, (named, type) =>
    mapped(named, (given, name) => merged(given, overrides[`${prefix}${type}.${name}`] ?? {})),
  );
  return { [section]: overridden };
}

function mapped<T>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => T) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

function merged(base: Arguments, override: Arguments): Arguments {
  const changes = Object.entries(override).map(([key, value]): [string, unknown] => {
    const former = base[key];
    return [key, isMapping(former) && isMapping(value) ? merged(former, value) : value];
  });
  return { ...base, ...Object.fromEntries(changes) };
}

function isMapping(value: unknown): value is Arguments {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
