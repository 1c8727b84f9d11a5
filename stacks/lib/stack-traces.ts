/**
 * Runs what makes constructs without the stack trace that cdktf takes of every attribute that it makes: nobody
 * reads those, and they are a quarter of a synthesis. An error that is thrown meanwhile has its own.
 */
export function withoutStackTraces<T>(run: () => T): T {
  const { captureStackTrace: own } = Object.getOwnPropertyDescriptors(Error);
  Error.captureStackTrace = () => undefined;
  try {
    return run();
  } finally {
    Object.defineProperty(Error, "captureStackTrace", own);
  }
}
