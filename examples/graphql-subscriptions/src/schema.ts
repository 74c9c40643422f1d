import { buildSchema } from "graphql";

export const schema = buildSchema(`
  type Message {
    room: ID!
    user: String!
    text: String!
  }

  type Query {
    "Who asks, by their token."
    me: String!
  }

  type Mutation {
    say(room: ID!, text: String!): Message!
  }

  type Subscription {
    said(room: ID!): Message!
  }
`);

export interface Message {
  readonly room: string;
  readonly user: string;
  readonly text: string;
}
