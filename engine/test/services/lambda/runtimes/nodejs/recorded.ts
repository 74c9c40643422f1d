/**
 * Handlers, and what Lambda's own interface clients did with them: aws-lambda-ric 3.3.0 on Node.js 22, and 4.0.2 on
 * Node.js 24. Both were run beside a small Runtime API; the frames of the traces are left out.
 */

/** The answer to one invocation, and what stands in the log. */
export type Recorded =
  | { readonly payload: string }
  | { readonly error: object; readonly label: string; readonly logged: object }
  /** The runtime ended by itself, and told no error. */
  | { readonly exit: number };

export interface RecordedHandler {
  readonly source: string;
  readonly upTo22: Recorded;
  /** Undefined for a handler with a callback, which is refused. */
  readonly from24?: Recorded;
}

interface FailureOptions {
  readonly extra?: object;
  readonly label?: string;
}

const answer = (payload: string): Recorded => ({ payload });

const other = (error: object, logged: object): Recorded => ({ error, label: "Invoke Error", logged });

/** An error, logged with its own members. */
function failure(errorType: string, errorMessage: string, { extra, label = "Invoke Error" }: FailureOptions = {}) {
  const trace = [errorMessage === "" ? errorType : `${errorType}: ${errorMessage}`];
  return { error: { errorType, errorMessage, trace }, label, logged: { errorType, errorMessage, ...extra } };
}

/** A thrown value that is no error. */
const nonError = (errorType: string, errorMessage: string): Recorded =>
  other({ errorType, errorMessage, trace: [] }, { errorType: "Error", errorMessage });

const crash = (exit: number): Recorded => ({ exit });

const UNREADABLE = {
  errorType: "handled",
  errorMessage:
    "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
};

