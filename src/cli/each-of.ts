/** Does a piece of work with every item, several side by side; ends when all have ended or one has failed. */
export async function eachOf<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  // One iterator that all of them take from.
  const left = [...items].values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

/** Fewer than the connections of the application's pool. */
const AT_ONCE = 8;
