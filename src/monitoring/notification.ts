import { createHash } from "node:crypto";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";

export interface NotificationArgs {
  /**
   * E-mail addresses to notify, without repeats; AWS asks each to confirm. Empty with a topicArn.
   *
   * @example ["platform@example.com"]
   */
  readonly emails: readonly string[];
  /**
   * ARN of an existing SNS standard topic in the proxy's region, instead of `emails`. Default: none.
   *
   * @example "arn:aws:sns:eu-west-1:123456789012:alarms"
   */
  readonly topicArn?: string | undefined;
  /**
   * Tags on every AWS resource that takes them.
   *
   * @example { team: "platform" }
   */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Where the alarms send notifications: the given topic, or a new one with an e-mail subscription for each address.
 * Without either, nowhere.
 */
export function createNotification(
  name: string,
  { emails, topicArn, tags }: NotificationArgs,
  parent: pulumi.Resource,
): pulumi.Input<string>[] {
  if (topicArn !== undefined) return [topicArn];
  if (emails.length === 0) return [];
  const topic = createTopic(name, tags, parent);
  for (const email of emails)
    new sns.TopicSubscription(
      `${name}-email-${createHash("sha256").update(email).digest("hex").slice(0, 8)}`,
      // The owner of the address has to confirm it with a link from AWS, which deletes unconfirmed
      // subscriptions after 48 hours: a refresh then shows it as deleted, and the next update asks again.
      { topic: topic.arn, protocol: "email", endpoint: email },
      { parent },
    );
  return [createPolicy(name, topic, parent).arn];
}

/**
 * Not encrypted with KMS: CloudWatch may not use the key that AWS manages for SNS, and that
 * key's policy cannot be changed; a key of its own costs as much as all alarms together. A message contains an
 * alarm's name, text and figures, but no secret. If you need a key, configure a topic that has one.
 */
function createTopic(
  name: string,
  tags: NotificationArgs["tags"],
  parent: pulumi.Resource,
): sns.Topic {
  return new sns.Topic(
    `${name}-alarms`,
    // The sender's name in the e-mails: the same people may get alarms of several stacks.
    { displayName: `${pulumi.getProject()} ${pulumi.getStack()}`.slice(0, 100), tags },
    { parent },
  );
}

/** Lets CloudWatch publish, for alarms of this account and region only. */
function createPolicy(name: string, topic: sns.Topic, parent: pulumi.Resource): sns.TopicPolicy {
  const policy = topic.arn.apply((arn) => {
    const [, partition = "", , region = "", account = ""] = arn.split(":");
    return JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: arn,
          Condition: {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: {
              "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:*`,
            },
          },
        },
      ],
    });
  });
  return new sns.TopicPolicy(`${name}-alarms-policy`, { arn: topic.arn, policy }, { parent });
}
