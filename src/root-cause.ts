/** What happened in the end: `fetch` says only "fetch failed", and the reason stands in the innermost cause. */
export function rootCause(error: unknown): string {
  if (!Error.isError(error)) return String(error);
  if (error.cause !== undefined) return rootCause(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  return error.message || (code ?? error.name);
}
