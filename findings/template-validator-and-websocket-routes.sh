#!/usr/bin/env bash
# @aws/cloudformation-validate 1.9.0-beta, AWS's validator of CloudFormation templates (303 rules), has no error for a
# WebSocket API that API Gateway refuses to create: two routes of one key (409 ConflictException), a route key that begins
# with a $ of its own, a stage name with a dot, and an identity source in the form of HTTP APIs (400 BadRequestException).
# Expected: errors. Seen: INFO alone, about other things.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws/cloudformation-validate@1.9.0-beta

cat >template.yaml <<'YAML'
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: v1.0, AutoDeploy: true }
  Send:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: send }
  SendAgain:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: send }
  Dollar:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: $join }
  Guard:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      Name: guard
      AuthorizerType: REQUEST
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:guard/invocations
      IdentitySource: [$request.header.Authorization]
YAML

cat >run.mjs <<'JS'
import { RegoEngine, TemplateFile } from "@aws/cloudformation-validate";
const engine = new RegoEngine();
const { diagnostics } = engine.validateStandard(new TemplateFile("template.yaml"));
const seen = [...new Set(diagnostics.map(({ severity, ruleId }) => `${severity} ${ruleId}`))].sort();
console.log(seen.join("\n"));
const worse = diagnostics.filter(({ severity }) => !["INFO", "WARN"].includes(severity));
process.exit(worse.length === 0 ? 0 : 1);
JS
node run.mjs || { echo "It finds errors now." >&2; exit 1; }
