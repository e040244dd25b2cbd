Feature: A stop sequence ends the answer, wherever it falls
  Callers end answers with stop sequences: a closing bracket, the next speaker's name. A stop may begin in one token
  and end three tokens later, or fall inside what looks like one character. Both ways must end at the same byte, say
  why, and send nothing of the stop or what follows, not even the beginning of a stop that has to be taken back.

  @smoke @wire @req.STR-4
  Scenario Outline: [1] Both ways end where the stop begins: <what>
    Given a server
    When Ada is made to say <text> both ways with {"stop": <stop>}
    Then both ways stop after <said>
    And both ways agree

    # The model is made to write a JSON string, so each answer opens with a quotation mark.
    Examples:
      | what                                   | text                      | stop                     | said                    |
      | a word                                 | "the river was low"       | "was"                    | "\"the river "          |
      | over several tokens                    | "the river was low today" | "river was low"          | "\"the "                |
      | at the very beginning                  | "the river"               | "\"the"                  | ""                      |
      | at the very end                        | "the river"               | "er\""                   | "\"the riv"             |
      | one character of several bytes         | "un café noir"            | "é"                      | "\"un caf"              |
      | Chinese                                | "你好，世界"              | "，世"                   | "\"你好"                |
      | beginning inside a joined emoji        | "an 👩🏽‍🚀 flew"              | "‍🚀"                     | "\"an 👩🏽"               |
      | ending inside a joined emoji           | "an 👩🏽‍🚀 flew"              | "n 👩"                   | "\"a"                   |
      | the second half of a flag              | "to 🇩🇪 now"               | "🇪"                      | "\"to 🇩"                |
      | a combining mark alone                 | "cafe\u0301 noir"         | "\u0301"                 | "\"cafe"                |
      | after a beginning that was not it      | "aaab aaaab"              | "aaaab"                  | "\"aaab "               |
      | the one of several that comes first    | "one two three"           | ["three", "two"]         | "\"one "                |
      | overlapping, the one complete first    | "xabcdx"                  | ["abcd", "bc"]           | "\"xa"                  |
      | one the beginning of the other         | "xabcx"                   | ["abc", "ab"]            | "\"x"                   |
      | four of them                           | "one two three"           | ["z", "y", "three", "q"] | "\"one two "            |

  @wire @req.STR-4
  Scenario Outline: [2] A stop that never comes holds nothing back: <what>
    Given a server
    When Ada is made to say <text> both ways with {"stop": <stop>}
    Then both ways say <text>, as JSON
    And both ways agree

    Examples:
      | what                        | text            | stop               |
      | nothing like it             | "the river"     | "lake"             |
      | its beginning ends the text | "the river"     | "er\" and the lake" |
      | half of a flag              | "to 🇩🇪"         | "🇪🇪"               |
      | other capitals              | "the river"     | "River"            |

  @portfolio @wire @req.STR-4
  Scenario: [3] Any piece of any answer can be its stop
    Given a server
    When Ada says "Repeat: the grey heron waits by the old mill" both ways with {"temperature": 1, "seed": 4}
    And Ada repeats that both ways, with each of 8 stops cut from the answer
    Then both ways agree
    And each answer ends where its stop first begins

  @wire @req.STR-4
  Scenario: [4] Completions stop alike
    Given a server
    When Ada completes "The river was low that" both ways with {"temperature": 1.5, "seed": 5, "max_tokens": 40}
    And Ada repeats that both ways, with each of 4 stops cut from the answer
    Then both ways agree
    And each answer ends where its stop first begins

  @system @req.STR-4
  Scenario: [5] A tool call that was cut off is text, and ends where a stop begins in it
    Given a server
    And the tools:
      | tool        | arguments | description               |
      | get_weather | city      | Get the weather in a city |
    When Ada says "What is the weather in Rome?" both ways with {"max_tokens": 9, "stop": ["get"]}
    Then neither way shows "get"
    And both ways end with "stop"
    And both ways agree
