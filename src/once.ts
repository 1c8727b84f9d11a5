/** Makes a promise at the first call and gives it to every later one; one that failed is made anew. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return async () => {
    const promise = (made ??= make());
    try {
      return await promise;
    } catch (error) {
      if (made === promise) made = undefined;
      throw error;
    }
  };
}
