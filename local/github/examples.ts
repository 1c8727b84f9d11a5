import { createRequire } from "node:module";
import type { WebhookEventMap, WebhookEventName } from "@octokit/webhooks-types";

/** GitHub's first published example of an event; of an event with actions, the first of that action. */
export function examplePayload<Name extends WebhookEventName>(
  name: Name,
  action?: string,
): WebhookEventMap[Name] {
  const example = definitions()
    .find((definition) => definition.name === name)
    ?.examples.find((payload) => action === undefined || ("action" in payload && payload.action === action));
  if (example === undefined) {
    throw new Error(`GitHub publishes no example of ${name} ${action ?? ""}.`);
  }
  // The name and the action chose it.
  return example as WebhookEventMap[Name];
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

/** As in the package, of whose type for all payloads at once TypeScript finds that it is too complex. */
interface WebhookDefinition {
  readonly name: string;
  readonly examples: readonly object[];
}

// The package is one JSON file of 4 MB; it is read when the first example is asked for.
let loaded: readonly WebhookDefinition[] | undefined;
function definitions(): readonly WebhookDefinition[] {
  loaded ??= createRequire(import.meta.url)("@octokit/webhooks-examples") as readonly WebhookDefinition[];
  return loaded;
}
