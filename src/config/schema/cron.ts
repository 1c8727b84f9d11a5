/** What one of the six fields of AWS's `cron(…)` may hold. */
interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, from `min` on. */
  readonly names?: readonly string[];
  /** What may stand there beside lists, ranges and steps. */
  readonly besides?: RegExp;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Amazon EventBridge User Guide, "Cron expressions reference", to which Application Auto Scaling's refers. */
const FIELDS: readonly Field[] = [
  { name: "minutes", min: 0, max: 59 },
  { name: "hours", min: 0, max: 23 },
  // L: the last day; LW: the last weekday; 15W: the weekday next to the 15th.
  { name: "day of month", min: 1, max: 31, besides: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/i },
  { name: "month", min: 1, max: 12, names: MONTHS },
  // L: Saturday; 5L: the last Thursday of the month; 5#2: the second one.
  {
    name: "day of week",
    min: 1,
    max: 7,
    names: WEEKDAYS,
    besides: new RegExp(`^(\\?|L|([1-7]|${WEEKDAYS.join("|")})(L|#[1-5]))$`, "i"),
  },
  { name: "year", min: 1970, max: 2199 },
];

/** What AWS would refuse in an expression of six fields, or nothing. */
export function cronProblem(expression: string): string | undefined {
  const texts = expression.split(" ");
  if ((texts[2] === "?") === (texts[4] === "?")) return ONE_DAY;
  for (const [index, field] of FIELDS.entries()) {
    const text = texts[index] ?? "";
    if (!isAllowed(text, field)) return `its ${field.name} is ${text}, and ${allowed(field)}`;
  }
  return undefined;
}

const ONE_DAY =
  'either the day of the month or the day of the week is "?", as AWS demands, such as "0 7 ? * MON-FRI *"';

function isAllowed(text: string, field: Field): boolean {
  return field.besides?.test(text) === true || text.split(",").every((part) => isPart(part, field));
}

/** One of a list: all, a value or a range, each of them with a step or without. */
function isPart(part: string, field: Field): boolean {
  const { range = "", step = "1" } = /^(?<range>[^/]+)(\/(?<step>\d+))?$/.exec(part)?.groups ?? {};
  const ends = range.split("-");
  return (
    (range === "*" || (ends.length <= 2 && ends.every((end) => isValue(end, field)))) &&
    Number(step) >= 1 &&
    Number(step) <= field.max
  );
}

function isValue(text: string, { min, max, names = [] }: Field): boolean {
  if (names.includes(text.toUpperCase())) return true;
  return /^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max;
}

function allowed({ min, max, names, besides }: Field): string {
  const spelled = names === undefined ? "" : ` (${names.join(", ")})`;
  const forms = besides === undefined ? "" : '; "?"; and L, W or # as AWS has them';
  return `allowed are ${min} to ${max}${spelled}, in lists a,b, ranges a-b and steps a/b; "*"${forms}`;
}
