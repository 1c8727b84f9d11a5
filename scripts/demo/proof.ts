import { messageOf } from "../../src/errors.ts";

/** Something that the demo claims, with what was seen when it was checked. */
export interface Proof {
  readonly claim: string;
  readonly holds: boolean;
  /** What settles it: values, names and times, or why it does not hold. */
  readonly evidence: string;
}

/**
 * Checks a claim. One that does not hold is told like one that does, so that the story goes on and the
 * summary names it.
 * @param check returns the evidence, and throws when the claim does not hold
 */
export async function prove(claim: string, check: () => string | Promise<string>): Promise<Proof> {
  try {
    return { claim, holds: true, evidence: await check() };
  } catch (error) {
    return { claim, holds: false, evidence: messageOf(error) };
  }
}
