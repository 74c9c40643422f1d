import type { QueryNames } from "../../wire/http.ts";

/** Lists and maps in the spelling of SQS's older Query protocol (version 2012-11-05): all of them flattened. */
export const queryNames: QueryNames = {
  input: {
    AttributeName: "AttributeNames",
    MessageAttributeName: "MessageAttributeNames",
    MessageSystemAttributeName: "MessageSystemAttributeNames",
    SendMessageBatchRequestEntry: "Entries",
    DeleteMessageBatchRequestEntry: "Entries",
    ChangeMessageVisibilityBatchRequestEntry: "Entries",
    TagKey: "TagKeys",
  },
  lists: {
    Messages: "Message",
    QueueUrls: "QueueUrl",
    queueUrls: "QueueUrl",
    Results: "ListMessageMoveTasksResultEntry",
    Successful: "{Action}ResultEntry",
    Failed: "BatchResultErrorEntry",
  },
  maps: {
    Attributes: { entry: "Attribute", key: "Name", value: "Value" },
    MessageAttributes: { entry: "MessageAttribute", key: "Name", value: "Value", hasMembers: true },
    MessageSystemAttributes: { entry: "MessageSystemAttribute", key: "Name", value: "Value", hasMembers: true },
    Tags: { entry: "Tag", key: "Key", value: "Value" },
  },
  json: {
    members: { Messages: "messages" },
    nulls: {
      SendMessageResult: ["MD5OfMessageAttributes", "MD5OfMessageSystemAttributes", "SequenceNumber"],
      ReceiveMessageResult: ["messages"],
      messages: ["Attributes", "MD5OfMessageAttributes", "MessageAttributes"],
    },
  },
};
