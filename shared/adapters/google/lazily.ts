/**
 * Makes something at its first use, once: two first uses meet the same promise. What failed is tried again at the next
 * use. Google's clients take longer to load than everything else in a function together, and many calls need none.
 */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made !== undefined) return made;
    const making = make();
    made = making;
    making.catch(() => {
      made = undefined;
    });
    return making;
  };
}
