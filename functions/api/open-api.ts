import * as z from "zod";
import type { ReplySpecification } from "./define-endpoint.ts";
import type { Described } from "./described-besides.ts";
import { ProblemBody } from "./problem.ts";

type Json = Readonly<Record<string, unknown>>;

/** Describes the endpoints as OpenAPI 3.1, from the schemas that check requests and shape answers. */
export function openApi(endpoints: readonly Described[], about: { version: string }): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
  }
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "Kindle Content Server",
      version: about.version,
      description:
        "Puts reading on a Kindle. Commands answer 202 with the id of what they will make; what came of it is in the lists. " +
        "Errors are `application/problem+json` with a stable `code`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "The owner's token, or one of `/api/tokens` where its scopes allow it: 403 where they do not.",
        },
        password: { type: "http", scheme: "basic", description: "Any name, with the token as the password." },
      },
      schemas: { Problem: schemaOf(ProblemBody, "output") },
      responses: {
        Problem: {
          description: "What is wrong: every mistake of a 400 is under `errors`.",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  };
}

function operationOf(endpoint: Described): Json {
  const { method, path, summary, access, params, query, responses } = endpoint;
  const parameters = [
    ...parametersOf(params, "path"),
    ...parametersOf(query, "query"),
    ...(method === "GET" || access === "open" ? [] : [idempotencyKey]),
  ];
  const requestBody = requestBodyOf(endpoint);
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? "").toUpperCase())}`,
    summary,
    tags: [path.split("/").find((part) => part !== "" && part !== "api") ?? "page"],
    ...(access === "open" && { security: [] }),
    ...(access === "reader" && { security: [{ token: [] }, { password: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: {
      ...Object.fromEntries(Object.entries(responses).map(([status, reply]) => [status, responseOf(reply)])),
      ...Object.fromEntries(
        Object.entries(endpoint.problems ?? {}).map(([status, codes]) => [
          status,
          {
            description: codes.map((code) => `\`${code}\``).join(", "),
            content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
          },
        ]),
      ),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key makes a repeated request harmless: it has one effect and one answer.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function parametersOf(schema: z.ZodObject | undefined, place: "path" | "query"): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input") as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(typeof property["description"] === "string" && { description: property["description"] }),
    schema: property,
  }));
}

function requestBodyOf({ body, bodyOptional, takesContent }: Described): Json | undefined {
  if (takesContent !== undefined) {
    return {
      required: true,
      content: Object.fromEntries(Object.entries(takesContent).map(([type, schema]) => [type, { schema }])),
    };
  }
  if (body === undefined) return undefined;
  const strict = body instanceof z.ZodObject ? body.strict() : body;
  return {
    required: bodyOptional !== true,
    content: { "application/json": { schema: schemaOf(strict, "input") } },
  };
}

function responseOf({ description, body, example, mediaTypes = [] }: ReplySpecification): Json {
  if (body !== undefined) {
    return {
      description,
      content: {
        "application/json": { schema: schemaOf(body, "output"), ...(example !== undefined && { example }) },
      },
    };
  }
  if (mediaTypes.length === 0) return { description };
  return { description, content: Object.fromEntries(mediaTypes.map((type) => [type, {}])) };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io }) as Json;
  return rest;
}
