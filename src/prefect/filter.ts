import { z } from "zod";
import type { Answer, PrefectClient } from "./client.ts";

/** Prefect's server gives at most this many records in one answer (PREFECT_API_DEFAULT_LIMIT). */
export const LIMIT = 200;

/**
 * Every record that a filter finds, in as many answers as that takes.
 * @param path ends in `/filter`
 * @param body filters, and a sort order if one matters
 */
export async function filterAll<T>(
  prefect: PrefectClient,
  path: string,
  body: object,
  record: z.ZodType<T>,
): Promise<Answer<T[]>> {
  const records: T[] = [];
  for (;;) {
    const page = { ...body, limit: LIMIT, offset: records.length };
    const answer = await prefect.call({ method: "POST", path, body: page, schema: z.array(record) });
    records.push(...answer.body);
    if (answer.body.length < LIMIT) return { body: records, serverTime: answer.serverTime };
  }
}
