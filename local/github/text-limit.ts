import { validationFailed } from "./answer.ts";

export interface LimitedText {
  readonly resource: string;
  readonly field: string;
  /** How GitHub's message calls the field. */
  readonly label: string;
  readonly code: string;
  readonly limitCharacters: number;
}

/** Refuses a longer text as GitHub does, which counts characters and not UTF-16 units. */
export function checkLength(
  text: string,
  { resource, field, label, code, limitCharacters }: LimitedText,
): void {
  if (Array.from(text).length <= limitCharacters) return;
  const message = `${label} is too long (maximum is ${String(limitCharacters)} characters)`;
  throw validationFailed({ resource, code, field, message });
}
