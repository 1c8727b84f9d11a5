import { type Construct, DefaultTokenResolver, StringConcat, Token, Tokenization } from "./cdktf.ts";
import type { Mapping } from "./merged.ts";

/**
 * A mapping with its tokens resolved and without what is undefined, as cdktf leaves it. cdktf's own walk makes a
 * context for every value and looks in each for every kind of token.
 */
export function resolvedMapping(scope: Construct, mapping: object): Mapping {
  const entries = Object.entries(mapping).map(([key, value]) => [key, resolved(scope, value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function resolved(scope: Construct, value: unknown): unknown {
  if (Token.isUnresolved(value)) return Tokenization.resolve(value, { scope, resolver, preparing: false });
  if (Array.isArray(value))
    return value.map((one) => resolved(scope, one)).filter((one) => one !== undefined);
  return typeof value === "object" && value !== null ? resolvedMapping(scope, value) : value;
}

const resolver = new DefaultTokenResolver(new StringConcat());
