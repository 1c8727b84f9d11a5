/** Values that the log must not show. */
export interface Masks {
  readonly values: readonly string[];
  /** A value of several lines is hidden line by line too, since a log shows single lines. */
  readonly add: (value: string) => void;
  readonly hide: (text: string) => string;
}

/** The runner also hides encoded forms of a value (Base64, JSON, URL); these are not played. */
export function createMasks(secrets: readonly string[]): Masks {
  const values = new Set<string>();
  const add = (value: string): void => {
    for (const part of [value, ...value.split(/[\r\n]+/)]) if (part.trim() !== "") values.add(part);
  };
  secrets.forEach(add);
  return {
    get values() {
      return [...values];
    },
    add,
    // The longest first: a shorter value may be a part of it, and would leave its rest in sight.
    hide: (text) =>
      [...values]
        .sort((a, b) => b.length - a.length)
        .reduce((shown, value) => shown.replaceAll(value, "***"), text),
  };
}
