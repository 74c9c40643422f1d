import { type FactTable, from, type RecordedFact } from "../../fact.ts";

/** A call of an intrinsic function. */
export interface IntrinsicFact extends RecordedFact {
  readonly name: string;
  readonly given: readonly unknown[];
  readonly result: unknown;
}

type Case = readonly [given: readonly unknown[], result: unknown];

const of = (place: string, date: string, name: string, cases: readonly Case[]) =>
  from<IntrinsicFact>(
    "localstack",
    `intrinsic_functions/${place}`,
    date,
    cases.map(([given, result]) => ({
      id: `states/${name}(${JSON.stringify(given).slice(1, -1)})`,
      name,
      given,
      result,
    })),
  );

/** Calls of intrinsic functions with their results. */
export const intrinsics: FactTable<IntrinsicFact> = {
  service: "Step Functions",
  subject: "intrinsic functions",
  facts: [
    ...of("test_array: test_array_0", "2023-02-09", "Array", [[[], []]]),
    ...of("test_array: test_array_2", "2023-03-31", "Array", [
      [
        ["", ""],
        ["", ""],
      ],
      [
        [" ", " "],
        [" ", " "],
      ],
      [
        ["HelloWorld", "HelloWorld"],
        ["HelloWorld", "HelloWorld"],
      ],
      [
        [null, null],
        [null, null],
      ],
      [
        [1, 1],
        [1, 1],
      ],
      [
        [1.1, 1.1],
        [1.1, 1.1],
      ],
      [
        ['{"Arg1": 1, "Arg2": []}', '{"Arg1": 1, "Arg2": []}'],
        ['{"Arg1": 1, "Arg2": []}', '{"Arg1": 1, "Arg2": []}'],
      ],
      [
        [
          { Arg1: 1, Arg2: [] },
          { Arg1: 1, Arg2: [] },
        ],
        [
          { Arg1: 1, Arg2: [] },
          { Arg1: 1, Arg2: [] },
        ],
      ],
    ]),
    ...of("test_array: test_array_partition", "2023-02-09", "ArrayPartition", [
      [[[], 1], []],
      [[[], 2], []],
      [[[], 3], []],
      [[[], 4], []],
      [[[], 5], []],
      [[[0], 1], [[0]]],
      [[[0], 2], [[0]]],
      [[[0], 3], [[0]]],
      [[[0], 4], [[0]]],
      [[[0], 5], [[0]]],
      [
        [[0, 1], 1],
        [[0], [1]],
      ],
      [[[0, 1], 2], [[0, 1]]],
      [[[0, 1], 3], [[0, 1]]],
      [[[0, 1], 4], [[0, 1]]],
    ]),
    ...of("test_array: test_array_contains", "2023-02-09", "ArrayContains", [
      [[[], null], false],
      [[[], []], false],
      [[[], 1], false],
      [[[[1, 2, 3], 2], null], false],
      [
        [
          [[1, 2, 3], 2],
          [1, 2, 3],
        ],
        true,
      ],
      [[[{ "1": 2, "2": [] }], []], false],
      [[[{ "1": 2, "2": [] }], { "1": 2, "2": [] }], true],
      [[[true, false], true], true],
      [[[true, false], false], true],
    ]),
    ...of("test_array: test_array_range", "2023-02-09", "ArrayRange", [
      [
        [0, 9, 3],
        [0, 3, 6, 9],
      ],
      [
        [0, 10, 3],
        [0, 3, 6, 9],
      ],
      [[1, 9, 9], [1]],
      [
        [1, 9, 2],
        [1, 3, 5, 7, 9],
      ],
    ]),
    ...of("test_encode_decode: test_base_64_encode", "2023-02-17", "Base64Encode", [
      [[""], ""],
      [["Data to encode"], "RGF0YSB0byBlbmNvZGU="],
    ]),
    ...of("test_encode_decode: test_base_64_decode", "2023-02-17", "Base64Decode", [
      [[""], ""],
      [["RGF0YSB0byBlbmNvZGU="], "Data to encode"],
    ]),
    ...of("test_hash_calculations: test_hash", "2023-02-14", "Hash", [
      [["input data", "MD5"], "812f45842bc6d66ee14572ce20db8e86"],
      [["input data", "SHA-1"], "aaff4a450a104cd177d28d18d74485e8cae074b7"],
      [["input data", "SHA-256"], "b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"],
      [
        ["input data", "SHA-384"],
        "d28a7d5cf25a74f11a50a18452b75e04bb3d70c9dd0510d6123aa008c756511b87525bdc835ebb27e1fb9e9374a15562",
      ],
      [
        ["input data", "SHA-512"],
        "6ce4adb348546d4f449c4d25aad9a7c9cb711d9e91982d3f0b29ca2f3f47d4ce2deba23bf2954f0f1d593fc50283731a533d30d425402d4f91316d871303aac4",
      ],
    ]),
    ...of("test_json_manipulation: test_string_to_json", "2023-02-09", "StringToJson", [
      [[""], null],
      [[" "], null],
      [["null"], null],
      [["-0"], 0],
      [["1"], 1],
      [["1.1"], 1.1],
      [["true"], true],
      [['"HelloWorld"'], "HelloWorld"],
      [['[1, 2, "HelloWorld"]'], [1, 2, "HelloWorld"]],
      [['{"Arg1": 1, "Arg2": []}'], { Arg1: 1, Arg2: [] }],
    ]),
    ...of("test_json_manipulation: test_json_to_string", "2023-02-09", "JsonToString", [
      [[null], "null"],
      [[0], "0"],
      [[1], "1"],
      [[1.1], "1.1"],
      [[true], "true"],
      [["HelloWorld"], '"HelloWorld"'],
      [[[1, 2, "HelloWorld"]], '[1,2,"HelloWorld"]'],
      [[{ Arg1: 1, Arg2: [] }], '{"Arg1":1,"Arg2":[]}'],
    ]),
    ...of("test_json_manipulation: test_json_merge", "2023-02-13", "JsonMerge", [
      [
        [{ a: { a1: 1, a2: 2 }, b: 2, d: 3 }, { a: { a3: 1, a4: 2 }, c: 3, d: 4 }, false],
        { a: { a3: 1, a4: 2 }, b: 2, c: 3, d: 4 },
      ],
    ]),
    ...of("test_math_operations: test_math_add", "2023-09-13", "MathAdd", [
      [[-9, 3], -6],
      [[1.49, 1.5], 3],
      [[1.5, 1.51], 4],
      [[-1.49, -1.5], -2],
      [[-1.5, -1.51], -3],
      [[1.49, 0], 1],
      [[1.49, -1.49], 0],
      [[1.5, 0], 2],
      [[1.51, 0], 2],
      [[-1.49, 0], -1],
      [[-1.5, 0], -1],
      [[-1.51, 0], -2],
      [[0.5, 0], 1],
      [[2.5, 0], 3],
    ]),
    ...of("test_string_operations: test_string_split", "2024-12-05", "StringSplit", [
      [[" ", ","], [" "]],
      [
        [" , ", ","],
        [" ", " "],
      ],
      [
        [", , ,", ","],
        [" ", " "],
      ],
      [[",,,,", ","], []],
      [
        ["1,2,3,4,5", ","],
        ["1", "2", "3", "4", "5"],
      ],
      [
        ["This.is+a,test=string", ".+,="],
        ["This", "is", "a", "test", "string"],
      ],
      [
        ["split on T and \nnew line", "T\n"],
        ["split on ", " and ", "new line"],
      ],
    ]),
    ...of("test_generic: test_format_1", "2023-02-09", "Format", [
      [["{}", ""], ""],
      [["{}", " "], " "],
      [["{}", "HelloWorld"], "HelloWorld"],
      [["{}", null], "null"],
      [["{}", 1], "1"],
      [["{}", 1.1], "1.1"],
      [["{}", '{"Arg1": 1, "Arg2": []}'], '{"Arg1": 1, "Arg2": []}'],
    ]),
    ...of("test_generic: test_format_2", "2023-02-09", "Format", [
      [["{}|{}", "", ""], "|"],
      [["{}|{}", " ", " "], " | "],
      [["{}|{}", "HelloWorld", "HelloWorld"], "HelloWorld|HelloWorld"],
      [["{}|{}", null, null], "null|null"],
      [["{}|{}", 1, 1], "1|1"],
      [["{}|{}", 1.1, 1.1], "1.1|1.1"],
      [
        ["{}|{}", '{"Arg1": 1, "Arg2": []}', '{"Arg1": 1, "Arg2": []}'],
        '{"Arg1": 1, "Arg2": []}|{"Arg1": 1, "Arg2": []}',
      ],
      [["{}|{}", { Arg1: 1, Arg2: [] }, { Arg1: 1, Arg2: [] }], "{Arg1=1, Arg2=[]}|{Arg1=1, Arg2=[]}"],
    ]),
  ],
};
