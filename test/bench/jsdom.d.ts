/** What the bench uses of jsdom. */
declare module "jsdom" {
  /** Takes what a page prints; nothing of it is used here. */
  export class VirtualConsole {
    sendTo(anyConsole: Console): this;
  }
  export class JSDOM {
    constructor(html: string, options?: { readonly url?: string; readonly virtualConsole?: VirtualConsole });
    readonly window: { readonly document: unknown; close(): void };
  }
}
