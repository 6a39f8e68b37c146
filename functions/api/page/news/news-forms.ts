import type { PageForm } from "../page-form.ts";
import { digestBody, draftIn } from "./digest-draft.ts";

/** The forms of the news pages, as requests to the API. */
export const newsForms: readonly PageForm[] = [
  {
    pattern: /^\/page\/feeds$/u,
    toRequest: (_id, fields) => ({
      method: "POST",
      path: "/api/feeds",
      body: { url: fields.get("url") ?? "", ...(foldersIn(fields).length > 0 && { folders: foldersIn(fields) }) },
      goOnAt: "/news#feeds",
    }),
  },
  {
    pattern: /^\/page\/feeds\/([^/]+)$/u,
    toRequest: (id, fields) => ({
      method: "PATCH",
      path: `/api/feeds/${id}`,
      body: {
        title: fields.get("title") ?? "",
        folders: foldersIn(fields),
        weight: Number(fields.get("weight") ?? 0),
      },
      goOnAt: `/feed/${id}`,
    }),
  },
  {
    pattern: /^\/page\/feeds\/([^/]+)\/fetch$/u,
    toRequest: (id) => ({ method: "POST", path: `/api/feeds/${id}/fetch`, goOnAt: `/feed/${id}` }),
  },
  {
    pattern: /^\/page\/feeds\/([^/]+)\/remove$/u,
    toRequest: (id) => ({ method: "DELETE", path: `/api/feeds/${id}`, goOnAt: "/news#feeds" }),
  },
  {
    pattern: /^\/page\/digests$/u,
    toRequest: (_id, fields) => ({
      method: "POST",
      path: "/api/digests",
      body: digestBody(draftIn(fields), { isNew: true }),
      goOnAt: "/news#digests",
    }),
  },
  {
    pattern: /^\/page\/digests\/([^/]+)$/u,
    toRequest: (id, fields) => ({
      method: "PATCH",
      path: `/api/digests/${id}`,
      body: digestBody(draftIn(fields), { isNew: false }),
      goOnAt: `/digest/${id}`,
    }),
  },
  {
    pattern: /^\/page\/digests\/([^/]+)\/pause$/u,
    toRequest: (id, fields) => ({
      method: "PATCH",
      path: `/api/digests/${id}`,
      body: { paused: fields.get("paused") === "true" },
      goOnAt: "/news#digests",
    }),
  },
  {
    pattern: /^\/page\/digests\/([^/]+)\/run$/u,
    toRequest: (id) => ({ method: "POST", path: `/api/digests/${id}/run`, goOnAt: "/news#editions" }),
  },
  {
    pattern: /^\/page\/digests\/([^/]+)\/remove$/u,
    toRequest: (id) => ({ method: "DELETE", path: `/api/digests/${id}`, goOnAt: "/news#digests" }),
  },
  {
    pattern: /^\/page\/editions\/([^/]+)\/deliver$/u,
    toRequest: (id, fields) => ({
      method: "POST",
      path: `/api/editions/${id}/deliveries`,
      body: { devices: fields.getAll("devices"), again: fields.get("again") === "true" },
      goOnAt: `/edition/${id}`,
    }),
  },
];

/** `News / World` is a folder in a folder. */
function foldersIn(fields: URLSearchParams): readonly string[] {
  return (fields.get("folders") ?? "")
    .split(/\s+\/\s+|\s*›\s*/u)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
