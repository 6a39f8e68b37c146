/** What a form of the page asks for, as a request to the API: the page has no commands of its own. */
export interface ApiRequest {
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** Where a browser without scripts goes on once it is done. */
  readonly goOnAt: string;
}

export interface PageForm {
  readonly pattern: RegExp;
  readonly toRequest: (id: string, fields: URLSearchParams) => ApiRequest;
}
