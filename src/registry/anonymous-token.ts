import { z } from "zod";
import { jsonText } from "../json-text.ts";
import { answerTo } from "./answer.ts";
import { isSafeToAsk } from "./loopback.ts";
import { NotResolved } from "./not-resolved.ts";

/**
 * The token that a registry wants even from those who have no account, asked for where its 401 says
 * (distribution specification, "Token Authentication Specification").
 * @throws NotResolved when it names no such place, or that place gives no token
 */
export async function anonymousToken(
  whom: string,
  challenge: string | null,
  signal: AbortSignal,
): Promise<string> {
  const url = tokenUrl(challenge ?? "");
  if (url === undefined) throw new NotResolved("refused", `${whom} wants a credential (401)`);
  const tokenService = `The token service of ${whom}`;
  const { ok, status, text } = await answerTo(tokenService, url, { signal });
  if (!ok) throw NotResolved.failed(tokenService, status);
  const { token, access_token: accessToken } = tokenAnswer.safeParse(text).data ?? {};
  if (token !== undefined) return token;
  if (accessToken !== undefined) return accessToken;
  throw new NotResolved("refused", `${tokenService} gave no token`);
}

/** `access_token` is what OAuth 2.0 calls it, and some registries say nothing else. */
const tokenAnswer = jsonText.pipe(
  z.object({ token: z.string().optional(), access_token: z.string().optional() }),
);

/** `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"` */
function tokenUrl(challenge: string): URL | undefined {
  if (!/^bearer\s/i.test(challenge)) return undefined;
  const pairs = [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(
    ([, name = "", value = ""]) => [name.toLowerCase(), value] as const,
  );
  const { realm = "", ...query } = Object.fromEntries(pairs);
  if (!URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  for (const name of ["service", "scope"]) if (query[name]) url.searchParams.set(name, query[name]);
  return isSafeToAsk(url) ? url : undefined;
}
