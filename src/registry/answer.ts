import { NotResolved } from "./not-resolved.ts";

/** An answer that has come whole. */
export interface Answer extends Pick<Response, "headers" | "ok" | "status"> {
  readonly text: string;
}

/**
 * One request, whatever it is answered.
 * @param whom what errors call the one that is asked
 * @throws NotResolved when no answer comes, or none in time
 */
export async function answerTo(whom: string, url: string | URL, request: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, request);
    const { headers, ok, status } = response;
    return { headers, ok, status, text: await response.text() };
  } catch (cause) {
    throw NotResolved.unreachable(whom, cause);
  }
}
