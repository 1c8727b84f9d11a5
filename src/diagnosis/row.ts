import type { Evidence } from "./evidence.ts";

/** One cause of a failure: what speaks for it, what it is, and what to do. */
export interface Row {
  /** Stable name, which is also the output `failure-reason`. */
  readonly id: string;
  readonly evidence: Evidence;
  /** Names that the evidence may hold, each the first group of its pattern. */
  readonly names?: Readonly<Record<string, RegExp>>;
  /** Whole sentences; `{image|the image}` is the name that the evidence holds, or else the words behind the bar. */
  readonly cause: string;
  readonly remedy: string;
  /** Where the makers of the system document the message, or write it. */
  readonly reference: string;
  /** For one that only says what happened, and not why: told when no other row speaks. */
  readonly isLastResort?: boolean;
}

export const IMAGE =
  /(?:resolve (?:ref|reference)|pull|pulling image|repository|manifest for|denied for|unpack image) ["'‘`]?([\w.-]+(?::\d+)?\/[\w./-]+(?:[:@][\w.:-]*\w)?|[\w.-]+:[\w.-]*\w)/i;
export const SECRET_ARN = /(arn:aws[\w-]*:(?:secretsmanager|ssm):[\w-]+:\d+:\w+[:/][\w/+=.@!-]*\w)/;
export const HOST = /(?:https?:\/\/|lookup |getaddrinfo \w+ |host[: ]+["']?)([\w.-]+\w)/i;

/** A sentence of a row with the names that the evidence holds; without evidence, with the words in their place. */
export function sentence(text: string, { names = {} }: Pick<Row, "names">, evidence = ""): string {
  return text.replaceAll(/\{(\w+)\|([^}]*)\}/g, (_, name: string, otherwise: string) => {
    const found = names[name]?.exec(evidence)?.[1];
    return found === undefined ? otherwise : `"${found}"`;
  });
}
