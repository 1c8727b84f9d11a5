/**
 * Shorter values are no secrets, and hiding each of their occurrences would leave no text to read. Values that
 * Terraform marks as sensitive have to be longer (`src/terraform/sensitive-values.ts`), as nobody has named them one
 * by one.
 */
const SHORTEST_SECRET = 4;
/** A shorter piece of base64 also turns up by chance. */
const SHORTEST_BASE64 = 5;

/** All forms in which the given secrets turn up in plans and logs. */
export function formsOf(secrets: readonly string[]): ReadonlySet<string> {
  const values = secrets.flatMap((secret) => [secret, ...linesOf(secret)]);
  return new Set(values.filter((value) => value.length >= SHORTEST_SECRET).flatMap(formsOfOne));
}

/** A log shows a key file line by line. */
function linesOf(secret: string): string[] {
  return secret.split(/\r?\n/).map((line) => line.trim());
}

function formsOfOne(secret: string): string[] {
  const plain = secret.toWellFormed();
  const urlEncoded = encodeURIComponent(plain);
  const inJson = jsonEscaped(plain);
  return [
    secret,
    urlEncoded,
    urlEncoded.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    urlEncoded.replaceAll("%20", "+"),
    inJson,
    htmlSafe(inJson),
    // A container definition is JSON within JSON.
    jsonEscaped(inJson),
    jsonEscaped(htmlSafe(inJson)),
    ...[0, 1, 2].flatMap((offset) => base64At(plain, offset)),
  ];
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Go's JSON, which Terraform writes, escapes these three. */
function htmlSafe(json: string): string {
  return json.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

/**
 * The characters that a secret leaves in base64 when `offset` (modulo 3) other bytes stand before it, as in
 * `user:secret`. Characters that depend on its neighbours as well are left out.
 */
function base64At(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const start = Math.ceil((offset * 8) / 6);
  const end = Math.floor((bytes.length * 8) / 6);
  return (["base64", "base64url"] as const)
    .map((encoding) => bytes.toString(encoding).slice(start, end))
    .filter((piece) => piece.length >= SHORTEST_BASE64);
}
