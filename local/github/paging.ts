import type { Answer } from "./answer.ts";

/** One page of a list, with the `Link` header that names the others; anything else stays as it is. */
export function pageOf(answer: Answer, url: URL): Answer {
  if (!Array.isArray(answer.body)) return answer;
  const items: readonly unknown[] = answer.body;
  // GitHub shows 30 unless told, and never more than 100.
  const perPage = Math.min(Number(url.searchParams.get("per_page") ?? 30), 100);
  const page = Number(url.searchParams.get("page") ?? 1);
  const lastPage = Math.max(1, Math.ceil(items.length / perPage));
  const link = linkHeader(url, page, lastPage);
  return {
    ...answer,
    body: items.slice((page - 1) * perPage, page * perPage),
    headers: { ...answer.headers, ...(link === "" ? {} : { link }) },
  };
}

/** Like GitHub, names only pages that exist and are not this one. */
function linkHeader(url: URL, page: number, lastPage: number): string {
  const backward = page > 1 ? { prev: page - 1 } : {};
  const forward = page < lastPage ? { next: page + 1, last: lastPage } : {};
  const first = page > 1 ? { first: 1 } : {};
  return Object.entries({ ...backward, ...forward, ...first })
    .map(([relation, number]) => `<${pageUrl(url, number)}>; rel="${relation}"`)
    .join(", ");
}

function pageUrl(url: URL, page: number): string {
  const other = new URL(url);
  other.searchParams.set("page", String(page));
  return other.href;
}
