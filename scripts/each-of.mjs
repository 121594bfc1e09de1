/** Does it for each, no more than so many at a time. */
export async function eachOf(items, atATime, body) {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await body(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
