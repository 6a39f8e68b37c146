/** What an `href` or `src` means. */
export type SourceReference =
  | { readonly kind: "chapter"; readonly id: string; readonly fragment?: string }
  | { readonly kind: "resource"; readonly id: string }
  /** http, https and mailto only. */
  | { readonly kind: "external"; readonly url: string };
