import { newsForms } from "./news/news-forms.ts";
import type { ApiRequest, PageForm } from "./page-form.ts";

const forms: readonly PageForm[] = [
  {
    pattern: /^\/page\/devices$/,
    toRequest: (_id, fields) => ({
      method: "POST",
      path: "/api/devices",
      body: {
        email: fields.get("email") ?? "",
        ...named(fields),
        // A box that is not ticked is not sent at all.
        automatic: fields.get("automatic") === "true",
      },
      goOnAt: "/#devices",
    }),
  },
  {
    pattern: /^\/page\/devices\/([^/]+)$/,
    toRequest: (id, fields) => ({
      method: "PATCH",
      path: `/api/devices/${id}`,
      body: {
        ...(fields.has("name") && { name: fields.get("name") }),
        ...(fields.has("automatic") && { automatic: fields.get("automatic") === "true" }),
      },
      goOnAt: "/#devices",
    }),
  },
  {
    pattern: /^\/page\/devices\/([^/]+)\/remove$/,
    toRequest: (id) => ({ method: "DELETE", path: `/api/devices/${id}`, goOnAt: "/#devices" }),
  },
  {
    pattern: /^\/page\/books\/([^/]+)\/deliver$/,
    toRequest: (id, fields) => ({
      method: "POST",
      path: `/api/books/${id}/deliveries`,
      body: { devices: fields.getAll("devices"), again: fields.get("again") === "true" },
      goOnAt: `/book/${id}`,
    }),
  },
  {
    pattern: /^\/page\/books\/([^/]+)\/remove$/,
    toRequest: (id) => ({ method: "DELETE", path: `/api/books/${id}`, goOnAt: "/#library" }),
  },
  {
    pattern: /^\/page\/deliveries\/([^/]+)\/resolve$/,
    toRequest: (id, fields) => ({
      method: "POST",
      path: `/api/deliveries/${id}/resolve`,
      body: { as: fields.get("as") },
      goOnAt: "/#deliveries",
    }),
  },
  {
    pattern: /^\/page\/account\/erase$/,
    toRequest: (_id, fields) => ({
      method: "DELETE",
      path: "/api/account",
      body: { erase: fields.get("erase")?.trim() ?? "" },
      goOnAt: "/",
    }),
  },
  {
    pattern: /^\/page\/dead-letters\/([^/]+)\/replay$/,
    toRequest: (id) => ({ method: "POST", path: `/api/dead-letters/${id}/replay`, goOnAt: "/" }),
  },
  {
    pattern: /^\/page\/dead-letters\/([^/]+)\/discard$/,
    toRequest: (id) => ({ method: "DELETE", path: `/api/dead-letters/${id}`, goOnAt: "/" }),
  },
];

/** What the form at this path asks for; `undefined` where there is no form. */
export function apiRequestOf(path: string, fields: URLSearchParams): ApiRequest | undefined {
  for (const { pattern, toRequest } of [...forms, ...newsForms]) {
    const match = pattern.exec(path);
    if (match !== null) return toRequest(match[1] ?? "", fields);
  }
  return undefined;
}

/** An empty name is none: the API has a word for that. */
function named(fields: URLSearchParams): { name?: string } {
  const name = fields.get("name")?.trim() ?? "";
  return name === "" ? {} : { name };
}
