/** Writes the answer of a custom resource's function, as AWS's module of that name does. */
const NODE = `const https = require("node:https");

exports.SUCCESS = "SUCCESS";
exports.FAILED = "FAILED";

exports.send = (event, context, status, data, physicalResourceId, noEcho) => {
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = Buffer.from(JSON.stringify({
    Status: status,
    Reason: "See the details in CloudWatch Log Stream: " + context.logStreamName,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId, RequestId, LogicalResourceId,
    NoEcho: noEcho || false,
    Data: data,
  }));
  const { protocol, hostname, port, pathname, search } = new URL(event.ResponseURL);
  const { request } = protocol === "http:" ? require("node:http") : https;
  const headers = { "content-type": "", "content-length": body.length };
  return new Promise((resolve) => {
    const end = (error) => {
      if (error) console.log("send(..) failed executing request(..): " + error.message);
      resolve();
      context.done?.();
    };
    request({ hostname, port, path: pathname + search, method: "PUT", headers }, (response) => {
      response.resume().once("end", () => end());
    }).once("error", end).end(body);
  });
};
`;

const PYTHON = `import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    stream = context.log_stream_name
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or f"See the details in CloudWatch Log Stream: {stream}",
        "PhysicalResourceId": physicalResourceId or stream,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }).encode()
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"content-type": ""})
    try:
        urllib.request.urlopen(request).close()
    except Exception as error:
        print("send(..) failed executing http.request(..):", error)
`;

/**
 * The file beside inline code through which it answers CloudFormation: `cfn-response` in Node, `cfnresponse` in Python.
 * AWS adds it to inline code only. Undefined for code that does not ask for it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html
 */
export function responseModule(fileName: string, text: string): { path: string; text: string } | undefined {
  if (fileName.endsWith(".py"))
    return text.includes("cfnresponse") ? { path: "cfnresponse.py", text: PYTHON } : undefined;
  return text.includes("cfn-response") ? { path: "node_modules/cfn-response/index.js", text: NODE } : undefined;
}
