import { App } from "aws-cdk-lib";
import { ChatStack } from "./chat-stack.ts";

new ChatStack(new App(), "Chat");
