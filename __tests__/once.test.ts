import { expect, test } from "@jest/globals";
import { once } from "../src/once.ts";

test("is made once, also for calls side by side", async () => {
  let times = 0;
  const counted = once(() => Promise.resolve((times += 1)));
  expect(await Promise.all([counted(), counted()])).toEqual([1, 1]);
  expect(await counted()).toBe(1);
});

test("what failed is made anew by the next call", async () => {
  let times = 0;
  const failing = once(() => {
    times += 1;
    return times === 1 ? Promise.reject(new Error("out")) : Promise.resolve(times);
  });
  await expect(Promise.all([failing(), failing()])).rejects.toThrow("out");
  expect(await failing()).toBe(2);
});