export const RECORDED: Readonly<Record<string, RecordedHandler>> = {
  bigint: {
    source: "async()=>1n",
    upTo22: failure("Error", "Unable to stringify response body"),
    from24: failure("Runtime.JSONStringifyError", "Unable to stringify response body", {
      extra: { name: "Runtime.JSONStringifyError" },
    }),
  },
  circular: {
    source: "async()=>{const a={};a.a=a;return a}",
    upTo22: failure("Error", "Unable to stringify response body"),
    from24: failure("Runtime.JSONStringifyError", "Unable to stringify response body", {
      extra: { name: "Runtime.JSONStringifyError" },
    }),
  },
  fn: {
    source: "async()=>()=>1",
    upTo22: failure("TypeError", "Wrong arguments"),
    from24: failure("TypeError", "Wrong arguments"),
  },
  sym: {
    source: 'async()=>Symbol("x")',
    upTo22: failure("TypeError", "Wrong arguments"),
    from24: failure("TypeError", "Wrong arguments"),
  },
  undef: { source: "async()=>undefined", upTo22: answer("null"), from24: answer("null") },
  nan: { source: "async()=>NaN", upTo22: answer("null"), from24: answer("null") },
  date: {
    source: "async()=>new Date(0)",
    upTo22: answer('"1970-01-01T00:00:00.000Z"'),
    from24: answer('"1970-01-01T00:00:00.000Z"'),
  },
  map: { source: "async()=>new Map([[1,2]])", upTo22: answer("{}"), from24: answer("{}") },
  buffer: {
    source: 'async()=>Buffer.from("a")',
    upTo22: answer('{"type":"Buffer","data":[97]}'),
    from24: answer('{"type":"Buffer","data":[97]}'),
  },
  throwNull: {
    source: "async()=>{throw null}",
    upTo22: nonError("string", "handled"),
    from24: nonError("object", "null"),
  },
  throwUndef: {
    source: "async()=>{throw undefined}",
    upTo22: nonError("string", "handled"),
    from24: nonError("undefined", "undefined"),
  },
  throwNullSync: { source: "()=>{throw null}", upTo22: answer("null"), from24: nonError("object", "null") },
  throwStr: {
    source: 'async()=>{throw "boom"}',
    upTo22: nonError("string", "boom"),
    from24: nonError("string", "boom"),
  },
  throwNum: { source: "async()=>{throw 7}", upTo22: nonError("number", "7"), from24: nonError("number", "7") },
  throwZero: { source: "async()=>{throw 0}", upTo22: nonError("number", "0"), from24: nonError("number", "0") },
  throwObj: {
    source: "async()=>{throw {code:7}}",
    upTo22: nonError("object", "[object Object]"),
    from24: nonError("object", "[object Object]"),
  },
  throwErrLike: {
    source: 'async()=>{throw {name:"N",message:"M",stack:"N: M\\n at x"}}',
    upTo22: other(
      { errorType: "N", errorMessage: "M", trace: ["N: M"] },
      { errorType: "Error", errorMessage: "[object Object]" },
    ),
    from24: nonError("object", "[object Object]"),
  },
  throwSym: {
    source: 'async()=>{throw Symbol("s")}',
    upTo22: failure("TypeError", "Cannot convert a Symbol value to a string"),
    from24: nonError("symbol", "Symbol(s)"),
  },
  throwNullProto: {
    source: "async()=>{throw Object.create(null)}",
    upTo22: failure("TypeError", "Cannot convert object to primitive value"),
    from24: crash(1),
  },
  throwBig: { source: "async()=>{throw 1n}", upTo22: nonError("bigint", "1"), from24: nonError("bigint", "1") },
  throwArr: { source: "async()=>{throw [1,2]}", upTo22: nonError("object", "1,2"), from24: nonError("object", "1,2") },
  cause: {
    source: 'async()=>{throw new Error("outer",{cause:new TypeError("inner")})}',
    upTo22: failure("Error", "outer"),
    from24: failure("Error", "outer"),
  },
  extra: {
    source: 'async()=>{throw Object.assign(new Error("e"),{code:"E_X",statusCode:400,details:{a:1}})}',
    upTo22: failure("Error", "e", { extra: { code: "E_X", statusCode: 400, details: { a: 1 } } }),
    from24: failure("Error", "e", { extra: { code: "E_X", statusCode: 400, details: { a: 1 } } }),
  },
  big: {
    source: 'async()=>{throw Object.assign(new Error("e"),{n:1n})}',
    upTo22: failure("Error", "e"),
    from24: failure("Error", "e"),
  },
  circErr: {
    source: 'async()=>{const e=new Error("c");e.self=e;throw e}',
    upTo22: failure("Error", "c"),
    from24: failure("Error", "c"),
  },
  aggr: {
    source: 'async()=>{throw new AggregateError([new Error("a"),new RangeError("b")],"agg")}',
    upTo22: failure("AggregateError", "agg"),
    from24: failure("AggregateError", "agg"),
  },
  noStack: {
    source: 'async()=>{const e=new Error("ns");delete e.stack;e.stack=undefined;throw e}',
    upTo22: other(UNREADABLE, { errorType: "Error", errorMessage: "ns" }),
    from24: nonError("Error", "ns"),
  },
  nameNum: {
    source: 'async()=>{const e=new Error("nn");e.name=5;throw e}',
    upTo22: other(UNREADABLE, { errorType: 5, errorMessage: "nn", name: 5 }),
    from24: other({ ...UNREADABLE, trace: [] }, { errorType: 5, errorMessage: "nn", name: 5 }),
  },
  del: {
    source: 'async()=>{throw new Error("a\\x7fb")}',
    upTo22: other(
      { errorType: "Error", errorMessage: "a%7Fb", trace: ["Error: a%7Fb"] },
      { errorType: "Error", errorMessage: "ab" },
    ),
    from24: other(
      { errorType: "Error", errorMessage: "a%7Fb", trace: ["Error: a%7Fb"] },
      { errorType: "Error", errorMessage: "ab" },
    ),
  },
  vm: {
    source: 'async()=>{throw require("vm").runInNewContext("new RangeError(\'other realm\')")}',
    upTo22: other(
      { errorType: "RangeError", errorMessage: "other realm", trace: ["RangeError: other realm"] },
      { errorType: "Error", errorMessage: "RangeError: other realm" },
    ),
    from24: nonError("object", "RangeError: other realm"),
  },
  custom: {
    source:
      'async()=>{class NotFound extends Error{constructor(m){super(m);this.name="NotFound"}};throw new NotFound("x")}',
    upTo22: failure("NotFound", "x", { extra: { name: "NotFound" } }),
    from24: failure("NotFound", "x", { extra: { name: "NotFound" } }),
  },
  customNoName: {
    source: 'async()=>{class NotFound extends Error{};throw new NotFound("x")}',
    upTo22: failure("Error", "x"),
    from24: failure("Error", "x"),
  },
  emptyMsg: { source: 'async()=>{throw new Error("")}', upTo22: failure("Error", ""), from24: failure("Error", "") },
  causeStr: {
    source: 'async()=>{throw new Error("o",{cause:"why"})}',
    upTo22: failure("Error", "o"),
    from24: failure("Error", "o"),
  },
  nothing: { source: "()=>{}", upTo22: answer("null"), from24: answer("null") },
  syncValue: { source: '()=>"v"', upTo22: answer("null"), from24: answer('"v"') },
  syncThrow: {
    source: '()=>{throw new RangeError("s")}',
    upTo22: failure("RangeError", "s"),
    from24: failure("RangeError", "s"),
  },
  thenable: { source: '()=>({then:r=>r("t")})', upTo22: answer('"t"'), from24: answer('"t"') },
  fnThen: { source: '()=>Object.assign(()=>{},{then:r=>r("ft")})', upTo22: answer('"ft"'), from24: answer('"ft"') },
  uncaught: {
    source: 'async()=>{setTimeout(()=>{throw new Error("later")},5);await new Promise(r=>setTimeout(r,100));return 1}',
    upTo22: failure("Error", "later", { label: "Uncaught Exception" }),
    from24: crash(1),
  },
  unhandled: {
    source: 'async()=>{Promise.reject(new Error("uh"));await new Promise(r=>setTimeout(r,100));return 1}',
    upTo22: failure("Runtime.UnhandledPromiseRejection", "Error: uh", {
      extra: { reason: { errorType: "Error", errorMessage: "uh" }, promise: {} },
      label: "Unhandled Promise Rejection",
    }),
    from24: crash(1),
  },
  unhandledStr: {
    source: 'async()=>{Promise.reject("str");await new Promise(r=>setTimeout(r,100));return 1}',
    upTo22: failure("Runtime.UnhandledPromiseRejection", "str", {
      extra: { reason: "str", promise: {} },
      label: "Unhandled Promise Rejection",
    }),
    from24: crash(1),
  },
  unhandledUndefined: {
    source: "async()=>{Promise.reject();await new Promise(r=>setTimeout(r,100));return 1}",
    upTo22: failure("Runtime.UnhandledPromiseRejection", "", {
      extra: { promise: {} },
      label: "Unhandled Promise Rejection",
    }),
    from24: crash(1),
  },
  succeed: {
    source: '(e,c)=>c.succeed("d")',
    upTo22: answer('"d"'),
    from24: failure("TypeError", "c.succeed is not a function"),
  },
  done: {
    source: '(e,c)=>c.done(null,"d")',
    upTo22: answer('"d"'),
    from24: failure("TypeError", "c.done is not a function"),
  },
  fail: {
    source: '(e,c)=>c.fail(new TypeError("f"))',
    upTo22: failure("TypeError", "f"),
    from24: failure("TypeError", "c.fail is not a function"),
  },
  failEmpty: {
    source: "(e,c)=>c.fail()",
    upTo22: nonError("string", "handled"),
    from24: failure("TypeError", "c.fail is not a function"),
  },
  cb: { source: "(e,c,cb)=>cb(null,1)", upTo22: answer("1") },
  cbErr: { source: '(e,c,cb)=>cb(new RangeError("no"))', upTo22: failure("RangeError", "no") },
  cbStr: { source: '(e,c,cb)=>cb("txt")', upTo22: nonError("string", "txt") },
  cbBig: {
    source: "(e,c,cb)=>cb(null,1n)",
    upTo22: failure("Error", "Unable to stringify response body", { label: "Uncaught Exception" }),
  },
  succeedBig: {
    source: "(e,c)=>c.succeed(1n)",
    upTo22: failure("Error", "Unable to stringify response body"),
    from24: failure("TypeError", "c.succeed is not a function"),
  },
  cbNullThrow: { source: "(e,c,cb)=>{throw undefined}", upTo22: answer("null") },
  cbZero: { source: "(e,c,cb)=>cb(0)", upTo22: nonError("number", "0") },
  cbFalse: { source: "(e,c,cb)=>cb(false,1)", upTo22: nonError("boolean", "false") },
};
