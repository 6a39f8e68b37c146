/** What the bench uses of jsdom. */
declare module "jsdom" {
  export class VirtualConsole {}
  export class JSDOM {
    constructor(html: string, options?: { readonly url?: string; readonly virtualConsole?: VirtualConsole });
    readonly window: { readonly document: unknown; close(): void };
  }
}
