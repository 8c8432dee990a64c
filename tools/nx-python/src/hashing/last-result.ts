/** Remembers the answer to the last question: a lock is read once, however many tasks ask for it. */
export function lastResult<Result>(answer: (text: string) => Result): (text: string) => Result {
  let last: { readonly text: string; readonly result: Result } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: answer(text) };
    return last.result;
  };
}
