import type { Answer } from "./fill-in.ts";

/** The project of the tests, and its number. */
export const testProject = { id: "my-kindle-content", number: "1234567890" } as const;

const named = (path: string): Answer => {
  return (attribute, { name }) =>
    attribute === "id" ? `projects/${testProject.id}/${path}/${String(name)}` : undefined;
};

/** What Google would answer where somebody looks at it: names that are made of others, addresses, numbers. */
export const googleAnswers: Readonly<Record<string, Answer>> = {
  "data.google_project": (attribute) => ({ number: testProject.number, project_id: testProject.id })[attribute],
  "data.google_storage_project_service_account": (attribute) =>
    attribute === "email_address"
      ? `service-${testProject.number}@gs-project-accounts.iam.gserviceaccount.com`
      : undefined,
  google_service_account: (attribute, { account_id }) => {
    const email = `${String(account_id)}@${testProject.id}.iam.gserviceaccount.com`;
    const name = `projects/${testProject.id}/serviceAccounts/${email}`;
    return { email, name, id: name, member: `serviceAccount:${email}` }[attribute];
  },
  google_pubsub_topic: named("topics"),
  google_pubsub_subscription: named("subscriptions"),
  google_cloud_run_v2_service: (attribute, { name }) =>
    attribute === "uri" ? `https://${String(name)}-${testProject.number}.europe-west1.run.app` : undefined,
  google_storage_bucket: (attribute, { name }) => (attribute === "id" ? name : undefined),
};
