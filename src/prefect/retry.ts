/** Prefect's client adds at most this share on top of a delay (PREFECT_CLIENT_RETRY_JITTER_FACTOR). */
const JITTER = 0.2;
const LONGEST_BACKOFF_SECONDS = 30;

/**
 * Seconds to wait before the next try: the server's `Retry-After` as the floor where it sent one, else
 * 1, 2, 4, … seconds, at most 30; always with up to 20 % more.
 */
export function retryDelaySeconds(
  attempt: number,
  retryAfterSeconds: number | undefined,
  random: number,
): number {
  const base = retryAfterSeconds ?? Math.min(2 ** attempt, LONGEST_BACKOFF_SECONDS);
  return base * (1 + JITTER * random);
}
