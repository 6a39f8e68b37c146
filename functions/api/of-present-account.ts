interface App<Bindings> {
  readonly fetch: (request: Request, bindings?: Bindings) => Response | Promise<Response>;
}

/**
 * The whole HTTP side for the account as it is called today: once it has been erased, its owner goes on with an empty one, and
 * with everything made anew for that. Whoever still listens to the one before hears nothing more.
 */
export function ofPresentAccount<Bindings>(
  presentName: () => Promise<string>,
  make: (account: string) => App<Bindings>,
): App<Bindings> {
  let present: { readonly account: string; readonly app: App<Bindings> } | undefined;
  return {
    fetch: async (request, bindings) => {
      const account = await presentName();
      if (present?.account !== account) present = { account, app: make(account) };
      return await present.app.fetch(request, bindings);
    },
  };
}
