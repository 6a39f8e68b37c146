import * as z from "zod";
import type { Endpoint } from "./define-endpoint.ts";

/** What the description says of something that is served without being one of the endpoints. */
export type Described = Omit<Endpoint, "handle">;

const binary = { type: "string", format: "binary" };

/** The page for people. */
export const describedPage: Described = {
  method: "GET",
  path: "/",
  summary: "The web page. With `token` it signs its reader in, and leads to the address without it",
  access: "open",
  query: z.object({ token: z.string().optional().meta({ description: "The owner's, as the server prints it" }) }),
  responses: {
    200: { description: "The page", mediaTypes: ["text/html"] },
    303: { description: "Signed in: the page is at `Location`" },
  },
  problems: { 401: ["token/missing", "token/wrong"] },
};

/** The doors for mail providers: whoever posts there shows by itself who it is. */
export const describedWebhooks: readonly Described[] = [
  {
    method: "POST",
    path: "/webhooks/sendgrid/events",
    summary: "SendGrid's signed events",
    access: "open",
    takesContent: { "application/json": { type: "array", items: { type: "object" } } },
    responses: { 204: { description: "They have been taken" } },
    problems: {
      400: ["webhook/malformed"],
      401: ["webhook/unsigned", "webhook/forged", "webhook/stale"],
      404: ["webhook/not-set-up"],
      413: ["webhook/too-large"],
    },
  },
  {
    method: "POST",
    path: "/webhooks/sendgrid/inbound",
    summary: "Mail that Amazon sends back, as SendGrid's Inbound Parse posts it, with the password of HTTP Basic",
    access: "open",
    takesContent: { "multipart/form-data": { type: "object", properties: { email: binary } } },
    responses: { 204: { description: "It has been taken" } },
    problems: {
      400: ["webhook/malformed"],
      401: ["webhook/password"],
      404: ["webhook/not-set-up"],
      413: ["webhook/too-large"],
    },
  },
];
