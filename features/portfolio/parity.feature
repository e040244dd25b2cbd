Feature: Whole and streamed are the same on every model, for every kind of text
  A model with another cache, another precision or thoughts of its own goes other ways through the server than the one that
  everything else is shown with. Where a stream parts from the whole answer on one of them only, nobody sees it who tests
  another. So all kinds of text are asked of each, by each API and by command, at temperature 0 and drawn with a seed, nine
  at a time; and once more where the cache is warm, where it was read from disk, and where the context is full. Streams are
  read by httpx-sse and by the stock clients, too. All five models together take four minutes at most.

  @system @req.STR-1 @req.STR-3 @req.STR-6
  Scenario Outline: [1] Text, calls, reasons and counts are the same both ways: <model>
    Given a server "<model>"
    When Ada asks all of these by each API and by command, whole and as a stream:
      | what          | text                                                        | parameters                        |
      | scripts       | "Repeat: zażółć καλημέρα привет नमस्ते 你好 こんにちは สวัสดี" | {}                                |
      | joined emoji  | "Repeat: 👩🏽‍🚀 👨‍👩‍👧‍👦 🏳️‍🌈 🇫🇮"                              | {}                                |
      | right to left | "Repeat: שלום مرحبا"                                        | {}                                |
      | code          | "Repeat: for i in range(3):\n    print(i)\n"                | {}                                |
      | markdown      | "Repeat: # One\n\n- *two*\n- `three`\n"                     | {}                                |
      | JSON          | "Repeat: {\"a\": [1, 2.5, null], \"b\": \"x\\ny\"}"         | {}                                |
      | white space   | "Repeat: one  two\t three\n\nfour "                         | {}                                |
      | next to none  | " "                                                         | {}                                |
      | a fact        | "The access code is 7319-KITE."                             | {}                                |
      | one token     | "Repeat: harbour"                                           | {"max_tokens": 1}                 |
      | a stop        | "Repeat: one two three four"                                | {"stop": ["three"]}               |
      | two that meet | "Repeat: xabcdx and so on"                                  | {"stop": ["abcd", "bc"]}          |
    Then all 82 requests were answered the same both ways, within <time>

    @alone @slow
    Examples: each in a fifth of the four minutes, with the machine to itself, by `assay check --tags=@slow`
      | model            | time  |
      | assay-dense      | 48 s  |
      | assay-hybrid     | 48 s  |
      | assay-sliding    | 48 s  |
      | assay-experts    | 48 s  |
      | assay-dense-8bit | 48 s  |

  @system @req.STR-1 @req.PER-7
  Scenario Outline: [2] Neither a warm cache nor a restart changes an answer, whole or streamed: <model>
    Given a fresh server "<model>"
    When Ada asks each of these in the name of an agent of its own, whole and as a stream:
      | what          | text                                                        | parameters                        |
      | scripts       | "Repeat: zażółć καλημέρα привет नमस्ते 你好 こんにちは สวัสดี" | {}                                |
      | joined emoji  | "Repeat: 👩🏽‍🚀 👨‍👩‍👧‍👦 🏳️‍🌈 🇫🇮"                              | {}                                |
      | code          | "Repeat: for i in range(3):\n    print(i)\n"                | {}                                |
      | white space   | "Repeat: one  two\t three\n\nfour "                         | {}                                |
      | next to none  | " "                                                         | {}                                |
      | one token     | "Repeat: harbour"                                           | {"max_tokens": 1}                 |
      | two that meet | "Repeat: xabcdx and so on"                                  | {"stop": ["abcd", "bc"]}          |
      | drawn         | "Write on."                                                 | {"temperature": 1, "seed": 11}    |
    And Ada asks all of them again
    And the server is stopped and started again
    And Ada asks all of them again
    Then all 6 answers to each are the same
    And they reused nothing the first time, tokens from memory the second time, and from disk the third time

    Examples:
      | model            |
      | assay-dense      |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-hybrid     |
      | assay-sliding    |
      | assay-experts    |
      | assay-dense-8bit |

  @system @req.STR-1 @req.STR-6
  Scenario Outline: [3] An answer that fills the context to its last token is the same both ways: <model>
    Given a server "<model>"
    When Ada completes a prompt of 4,090 tokens by 6 tokens, both ways
    Then both ways agree
    And both ways end with "length"

    Examples:
      | model            |
      | assay-hybrid     |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-dense      |
      | assay-sliding    |
      | assay-experts    |
      | assay-dense-8bit |

  @system @req.STR-1 @req.STR-6
  Scenario Outline: [4] So are a chat and a message that fill it: <model>
    Given a server "<model>"
    When Ada fills a context of 4,096 tokens but for 6, with a chat and with a message, both ways
    Then both are the same both ways, and 4,096 tokens long with their answers

    Examples:
      | model            |
      | assay-dense      |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-hybrid     |
      | assay-sliding    |
      | assay-experts    |
      | assay-dense-8bit |
