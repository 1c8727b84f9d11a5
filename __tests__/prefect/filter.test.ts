import { expect, test } from "@jest/globals";
import { z } from "zod";
import { filterAll } from "../../src/prefect/filter.ts";
import { playPrefect } from "./played.ts";

const page = z.object({ limit: z.number(), offset: z.number(), flows: z.unknown() });

test.each([0, 1, 199, 200, 201, 400, 401])("finds all of %i records, page by page", async (count) => {
  const records = Array.from({ length: count }, (_, index) => ({ id: String(index) }));
  const prefect = await playPrefect((_call, body) => {
    const { limit, offset } = page.parse(body);
    // A server refuses to give more at once.
    return limit > 200 ? [422, { detail: "limit" }] : [200, records.slice(offset, offset + limit)];
  });
  const found = await filterAll(prefect.client, "/flows/filter", { flows: {} }, z.object({ id: z.string() }));
  await prefect.stop();
  expect(found.body).toEqual(records);
  expect(prefect.calls).toHaveLength(Math.floor(count / 200) + 1);
});
