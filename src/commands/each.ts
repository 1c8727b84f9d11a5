import { asError, OutsideError, ReportedError } from "../errors.ts";

/**
 * Works on one after the other, and on the rest also when one fails; a cancelled run begins with no other.
 * @throws the error, when there was one; else one that holds them all
 */
export async function each<T>(
  items: readonly T[],
  interrupt: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const errors: Error[] = [];
  for (const item of items) {
    if (interrupt.aborted) break;
    try {
      await work(item);
    } catch (error) {
      errors.push(asError(error));
    }
  }
  const [first, ...others] = errors;
  if (first === undefined) interrupt.throwIfAborted();
  if (first === undefined) return;
  if (others.length === 0) throw first;
  throw new OutsideError(
    first instanceof ReportedError ? first.reason : "internal-error",
    errors.map(({ message }) => message).join("\n"),
    { cause: new AggregateError(errors) },
  );
}
