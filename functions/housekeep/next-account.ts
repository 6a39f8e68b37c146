/** Under what name an owner goes on whose account is erased: never one that has been used before. */
export function nextAccountOf(account: string): string {
  const [, first = account, number = "1"] = /^(.+)-(\d{1,9})$/.exec(account) ?? [];
  return `${first}-${Number(number) + 1}`;
}
