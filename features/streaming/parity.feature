Feature: A streamed answer is the whole answer
  Programs read answers whole, people read them as they come. Both must get the same: the same text to the byte,
  the same calls, reasons, logprobs and counts. And no piece of a stream may hold half a character: whoever shows
  the pieces as they come would show garbage that the whole answer does not have.

  @portfolio @wire @req.STR-1 @req.STR-6
  Scenario Outline: [1] Both ways say the same: <what>
    Given a server
    When Ada says <text> both ways with <parameters>
    Then both ways agree
    And no piece of the stream is broken

    @smoke
    Examples:
      | what                    | text                                                | parameters                                              |
      | short talk              | "Hello."                                            | {}                                                      |
      | white space             | "Repeat: one  two\t three\n\nfour "                 | {}                                                      |
      | with logprobs           | "Repeat: harbour 4711"                              | {"logprobs": true, "top_logprobs": 3}                   |

    Examples: and besides
      | what                    | text                                                | parameters                                              |
      | an echo                 | "Repeat: the grey heron waits by the old mill"      | {}                                                      |
      | JSON                    | "Repeat: {\"a\": [1, 2.5, null], \"b\": \"x\\ny\"}" | {}                                                      |
      | code                    | "Repeat: for i in range(3):\n    print(i)\n"        | {}                                                      |
      | an answer of one token  | "Repeat: harbour"                                   | {"max_tokens": 1}                                       |
      | JSON by grammar         | "My city is Rome."                                  | {"response_format": {"type": "json_object"}}            |

  @wire @req.STR-1 @req.STR-5
  Scenario Outline: [2] Text in any script arrives whole: <script>
    Given a server
    When Ada is made to say <text> both ways
    Then both ways say <text>, as JSON
    And both ways agree
    And no piece of the stream is broken

    @smoke
    Examples:
      | script          | text                          |
      | Arabic          | "مرحبا بالعالم"               |
      | Devanagari      | "नमस्ते दुनिया"               |
      | Japanese        | "こんにちは、世界"            |
      | joined emoji    | "👩🏽‍🚀 and 👨‍👩‍👧‍👦 under 🏳️‍🌈"        |

    Examples: and besides
      | script          | text                          |
      | Latin           | "Zażółć gęślą jaźń"           |
      | Greek           | "Ελλάδα και θάλασσα"          |
      | Cyrillic        | "Привет, мир"                 |
      | Hebrew          | "שלום עולם"                   |
      | Thai            | "สวัสดีชาวโลก"                |
      | Chinese         | "你好，世界"                  |
      | Korean          | "안녕하세요 세계"             |
      | Tamil           | "வணக்கம் உலகம்"               |
      | Georgian        | "გამარჯობა მსოფლიო"           |
      | beyond 16 bits  | "𝄞 𐍈 𠜎"                      |
      | combining marks | "é ñ ọ̈ ẛ̣"           |

  @portfolio @wire @req.STR-5 @req.STR-6
  Scenario: [3] An answer cut anywhere ends in a whole character, both ways
    Given a server
    When Ada is made to say "a👩🏽‍🚀é漢字" both ways, cut after each of its first 15 tokens
    Then both ways agree
    And no piece of the stream is broken
    And each answer is the beginning of the next

  @portfolio @system @req.STR-1 @req.STR-5
  Scenario Outline: [4] Whatever bytes a model writes, both ways decode them alike: seed <seed>
    Given a server
    When Ada is made to write 80 tokens of any bytes both ways, with the seed <seed>
    Then both ways agree
    And the text is what its tokens spell

    Examples:
      | seed |
      | 1    |
      | 2    |
      | 3    |

  @portfolio @system @req.STR-1
  Scenario Outline: [5] Neighbours in the batch change neither way: <what>
    Given a server
    And the other four are writing 3,000 tokens each
    When Ada says <text> both ways with <parameters>
    Then both ways agree
    And four answers are still being written

    Examples:
      | what        | text                                           | parameters                                         |
      | an echo     | "Repeat: the grey heron waits by the old mill" | {"logprobs": true}                                 |
      | with a seed | "Write on."                                    | {"temperature": 1.5, "seed": 11, "logprobs": true} |

  @wire @req.STR-1 @req.WIR-5
  Scenario Outline: [6] A tool call comes out the same both ways: <choice>
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
      | read_file   | path      | Read a file               |
    When Ada says "What is the weather in Łódź?" both ways with {"tool_choice": <choice>}
    Then both ways agree
    And no control token is visible

    Examples:
      | choice                                                   |
      | "auto"                                                   |
      | "none"                                                   |
      | "required"                                               |
      | {"type": "function", "function": {"name": "read_file"}} |

  @portfolio @wire @req.STR-1 @req.STR-6
  Scenario Outline: [7] Completions agree too: <what>
    Given a server
    When Ada completes <text> both ways with <parameters>
    Then both ways agree

    Examples:
      | what              | text                         | parameters                                               |
      | plain             | "The river was low that"     | {"logprobs": 3}                                          |
      | with its prompt   | "The river was low that"     | {"echo": true}                                           |
      | drawn with a seed | "Der Fluß führte wenig"      | {"temperature": 1.5, "seed": 3, "n": 2, "logprobs": 0}   |

  @system @req.STR-1
  Scenario: [8] A stream comes while the answer is being written, not at its end
    Given a server
    When Ada starts an answer of 3,000 tokens
    And Ada has read 5 pieces of it
    Then 1 answer is still being written

  @portfolio @wire @req.STR-1 @req.STR-6
  Scenario Outline: [9] What is drawn at random agrees too, also where the model wrote bytes that are no text: <what>
    Given a server
    When Ada says <text> both ways with <parameters>
    Then both ways agree

    Examples:
      | what              | text        | parameters                                                |
      | drawn with a seed | "Write on." | {"temperature": 1.5, "seed": 11, "logprobs": true}        |
      | three choices     | "Write on." | {"n": 3, "temperature": 1.5, "seed": 5, "logprobs": true} |
