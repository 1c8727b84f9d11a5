import type { Verdict } from "../proof/verdict.ts";

export interface ApplyAndProof {
  /** Applies all, and tells when the service is deployed, if that changes. */
  readonly apply: (onDeployed: () => void) => Promise<void>;
  /** Proves the service, until the signal ends it. */
  readonly prove: (abandoned: AbortSignal) => Promise<Verdict>;
  /** Proves anew, once all is applied, what was proven before. */
  readonly confirm: (early: Verdict, abandoned: AbortSignal) => Promise<Verdict>;
}

/**
 * The proof begins once the service is deployed, or, where that stays as it is, once all that it stands on is applied.
 * A verdict that is there before the apply has ended must still hold then; a failure that is certain stays one.
 * @throws what the apply throws, which ends the proof; else what the proof throws
 */
export async function proveApply({ apply, prove, confirm }: ApplyAndProof): Promise<Verdict> {
  const deployed = Promise.withResolvers<void>();
  const abandoned = new AbortController();
  let isApplied = false;

  const applying = async () => {
    try {
      await apply(deployed.resolve);
      isApplied = true;
      deployed.resolve();
    } catch (error) {
      abandoned.abort(error);
      deployed.reject(error);
      throw error;
    }
  };
  const applied = applying();
  const proving = async () => {
    await deployed.promise;
    const verdict = await prove(abandoned.signal);
    if (isApplied || verdict.outcome === "failed") return verdict;
    await applied;
    return await confirm(verdict, abandoned.signal);
  };

  const [end, proven] = await Promise.allSettled([applied, proving()]);
  // When both failed, the apply is why.
  if (end.status === "rejected") throw end.reason;
  if (proven.status === "rejected") throw proven.reason;
  return proven.value;
}
