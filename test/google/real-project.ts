import { PubSub } from "@google-cloud/pubsub";
import { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import { Storage } from "@google-cloud/storage";
import type { RealProject } from "./target.ts";

/** Where a bucket of the tests lies for its minutes. */
const bucketLocation = "europe-west1";
const statusNotFound = 404;

export async function makeBucket({ projectId, bucket }: RealProject): Promise<void> {
  await new Storage({ projectId }).createBucket(bucket, {
    location: bucketLocation,
    iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: "enforced" },
    // What is removed would otherwise be paid for another week.
    softDeletePolicy: { retentionDurationSeconds: 0 },
  });
}

export async function removeBucket({ projectId, bucket: name }: RealProject): Promise<void> {
  const bucket = new Storage({ projectId }).bucket(name);
  try {
    await bucket.deleteFiles({ force: true });
    await bucket.delete();
  } catch (error) {
    // It has never been made.
    if (!(error instanceof Error && "code" in error && error.code === statusNotFound)) throw error;
  }
}

/** Removes every topic and subscription whose name begins with the run's prefix, and no other. */
export async function removeTopics({ projectId, prefix }: RealProject): Promise<void> {
  const pubsub = new PubSub({ projectId });
  try {
    const [[subscriptions], [topics]] = await Promise.all([pubsub.getSubscriptions(), pubsub.getTopics()]);
    for (const each of [...subscriptions, ...topics]) if (isOfRun(each.name, prefix)) await each.delete();
  } finally {
    await pubsub.close();
  }
}

/** The secrets that the contract's suite asks for. @param prefix in front of their names */
export async function makeSecrets({ projectId }: RealProject, prefix: string): Promise<void> {
  const client = secretManager(projectId);
  for (const name of ["delivery", "seal", "session"]) {
    await client.createSecret({
      parent: `projects/${projectId}`,
      secretId: `${prefix}-${name}`,
      secret: { replication: { automatic: {} } },
    });
  }
  await client.close();
}

/** Removes every secret whose name begins with the run's prefix, and no other. */
export async function removeSecrets({ projectId, prefix }: RealProject): Promise<void> {
  const client = secretManager(projectId);
  const [secrets] = await client.listSecrets({ parent: `projects/${projectId}`, filter: `name:${prefix}` });
  for (const { name } of secrets)
    if (typeof name === "string" && isOfRun(name, prefix)) await client.deleteSecret({ name });
  await client.close();
}

function secretManager(projectId: string): SecretManagerServiceClient {
  return new SecretManagerServiceClient({ projectId, fallback: true });
}

/** @param name as the service says it: `projects/<project>/topics/<name>` */
function isOfRun(name: string, prefix: string): boolean {
  return name.slice(name.lastIndexOf("/") + 1).startsWith(`${prefix}-`);
}
