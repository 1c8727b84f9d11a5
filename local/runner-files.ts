/**
 * Reads what a step wrote to `GITHUB_OUTPUT`, `GITHUB_STATE` or `GITHUB_ENV`: lines `name=value`, and
 * `name<<delimiter` with the lines of the value up to the delimiter. As in the runner, anything else is an
 * error, and the last value of a name counts.
 */
export function parseFileCommands(text: string, file: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const {
      name,
      operator,
      rest = "",
    } = /^(?<name>.+?)(?<operator>=|<<)(?<rest>.*)$/.exec(line)?.groups ?? {};
    if (name === undefined) throw new Error(`${file}: invalid format '${line}'.`);
    if (operator === "=") {
      values[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, index + 1);
    if (rest === "" || end === -1) throw new Error(`${file}: '${name}' has no matching delimiter '${rest}'.`);
    values[name] = lines.slice(index + 1, end).join("\n");
    index = end;
  }
  return values;
}
