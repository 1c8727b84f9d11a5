/** Forms by which a secret is known. What the group `secret` matches is hidden; without it, the whole match. */
export const SECRET_FORMS: readonly RegExp[] = [
  // `scheme://user:password@host`, but not the port of `scheme://host:4200/`.
  /:\/\/[^\s:/?#@"'<>]{0,256}:(?!\d{1,5}(?:[/?#]|$))(?<secret>[^\s"'<>\\]{1,512})@/dg,
  // An HTTP credential with its header, or on its own (which no plain word is: it has a digit, `=` or aB).
  /\bauthorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token)\s+)?(?<secret>[^\s"',]{8,})/dgi,
  /\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC)\s+(?=[^\s"']*(?:[\d=]|[a-z][A-Z]))(?<secret>[\w+/=.~-]{8,})/dg,
  // A JSON web token: header and payload begin with `{"`, in base64.
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?/dg,
  // AWS access key ids, and secret access keys by their form: 40 characters of base64 that are no SHA-1.
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/dg,
  /(?<![\w+/=])(?=\S{0,39}[A-Z])(?=\S{0,39}[a-z])(?=\S{0,39}\d)[A-Za-z0-9+/]{40}(?![\w+/=])/dg,
  // Prefect Cloud's keys, GitHub's tokens.
  /\bpn[ub]_[A-Za-z0-9]{16,}/dg,
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/dg,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/dg,
];

/**
 * Ways to write down a name with its value; hidden where `isSecretName`. A bare `name: value` counts only on
 * a line of its own, as in YAML: in a sentence, "the secret: access denied" hides nothing but the reason.
 */
export const ASSIGNMENTS: readonly RegExp[] = [
  /(?<![A-Za-z0-9])(?<name>[\w.-]{1,128})\s*=\s*(?!["'\\])(?<secret>[^\s"'\\,;&}\]]+)/dg,
  /(?<![A-Za-z0-9])(?<name>[\w.-]{1,128})["']?\s*[:=]\s*"(?<secret>(?:[^"\\]|\\.)+)"/dg,
  // JSON within a JSON string.
  /(?<![A-Za-z0-9])(?<name>[\w.-]{1,128})\\"\s*:\s*\\"(?<secret>(?:\\{3}"|[^"\\]|\\[^"])+)\\"/dg,
  /(?<![A-Za-z0-9])(?<name>[\w.-]{1,128})["']?\s*[:=]\s*'(?<secret>[^']+)'/dg,
  /^[ \t-]*(?<name>[\w.-]{1,128}):[ \t]+(?!["'])(?<secret>\S+)[ \t]*$/dgm,
  /(?<![\w-])--(?<name>[\w.-]{1,128})[ =]["']?(?<secret>[^\s"'-][^\s"']*)/dg,
];

/** Whether a value under this name is one to hide: `PREFECT_API_KEY`, `dbPassword`, `auth-token`. */
export function isSecretName(name: string): boolean {
  return (SECRET_WORD.test(name) || /[a-z0-9]Key$/.test(name)) && !ABOUT_A_SECRET.test(name);
}

/** Whether what stands here hides nothing: a place where a secret is kept, or of one, or something hidden already. */
export function isHarmless(value: string): boolean {
  return /^(?:arn:aws[a-z-]*:|\$\{|\*{3}|<[a-z ]+>(?=,?(?:\s|$))|\(redacted sha256:|\(sensitive\b|\(known after apply\))/.test(
    value,
  );
}

const SECRET_WORD =
  /(?:[_-]|api|access|private|signing|encryption)key$|token|passw(?:or)?d|passphrase|secret|credential|auth[_-]?string/i;

/** `secret_string_wo_version`, `password_length`, `token_type`, `secret_arn`, `secret_name`. */
const ABOUT_A_SECRET = /[_-](?:arns?|names?|version|length|type|in_days)$/i;
