import type { Source } from "./source.ts";

/** AWS's other publications: service models, references, re:Post. */
export const aws = {
  "reference/apigatewayv2": {
    title: "Service model and API reference of ApiGatewayV2",
    urls: [
      "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/",
      "https://github.com/boto/botocore/blob/develop/botocore/data/apigatewayv2/2018-11-29/service-2.json",
    ],
    read: "botocore 1.43",
  },
  "reference/apigatewaymanagementapi": {
    title: "Service model of ApiGatewayManagementApi",
    urls: [
      "https://github.com/boto/botocore/blob/develop/botocore/data/apigatewaymanagementapi/2018-11-29/service-2.json",
    ],
    read: "botocore 1.43",
  },
  "reference/cli-get-connection": {
    title: "AWS CLI reference: apigatewaymanagementapi get-connection",
    urls: [
      "https://awscli.amazonaws.com/v2/documentation/api/latest/reference/apigatewaymanagementapi/get-connection.html",
    ],
  },
  "reference/cloudformation": {
    title: "CloudFormation user guide: AWS::ApiGatewayV2",
    urls: ["https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/AWS_ApiGatewayV2.html"],
  },
  "reference/iam-policy-elements": {
    title: "IAM user guide: JSON policy element reference",
    urls: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html"],
  },
  "re:Post/401": {
    title: "AWS re:Post: an answer of AWS's staff on gateway responses of WebSocket APIs",
    urls: ["https://repost.aws/questions/QUaWyP198zQpSVDDd_YlNE8g"],
  },
  "re:Post/410": {
    title: "AWS re:Post knowledge center: 410 Gone of WebSocket APIs",
    urls: ["https://repost.aws/knowledge-center/410-gone-api-gateway"],
  },
  "re:Post/30-seconds": {
    title: "AWS re:Post: Endpoint request timed out",
    urls: ["https://repost.aws/questions/QUFXpcneknSgmhseduEh18dw"],
  },
  "re:Post/invoke-lambda": {
    title: "AWS re:Post knowledge center: invoke a Lambda function asynchronously (REST APIs)",
    urls: ["https://repost.aws/knowledge-center/api-gateway-invoke-lambda"],
  },
} as const satisfies Record<string, Source>;
