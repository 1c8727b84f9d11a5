import { z } from "zod";

/** AWS allows 50 on a resource; the action needs two everywhere and a few more, such as a name, on some. */
const MOST_TAGS = 45;

/** AWS's own pattern for keys and values (ECS API reference, Tag). */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const ALLOWED_CHARACTERS = "letters, digits, spaces and _ . : / = + - @";

/** Not as a pattern, with which an editor would refuse the placeholders that are yet to be filled in. */
function hasAllowedCharacters(text: string): boolean {
  return CHARACTERS.test(text);
}

const key = z
  .string()
  .min(1, "at least one character")
  .max(128, "at most 128 characters")
  .refine(hasAllowedCharacters, ALLOWED_CHARACTERS)
  .refine((name) => !/^aws:/i.test(name), "a key that does not begin with aws:, which AWS reserves")
  .refine(
    (name) => !/^prefect-ecs-worker/i.test(name),
    "a key that does not begin with prefect-ecs-worker, by which the action knows its own resources",
  );

export const tags = z
  .record(key, z.string().max(256, "at most 256 characters").refine(hasAllowedCharacters, ALLOWED_CHARACTERS))
  .check(({ value, issues }) => {
    const keys = Object.keys(value);
    if (keys.length > MOST_TAGS) {
      issues.push({
        code: "custom",
        message: `${keys.length} tags: at most ${MOST_TAGS}, since AWS allows 50 on a resource and the action adds its own`,
        path: [],
        input: value,
      });
    }
    // IAM does not tell capitals from small letters in the keys of a role's tags.
    for (const [index, name] of keys.entries()) {
      const twin = keys.slice(0, index).find((other) => other.toLowerCase() === name.toLowerCase());
      if (twin === undefined) continue;
      issues.push({
        code: "custom",
        message: `the same key as ${JSON.stringify(twin)} for IAM, which ignores case. Keep one of them`,
        path: [name],
        input: value[name],
      });
    }
  })
  .describe("Tags of every AWS resource.");
