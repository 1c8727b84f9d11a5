import type { OverridesConfig } from "./config.ts";
import { type Mapping, merged } from "./lib/merged.ts";

/** A stack as Terraform reads it, as far as an override reaches: its resources by type and name. */
export interface Configuration {
  readonly resource?: Resources;
}
type Resources = Readonly<Record<string, Readonly<Record<string, Mapping>>>>;

/**
 * The configuration with raw Terraform JSON laid over some of its resources: mappings are merged, everything
 * else is replaced. (cdktf's own overrides would append to lists.)
 * @throws UnknownAddress when there is no such resource
 */
export function withOverrides(configuration: Configuration, overrides: OverridesConfig): Configuration {
  const { resource = {} } = configuration;
  const known = addressesOf(resource);
  const unknown = Object.keys(overrides).find((address) => !known.includes(address));
  if (unknown !== undefined) throw new UnknownAddress(unknown, known);
  return {
    ...configuration,
    resource: mapped(resource, (named, type) =>
      mapped(named, (given, name) => merged(given, overrides[`${type}.${name}`] ?? {})),
    ),
  };
}

/** An override of what the stack does not make. */
export class UnknownAddress extends Error {
  readonly address: string;
  /** All that could be overridden. */
  readonly known: readonly string[];

  constructor(address: string, known: readonly string[]) {
    super(`The stack has no resource at ${address}; it has ${known.join(", ")}.`);
    this.name = "UnknownAddress";
    this.address = address;
    this.known = known;
  }
}

function addressesOf(resources: Resources): string[] {
  return Object.entries(resources)
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .sort();
}

function mapped<T>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => T) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
