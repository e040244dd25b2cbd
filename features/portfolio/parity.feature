Feature: Whole and streamed are the same on every model, for every kind of text
  A model with another cache, another precision or thoughts of its own goes other ways through the server than the one that
  everything else is shown with. Where a stream parts from the whole answer on one of them only, nobody sees it who tests
  another. So all kinds of text are asked of each, by each API and by command, at temperature 0 and drawn with a seed, nine
  at a time. Streams are read by httpx-sse and by the stock clients, too. What is asked once more, of a warm cache and of one
  that was read from disk, is in parity_again, and what fills the context in parity_at_the_limit; all three take four minutes
  at most for the five models together.

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
