import { describe, expect, test } from "@jest/globals";
import { cronProblem } from "../../src/config/schema/cron.ts";

/** Those of AWS's own pages, and what their tables of fields and wildcards allow. */
const ALLOWED = [
  "0 10 * * ? *",
  "15 12 * * ? *",
  "0 18 ? * MON-FRI *",
  "0 8 1 * ? *",
  "0/15 * * * ? *",
  "0/10 * ? * MON-FRI *",
  "0/5 8-17 ? * MON-FRI *",
  "0/30 20-2 ? * MON-FRI *",
  "30 6 ? * MON *",
  "0 0 L * ? *",
  "0 0 LW * ? *",
  "0 9 3W * ? *",
  "0 9 31W * ? *",
  "0 9 ? * L *",
  "0 9 ? * 5L *",
  "0 9 ? * thul *",
  "0 9 ? * 3#2 *",
  "0 9 ? * TUE#2 *",
  "0 9 ? * 2-6 *",
  "0 9 1,15 1,7 ? *",
  "0 9 1 JAN-MAR,dec ? 2026-2030",
  "*/20 * ? * SUN,SAT 1970/2",
  "59 23 31 12 ? 2199",
];

const FORMS = "in lists a,b, ranges a-b and steps a/b";
const MINUTES = `allowed are 0 to 59, ${FORMS}; "*"`;
const DAYS = `allowed are 1 to 31, ${FORMS}; "*"; "?"; and L, W or # as AWS has them`;

test.each(ALLOWED)("%s is what AWS takes", (expression) => {
  expect(cronProblem(expression)).toBeUndefined();
});

describe("refused is", () => {
  test.each([
    ["0 7 * * MON *", 'either the day of the month or the day of the week is "?"'],
    ["0 7 ? * ? *", 'either the day of the month or the day of the week is "?"'],
    ["60 7 ? * * *", `its minutes is 60, and ${MINUTES}`],
    ["? 7 ? * * *", `its minutes is ?, and ${MINUTES}`],
    ["0/0 7 ? * * *", "its minutes is 0/0"],
    ["0/60 7 ? * * *", "its minutes is 0/60"],
    ["1,,2 7 ? * * *", "its minutes is 1,,2"],
    ["1-2-3 7 ? * * *", "its minutes is 1-2-3"],
    ["5- 7 ? * * *", "its minutes is 5-"],
    ["0 24 ? * * *", "its hours is 24"],
    ["0 7am ? * * *", "its hours is 7am"],
    ["0 7 0 * ? *", `its day of month is 0, and ${DAYS}`],
    ["0 7 32W * ? *", "its day of month is 32W"],
    ["0 7 ? 13 * *", "its month is 13, and allowed are 1 to 12 (JAN, FEB, MAR,"],
    ["0 7 ? MON * *", "its month is MON"],
    ["0 7 ? * 0 *", "its day of week is 0, and allowed are 1 to 7 (SUN, MON, TUE, WED, THU, FRI, SAT)"],
    ["0 7 ? * MON-FRIDAY *", "its day of week is MON-FRIDAY"],
    ["0 7 ? * 3#6 *", "its day of week is 3#6"],
    ["0 7 ? * LW *", "its day of week is LW"],
    ["0 7 ? * * 1969", "its year is 1969"],
    ["0 7 ? * * 2200", "its year is 2200"],
    ["@ @ ? @ @ @", "its minutes is @"],
  ])("%s", (expression, problem) => {
    expect(cronProblem(expression)).toContain(problem);
  });
});
