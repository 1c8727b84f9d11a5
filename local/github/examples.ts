import { createRequire } from "node:module";
import type { WebhookEventMap, WebhookEventName } from "@octokit/webhooks-types";

/** GitHub's first published example of an event; of an event with actions, the first of that action. */
export function examplePayload<Name extends WebhookEventName>(
  name: Name,
  action?: string,
): WebhookEventMap[Name] {
  const definition = definitions().find((each): each is Definition<Name> => each.name === name);
  const example = definition?.examples.find(
    (payload) => action === undefined || ("action" in payload && payload.action === action),
  );
  if (example !== undefined) return example;
  throw new Error(`GitHub publishes no example of ${name} ${action ?? ""}.`);
}

/**
 * Replaces strings throughout a payload, so that it tells one story in every field and URL: a repository's
 * name appears in about a hundred of them. The payload that was given stays as it is.
 */
export function retell<Payload>(
  payload: Payload,
  replacements: readonly (readonly [RegExp | string, string])[],
) {
  const text = replacements.reduce((told, [from, to]) => told.replaceAll(from, to), JSON.stringify(payload));
  // Strings became strings: the type is the one that went in.
  return JSON.parse(text) as Payload;
}

interface Definition<Name extends WebhookEventName> {
  readonly name: Name;
  readonly examples: readonly WebhookEventMap[Name][];
}

// The package is one JSON file of 4 MB; it is read when the first example is asked for.
let loaded: readonly { readonly name: string }[] | undefined;
function definitions(): readonly { readonly name: string }[] {
  // A list of definitions, as the package declares.
  loaded ??= createRequire(import.meta.url)("@octokit/webhooks-examples") as readonly { name: string }[];
  return loaded;
}
