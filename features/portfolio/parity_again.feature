Feature: Whole and streamed stay the same when they are asked again
  The second answer to a question comes from a cache, and the one after a restart from a file. A cache that is a token short,
  or rounded once more, changes an answer here and there, and on some kinds of model only: so each is asked everything three
  times, both ways.

  @system @req.STR-1 @req.PER-7
  Scenario Outline: [1] Neither a warm cache nor a restart changes an answer, whole or streamed: <model>
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
