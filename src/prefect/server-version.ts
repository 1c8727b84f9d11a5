import { z } from "zod";
import type { PrefectClient } from "./client.ts";
import { PrefectError } from "./errors.ts";

/** Prefect Cloud has none: it is always compatible (prefect/client, raise_for_api_version_mismatch_once). */
export type ServerVersion =
  | { readonly kind: "cloud" }
  | { readonly kind: "told"; readonly version: string }
  | { readonly kind: "untold"; readonly reason: string };

/** What version the server says it has; a proxy may not let that question through. */
export async function readServerVersion(prefect: PrefectClient): Promise<ServerVersion> {
  if (isCloud(prefect.apiUrl)) return { kind: "cloud" };
  try {
    const { body } = await prefect.call({ method: "GET", path: "/admin/version", schema: z.string() });
    return { kind: "told", version: body };
  } catch (error) {
    const isAnswer = error instanceof PrefectError && (error.status === 403 || error.status === 404);
    if (isAnswer) return { kind: "untold", reason: `${error.status} ${error.detail}` };
    throw error;
  }
}

/** As Prefect's own client tells it. */
export function isCloud(apiUrl: string): boolean {
  return apiUrl.startsWith("https://api.prefect.cloud/api");
}
