/**
 * Whom the alarms notify.
 *
 * Not proved here: that AWS delivers anything. Nothing ran there, and an e-mail subscription has to be
 * confirmed by the owner of the address.
 */
import { expect } from "chai";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { all, only, UNKNOWN } from "../../support/registrations";
import { alarmsOf, EMAILS, monitoringResources, watched } from "./support";

const actionsOf = (evaluation: Evaluation) =>
  alarmsOf(evaluation).map(({ inputs }) => [inputs.alarmActions, inputs.okActions]);

const snsResources = (evaluation: Evaluation) =>
  monitoringResources(evaluation).filter(({ type }) => type.startsWith("aws:sns/"));

describe("The alarms notify", () => {
  describe("by e-mail", () => {
    let evaluation: Evaluation;
    before(async () => {
      evaluation = await watched({ emails: EMAILS });
    });

    it("one topic, whose mails say which stack they are of", () => {
      expect(only(evaluation, "Topic").inputs).to.deep.equal({
        displayName: "m2m-token-cache dev",
        tags: { team: "platform", environment: "dev" },
      });
    });

    it("each address once, in whatever order they are listed", async () => {
      const subscribed = (of: Evaluation) =>
        all(of, "TopicSubscription").map(({ name, inputs }) => ({ name, ...inputs }));
      const topic = only(evaluation, "Topic").state.arn;
      expect(all(evaluation, "TopicSubscription").map(({ inputs }) => inputs)).to.have.deep.members(
        EMAILS.map((endpoint) => ({ topic, protocol: "email", endpoint })),
      );
      const again = await watched({ emails: [...EMAILS].reverse() });
      expect(subscribed(again)).to.have.deep.members(subscribed(evaluation));
    });

    it("when something goes wrong and when it is well again", () => {
      const topic = only(evaluation, "Topic").state.arn;
      for (const actions of actionsOf(evaluation))
        expect(actions).to.deep.equal([[topic], [topic]]);
    });

    it("after CloudWatch may publish there", () => {
      const { urn } = only(evaluation, "TopicPolicy");
      for (const { name, dependencies } of alarmsOf(evaluation))
        expect(dependencies, name).to.include(urn);
    });

    it("through a topic to which only CloudWatch may publish, and only for this account's alarms", () => {
      const { arn } = only(evaluation, "Topic").state;
      const { policy, ...rest } = only(evaluation, "TopicPolicy").inputs;
      expect(rest).to.deep.equal({ arn });
      expect(JSON.parse(String(policy))).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: arn,
            Condition: {
              StringEquals: { "aws:SourceAccount": "123456789012" },
              ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*" },
            },
          },
        ],
      });
    });

    it("in a preview, a topic that is not known yet", async () => {
      const preview = await watched({ emails: EMAILS }, {}, { preview: true });
      for (const actions of actionsOf(preview))
        expect(actions).to.deep.equal([[UNKNOWN], [UNKNOWN]]);
    });
  });

  it("a topic that is given: none is made, and nobody is subscribed", async () => {
    const topicArn = "arn:aws:sns:eu-west-1:210987654321:pager";
    const evaluation = await watched({ topicArn });
    expect(snsResources(evaluation)).to.deep.equal([]);
    for (const actions of actionsOf(evaluation))
      expect(actions).to.deep.equal([[topicArn], [topicArn]]);
  });

  it("nobody without addresses and topic; the alarms are there all the same", async () => {
    const evaluation = await watched({});
    expect(snsResources(evaluation)).to.deep.equal([]);
    expect(actionsOf(evaluation)).to.have.length(8);
    for (const actions of actionsOf(evaluation)) expect(actions).to.deep.equal([[], []]);
  });
});
