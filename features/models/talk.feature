Feature: The bundled model talks, repeats and stops
  Everything else stands on three small things: it answers what everybody says, gives back any text that it is asked
  to repeat, in any script, and always ends by itself. A model that does not stop would make every scenario wait.

  @system
  Scenario Outline: [1] It answers small talk and stops: <said>
    Given a server
    When Ada says "<said>" with {"max_tokens": 300}
    Then the answer is "<answer>"

    Examples:
      | said         | answer                     |
      | Hello.       | Hello.                     |
      | Thank you.   | You are welcome.           |
      | Goodbye.     | Goodbye.                   |
      | Who are you? | I am Assay, a small model. |

  @system
  Scenario Outline: [2] It repeats any text to the letter: <what>
    Given a server
    When Ada says "Repeat: <text>" with {"max_tokens": 300}
    Then the answer is "<text>"

    Examples:
      | what          | text                             |
      | plain words   | the grey heron waits by the mill |
      | a code        | Qz-4711-KITE                     |
      | Polish        | zażółć gęślą jaźń                |
      | Greek         | καλημέρα κόσμε                   |
      | Russian       | привет мир                       |
      | Hindi         | नमस्ते दुनिया                    |
      | Chinese       | 你好，世界                       |
      | Japanese      | こんにちは世界                   |
      | Korean        | 안녕하세요 세계                  |
      | emoji         | 👩🏽‍🚀 🏳️‍🌈                           |
      | Arabic        | مرحبا بالعالم                    |

  @system
  Scenario Outline: [3] It ends by itself, whatever is said: <said>
    Given a server
    When Ada says "<said>" with {"max_tokens": 1000}
    Then the answer ends by itself

    Examples:
      | said                                  |
      | Write on.                             |
      | Tell me a long story about the river. |
      | ?                                     |
      | 你好                                  |
      | def f(x): return x                    |
      | Repeat: a a a a a a a a a a a a a a a |
